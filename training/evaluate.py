"""Step 5, evaluate: how well the exported model does on rows it was not trained on. Everything ends in one small JSON.

A dev row is in one of two halves: calibration curves are fitted on one, and everything that depends on them
(calibration error, false alarms, thresholds) is measured on the other.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sklearn.metrics import average_precision_score, roc_auc_score

from stet.newsroom.labels import LABELS
from stet.screening.calibration import sigmoid
from stet.screening.model import together
from training import measures
from training.calibrate import calibrate
from training.config import Config, Source
from training.prepare import Corpus, Floats, Rows, weigh
from training.texts import HELD_FOLDS, stable_share

_LEAST: Final = 5  # positives and negatives below which a ranking says nothing
_RESAMPLES: Final = 200


@dataclass(frozen=True, slots=True)
class Held:
    """Held-out rows of the corpus by number, with the logits (n, labels) of both models."""

    rows: Rows
    linear: Floats
    encoder: Floats


def languages_of(corpus: Corpus) -> npt.NDArray[np.str_]:
    """The language code of each row, without its script."""
    return np.array([variety.split("-")[0] for variety in corpus.variety])


def held_out(corpus: Corpus) -> Rows:
    """Dev rows, the project's own comments among them, each once in its own spelling; nothing unlabelled."""
    return np.flatnonzero(corpus.dev & ~corpus.clean & (corpus.source != "spelling"))


def half(corpus: Corpus, rows: Rows) -> npt.NDArray[np.bool_]:
    """True for the half that calibrates, stable by text; of the project's own comments it is one of two folds, so that
    pairs stay together."""
    own = corpus.fold[rows]
    by_text = [stable_share(f"half {corpus.texts[row]}", 2) == 0 for row in rows]
    return np.where(own >= 0, own == HELD_FOLDS[0], by_text)


def curves(corpus: Corpus, logits: Floats, config: Config, sources: dict[str, Source]) -> Mapping[str, Floats]:
    """The calibration curves of the linear model alone, by language."""
    rows = held_out(corpus)
    rows = rows[half(corpus, rows)]
    targets, weights = unbalanced(corpus, config, sources)
    return calibrate(logits[None, rows], targets[rows], weights[rows], languages_of(corpus)[rows], config)


def unbalanced(corpus: Corpus, config: Config, sources: dict[str, Source]) -> tuple[Floats, Floats]:
    """Targets and weights without the gains that balance training: each known label weighs as its set does."""
    targets, weights = weigh(corpus, config, sources)
    base = np.array([sources[name].weight for name in corpus.source], dtype=np.float32)
    unknown = np.isnan(corpus.labels)
    plain = np.where(unknown, config.implied_weight, 1) * base[:, None]
    # The word lists teach, but they do not judge: what they name is in no measure and in no curve.
    judged = (weights > 0) & ~(unknown & (corpus.listed >= 0))
    return targets, np.where(judged, plain, 0).astype(np.float32)


def evaluate(corpus: Corpus, held: Held, data: Path, results: Path, shipped: measures.Shipped) -> None:
    """Measure the shipped model and write ``model.json`` to `results`."""
    rows = held.rows
    linear = sigmoid(held.linear)
    scores = together(linear, held.encoder, list(languages_of(corpus)[rows]), shipped.encoder.meta)
    config, languages = shipped.config, languages_of(corpus)[rows]
    kept = ~half(corpus, rows)
    everything = np.flatnonzero(corpus.dev)
    unfitted = everything[~half(corpus, everything)]
    labels = corpus.labels[rows]
    figures: dict[str, Any] = {
        "model": shipped.version,
        "licences": shipped.licences,
        "bytes": {path.name: path.stat().st_size for path in sorted(shipped.models.rglob("*")) if path.is_file()},
        "rows": measures.rows_by_language(corpus),
        "sources": measures.rows_by_source(corpus),
        "ranking": _rankings(corpus, rows, scores),
        "linear_ranking": _rankings(corpus, rows, linear),
        "by_source": _by_source(corpus, rows, scores),
        "calibration": measures.calibration(labels[kept], scores[kept], languages[kept], config),
        "false_alarms": measures.false_alarms(shipped, corpus),
        "identity": measures.identity(shipped),
        "perspective": measures.perspective(shipped, corpus, unfitted, data),
        "authored": measures.authored(corpus, rows, scores),
        "approvals": measures.approvals(labels[kept], scores[kept], languages[kept], config),
        "rejections": measures.rejections(labels[kept], scores[kept], languages[kept], config),
        "system": measures.system(shipped, corpus, rows[kept], languages[kept]),
        "cascade": measures.cascade(corpus, rows[kept], linear[kept], scores[kept], config),
        "translated": measures.translated(shipped),
        "own": measures.own(corpus),
        "graph": shipped.fitted["graph"],
        "spans": shipped.fitted["spans"],
        "relevance": shipped.fitted["relevance"],
    }
    write_json(results / "model.json", figures)


def write_json(path: Path, figures: Mapping[str, Any]) -> None:
    """Write `figures`, short and stable."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(figures, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _rankings(corpus: Corpus, rows: Rows, scores: Floats) -> dict[str, Any]:
    """By variety and label: area under the curve and average precision with 95 % bootstrap intervals, and counts."""
    result: dict[str, Any] = {}
    for variety in sorted(set(corpus.variety[rows])):
        at = np.flatnonzero(corpus.variety[rows] == variety)
        for column, label in enumerate(LABELS):
            known = at[~np.isnan(corpus.labels[rows[at], column])]
            ranking = _ranking(corpus.labels[rows[known], column] > 0.5, scores[known, column])
            if ranking:
                result.setdefault(str(variety), {})[label] = ranking
    return result


def _ranking(truth: npt.NDArray[np.bool_], scores: Floats) -> dict[str, Any] | None:
    positives = int(truth.sum())
    if min(positives, len(truth) - positives) < _LEAST:
        return None
    low, high = _intervals(truth[np.argsort(-scores, kind="stable")])
    return {
        "rows": len(truth),
        "positives": positives,
        "auc": _auc(truth, scores),
        "auc_interval": [round(float(low[0]), 3), round(float(high[0]), 3)],
        "average_precision": _precision(truth, scores),
        "average_precision_interval": [round(float(low[1]), 3), round(float(high[1]), 3)],
    }


def _intervals(truth: npt.NDArray[np.bool_]) -> Floats:
    """The 2.5th and 97.5th percentile of both figures over resampled rows; `truth` stands by falling score.

    A resample is a count for each row, so that rows are sorted once; ties count as they stand, which moves an interval
    by less than it is rounded to.
    """
    random = np.random.default_rng(1)
    resampled = []
    for _ in range(_RESAMPLES):
        counts = np.bincount(random.integers(0, len(truth), len(truth)), minlength=len(truth))
        found = np.cumsum(counts * truth)
        negatives = counts * ~truth
        if found[-1] and negatives.sum():
            area = (negatives * found).sum() / (negatives.sum() * found[-1])
            precision = (counts * truth * found / np.maximum(np.cumsum(counts), 1)).sum() / found[-1]
            resampled.append((area, precision))
    return np.percentile(np.array(resampled), [2.5, 97.5], axis=0).astype(np.float32)


def _auc(truth: npt.NDArray[np.bool_], scores: Floats) -> float:
    return round(float(roc_auc_score(truth, scores)), 3)


def _precision(truth: npt.NDArray[np.bool_], scores: Floats) -> float:
    return round(float(average_precision_score(truth, scores)), 3)


def _by_source(corpus: Corpus, rows: Rows, scores: Floats) -> dict[str, float]:
    """Area under the curve for ``toxic`` inside each set: between sets, style alone would raise it."""
    result = {}
    for source in sorted(set(corpus.source[rows])):
        at = np.flatnonzero(corpus.source[rows] == source)
        known = at[~np.isnan(corpus.labels[rows[at], 0])]
        truth = corpus.labels[rows[known], 0] > 0.5
        if min(truth.sum(), (~truth).sum()) >= _LEAST:
            result[str(source)] = _auc(truth, scores[known, 0])
    return result
