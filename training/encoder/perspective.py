"""Perspective's score, from all that the finished network sees in a comment: a line, fitted when all else is trained.

The network learns the score while it trains as well, but as a probability, for which mild comments are all alike. Most
comments are mild, and Perspective ranks them too: so the line is fitted to the score's logit, and reads the middle
layer beside the last, which has been trained to overlook what is no breach.
"""

from typing import Final

import numpy as np
import torch
from sklearn.linear_model import Ridge

from training.encoder.network import Network, batches
from training.encoder.pieces import Pieces
from training.encoder.settings import Settings
from training.prepare import Corpus, Floats, scored_rows, scores_logit

_PIECES: Final = 4096


def train_perspective(network: Network, corpus: Corpus, pieces: Pieces, settings: Settings) -> None:
    """Fit ``network.graded``; all else stays as it is, and it stays as it is where no text has a score."""
    rows = scored_rows(corpus)
    if not len(rows):
        return
    rows = np.random.default_rng(0).permutation(rows)[: settings.perspective_rows]
    seen = _seen(network, [corpus.texts[row] for row in rows], pieces, settings)
    middle, spread = seen.mean(axis=0), seen.std(axis=0) + 1e-6
    model = Ridge(alpha=settings.perspective_ridge)
    model.fit((seen - middle) / spread, scores_logit(corpus.perspective[rows]))
    weight = (model.coef_ / spread).astype(np.float32)
    with torch.no_grad():
        network.graded.weight[0] = torch.from_numpy(weight)
        network.graded.bias[0] = float(model.intercept_ - weight @ middle)


def _seen(network: Network, texts: list[str], pieces: Pieces, settings: Settings) -> Floats:
    """What the line reads of each text, all of them English."""
    ids = pieces.encode(texts, ["en"] * len(texts), settings.most)
    result = np.zeros((len(ids), network.graded.in_features), np.float32)
    network.eval()
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for rows in batches(np.array([len(own) for own in ids]), _PIECES):
            words, mask = (torch.from_numpy(part) for part in pieces.padded([ids[row] for row in rows]))
            lower = network.states(network.embed(words), mask, 0, settings.middle)
            upper = network.states(lower, mask, settings.middle, len(network.layers))
            result[rows] = network.survey(lower, upper, mask).float().numpy()
    return result
