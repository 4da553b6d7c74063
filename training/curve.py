"""The learning curve of the project's own comments: what more of them would bring, by language.

A logistic regression tells good from bad by what the network sees in a comment after its general pass, trained on the
first 125, 250, 500 ... of a language's own comments and measured on the held-out fifth. A whole pass for every point
would cost days; the regression shows where the curve still rises, not how high the whole model gets.
"""

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from stet.newsroom.labels import GUIDELINE_LABELS, LABELS
from training.encoder.course import encoded
from training.encoder.network import batches, restored
from training.encoder.pieces import Pieces
from training.encoder.pretrained import HIDDEN, read_pretrained
from training.encoder.settings import Settings
from training.evaluate import languages_of, write_json
from training.prepare import Corpus, Floats, Rows

_SIZES: Final = (125, 250, 500, 1000, 2000, 4000)
_DRAWS: Final = 3  # curves are the mean over this many orders of the comments
_STRENGTH: Final = 0.05
_PIECES: Final = 4096
_GUIDELINES: Final = [LABELS.index(name) for name in GUIDELINE_LABELS]

Curves = dict[str, list[tuple[int, float]]]


def draw(corpus: Corpus, work: Path, weights: Path, settings: Settings, results: Path) -> Curves:
    """Write ``curve.json``: by language, how many comments were learned from and the area under the curve (AUC).

    Raises FileNotFoundError when the general pass has not run.
    """
    own = np.flatnonzero(corpus.source == "authored")
    seen = _seen(corpus, own, work, weights, settings)
    bad = np.asarray((np.nan_to_num(corpus.labels[own][:, _GUIDELINES]) > 0.5).any(axis=1), dtype=np.bool_)
    languages, held = languages_of(corpus)[own], corpus.dev[own]
    curves: Curves = {}
    for language in np.unique(languages):
        train, test = (np.flatnonzero((languages == language) & (held == side)) for side in (False, True))
        if min(len(train) // _SIZES[0], bad[test].sum(), (~bad[test]).sum()) > 0:
            curves[str(language)] = [
                (size, _mean_auc(seen, bad, train, test, size)) for size in (*_SIZES, len(train)) if size <= len(train)
            ]
    write_json(results / "curve.json", curves)
    return curves


def _mean_auc(seen: Floats, bad: npt.NDArray[np.bool_], train: Rows, test: Rows, size: int) -> float:
    areas = []
    for seed in range(_DRAWS):
        rows = np.random.default_rng(seed).permutation(train)[:size]
        model = LogisticRegression(C=_STRENGTH, max_iter=300).fit(seen[rows], bad[rows])
        areas.append(roc_auc_score(bad[test], model.decision_function(seen[test])))
    return round(float(np.mean(areas)), 3)


def _seen(corpus: Corpus, rows: Rows, work: Path, weights: Path, settings: Settings) -> Floats:
    """The mean and the peak of the last states of each row, (n, 2 hidden), after the first pass."""
    network = restored(torch.load(work / f"{next(iter(settings.passes))}.pt"), read_pretrained(weights))
    pieces = Pieces(work)
    ids = encoded(pieces, corpus, rows, settings)
    result = np.zeros((len(ids), 2 * HIDDEN), np.float32)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for part in batches(np.array([len(own) for own in ids]), _PIECES):
            words, mask = (torch.from_numpy(array) for array in pieces.padded([ids[row] for row in part]))
            result[part] = network.pooled(network.upper(words, mask, 0), mask).float().numpy()
    return result
