"""Which rows of the corpus the encoder trains on, and what each of them teaches.

The linear model reads all rows; an encoder on a processor reads fewer, so those near a newsroom come first.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from stet.newsroom.labels import LABELS
from training.config import Config, Source
from training.encoder.settings import Pass, Settings
from training.prepare import Corpus, Floats, Rows, weigh

_TOXIC: Final = LABELS.index("toxic")
_FAULTS: Final = [column for column, label in enumerate(LABELS) if label != "constructive"]
# No habits of their own: they are the newsroom, or too few and of too many sets to have one.
_OWN: Final = ("authored", "spelling", "identity_balance", "ordinary", "translated")


@dataclass(frozen=True, slots=True)
class Examples:
    """Rows of the corpus by number, with targets and weights (n, labels), Perspective's score (NaN: none), and the
    number of the set whose habits apply (0: the newsroom's)."""

    numbers: Rows
    targets: Floats
    weights: Floats
    perspective: Floats
    habit: npt.NDArray[np.int64]
    source: npt.NDArray[np.str_]
    sources: int

    def part(self, kind: Pass, seed: int) -> "Examples":
        """Those that a pass reads: of a set that it repeats less than once, that share."""
        share = kind.times(self.source)
        rows = np.flatnonzero(np.random.default_rng(seed).random(len(share)) < share)
        return Examples(
            self.numbers[rows],
            self.targets[rows],
            self.weights[rows],
            self.perspective[rows],
            self.habit[rows],
            self.source[rows],
            self.sources,
        )


def choose(corpus: Corpus, config: Config, sources: dict[str, Source], settings: Settings) -> Examples:
    """The examples. Raises KeyError for a set that encoder.toml does not name."""
    targets, weights = weigh(corpus, config, sources)
    _imitate(corpus, targets, weights)
    random = np.random.default_rng(settings.seed)
    bad = np.asarray((np.nan_to_num(corpus.labels)[:, _FAULTS] > 0.5).any(axis=1), dtype=np.bool_)
    chosen = [
        _spread(np.flatnonzero(~corpus.dev & (corpus.source == source)), bad, settings.take[str(source)], random)
        for source in np.unique(corpus.source)
    ]
    numbers = np.concatenate(chosen)
    habits = sorted(set(corpus.source) - set(_OWN))
    habit = np.array([habits.index(name) + 1 if name in habits else 0 for name in corpus.source[numbers]])
    return Examples(
        numbers,
        targets[numbers],
        np.minimum(weights[numbers], settings.greatest_weight),
        corpus.perspective[numbers],
        habit,
        corpus.source[numbers],
        len(habits),
    )


def _imitate(corpus: Corpus, targets: Floats, weights: Floats) -> None:
    """Where Perspective has scored a text, its score is a finer target for ``toxic`` than one annotator's yes or no."""
    scored = ~np.isnan(corpus.perspective)
    targets[scored, _TOXIC] = corpus.perspective[scored]
    weights[scored, _TOXIC] = 1.0


def _spread(rows: Rows, bad: npt.NDArray[np.bool_], number: int, random: np.random.Generator) -> Rows:
    """`number` of `rows`; bad ones up to half of them, as they are the rarer and the richer."""
    yes, no = random.permutation(rows[bad[rows]]), random.permutation(rows[~bad[rows]])
    share = min(len(yes), max(number // 2, number - len(no)))
    return np.concatenate([yes[:share], no[: number - share]])
