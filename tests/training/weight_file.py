"""A tiny file of weights in the form that training/encoder/pretrained.py reads: invented pieces, random layers."""

import struct
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

HIDDEN, INNER, POSITIONS = 384, 1536, 64
LETTERS = "0123456789.,!?"  # and no others: an unknown word is one unknown piece


def blocks(random: np.random.Generator, rows: int, width: int, scale: float) -> bytes:
    """Rows of 4-bit blocks: a half-precision scale, then 32 weights."""
    made = random.integers(0, 256, (rows, width // 32, 18), dtype=np.uint8)
    made[:, :, :2] = np.full((rows, width // 32, 1), scale, np.float16).view(np.uint8)
    return made.tobytes()


def floats(values: np.ndarray) -> bytes:
    return values.astype("<f4").tobytes()


def tensors(random: np.random.Generator, pieces: int, layers: int) -> dict[str, bytes]:
    """Every tensor by its name."""
    zero, one = floats(np.zeros(HIDDEN)), floats(np.ones(HIDDEN))
    made = {
        "emb.word": blocks(random, pieces, HIDDEN, 0.05),
        "emb.pos": floats(random.normal(0, 0.02, (POSITIONS, HIDDEN))),
        "emb.type": zero,
        "emb.ln.w": one,
        "emb.ln.b": zero,
    }
    for layer in range(layers):
        for name in ("q", "k", "v", "ao"):
            made[f"l{layer}.{name}.w"] = blocks(random, HIDDEN, HIDDEN, 0.01)
            made[f"l{layer}.{name}.b"] = zero
        made[f"l{layer}.fi.w"], made[f"l{layer}.fi.b"] = blocks(random, INNER, HIDDEN, 0.01), floats(np.zeros(INNER))
        made[f"l{layer}.fo.w"], made[f"l{layer}.fo.b"] = blocks(random, HIDDEN, INNER, 0.01), zero
        made |= {f"l{layer}.{norm}.{part}": one if part == "w" else zero for norm in ("aln", "oln") for part in "wb"}
    return made


def write_weights(path: Path, words: Iterable[str], layers: int = 3) -> None:
    """Write the file: four special pieces, the `words`, and single letters."""
    spelt = [*(f"▁{word}" for word in words), *LETTERS, *(f"▁{letter}" for letter in LETTERS), "▁"]
    pieces = ["<s>", "<pad>", "</s>", "<unk>", *dict.fromkeys(spelt)]
    made = tensors(np.random.default_rng(7), len(pieces), layers)
    header = b"E5S1" + bytes(4) + struct.pack("<7i", layers, HIDDEN, 12, INNER, len(pieces), POSITIONS, 0) + bytes(8)
    vocabulary = _vocabulary(pieces)
    # An entry: its name, what kind and how many axes, where it begins and how long it is.
    size = 4 + sum(2 + len(name) + 21 for name in made)
    begin = len(header) + len(vocabulary) + size
    path.write_bytes(header + vocabulary + _directory(made, begin) + b"".join(made.values()))


def _vocabulary(pieces: Sequence[str]) -> bytes:
    encoded = [piece.encode() for piece in pieces]
    ends = np.cumsum([0, *map(len, encoded)]).astype("<u4")
    # Whole words are likelier than their letters.
    scores = floats(np.array([0.0] * 4 + [-5.0 if len(piece) > 2 else -9.0 for piece in pieces[4:]]))
    head = struct.pack("<i16xQ", len(pieces), int(ends[-1]))
    return head + ends.tobytes() + scores + b"".join(encoded) + bytes(8)


def _directory(made: dict[str, bytes], begin: int) -> bytes:
    lines = [struct.pack("<i", len(made))]
    for name, content in made.items():
        lines.append(struct.pack("<H", len(name)) + name.encode() + bytes(5) + struct.pack("<QQ", begin, len(content)))
        begin += len(content)
    return b"".join(lines)
