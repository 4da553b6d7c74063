"""Step 2, train: on hashed n-grams, one logistic regression per label, all fitted together, and one on a score."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, diags, vstack
from sklearn.linear_model import Ridge

from stet.newsroom.labels import LABELS
from stet.screening.features import extract
from training.config import Config, Source
from training.prepare import Corpus, Floats, scored_rows, scores_logit, weigh

_CHUNK = 2000  # texts whose features are computed at once: bounds the memory of their prefix sums


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights (buckets, columns) and biases (columns,) of linear models over rows of `design_matrix`.

    The columns are the labels; what ships has one more, which imitates Perspective's score.
    """

    weights: Floats
    bias: Floats

    def logits(self, design: csr_matrix) -> Floats:
        """Uncalibrated logits, (n, columns)."""
        return np.asarray(design @ self.weights + self.bias, dtype=np.float32)


def design_matrix(texts: Sequence[str], bits: int) -> csr_matrix:
    """The (n, 2**bits) matrix of n-gram counts, each row divided by the root of its number of n-grams."""
    return vstack([_block(texts[at : at + _CHUNK], bits) for at in range(0, len(texts), _CHUNK)], format="csr")


def _block(texts: Sequence[str], bits: int) -> csr_matrix:
    features = extract(texts, bits)
    text = np.concatenate([features.words.text[gram.word] for gram in features.grams] or [np.zeros(0, np.int64)])
    bucket = np.concatenate([gram.bucket for gram in features.grams] or [np.zeros(0, np.int64)])
    value = (1 / np.sqrt(features.sizes)).astype(np.float32)[text]
    return csr_matrix((value, (text.astype(np.int32), bucket.astype(np.int32))), shape=(len(texts), 1 << bits))


def fit(design: csr_matrix, targets: Floats, weights: Floats, config: Config) -> Fit:
    """Minimise, for each label, ``strength * sum(weight * cross-entropy) + |w|^2 / 2``, divided by its total weight.

    Adagrad (Duchi, Hazan and Singer 2011) on shuffled batches: common n-grams soon move little, rare ones still can,
    where methods that see all rows at once take hundreds of passes. The weights are the mean over the last pass.
    """
    rows, labels = targets.shape
    mass = np.maximum(weights.sum(axis=0), 1e-6)
    ridge = (1 / (config.strength * mass)).astype(np.float32)
    table = np.zeros((design.shape[1] + 1, labels), dtype=np.float32)
    squares = np.full_like(table, config.first_square)
    mean = np.zeros_like(table)
    random = np.random.default_rng(config.seed)
    for epoch in range(config.epochs):
        batches = np.array_split(random.permutation(rows), max(1, rows // config.batch))
        for batch in batches:
            part = design[batch]
            logits = part @ table[:-1] + table[-1]
            residual = (_sigmoid(logits) - targets[batch]) * weights[batch] * (rows / (len(batch) * mass))
            gradient = np.vstack([part.T @ residual, residual.sum(axis=0)]).astype(np.float32)
            gradient[:-1] += ridge * table[:-1]
            squares += gradient * gradient
            table -= config.rate * gradient / np.sqrt(squares)
            if epoch == config.epochs - 1:
                mean += table / len(batches)
    return Fit(mean[:-1], mean[-1])


def train(corpus: Corpus, work: Path, config: Config, sources: dict[str, Source]) -> None:
    """Fit on the training rows; keep in `work` the fit and the logits of all rows."""
    targets, weights = weigh(corpus, config, sources)
    design = design_matrix(corpus.texts, config.bits)
    trained = np.flatnonzero(~corpus.dev)
    fitted = fit(design[trained], targets[trained], weights[trained], config)
    _imitate(fitted, design, corpus, config)
    logits = fitted.logits(design)
    fitted = _with_perspective(fitted, design, corpus, config)
    np.savez(work / "fit.npz", weights=fitted.weights, bias=fitted.bias, logits=logits)


def _imitate(fitted: Fit, design: csr_matrix, corpus: Corpus, config: Config) -> None:
    """Add to ``toxic`` what a ridge regression has learned of Perspective's scores: those grade, labels only part."""
    rows = scored_rows(corpus)
    if not len(rows):
        return
    model = Ridge(alpha=config.imitation_ridge).fit(design[rows], scores_logit(corpus.perspective[rows]))
    toxic = LABELS.index("toxic")
    fitted.weights[:, toxic] += config.imitation * model.coef_
    fitted.bias[toxic] += config.imitation * model.intercept_


def _with_perspective(fitted: Fit, design: csr_matrix, corpus: Corpus, config: Config) -> Fit:
    """With one more column, which imitates Perspective's score and nothing else.

    Rare n-grams, of which most of its gradation comes, may weigh more than common ones (Sparck Jones 1972).
    """
    rows, column, bias = scored_rows(corpus), np.zeros(design.shape[1]), 0.0
    if len(rows):
        own = design[rows]
        rarity = 1 + np.log((1 + len(rows)) / (1 + own.getnnz(axis=0)))
        model = Ridge(alpha=config.perspective_ridge)
        model.fit(own @ diags(rarity), scores_logit(corpus.perspective[rows]))
        column, bias = model.coef_ * rarity, model.intercept_
    weights = np.column_stack([fitted.weights, column]).astype(np.float32)
    return Fit(weights, np.append(fitted.bias, bias).astype(np.float32))


def load_fit(work: Path) -> tuple[Fit, Floats]:
    """The fit, and the logits (n, labels) of all rows."""
    with np.load(work / "fit.npz") as arrays:
        return Fit(arrays["weights"], arrays["bias"]), arrays["logits"]


def _sigmoid(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -50, 50))), dtype=np.float32)
