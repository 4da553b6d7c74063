"""Reading the encoder's folder: four files, each checked against the digest that `meta.json` gives of it.

`meta.json` says what the others mean (`Meta`); `graph.onnx` is the network without its word table; `words.npz` is that
table, four bits a weight; `tokenizer.json` cuts a text into pieces.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal, Self

import numpy as np
import numpy.typing as npt
import onnxruntime
from pydantic import BaseModel, ConfigDict, Field, model_validator
from tokenizers import Tokenizer

from stet.newsroom.labels import LABELS
from stet.screening.model_file import ModelError
from stet.screening.normalise import NORMALISATION

# Numbers of one piece, and the bytes that hold them: twelve blocks of a two-byte scale and 32 weights of four bits.
WIDTH: Final = 384
ROW: Final = 216

_GRAPH: Final = "graph.onnx"
_WORDS: Final = "words.npz"
_TOKENIZER: Final = "tokenizer.json"

Number = Annotated[float, Field(allow_inf_nan=False)]
PerLabel = Annotated[tuple[Number, ...], Field(min_length=len(LABELS), max_length=len(LABELS))]


class Line(BaseModel):
    """A number `x` becomes the probability whose logit is slope · x + shift."""

    model_config = ConfigDict(frozen=True)

    slope: Number
    shift: Number


class Blend(BaseModel):
    """The logits of both models become the one of a probability: linear · x + encoder · y + shift."""

    model_config = ConfigDict(frozen=True)

    linear: Number
    encoder: Number
    shift: Number


class Meta(BaseModel):
    """What the encoder's numbers mean; what else stands in the file is for people.

    By language, with "" for all others: `linear_weight`, how much the linear model's logit counts beside the encoder's,
    and `curves`, slopes and shifts from that sum to the logit of a probability. `most` is how many pieces a window has,
    its two ends included; `overlap` how many neighbours share.
    """

    model_config = ConfigDict(frozen=True)

    kind: Literal["encoder"]
    format: Literal[1]
    normalisation: int
    labels: tuple[str, ...]
    prefix: str
    most: int
    overlap: Annotated[int, Field(ge=0)]
    linear_weight: dict[str, PerLabel]
    curves: dict[str, tuple[PerLabel, PerLabel]]
    span_threshold: Annotated[float, Field(gt=0, lt=1)]
    relevance: Line
    perspective: Blend
    digest: dict[str, str]

    @model_validator(mode="after")
    def _fits_this_program(self) -> Self:
        if self.normalisation != NORMALISATION:
            raise ValueError(f"normalisation is {self.normalisation}; this program needs {NORMALISATION}")
        if self.labels != LABELS:
            raise ValueError("made for other labels than this program's")
        if "" not in self.linear_weight or "" not in self.curves:
            raise ValueError("linear_weight and curves must say what holds for every other language")
        return self


@dataclass(frozen=True, slots=True)
class EncoderFile:
    """What the folder holds; `version` names its very bytes. `blocks` is uint8 (pieces, ROW)."""

    version: str
    meta: Meta
    tokenizer: Tokenizer
    blocks: npt.NDArray[np.uint8]
    graph: onnxruntime.InferenceSession


def read_encoder(folder: Path) -> EncoderFile:
    """The encoder in `folder`. Raises ModelError, naming the file, when one is missing, damaged or does not fit."""
    with _naming("meta.json"):
        content = (folder / "meta.json").read_bytes()
        meta = Meta.model_validate_json(content)
    for name in (_GRAPH, _WORDS, _TOKENIZER):
        _check(folder / name, meta.digest.get(name))
    with _naming(_TOKENIZER):
        tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
    with _naming(_WORDS), np.load(folder / _WORDS, allow_pickle=False) as arrays:
        blocks = arrays["blocks"]
        if blocks.dtype != np.uint8 or blocks.shape != (tokenizer.get_vocab_size(), ROW):
            raise ValueError(f"{blocks.dtype} {blocks.shape} is no table of the tokenizer's pieces")
    with _naming(_GRAPH):
        graph = onnxruntime.InferenceSession(str(folder / _GRAPH), _options(), providers=["CPUExecutionProvider"])
    # The digests stand in meta.json, so its own names all four files.
    return EncoderFile(f"encoder-{hashlib.sha256(content).hexdigest()[:8]}", meta, tokenizer, blocks, graph)


@contextmanager
def _naming(name: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # three libraries read the files and raise errors of their own, some bare Exceptions
        raise ModelError(f"The encoder's file {name} cannot be used: {error}") from error


def _check(path: Path, expected: str | None) -> None:
    with _naming(path.name), path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != expected:
            raise ValueError("its content is not what meta.json says")


def _options() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    # One window on one core: a second core is better used for a second window (bench/encoder.py).
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    if not _multiplies_bytes_exactly():
        options.add_session_config_entry("session.x64quantprecision", "1")
    return options


def _multiplies_bytes_exactly() -> bool:
    """Whether the processor is known to have dot products of bytes (VNNI).

    Older x86 processors add them in sixteen bits, which overflow, so that a text would get another score there. The
    option makes them exact and costs seven tenths more time; with VNNI the scores are the same to the bit, without it.
    """
    try:
        return "vnni" in Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return False
