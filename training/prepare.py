"""Step 1, prepare: every row normalised once, with its labels, its weight for each label, and where it belongs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stet.newsroom.labels import GUIDELINE_LABELS, LABELS
from stet.screening.addresses import without_links
from stet.screening.normalise import NORMALISATION, Normalised, normalise
from training import texts
from training.config import TIERS, Config, Source
from training.listed import BY_WORD, listed
from training.spelling import respelled

_IMPLIED: Final = [LABELS.index(name) for name in GUIDELINE_LABELS if name != "promotion"]
_TOXIC: Final = LABELS.index("toxic")
_PROMOTION: Final = LABELS.index("promotion")
_LEAST_SCORE: Final = 0.005  # of Perspective: nearer to 0 and 1 its logit is noise

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]
Marks = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Corpus:
    """All rows, in arrays of one length n. `labels` is (n, labels), NaN where unknown; `texts` are model inputs.

    `marks` are the offending parts of a text, [start, end) in the model input; None where nobody marked them.
    `answered` is the model input of what it stands under; None where that is not known.
    """

    texts: list[str]
    raw: list[str]
    labels: Floats
    variety: npt.NDArray[np.str_]
    source: npt.NDArray[np.str_]
    dev: npt.NDArray[np.bool_]
    clean: npt.NDArray[np.bool_]
    fold: npt.NDArray[np.int64]
    perspective: Floats
    listed: npt.NDArray[np.int8]
    marks: list[Marks | None]
    answered: list[str | None]

    def take(self, rows: Rows) -> "Corpus":
        """The rows with these numbers."""
        return Corpus(
            [self.texts[row] for row in rows],
            [self.raw[row] for row in rows],
            self.labels[rows],
            self.variety[rows],
            self.source[rows],
            self.dev[rows],
            self.clean[rows],
            self.fold[rows],
            self.perspective[rows],
            self.listed[rows],
            [self.marks[row] for row in rows],
            [self.answered[row] for row in rows],
        )


def model_input(copy: Normalised) -> str:
    """What the screening step gives the model to read: the normalised copy without its links."""
    return without_links(copy.text)


def corpus_of(rows: Sequence[texts.Row]) -> Corpus:
    """The arrays of `rows`."""
    copies = [normalise(row.text) for row in rows]
    labels = [[row.labels.get(name, np.nan) for name in LABELS] for row in rows]
    return Corpus(
        texts=[model_input(copy) for copy in copies],
        raw=[row.text for row in rows],
        labels=np.array(labels, dtype=np.float32).reshape(-1, len(LABELS)),
        variety=np.array([row.variety for row in rows]),
        source=np.array([row.source for row in rows]),
        dev=np.array([row.split == "dev" for row in rows]),
        clean=np.array([row.clean for row in rows]),
        fold=np.array([row.fold for row in rows]),
        perspective=np.array([row.perspective for row in rows], dtype=np.float32),
        listed=listed(rows, copies),
        marks=[_marks(row, copy) for row, copy in zip(rows, copies, strict=True)],
        answered=[model_input(normalise(row.answered)) if row.answered else None for row in rows],
    )


def _marks(row: texts.Row, copy: Normalised) -> Marks | None:
    """The marked parts of a text where its normalised copy has them."""
    if row.spans is None:
        return None
    hit = [
        any(start < end_of and end > start_of for start, end in row.spans)
        for start_of, end_of in zip(copy.starts, copy.ends, strict=True)
    ]
    edges = [at for at in range(len(hit) + 1) if (at > 0 and hit[at - 1]) != (at < len(hit) and hit[at])]
    return list(zip(edges[::2], edges[1::2], strict=True))


def prepare(
    folder: Path, authored: Path, work: Path, config: Config, sources: dict[str, Source], licences: str
) -> Corpus:
    """Read `folder` and the project's own comments in `authored`, normalise, keep the result in `work`.

    Raises FileNotFoundError when `folder` holds no comments.
    """
    if not any(folder.glob("comments_*.jsonl.gz")):
        raise FileNotFoundError("The data folder holds no comments_*.jsonl.gz.")
    tiers = TIERS[licences]
    own = list(texts.authored(authored))
    rows = [
        *texts.labelled(folder, sources, tiers),
        *texts.translated(folder, sources, tiers),
        *own,
        *respelled(own),
        *texts.unlabelled(folder, sources, tiers, config.clean_rows),
        *texts.balancing(),
    ]
    corpus = corpus_of(rows)
    save(corpus, work)
    return corpus


def scored_rows(corpus: Corpus) -> Rows:
    """Training rows that carry Perspective's score."""
    return np.flatnonzero(~corpus.dev & ~np.isnan(corpus.perspective))


def scores_logit(scores: Floats) -> Floats:
    """The logits of Perspective's scores 0..1."""
    kept = np.clip(scores, _LEAST_SCORE, 1 - _LEAST_SCORE)
    return np.asarray(np.log(kept / (1 - kept)), dtype=np.float32)


def save(corpus: Corpus, work: Path) -> None:
    """Write `corpus` below `work`."""
    work.mkdir(parents=True, exist_ok=True)
    arrays = {name: getattr(corpus, name) for name in _ARRAYS}
    np.savez(work / "corpus.npz", normalisation=NORMALISATION, **arrays)
    for name in _LISTS:
        lines = "".join(json.dumps(value, ensure_ascii=True) + "\n" for value in getattr(corpus, name))
        (work / f"{name}.jsonl").write_text(lines, encoding="utf-8")


_LISTS: Final = ("texts", "raw", "marks", "answered")
_ARRAYS: Final = ("labels", "variety", "source", "dev", "clean", "fold", "perspective", "listed")


def load(work: Path) -> Corpus:
    """The corpus in `work`. Raises ValueError when it was made by another normalisation."""
    with np.load(work / "corpus.npz") as arrays:
        if int(arrays["normalisation"]) != NORMALISATION:
            raise ValueError("The prepared rows are of another normalisation: run the step prepare again.")
        stored: dict[str, Any] = {name: arrays[name] for name in _ARRAYS}
    for name in _LISTS:
        stored[name] = [json.loads(line) for line in (work / f"{name}.jsonl").read_text("utf-8").splitlines()]
    return Corpus(**stored)


def weigh(corpus: Corpus, config: Config, sources: dict[str, Source]) -> tuple[Floats, Floats]:
    """Targets and weights, both (n, labels): 0 weight where a label is unknown.

    Implied negatives are filled in, sets weighted, and the positives of each variety and label brought to a share that
    keeps a language from being a sign of guilt.
    """
    weight_of = {name: source.weight for name, source in sources.items()}
    base = np.array([weight_of[name] for name in corpus.source], dtype=np.float32)
    targets = np.nan_to_num(corpus.labels)
    weights = np.where(np.isnan(corpus.labels), 0, base[:, None]).astype(np.float32)
    for variety in np.unique(corpus.variety):
        rows = np.flatnonzero(corpus.variety == variety)
        _name(corpus, rows, targets, weights, base, config)
        _imply(corpus, rows, targets, weights, base, config)
        _balance(rows, targets, weights, config)
    return targets, weights


def _name(corpus: Corpus, rows: Rows, targets: Floats, weights: Floats, base: Floats, config: Config) -> None:
    """Labels the word lists name, where nobody has said anything."""
    unknown = np.isnan(corpus.labels[rows])
    for column, label in enumerate(LABELS):
        named = rows[unknown[:, column] & (corpus.listed[rows, column] == 1)]
        targets[named, column] = 1
        weights[named, column] = base[named] * config.listed_weight
        if label in BY_WORD:
            silent = rows[unknown[:, column] & (corpus.listed[rows, column] == 0)]
            weights[silent, column] = base[silent] * config.unlisted_weight


def _imply(corpus: Corpus, rows: Rows, targets: Floats, weights: Floats, base: Floats, config: Config) -> None:
    """Negatives nobody wrote down, for labels that have positives in this variety.

    A comment that is not toxic breaks no guideline but promotion; and few comments of any set are advertisements.
    """
    taught = (targets[rows] > 0.5).sum(axis=0) >= config.implied_positives
    harmless = rows[corpus.labels[rows, _TOXIC] <= 0.2]
    implied = [(column, harmless, config.implied_weight) for column in _IMPLIED]
    for column, among, weight in [*implied, (_PROMOTION, rows, config.unadvertised_weight)]:
        unknown = among[np.isnan(corpus.labels[among, column]) & (targets[among, column] == 0)]
        if taught[column]:
            weights[unknown, column] = base[unknown] * weight


def _balance(rows: Rows, targets: Floats, weights: Floats, config: Config) -> None:
    positive = (targets[rows] * weights[rows]).sum(axis=0)
    negative = ((1 - targets[rows]) * weights[rows]).sum(axis=0)
    odds = positive / np.maximum(negative, 1e-6)
    least, most = (share / (1 - share) for share in (config.rarest_share, config.commonest_share))
    gain = np.clip(odds, least, most) / np.maximum(odds, 1e-6)
    gain = np.where(negative > 0, np.minimum(gain, config.greatest_gain), 1)
    weights[rows] *= 1 + targets[rows] * (gain - 1)
