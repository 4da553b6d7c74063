"""The encoder: layers of attention that read a comment's words in their order, in many languages.

multilingual-e5-small, its vocabulary cut to the pieces that our languages use, its word table in 4 bits and its layers
in 8. docs/screening.md says how it was made and how well it does.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from stet.newsroom.labels import LABELS
from stet.newsroom.screening import Span
from stet.screening.addresses import without_links
from stet.screening.calibration import Floats, sigmoid
from stet.screening.encoder_file import WIDTH, read_encoder
from stet.screening.marks import marked_words
from stet.screening.model_file import MODELS, ModelError
from stet.screening.normalise import Normalised
from stet.screening.windows import windows

# The pieces that begin and end every window.
_BEGIN, _END = 0, 2
# One block of the word table: a scale of two bytes and 32 weights of four bits.
_BLOCK: Final = 18
# The normalised copy writes Arabic with the letters of Kurdish and Persian; the encoder learned Arabic in its own.
_ARABIC: Final = str.maketrans({"ی": "ي", "ک": "ك"})
# Some 6,500 pieces: of prose 4,000 words. 5,000 characters, the longest comment that a site takes by default, are
# hardly ever more; only signs that stand for whole sentences are. A bound there must be: a full window takes 15 ms.
MOST_WINDOWS: Final = 64


class TooLongError(Exception):
    """A text has more pieces than are read. It must not be judged by its beginning alone: a human reads it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the encoder makes of a text.

    `logits` (labels,) are not calibrated, nor is `perspective`, which imitates Perspective's. `spans` are the words
    that offend, in code points of the text as read. `vector` says what the text is about: of length 1, to be compared
    with those of other texts.
    """

    logits: Floats
    perspective: float
    spans: tuple[Span, ...]
    vector: Floats


@dataclass(frozen=True, slots=True)
class _Cut:
    """A text in pieces: `ids` and `places` (their spans of the text) of each, and the windows they are read in."""

    ids: Sequence[int]
    places: Sequence[Span]
    windows: Sequence[range]


@dataclass(frozen=True, slots=True)
class _Output:
    """What the graph says of one window: logits (labels + 1,), a mark 0..1 for each piece (pieces,), its vector."""

    logits: Floats
    marks: Floats
    vector: Floats


class Encoder:
    """The shipped encoder. Reading it takes a third of a second and 100 MB; threads may share it.

    Every window is computed alone: the graph takes the scale of its 8-bit numbers over all that it is given, so that in
    company a text would get another score. A comment fills a core by itself; several windows use all of them.
    """

    def __init__(self, folder: Path = MODELS / "encoder") -> None:
        """Read the model in `folder`. Raises ModelError, naming the file, when one is missing, damaged or misfits."""
        file = read_encoder(folder)
        self.version, self.meta = file.version, file.meta
        self._tokenizer, self._blocks, self._graph = file.tokenizer, file.blocks, file.graph
        # The encoder was trained to find it before every text; before every window of a long one it stands as well.
        self._prefix: list[int] = self._tokenizer.encode(self.meta.prefix, add_special_tokens=False).ids
        self._room = self.meta.most - 2 - len(self._prefix)
        if self._room <= self.meta.overlap:
            raise ModelError("The encoder's file meta.json cannot be used: its windows do not get on.")
        self._pool = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="encoder")
        self._try_out()

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """What is in each of `texts`, which are as `readable` returns them; the same alone and in company.

        Raises TooLongError when one of them has more than MOST_WINDOWS windows.
        """
        cuts = [self._cut(text) for text in texts]
        if any(len(cut.windows) > MOST_WINDOWS for cut in cuts):
            raise TooLongError(f"A text has more than {MOST_WINDOWS} windows.")
        outputs = iter(self._run_all([cut.ids[part.start : part.stop] for cut in cuts for part in cut.windows]))
        return [
            self._reading(text, cut, [next(outputs) for _ in cut.windows])
            for text, cut in zip(texts, cuts, strict=True)
        ]

    def about(self, text: str) -> Floats:
        """The vector, of length 1, of the beginning of a text (its first window) as `readable` returns it."""
        cut = self._cut(text)
        return _of_length_one(self._run(cut.ids[: len(cut.windows[0])]).vector)

    def _reading(self, text: str, cut: _Cut, outputs: Sequence[_Output]) -> Reading:
        """One reading of all windows: the highest logit, the strongest mark, the middle of the vectors."""
        marks = np.zeros(len(cut.ids), dtype=np.float32)
        for part, output in zip(cut.windows, outputs, strict=True):
            np.maximum(marks[part.start : part.stop], output.marks, out=marks[part.start : part.stop])
        marked = np.flatnonzero(marks >= self.meta.span_threshold).tolist()
        highest = np.max([output.logits for output in outputs], axis=0)
        return Reading(
            logits=highest[:-1],
            perspective=float(highest[-1]),
            spans=marked_words(text, (cut.places[piece] for piece in marked)),
            vector=_of_length_one(np.sum([_of_length_one(output.vector) for output in outputs], axis=0)),
        )

    def _cut(self, text: str) -> _Cut:
        """Read after the prefix, as in training, and then without it."""
        prefix = self.meta.prefix
        encoded = self._tokenizer.encode(prefix + text, add_special_tokens=False)
        own = slice(len(self._prefix), None)
        places = [(max(start - len(prefix), 0), max(end - len(prefix), 0)) for start, end in encoded.offsets[own]]
        ids = encoded.ids[own]
        return _Cut(ids, places, windows(len(ids), self._room, self.meta.overlap))

    def _run_all(self, parts: Sequence[Sequence[int]]) -> list[_Output]:
        return list((self._pool.map if len(parts) > 1 else map)(self._run, parts))

    def _run(self, part: Sequence[int]) -> _Output:
        logits, marks, vector = self._outputs(part)
        begin = 1 + len(self._prefix)
        return _Output(logits[0], sigmoid(marks[0, begin : begin + len(part)]), vector[0])

    def _outputs(self, part: Sequence[int]) -> list[Floats]:
        """The graph's answers about one window, its ends included: logits (1, labels + 1), of which the last
        imitates Perspective; logits of its pieces (1, pieces); its vector (1, any)."""
        ids = [_BEGIN, *self._prefix, *part, _END]
        feed = {"words": self._word_rows(ids)[None], "mask": np.ones((1, len(ids)), dtype=np.float32)}
        return list(self._graph.run(["logits", "spans", "vector"], feed))

    def _word_rows(self, ids: Sequence[int]) -> Floats:
        """Rows (pieces, WIDTH) of the word table, out of their four bits: the whole of it would fill 90 MB."""
        blocks = self._blocks[ids].reshape(len(ids), -1, _BLOCK)
        scales = blocks[:, :, :2].copy().view(np.float16).astype(np.float32)
        weights = np.concatenate([blocks[:, :, 2:] & 15, blocks[:, :, 2:] >> 4], axis=2).astype(np.float32) - 8
        return np.asarray((weights * scales).reshape(len(ids), WIDTH), dtype=np.float32)

    def _try_out(self) -> None:
        """Read a full window: a graph that loads may still want other inputs or shorter ones, or give other outputs."""
        try:
            logits, marks, vector = self._outputs([_END] * self._room)
        except Exception as error:
            raise ModelError(f"The encoder's file graph.onnx cannot be used: {error}") from error
        if logits.shape != (1, len(LABELS) + 1) or marks.shape != (1, self.meta.most) or vector.ndim != 2:
            raise ModelError("The encoder's file graph.onnx cannot be used: its answers have other shapes.")


def readable(copy: Normalised, language: str) -> str:
    """A comment's normalised copy as the models read it: without links and, for Arabic, in its own letters.

    It is as long as the copy, so that offsets stay.
    """
    text = without_links(copy.text)
    return text.translate(_ARABIC) if language == "ar" else text


def _of_length_one(vector: npt.NDArray[np.float32]) -> Floats:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), dtype=np.float32)
