"""The single measures of the step evaluate; each returns what goes into the JSON."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.stats import pearsonr, spearmanr
from sklearn.metrics import roc_auc_score

from stet.newsroom.labels import GUIDELINE_LABELS, LABELS, PERSPECTIVE
from stet.newsroom.policy_file import default_policy_text, parse_policy
from stet.newsroom.screening import Submission
from stet.newsroom.verdict import Outcome
from stet.screening import Screener
from stet.screening.encoder import Encoder, Reading
from stet.screening.language import LanguageModel
from stet.screening.linear import LinearModel
from stet.screening.model import Model, as_perspective, together
from stet.screening.normalise import normalise
from stet.screening.steps import STEPS
from stet.verdicts import decide
from training.config import HERE, Config
from training.encoder.pieces import written
from training.identity import probe_sentences
from training.prepare import Corpus, Floats, Rows, model_input

GUIDELINES: Final = [LABELS.index(name) for name in GUIDELINE_LABELS]
CORE: Final = ("en", "ckb", "kmr", "ar", "tr", "fa")

# Perspective's attributes and the label of ours that means the same.
_ATTRIBUTES: Final = {
    "TOXICITY": "toxic",
    "PROFANITY": "profanity",
    "THREAT": "threat",
    "INSULT": "personal_attack",
    "IDENTITY_ATTACK": "hate",
    "SEXUALLY_EXPLICIT": "vulgarity",
    "SPAM": "promotion",
}
# Where the data folder's list has several versions of one: the newest.
_COLUMNS: Final = {"TOXICITY": "TOXICITY@6"}
_CAUTIONS: Final = (0.1, 0.2, 0.3, 0.4, 0.5)
_APPROVE_BELOW: Final = (0.1, 0.2, 0.3, 0.5)
_REJECT_ABOVE: Final = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98)
_LEAST_ROWS: Final = 30
# Of a cascade: between these scores of the linear model the encoder would read too. The first leaves nothing out.
_BANDS: Final = ((0.0, 1.0), (0.02, 0.98), (0.05, 0.95), (0.1, 0.9), (0.2, 0.8))
_PASSED: Final = 0.2

Strings = npt.NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Shipped:
    """The files that ship, and what was measured while they were made (`fitted`)."""

    models: Path
    linear: LinearModel
    encoder: Encoder
    config: Config
    licences: str
    fitted: Mapping[str, Any]

    @property
    def version(self) -> str:
        """The version that the program gives the model."""
        return f"{self.linear.version} {self.encoder.version}"

    def screener(self) -> Screener:
        """The whole of screening, with these files in the place of the program's own."""
        steps = [(name, partial(Model, self.models) if name == Model.name else load) for name, load in STEPS]
        return Screener(steps, partial(LanguageModel, self.models / "language.npz"))

    def scores(self, texts: Sequence[str], languages: Sequence[str]) -> Floats:
        """Probabilities (n, labels) of model inputs."""
        logits = np.stack([reading.logits for reading in self._readings(texts, languages)])
        return together(self.linear.scores(texts, languages), logits, languages, self.encoder.meta)

    def as_perspective(self, texts: Sequence[str]) -> Floats:
        """What Perspective would have said (n,) of English model inputs."""
        readings = self._readings(texts, ["en"] * len(texts))
        return as_perspective(self.linear.logits(texts)[:, -1], readings, self.encoder.meta)

    def _readings(self, texts: Sequence[str], languages: Sequence[str]) -> list[Reading]:
        return self.encoder.read([written(*each) for each in zip(texts, languages, strict=True)])


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


def own(corpus: Corpus) -> dict[str, dict[str, int]]:
    """By variety: the project's own comments as they were written, good and bad ones, and those held out."""
    written = corpus.source == "authored"
    bad, _ = _bad(corpus.labels)
    result = {}
    for variety in sorted(set(corpus.variety[written])):
        rows = written & (corpus.variety == variety)
        counts = {"good": (rows & ~bad), "bad": (rows & bad), "held": (rows & corpus.dev)}
        result[str(variety)] = {name: int(flags.sum()) for name, flags in counts.items()}
    return result


def cascade(corpus: Corpus, rows: Rows, linear: Floats, both: Floats, config: Config) -> dict[str, Any]:
    """What would become of the scores if the encoder read those comments alone of which the linear model is unsure.

    `linear` and `both` are probabilities (n, labels) of the linear model alone and of the whole. By band of the linear
    model's highest score: the share of a queue inside it, for our own comments and for the sets', the area under the
    curve of the highest score, and the share of bad comments below `_PASSED`.
    """
    bad, known = _bad(corpus.labels[rows])
    alone, whole = (scores[:, [0, *GUIDELINES]].max(axis=1) for scores in (linear, both))
    written = corpus.fold[rows] >= 0
    result: dict[str, Any] = {}
    for low, high in _BANDS:
        read = (alone >= low) & (alone <= high)
        scores = np.where(read, whole, alone)
        for kind, at in (("own", written & known), ("sets", ~written & known)):
            if min(bad[at].sum(), (~bad[at]).sum()) >= _LEAST_ROWS:
                result.setdefault(f"{low} {high}", {})[kind] = _band(bad[at], read[at], scores[at], config)
    return result


def _band(bad: npt.NDArray[np.bool_], read: npt.NDArray[np.bool_], scores: Floats, config: Config) -> dict[str, float]:
    return {
        "read": round(float(_queue_weights(bad, config)[read].sum()), 3),
        "auc": round(float(roc_auc_score(bad, scores)), 3),
        "bad_passed": _rate(scores[bad] < _PASSED),
    }


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


def false_alarms(model: Shipped, corpus: Corpus) -> dict[str, Any]:
    """On unlabelled news, posts and school books held out: share of rows with a score of one half or more."""
    result = {}
    rows = np.flatnonzero(corpus.clean & corpus.dev)
    for source in sorted(set(corpus.source[rows])):
        for variety in sorted(set(corpus.variety[rows][corpus.source[rows] == source])):
            own = rows[(corpus.source[rows] == source) & (corpus.variety[rows] == variety)]
            scores = model.scores([corpus.texts[row] for row in own], [str(variety).split("-")[0]] * len(own))
            result[f"{source} {variety}"] = _alarms(scores)
    harmless = np.flatnonzero(corpus.dev & (corpus.source == "wiki_context_cat") & (corpus.labels[:, 0] == 0))
    if len(harmless):
        scores = model.scores([corpus.texts[row] for row in harmless], ["en"] * len(harmless))
        result["wiki_context_cat en, not toxic"] = _alarms(scores)
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


def identity(model: Shipped) -> dict[str, Any]:
    """On sentences a newsroom prints that name a group: by language, the share scored one half or more for any
    guideline, the same by kind of sentence, and the groups it befalls most.

    The spread is the worst group's rate less the mean.
    """
    result = {}
    for language in CORE:
        sentences = list(probe_sentences(language))
        scores = model.scores([model_input(normalise(text)) for *_, text in sentences], [language] * len(sentences))
        flagged = _any(scores[:, GUIDELINES] >= 0.5)
        kinds, groups = (np.array([sentence[at] for sentence in sentences]) for at in (1, 0))
        rates = {str(group): _rate(flagged[groups == group]) for group in np.unique(groups)}
        worst = sorted(rates.items(), key=lambda each: -each[1])[:5]
        result[language] = {
            **_alarms(scores),
            "groups": len(rates),
            "by_kind": {str(kind): _rate(flagged[kinds == kind]) for kind in np.unique(kinds)},
            "spread": round(max(rates.values()) - _rate(flagged), 4),
            "most": {group: rate for group, rate in worst if rate},
        }
    return result


def perspective(model: Shipped, corpus: Corpus, rows: Rows, data: Path) -> list[dict[str, Any]]:
    """How alike our scores and those of Google's Perspective are, on English Wikipedia comments that trained nothing:
    `rows`, and those of the data folder's own list."""
    rows = rows[~np.isnan(corpus.perspective[rows])]
    result = []
    if len(rows):
        texts = [corpus.texts[row] for row in rows]
        result += _beside(model, "wiki_context_cat", texts, {"TOXICITY": corpus.perspective[rows]})
    path = data / "perspective_scores_dev.csv"
    if path.exists():
        with path.open(encoding="utf-8", newline="") as lines:
            scored = {model_input(normalise(item["comment_text"])): item for item in csv.DictReader(lines)}
        trained = {text for text, dev in zip(corpus.texts, corpus.dev, strict=True) if not dev}
        texts = [text for text in scored if text not in trained]
        theirs = {
            name: np.array([float(scored[text][_COLUMNS.get(name, name)] or "nan") for text in texts])
            for name in _ATTRIBUTES
        }
        result += _beside(model, path.stem, texts, theirs)
    return result


def _beside(model: Shipped, list_name: str, texts: Sequence[str], theirs: Mapping[str, Any]) -> list[dict[str, Any]]:
    """For each of Perspective's attributes, our score beside it; beside its TOXICITY the two that we have."""
    labels, imitated = model.scores(texts, ["en"] * len(texts)), model.as_perspective(texts)
    pairs = [(name, label, labels[:, LABELS.index(label)]) for name in theirs for label in [_ATTRIBUTES[name]]]
    pairs += [(name, PERSPECTIVE, imitated) for name in theirs if _ATTRIBUTES[name] == "toxic"]
    return [
        {"set": list_name, "theirs": name, "ours": ours, **_correlation(scores, theirs[name])}
        for name, ours, scores in pairs
    ]


def _correlation(ours: Floats, theirs: npt.NDArray[np.floating[Any]]) -> dict[str, Any]:
    """Of ranks (Spearman) and of the numbers themselves (Pearson)."""
    known = ~np.isnan(theirs)
    found = {"spearman": spearmanr, "pearson": pearsonr}
    alike = {name: round(float(measure(ours[known], theirs[known]).statistic), 3) for name, measure in found.items()}
    return {"rows": int(known.sum()), **alike}


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


def translated(model: Shipped, folder: Path = HERE / "translated") -> dict[str, Any]:
    """Real comments translated into Kurdish: how well the highest guideline score tells bad ones from good ones, and
    the shares of both that it raises to one half."""
    result = {}
    for path in sorted(folder.glob("*.tsv")):
        rows = [line.split("\t") for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
        scores = model.scores([model_input(normalise(text)) for *_, text in rows], [path.stem] * len(rows))
        worst, bad = scores[:, GUIDELINES].max(axis=1), np.array([expect == "reject" for expect, *_ in rows])
        result[path.stem] = {
            "rows": len(rows),
            "auc": round(float(roc_auc_score(bad, worst)), 3),
            "bad_found": _rate(worst[bad] >= 0.5),
            "good_flagged": _rate(worst[~bad] >= 0.5),
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


def system(model: Shipped, corpus: Corpus, rows: Rows, languages: Strings) -> dict[str, Any]:
    """The whole of screening and the shipped policy on held-out comments of the project's own and of the sets.

    By language and kind: what becomes of good comments and of bad ones, and how much of what is approved and rejected
    is wrong, at the newsroom's base rate.
    """
    screener, policy = model.screener(), parse_policy(default_policy_text())
    bad, known = _bad(corpus.labels[rows])
    own = corpus.fold[rows] >= 0
    chosen = np.flatnonzero(known & np.isin(languages, CORE))
    verdicts = screener.screen_many(Submission(corpus.raw[row]) for row in rows[chosen])
    outcomes = np.array([decide(each, policy).outcome.value for each in verdicts])
    result: dict[str, Any] = {}
    for language in CORE:
        for kind, of_kind in (("own", own[chosen]), ("sets", ~own[chosen])):
            at = (languages[chosen] == language) & of_kind
            if min(bad[chosen][at].sum(), (~bad[chosen][at]).sum()) >= _LEAST_ROWS:
                result.setdefault(language, {})[kind] = _outcomes(outcomes[at], bad[chosen][at], model.config)
    return result


def _outcomes(outcomes: Strings, bad: npt.NDArray[np.bool_], config: Config) -> dict[str, Any]:
    weights = _queue_weights(bad, config)
    entry: dict[str, Any] = {"good": int((~bad).sum()), "bad": int(bad.sum())}
    for outcome in (Outcome.APPROVE.value, Outcome.REFER.value, Outcome.REJECT.value):
        given = outcomes == outcome
        entry |= {f"good_{outcome}": _rate(given[~bad]), f"bad_{outcome}": _rate(given[bad])}
    approved, rejected = outcomes == Outcome.APPROVE.value, outcomes == Outcome.REJECT.value
    entry["wrong_among_approved"] = _share(weights, approved & bad, approved)
    entry["wrong_among_rejected"] = _share(weights, rejected & ~bad, rejected)
    entry["settled"] = round(float(weights[approved | rejected].sum()), 3)
    return entry


def _share(weights: Floats, wrong: npt.NDArray[np.bool_], among: npt.NDArray[np.bool_]) -> float | None:
    total = float(weights[among].sum())
    return round(float(weights[wrong].sum()) / total, 4) if total else None
