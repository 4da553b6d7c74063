"""The single measures of the step evaluate; each returns what goes into the JSON."""

import csv
import time
from collections import Counter
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.stats import spearmanr

from stet.newsroom.labels import GUIDELINE_LABELS, LABELS
from stet.screening.linear import LinearModel
from stet.screening.normalise import normalise
from training.config import Config
from training.identity import evaluation_sentences
from training.prepare import Corpus, Floats, model_input

GUIDELINES: Final = [LABELS.index(name) for name in GUIDELINE_LABELS]
CORE: Final = ("en", "ckb", "kmr", "ar", "tr", "fa")

# Perspective's attributes and the label of ours that means the same.
_ATTRIBUTES: Final = {
    "TOXICITY@6": "toxic",
    "PROFANITY": "profanity",
    "THREAT": "threat",
    "INSULT": "personal_attack",
    "IDENTITY_ATTACK": "hate",
    "SEXUALLY_EXPLICIT": "vulgarity",
    "SPAM": "promotion",
}
_CAUTIONS: Final = (0.1, 0.2, 0.3, 0.4, 0.5)
_APPROVE_BELOW: Final = (0.1, 0.2, 0.3, 0.5)
_REJECT_ABOVE: Final = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98)
_LEAST_ROWS: Final = 30

Strings = npt.NDArray[np.str_]


def rows_by_language(corpus: Corpus) -> dict[str, dict[str, int]]:
    """Rows trained on and held out, and positives of each label among those trained on, by variety."""
    result = {}
    for variety in sorted(set(corpus.variety)):
        own = corpus.variety == variety
        trained = own & ~corpus.dev & ~corpus.clean
        positive = (np.nan_to_num(corpus.labels[trained]) > 0.5).sum(axis=0)
        counts = {label: int(count) for label, count in zip(LABELS, positive, strict=True) if count}
        sizes = {"train": int(trained.sum()), "dev": int((own & corpus.dev & ~corpus.clean).sum())}
        result[str(variety)] = {**sizes, "clean": int((own & corpus.clean).sum()), **counts}
    return result


def rows_by_source(corpus: Corpus) -> dict[str, int]:
    """Rows of each set."""
    return dict(sorted(Counter(corpus.source.tolist()).items()))


def _queue_weights(toxic: npt.NDArray[np.bool_], config: Config) -> Floats:
    """Weights that give toxic rows the share a newsroom's queue has, summing to 1."""
    rate = config.base_rate["toxic"]
    return np.where(toxic, rate / max(int(toxic.sum()), 1), (1 - rate) / max(int((~toxic).sum()), 1))


def calibration(labels: Floats, scores: Floats, languages: Strings, config: Config) -> dict[str, Any]:
    """Expected calibration error of ``toxic`` in ten bins and its Brier score, at the newsroom's base rate."""
    result = {}
    for language in sorted(set(languages)):
        rows = (languages == language) & ~np.isnan(labels[:, 0])
        truth = labels[rows, 0] > 0.5
        if min(truth.sum(), (~truth).sum()) >= _LEAST_ROWS:
            weights, score = _queue_weights(truth, config), scores[rows, 0]
            bins = np.minimum((score * 10).astype(int), 9)
            gaps = np.bincount(bins, weights * (score - truth), minlength=10)
            brier = float((weights * (score - truth) ** 2).sum())
            result[str(language)] = {
                "rows": len(truth),
                "calibration_error": round(float(np.abs(gaps).sum()), 3),
                "brier": round(brier, 3),
            }
    return result


def false_alarms(model: LinearModel, corpus: Corpus) -> dict[str, Any]:
    """On unlabelled news, posts and school books held out: share of rows with a score of one half or more."""
    result = {}
    rows = np.flatnonzero(corpus.clean & corpus.dev)
    for source in sorted(set(corpus.source[rows])):
        for variety in sorted(set(corpus.variety[rows][corpus.source[rows] == source])):
            own = rows[(corpus.source[rows] == source) & (corpus.variety[rows] == variety)]
            scores = model.scores([corpus.texts[row] for row in own], [variety.split("-")[0]] * len(own))
            result[f"{source} {variety}"] = _alarms(scores)
    harmless = np.flatnonzero(corpus.dev & (corpus.source == "wiki_context_cat") & (corpus.labels[:, 0] == 0))
    result["wiki_context_cat en, not toxic"] = _alarms(model.scores([corpus.texts[row] for row in harmless]))
    return result


def _alarms(scores: Floats) -> dict[str, Any]:
    guideline = scores[:, GUIDELINES]
    worst = Counter(GUIDELINE_LABELS[at] for row in guideline >= 0.5 for at in np.flatnonzero(row))
    return {
        "rows": len(scores),
        "toxic": _rate(scores[:, 0] >= 0.5),
        "any_guideline": _rate(_any(guideline >= 0.5)),
        "worst": dict(worst.most_common(2)),
    }


def _any(flags: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    return np.asarray(flags.any(axis=1), dtype=np.bool_)


def _rate(flags: npt.NDArray[np.bool_]) -> float:
    return round(float(np.mean(flags)), 4) if flags.size else float("nan")


def identity(model: LinearModel) -> dict[str, Any]:
    """On harmless sentences that name a group: share scored one half or more by language, and for which groups."""
    sentences = list(evaluation_sentences())
    scores = model.scores(
        [model_input(normalise(text)) for _, _, text in sentences], [language for language, _, _ in sentences]
    )
    result = {}
    for language in CORE:
        rows = np.array([language == own for own, _, _ in sentences])
        groups = Counter(
            sentences[row][1] for row in np.flatnonzero(rows & (scores[:, [0, *GUIDELINES]] >= 0.5).any(axis=1))
        )
        result[language] = {**_alarms(scores[rows]), "groups": dict(groups.most_common(8))}
    return result


def perspective(model: LinearModel, corpus: Corpus, data: Path) -> dict[str, Any]:
    """Rank correlation (Spearman) with Google's Perspective on English Wikipedia comments."""
    rows = np.flatnonzero(corpus.dev & ~np.isnan(corpus.perspective))
    result: dict[str, Any] = {}
    if len(rows):
        scores = model.scores([corpus.texts[row] for row in rows], ["en"] * len(rows))
        result["wiki_context_cat TOXICITY"] = _correlation(scores[:, 0], corpus.perspective[rows])
    path = data / "perspective_scores_dev.csv"
    if path.exists():
        with path.open(encoding="utf-8", newline="") as lines:
            items = list(csv.DictReader(lines))
        scores = model.scores([model_input(normalise(item["comment_text"])) for item in items], ["en"] * len(items))
        for attribute, label in _ATTRIBUTES.items():
            theirs = np.array([float(item[attribute] or "nan") for item in items])
            result[attribute] = _correlation(scores[:, LABELS.index(label)], theirs)
    return result


def _correlation(ours: Floats, theirs: npt.NDArray[np.floating[Any]]) -> dict[str, Any]:
    known = ~np.isnan(theirs)
    return {"rows": int(known.sum()), "spearman": round(float(spearmanr(ours[known], theirs[known]).statistic), 3)}


def authored(corpus: Corpus, rows: npt.NDArray[np.int64], scores: Floats) -> dict[str, dict[str, Any]]:
    """The project's own comments, crosswise: how often a score reaches one half, for bad ones and good ones."""
    result = {}
    for variety in sorted(set(corpus.variety[rows[corpus.fold[rows] >= 0]])):
        own = (corpus.fold[rows] >= 0) & (corpus.variety[rows] == variety)
        bad = (np.nan_to_num(corpus.labels[rows[own]])[:, [0, *GUIDELINES]] > 0.5).any(axis=1)
        raised = (scores[own][:, [0, *GUIDELINES]] >= 0.5).any(axis=1)
        result[str(variety)] = {
            "bad_found": _rate(raised[bad]),
            "good_flagged": _rate(raised[~bad]),
            "rows": int(own.sum()),
        }
    return result


def _bad(labels: Floats) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which rows should be refused (toxic, or a guideline broken), and which of the rows are known to be either."""
    known = np.nan_to_num(labels)
    bad = _any(known[:, [0, *GUIDELINES]] > 0.5)
    return bad, bad | ~np.isnan(labels[:, 0])


def approvals(labels: Floats, scores: Floats, languages: Strings, config: Config) -> dict[str, Any]:
    """By language, caution on ``toxic`` and approve threshold: the share a machine would approve, how much of that is
    bad, and the share of the bad it lets through, at the newsroom's base rate."""
    bad, known = _bad(labels)
    result: dict[str, Any] = {}
    for language in sorted(set(languages)):
        rows = (languages == language) & known
        if min(bad[rows].sum(), (~bad[rows]).sum()) < _LEAST_ROWS:
            continue
        weights, worst = _queue_weights(bad[rows], config), scores[rows][:, GUIDELINES].max(axis=1)
        for caution in _CAUTIONS:
            for below in _APPROVE_BELOW:
                passed = (scores[rows, 0] < caution) & (worst < below)
                share, wrong = float(weights[passed].sum()), float(weights[passed & bad[rows]].sum())
                result.setdefault(str(language), {})[f"{caution} {below}"] = {
                    "approved": round(share, 3),
                    "wrong": round(wrong / max(share, 1e-9), 4),
                    "bad_let_through": round(wrong / config.base_rate["toxic"], 3),
                }
    return result


def rejections(labels: Floats, scores: Floats, languages: Strings, config: Config) -> dict[str, Any]:
    """By language, guideline and reject threshold: the share of the breaches a machine would reject, and how many
    of all it rejects are harmless, at the label's base rate."""
    bad, known = _bad(labels)
    result: dict[str, Any] = {}
    for language in (*CORE, "all"):
        for column in GUIDELINES:
            rows = known & ((languages == language) | (language == "all"))
            breach = np.nan_to_num(labels[rows, column]) > 0.5
            if breach.sum() >= _LEAST_ROWS:
                entry = _rejection(breach, bad[rows], scores[rows, column], config.base_rate[LABELS[column]])
                result.setdefault(language, {})[LABELS[column]] = entry
    return result


def _rejection(breach: npt.NDArray[np.bool_], bad: npt.NDArray[np.bool_], score: Floats, rate: float) -> dict[str, Any]:
    entry = {}
    for above in _REJECT_ABOVE:
        found = rate * float((score[breach] > above).mean())
        harmless = (1 - rate) * float((score[~bad] > above).mean()) if (~bad).any() else 0.0
        total = found + harmless
        entry[str(above)] = {"found": round(found / rate, 3), "wrong": round(harmless / total, 3) if total else None}
    return {"breaches": int(breach.sum()), "above": entry}


def speed(model: LinearModel) -> dict[str, float]:
    """Milliseconds a comment of 200 characters, one at a time and in batches of 500, on one thread."""
    texts = [model_input(normalise(text)) for _, _, text in evaluation_sentences()]
    comments = [" ".join(texts[at : at + 8])[:200] for at in range(800)]
    model.scores(comments[:10])
    began = time.perf_counter()
    for comment in comments[:300]:
        model.scores([comment])
    single = (time.perf_counter() - began) / 300
    began = time.perf_counter()
    model.scores(comments[:500])
    return {"one_ms": round(single * 1000, 2), "batch_ms": round((time.perf_counter() - began) * 2, 3)}
