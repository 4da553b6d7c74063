"""The frozen layers, once for every text: a pass over cached states costs the upper layers alone."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from training.encoder.graph import lower_graph, session
from training.encoder.network import Network, batches
from training.encoder.pieces import Pieces
from training.encoder.pretrained import HIDDEN
from training.prepare import Floats

_BATCH: Final = 1024  # pieces computed together


class Ragged:
    """Rows of different lengths in one array on disk, (sum of lengths, hidden), in half precision."""

    def __init__(self, path: Path, lengths: Sequence[int], mode: str) -> None:
        self.lengths = np.asarray(lengths)
        self._ends = np.cumsum(self.lengths)
        size = (int(self._ends[-1]), HIDDEN) if mode == "w+" else None
        self._values = np.lib.format.open_memmap(path, mode, np.float16, size)

    def __getitem__(self, row: int) -> Any:
        end = int(self._ends[row])
        return self._values[end - int(self.lengths[row]) : end]

    def padded(self, rows: Sequence[int]) -> tuple[Floats, Floats]:
        """States (n, t, hidden) and the mask (n, t) of a batch."""
        lengths = self.lengths[list(rows)]
        x = np.zeros((len(rows), int(lengths.max()), HIDDEN), np.float32)
        mask = np.zeros(x.shape[:2], np.float32)
        for at, row in enumerate(rows):
            x[at, : lengths[at]] = self[row]
            mask[at, : lengths[at]] = 1
        return x, mask


class Words:
    """What a network without frozen layers reads: the word rows themselves."""

    def __init__(self, ids: Sequence[Sequence[int]], pieces: Pieces) -> None:
        self._ids, self._pieces = ids, pieces
        self.lengths = np.array([len(own) for own in ids])

    def padded(self, rows: Sequence[int]) -> tuple[Floats, Floats]:
        """Word rows (n, t, hidden) and the mask (n, t) of a batch."""
        return self._pieces.padded([self._ids[row] for row in rows])


def cache(network: Network, frozen: int, ids: Sequence[Sequence[int]], pieces: Pieces, path: Path) -> Ragged:
    """The states of all texts after the `frozen` lowest layers, in `path`; found there, they are taken as they are.

    They come from a graph in 8 bits, as they will at run time, so that the upper layers learn on what they will read.
    """
    lengths = [len(own) for own in ids]
    if path.exists():
        return Ragged(path, lengths, "r")
    graph = path.with_suffix(".onnx")
    lower_graph(network, frozen, graph)
    run, part = session(graph, threads=2), path.with_suffix(".part")
    states = Ragged(part, lengths, "w+")
    for rows in batches(states.lengths, _BATCH):
        words, mask = pieces.padded([ids[row] for row in rows])
        (found,) = run.run(None, {"words": words, "mask": mask})
        for at, row in enumerate(rows):
            states[row][:] = found[at, : lengths[row]]
    part.rename(path)
    return states
