"""Calibration: from logits to probabilities that mean something in a newsroom's queue.

Platt's curve (1999), ``sigmoid(slope * logit + shift)``, for each label; a language with enough held-out rows gets its
own, drawn towards the common one the more, the fewer its rows are. Held-out rows are weighed so that the share of
positives is the base rate of config.toml: the sets hold far more abuse than a queue does.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from stet.newsroom.labels import LABELS
from training.config import Config
from training.prepare import Floats

# A curve never falls: a higher logit is never a lower probability.
_LEAST_SLOPE: Final = 0.05

Curve = npt.NDArray[np.float64]


def fit_curve(
    logits: Floats, targets: Floats, weights: Floats, base_rate: float, toward: Curve | None = None, ridge: float = 0.0
) -> Curve:
    """Slope and shift for one label, drawn `toward` a curve by `ridge` rows' worth; rows of weight 0 do not count."""
    positive, negative = weights * targets, weights * (1 - targets)
    rows = 2.0 * min(int((positive > 0).sum()), int((negative > 0).sum()))
    share_pos = positive / positive.sum() * base_rate * rows
    share_neg = negative / negative.sum() * (1 - base_rate) * rows
    center = np.array([1.0, 0.0]) if toward is None else toward

    def loss(curve: Curve) -> tuple[float, Curve]:
        scaled = curve[0] * logits + curve[1]
        value = float((share_pos * np.logaddexp(0, -scaled) + share_neg * np.logaddexp(0, scaled)).sum())
        residual = (share_pos + share_neg) / (1 + np.exp(-np.clip(scaled, -50, 50))) - share_pos
        drawn = ridge * (curve - center)
        gradient = np.array([(residual * logits).sum(), residual.sum()]) + drawn
        return value + 0.5 * float((drawn * (curve - center)).sum()), gradient

    found = minimize(loss, center, jac=True, method="L-BFGS-B", bounds=[(_LEAST_SLOPE, None), (None, None)])
    return np.asarray(found.x, dtype=np.float64)


def calibrate(
    logits: Floats, targets: Floats, weights: Floats, languages: npt.NDArray[np.str_], config: Config
) -> Mapping[str, Floats]:
    """Curves (2, labels) by language; ``""`` is the common one. Labels a language cannot fit keep the common curve."""
    common = np.stack([_common(logits, targets, weights, column, config) for column in range(len(LABELS))], axis=1)
    curves = {"": common.astype(np.float32)}
    for language in np.unique(languages):
        rows = languages == language
        curve = common.copy()
        for column in range(len(LABELS)):
            if _enough(targets[rows, column], weights[rows, column], config.calibration_least):
                rate = config.base_rate[LABELS[column]]
                own = [array[rows, column] for array in (logits, targets, weights)]
                curve[:, column] = fit_curve(own[0], own[1], own[2], rate, common[:, column], config.calibration_ridge)
        if not np.array_equal(curve, common):
            curves[str(language)] = curve.astype(np.float32)
    return curves


def _common(logits: Floats, targets: Floats, weights: Floats, column: int, config: Config) -> Curve:
    if not _enough(targets[:, column], weights[:, column], 1):
        return np.array([1.0, 0.0])
    rate = config.base_rate[LABELS[column]]
    return fit_curve(logits[:, column], targets[:, column], weights[:, column], rate)


def _enough(targets: Floats, weights: Floats, least: int) -> bool:
    known = weights > 0
    positives = int((targets[known] > 0.5).sum())
    return min(positives, int(known.sum()) - positives) >= least
