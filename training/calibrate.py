"""Calibration: from logits to probabilities that mean something in a newsroom's queue.

Platt's curve (1999), ``sigmoid(slopes · logits + shift)``, for each label: one slope for a model alone, two for the
encoder's and the linear model's logit together (stacking; Wolpert 1992). A language with enough held-out rows gets its
own curve, drawn towards the common one the more, the fewer its rows are. Held-out rows are weighed so that the share of
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
Strings = npt.NDArray[np.str_]


def fit_curve(
    logits: Floats, targets: Floats, weights: Floats, base_rate: float, toward: Curve | None = None, ridge: float = 0.0
) -> Curve:
    """Slopes and shift (k + 1,) for one label and `logits` (n, k), drawn `toward` a curve by `ridge` rows' worth; rows
    of weight 0 do not count."""
    positive, negative = weights * targets, weights * (1 - targets)
    rows = 2.0 * min(int((positive > 0).sum()), int((negative > 0).sum()))
    share_pos = positive / positive.sum() * base_rate * rows
    share_neg = negative / negative.sum() * (1 - base_rate) * rows
    models = logits.shape[1]
    inputs = np.column_stack([logits, np.ones(len(logits))])
    center = np.array([1.0 / models] * models + [0.0]) if toward is None else toward

    def loss(curve: Curve) -> tuple[float, Curve]:
        scaled = inputs @ curve
        value = float((share_pos * np.logaddexp(0, -scaled) + share_neg * np.logaddexp(0, scaled)).sum())
        residual = (share_pos + share_neg) / (1 + np.exp(-np.clip(scaled, -50, 50))) - share_pos
        drawn = ridge * (curve - center)
        return value + 0.5 * float((drawn * (curve - center)).sum()), inputs.T @ residual + drawn

    bounds = [(_LEAST_SLOPE, None)] * models + [(None, None)]
    return np.asarray(minimize(loss, center, jac=True, method="L-BFGS-B", bounds=bounds).x, dtype=np.float64)


def calibrate(
    logits: Floats, targets: Floats, weights: Floats, languages: Strings, config: Config
) -> Mapping[str, Floats]:
    """Curves (k + 1, labels) by language for `logits` (k, n, labels); ``""`` is the common one.

    Labels that a language cannot fit keep the common curve.
    """
    columns = range(len(LABELS))
    common = np.stack(
        [_common(logits[:, :, at].T, targets[:, at], weights[:, at], at, config) for at in columns], axis=1
    )
    curves = {"": common.astype(np.float32)}
    for language in np.unique(languages):
        rows = languages == language
        curve = common.copy()
        for at in columns:
            if _enough(targets[rows, at], weights[rows, at], config.calibration_least):
                own = logits[:, rows, at].T, targets[rows, at], weights[rows, at]
                curve[:, at] = fit_curve(*own, config.base_rate[LABELS[at]], common[:, at], config.calibration_ridge)
        if not np.array_equal(curve, common):
            curves[str(language)] = curve.astype(np.float32)
    return curves


def _common(logits: Floats, targets: Floats, weights: Floats, column: int, config: Config) -> Curve:
    if not _enough(targets, weights, 1):
        return np.array([1.0] + [_LEAST_SLOPE] * (logits.shape[1] - 1) + [0.0])
    return fit_curve(logits, targets, weights, config.base_rate[LABELS[column]])


def _enough(targets: Floats, weights: Floats, least: int) -> bool:
    known = weights > 0
    positives = int((targets[known] > 0.5).sum())
    return min(positives, int(known.sum()) - positives) >= least
