"""The linear model: one logistic regression per label on hashed n-grams, calibrated for each language.

Beside them a ridge regression on the same n-grams, which imitates Perspective's score.

Fast and explainable rather than deep: it knows words and their pieces, hardly their order. docs/screening.md says how
well it does, by language and label, and what it cannot do.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from stet.newsroom.labels import LABELS
from stet.newsroom.screening import Span
from stet.screening.calibration import sigmoid
from stet.screening.features import FEATURES, Features, extract
from stet.screening.marks import joined
from stet.screening.model_file import MODELS, ModelError, read_model
from stet.screening.normalise import NORMALISATION

Scores = npt.NDArray[np.float32]

# Code points whose features are computed together: beyond this a batch grows in memory and not in speed.
_BATCH: Final = 100_000
# The labels, and last what Perspective would say.
_COLUMNS: Final = len(LABELS) + 1
# A reason that marks every other word explains nothing.
_MOST_WORDS: Final = 8


class LinearModel:
    """The shipped model. Reading it takes some 100 ms and 15 MB; scoring changes nothing, so threads may share it."""

    name: Final = "model"

    def __init__(self, path: Path = MODELS / "linear.npz") -> None:
        """Read the model in `path`. Raises ModelError, naming the file, when it is missing, damaged or does not fit."""
        model = read_model(path, "linear", {"features": FEATURES, "normalisation": NORMALISATION})
        if model.meta.get("labels") != list(LABELS):
            raise ModelError(f"The model file {path.name} was made for other labels than this program's.")
        self.version = model.version
        try:
            table, scale = model.arrays["table"], model.arrays["scale"].astype(np.float32)
            if table.shape[1] != _COLUMNS:
                raise ValueError(f"its table has {table.shape[1]} columns, not {_COLUMNS}")
            curves = zip(model.meta["languages"], model.arrays["curves"], strict=True)
            self._curves: dict[str, Scores] = dict(curves)
            self._bias = model.arrays["bias"].astype(np.float32)
            self._table = table.astype(np.float32) * scale
            self._common = self._curves[""]
        except (KeyError, ValueError) as error:
            raise ModelError(f"The model file {path.name} is damaged: {error}") from error
        self._bits = table.shape[0].bit_length() - 1

    def scores(self, texts: Sequence[str], languages: Sequence[str] | None = None) -> Scores:
        """Probabilities 0..1, shape (len(texts), len(LABELS)), for texts as `normalise` returns them.

        The model was trained on texts whose links were taken out (`addresses.without_links`).

        With `languages` (a code for each text) the curve of that language is used where there is one.
        """
        return self.probabilities(self.logits(texts)[:, :-1], languages or [""] * len(texts))

    def logits(self, texts: Sequence[str]) -> Scores:
        """The sums that `scores` puts on its curves, (len(texts), len(LABELS) + 1); the last one is the logit that
        imitates Perspective."""
        chunks = [self._chunk_logits(chunk) for chunk in _chunks(texts)]
        return np.concatenate([np.zeros((0, _COLUMNS), np.float32), *chunks])

    def probabilities(self, logits: Scores, languages: Sequence[str]) -> Scores:
        """What logits (n, labels) of texts in these languages mean by the model's calibration curves."""
        if not languages:
            return logits
        curves = np.stack([self._curve(language) for language in languages])
        return sigmoid(curves[:, 0] * logits + curves[:, 1])

    def explain(self, text: str, label: str, language: str = "") -> tuple[Span, ...]:
        """The words of the normalised `text` that make its score for `label`, as [start, end) in its code points.

        They are the fewest words without which the score falls below one half, or, when it is below already, those
        that carry half of what speaks for the label. Raises ValueError for an unknown label.
        """
        if label not in LABELS:
            raise ValueError(f"There is no label {label!r}.")
        column = LABELS.index(label)
        features = extract([text], self._bits)
        shares = self._contributions(features, column)
        slope, shift = self._curve(language)[:, column]
        total = slope * (shares.sum() + self._bias[column]) + shift
        chosen = _heaviest(shares, total / slope if total > 0 else 0.5 * shares[shares > 0].sum())
        words = features.words
        return joined(text, [(int(words.start[word]), int(words.end[word])) for word in sorted(chosen)])

    def _curve(self, language: str) -> Scores:
        return self._curves.get(language, self._common)

    def _chunk_logits(self, texts: Sequence[str]) -> Scores:
        features = extract(texts, self._bits)
        sums = np.zeros((len(texts), _COLUMNS), dtype=np.float32)
        for gram in features.grams:
            _add_by_text(sums, self._table[gram.bucket], features.words.text[gram.word])
        root: Scores = np.sqrt(features.sizes).astype(np.float32)
        logits: Scores = sums / root[:, None] + self._bias
        return logits

    def _contributions(self, features: Features, column: int) -> Scores:
        """What each word adds to the logit of one text; a pair of words shares its part equally."""
        count = len(features.words.start)
        shares = np.zeros(count + 1, dtype=np.float64)
        for gram in features.grams:
            weights = self._table[gram.bucket, column]
            if gram.of_words and gram.order == 2:
                shares += np.bincount(gram.word + 1, weights / 2, minlength=count + 1)
                weights = weights / 2
            shares += np.bincount(gram.word, weights, minlength=count + 1)
        scaled: Scores = (shares[:count] / np.sqrt(features.sizes[0])).astype(np.float32)
        return scaled


def _chunks(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    begin, size = 0, 0
    for at, text in enumerate(texts):
        if size and size + len(text) > _BATCH:
            yield texts[begin:at]
            begin, size = at, 0
        size += len(text) + 1
    if begin < len(texts):
        yield texts[begin:]


def _add_by_text(sums: Scores, weights: Scores, text: npt.NDArray[np.int64]) -> None:
    """Add rows of `weights` to the row of `sums` their text has; texts come in order, and some have no row.

    One text is added up as several are, one row after the other: a faster sum would round otherwise.
    """
    if len(text):
        begins = np.flatnonzero(np.concatenate(([True], text[1:] != text[:-1])))
        sums[text[begins]] += np.add.reduceat(weights, begins, axis=0)


def _heaviest(shares: Scores, needed: float) -> list[int]:
    """The fewest words whose shares add up to `needed`, at most `_MOST_WORDS`."""
    order = np.argsort(-shares, kind="stable")[:_MOST_WORDS]
    order = order[shares[order] > 0]
    if not len(order):
        return []
    enough = int(np.searchsorted(np.cumsum(shares[order]), needed)) + 1
    return [int(word) for word in order[:enough]]
