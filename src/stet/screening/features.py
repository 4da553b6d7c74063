"""What the linear models see of a text: hashed character and word n-grams, computed without a loop over n-grams.

Texts are laid end to end as code points, every word between two spaces. Prefix sums of a polynomial hash (Karp and
Rabin 1987) then give the hash of any stretch in two operations on whole arrays, so that a batch costs a few dozen
numpy calls whatever its size. The workshop and the running program share this module: a feature cannot mean two things.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

# The meaning of a bucket. A model file names the version it was trained with, and any other is refused.
FEATURES: Final = 1

# Two letters catch suffixes, five catch most stems; longer ones add buckets and nothing measurable.
CHARACTER_ORDERS: Final = (2, 3, 4, 5)
WORD_ORDERS: Final = (1, 2)

_BASE: Final = 0x9E3779B97F4A7C15 | 1  # odd, hence invertible modulo 2**64
_MIX: Final = np.uint64(0xD6E8FEB86659FD93)
_SPACE: Final = np.uint32(0x20)
_SEPARATOR, _LETTER, _SIGN = 0, 1, 2

_U64 = npt.NDArray[np.uint64]
_Int = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a batch: text index, and [start, end) in code points of that text, one entry a word."""

    text: _Int
    start: _Int
    end: _Int


@dataclass(frozen=True, slots=True)
class Grams:
    """The n-grams of one kind in a batch: bucket and index of the (first) word, in the order of the texts."""

    bucket: _Int
    word: _Int
    order: int
    of_words: bool


@dataclass(frozen=True, slots=True)
class Features:
    """All features of a batch of `texts` texts; `sizes` is the number of n-grams a text has, at least 1."""

    texts: int
    words: Words
    grams: tuple[Grams, ...]
    sizes: _Int


@cache
def _classes() -> npt.NDArray[np.uint8]:
    """The class of each code point of the basic plane: separator, letter (with marks and digits) or sign."""
    table = np.full(0x10000, _SIGN, dtype=np.uint8)
    for code in range(0x10000):
        category = unicodedata.category(chr(code))
        if category[0] in "LMN" or category == "Cf":
            table[code] = _LETTER
        elif category[0] == "Z" or category == "Cc":
            table[code] = _SEPARATOR
    return table


@cache
def _powers(length: int) -> tuple[_U64, _U64]:
    """Powers of the base and of its inverse, 0 to `length`, modulo 2**64."""
    inverse = pow(_BASE, -1, 1 << 64)
    tables = []
    for factor in (_BASE, inverse):
        steps = np.full(length + 1, factor, dtype=np.uint64)
        steps[0] = 1
        tables.append(np.cumprod(steps, dtype=np.uint64))
    return tables[0], tables[1]


def _code_points(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _find_words(codes: npt.NDArray[np.uint32], offsets: _Int) -> tuple[Words, _Int]:
    """The words of concatenated texts, and for each code point the number of its word (-1 between words).

    A word is a run of letters, marks and digits; every other sign (an emoji, a full stop) is a word of its own.
    """
    kind = _classes()[np.minimum(codes, 0xFFFF)]
    kind[codes > 0xFFFF] = _SIGN
    begins = kind != _SEPARATOR
    same_run = (kind[1:] == kind[:-1]) & (kind[1:] == _LETTER)
    begins[1:] &= ~same_run
    firsts = offsets[:-1][offsets[:-1] < offsets[1:]]
    begins[firsts] = kind[firsts] != _SEPARATOR
    number = np.cumsum(begins) - 1
    number[kind == _SEPARATOR] = -1
    start = np.flatnonzero(begins)
    inside = number[number >= 0]
    end = start + np.bincount(inside, minlength=len(start))
    text = np.searchsorted(offsets, start, side="right") - 1
    return Words(text, start - offsets[text], end - offsets[text]), number


def _bucket(hashes: _U64, salt: int, bits: int) -> _Int:
    mixed = hashes ^ np.uint64(salt * 0x9FB21C651E98DF25 % (1 << 64))
    mixed ^= mixed >> np.uint64(29)
    mixed *= _MIX
    return (mixed >> np.uint64(64 - bits)).astype(np.int64)


def _character_grams(
    stream: npt.NDArray[np.uint32], owner: _Int, prefix: _U64, inverse: _U64, bits: int
) -> list[Grams]:
    """N-grams inside words, their two bounding spaces included; `owner` is the word of each place in the stream."""
    spaces = np.concatenate(([0], np.cumsum(stream == _SPACE)))
    found = []
    for order in CHARACTER_ORDERS:
        spaces_inside = spaces[order - 1 : -1] - spaces[1 : len(spaces) - order + 1]
        kept = np.flatnonzero(spaces_inside == 0)
        hashes = (prefix[kept + order] - prefix[kept]) * inverse[kept]
        found.append(Grams(_bucket(hashes, order, bits), owner[kept], order, of_words=False))
    return found


def _word_grams(hashes: _U64, text: _Int, bits: int) -> list[Grams]:
    """Single words and neighbouring pairs of the same text."""
    numbers = np.arange(len(hashes))
    single = Grams(_bucket(hashes, 101, bits), numbers, 1, of_words=True)
    pairs = numbers[:-1][text[1:] == text[:-1]]
    joined = hashes[pairs] * np.uint64(_BASE) + (hashes[pairs + 1] ^ (hashes[pairs + 1] >> np.uint64(31)))
    return [single, Grams(_bucket(joined, 102, bits), pairs, 2, of_words=True)]


def _stream(codes: npt.NDArray[np.uint32], number: _Int, words: int) -> tuple[npt.NDArray[np.uint32], _Int]:
    """The code points of all words with one space before each and one at the end, and the word of each place."""
    inside = np.flatnonzero(number >= 0)
    places = np.arange(len(inside)) + number[inside] + 1
    stream = np.full(len(inside) + words + 1, _SPACE, dtype=np.uint32)
    stream[places] = codes[inside]
    return stream, np.cumsum(stream == _SPACE) - 1


def extract(texts: Sequence[str], bits: int) -> Features:
    """The features of `texts` as buckets below ``2**bits``. A text without words has none, and size 1."""
    lengths = np.fromiter((len(text) for text in texts), dtype=np.int64, count=len(texts))
    offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
    words, number = _find_words(_code_points("".join(texts)), offsets)
    if not len(words.text):
        return Features(len(texts), words, (), np.ones(len(texts), dtype=np.int64))
    grams = _grams(_code_points("".join(texts)), words, number, bits)
    sizes = sum(np.bincount(words.text[gram.word], minlength=len(texts)) for gram in grams)
    return Features(len(texts), words, grams, np.maximum(sizes, 1))


def _grams(codes: npt.NDArray[np.uint32], words: Words, number: _Int, bits: int) -> tuple[Grams, ...]:
    stream, owner = _stream(codes, number, len(words.text))
    powers, inverse = _powers(1 << len(stream).bit_length())
    prefix = np.concatenate((np.zeros(1, np.uint64), np.cumsum(stream * powers[: len(stream)], dtype=np.uint64)))
    borders = np.flatnonzero(stream == _SPACE)
    begin, end = borders[:-1] + 1, borders[1:]
    hashes = (prefix[end] - prefix[begin]) * inverse[begin]
    return (*_character_grams(stream, owner, prefix, inverse, bits), *_word_grams(hashes, words.text, bits))
