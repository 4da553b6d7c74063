"""What fewer layers cost and spare: the network that taught beside the one that ships, on the same held-out comments.

Both as they would run, in 8 bits on one thread, taking turns text by text, so that whatever else the machine does falls
on both.
"""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from sklearn.metrics import roc_auc_score

from stet.newsroom.labels import GUIDELINE_LABELS, LABELS
from training.encoder.course import FINISHED, encoded
from training.encoder.graph import session, whole_graph
from training.encoder.network import restored
from training.encoder.pieces import Pieces
from training.encoder.pretrained import read_pretrained
from training.encoder.settings import Settings
from training.evaluate import languages_of, write_json
from training.measures import CORE
from training.prepare import Corpus, Rows

_JUDGING: Final = [LABELS.index(name) for name in ("toxic", *GUIDELINE_LABELS)]


def measure(corpus: Corpus, work: Path, weights: Path, settings: Settings, results: Path) -> dict[str, Any]:
    """Write ``depth.json``: by number of layers and language, the area under the curve (AUC) by which the highest
    logit tells bad comments of our own from good ones, and the milliseconds that a comment takes.

    Raises FileNotFoundError when the passes have not run.
    """
    kept, pretrained = (f"{list(settings.passes)[-1]}.pt", FINISHED), read_pretrained(weights)
    networks = {len(each.layers): each for each in (restored(torch.load(work / name), pretrained) for name in kept)}
    pieces, languages = Pieces(work), languages_of(corpus)
    graphs = {depth: work / f"depth-{depth}.onnx" for depth in networks}
    for depth, network in networks.items():
        whole_graph(network, settings.middle, graphs[depth])
    found: dict[str, Any] = {str(depth): {} for depth in networks}
    for language in CORE:
        rows = np.flatnonzero((corpus.source == "authored") & corpus.dev & (languages == language))
        bad = np.asarray((np.nan_to_num(corpus.labels[rows][:, _JUDGING]) > 0.5).any(axis=1), dtype=np.bool_)
        if min(bad.sum(), (~bad).sum()):
            for depth, entry in _beside(graphs, pieces, corpus, rows, bad, settings).items():
                found[str(depth)][language] = entry
    write_json(results / "depth.json", found)
    return found


def _beside(
    graphs: Mapping[int, Path],
    pieces: Pieces,
    corpus: Corpus,
    rows: Rows,
    bad: npt.NDArray[np.bool_],
    settings: Settings,
) -> dict[int, dict[str, float]]:
    """The measures of each graph on one language's comments."""
    runs = {depth: session(path) for depth, path in graphs.items()}
    feeds = [pieces.padded([ids]) for ids in encoded(pieces, corpus, rows, settings)]
    worst: dict[int, list[float]] = {depth: [] for depth in runs}
    seconds: dict[int, list[float]] = {depth: [] for depth in runs}
    for words, mask in feeds:
        for depth, run in runs.items():
            began = time.perf_counter()
            (logits,) = run.run(["logits"], {"words": words, "mask": mask})
            seconds[depth].append(time.perf_counter() - began)
            worst[depth].append(float(np.asarray(logits, dtype=np.float32)[0, _JUDGING].max()))
    return {
        depth: {
            "rows": len(rows),
            "auc": round(float(roc_auc_score(bad, worst[depth])), 3),
            "milliseconds": round(1000 * float(np.median(seconds[depth])), 2),
        }
        for depth in runs
    }
