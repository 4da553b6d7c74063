"""What a comment is about: a projection in which a comment lies near what it answers.

Learned from pairs: Wikipedia's and news sites' comments with the comment they answer, and the two halves of long texts
(the inverse cloze task; Lee, Chang and Toutanova 2019), the only pairs there are in Kurdish. Every other text of its
language in the batch is a wrong partner, so that the language itself is no sign (InfoNCE; van den Oord et al. 2018).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from torch.nn import functional

from training.encoder.network import Network, batches
from training.encoder.pieces import Pieces
from training.encoder.settings import Settings
from training.prepare import Corpus, Floats
from training.texts import stable_share

_LANGUAGES: Final = ("en", "ckb", "kmr", "ar", "tr", "fa", "de", "es", "pt")
_HALVES: Final = 900  # pairs of halves for each language
_ANSWERS: Final = 6000  # pairs of a comment and what it answers
_LEAST_WORDS: Final = 16  # of a text that is halved
_STEPS: Final = 1500
_BATCH: Final = 64
_WARMTH: Final = 0.07  # what cosines are divided by: near and far must differ by more than one
_RATE: Final = 2e-3
_HELD: Final = 10  # one pair in ten measures
_PIECES: Final = 4096


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts about the same thing."""

    first: str
    second: str
    language: str

    @property
    def held(self) -> bool:
        """Whether it is kept from the training."""
        return stable_share(self.first, _HELD) == 0


def pairs(corpus: Corpus) -> list[Pair]:
    """All pairs, the same ones at every call."""
    answers = [
        Pair(corpus.texts[row], parent, str(corpus.variety[row]))
        for row, parent in enumerate(corpus.answered)
        if parent and corpus.texts[row].strip()
    ]
    answers.sort(key=lambda pair: stable_share(pair.first, 1 << 62))
    return answers[:_ANSWERS] + [pair for language in _LANGUAGES for pair in _halves(corpus, language)]


def _halves(corpus: Corpus, language: str) -> list[Pair]:
    rows = np.flatnonzero((corpus.variety == language) & np.array([parent is None for parent in corpus.answered]))
    long = [text.split() for row in rows if (text := corpus.texts[row]).count(" ") >= _LEAST_WORDS - 1]
    long.sort(key=lambda words: stable_share(" ".join(words), 1 << 62))
    halved = [(words[: len(words) // 2], words[len(words) // 2 :]) for words in long[:_HALVES]]
    return [Pair(" ".join(first), " ".join(second), language) for first, second in halved]


def train_topic(network: Network, corpus: Corpus, pieces: Pieces, settings: Settings) -> None:
    """Fit ``network.topic``; all else stays as it is."""
    known = [pair for pair in pairs(corpus) if not pair.held]
    first, second = (
        _pooled(network, [getattr(pair, side) for pair in known], known, pieces, settings)
        for side in ("first", "second")
    )
    languages = np.array([pair.language for pair in known])
    random = np.random.default_rng(settings.seed)
    torch.manual_seed(settings.seed)
    weight = network.topic.weight
    torch.nn.init.orthogonal_(weight)
    optimiser = torch.optim.Adam([weight], lr=_RATE)
    shares = {language: (languages == language).mean() for language in np.unique(languages)}
    for _ in range(_STEPS):
        language = random.choice(list(shares), p=list(shares.values()))
        rows = torch.from_numpy(random.choice(np.flatnonzero(languages == language), _BATCH))
        ours, theirs = (functional.normalize(side[rows] @ weight.T) for side in (first, second))
        near = ours @ theirs.T / _WARMTH
        truth = torch.arange(len(rows))
        loss = functional.cross_entropy(near, truth) + functional.cross_entropy(near.T, truth)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()


def _pooled(
    network: Network, texts: Sequence[str], known: Sequence[Pair], pieces: Pieces, settings: Settings
) -> torch.Tensor:
    """What the projection reads of each text, (n, 2 hidden)."""
    ids = pieces.encode(texts, [pair.language for pair in known], settings.most)
    result = np.zeros((len(ids), network.topic.in_features), np.float32)
    network.eval()
    middle = settings.middle
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for rows in batches(np.array([len(own) for own in ids]), _PIECES):
            words, mask = (torch.from_numpy(part) for part in pieces.padded([ids[row] for row in rows]))
            lower = network.states(network.embed(words), mask, 0, middle)
            upper = network.states(lower, mask, middle, len(network.layers))
            result[rows] = network.gather(lower, upper, mask).float().numpy()
    return torch.from_numpy(result)


def cosines(vectors: Floats, others: Floats) -> Floats:
    """The cosine of each pair of rows."""
    norms = np.linalg.norm(vectors, axis=1) * np.linalg.norm(others, axis=1)
    return np.asarray((vectors * others).sum(axis=1) / np.maximum(norms, 1e-12), dtype=np.float32)
