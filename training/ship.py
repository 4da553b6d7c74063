"""The linear model's file: the fitted weights as small integers."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from stet.newsroom.labels import LABELS
from stet.screening.features import FEATURES
from stet.screening.model_file import write_model
from stet.screening.normalise import NORMALISATION
from training.prepare import Floats
from training.train import Fit


def quantise(weights: Floats) -> tuple[npt.NDArray[np.int8], Floats]:
    """Weights (buckets, labels) as int8, and the scale of each label.

    The scale is set by the 99.99th percentile: a few extreme weights are cut off rather than making all others coarse.
    """
    reach = np.maximum(np.percentile(np.abs(weights), 99.99, axis=0), 1e-6)
    scale = (reach / 127).astype(np.float32)
    return np.clip(np.rint(weights / scale), -127, 127).astype(np.int8), scale


def write_linear(fit: Fit, curves: Mapping[str, Floats], path: Path, licences: str) -> None:
    """Write the linear model to `path`."""
    table, scale = quantise(fit.weights)
    languages = sorted(curves)
    meta = {
        "kind": "linear",
        "features": FEATURES,
        "normalisation": NORMALISATION,
        "labels": list(LABELS),
        "languages": languages,
        "licences": licences,
    }
    arrays: dict[str, npt.NDArray[Any]] = {
        "table": table,
        "scale": scale,
        "bias": fit.bias,
        "curves": np.stack([curves[language] for language in languages]),
    }
    write_model(path, meta, arrays)
