"""Words as search compares them: in a comment and in what somebody looks for alike.

One word is written in many ways: in capitals, without its accents, with the Arabic letters of another keyboard, with
digits of another script. Searching finds all of them; it is no matter of judging, so what is folded here is more than
screening folds.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from stet.screening.letters import MARK, TABLE

# A longer "word" is none: no database keeps it whole, and nobody types it.
LONGEST_WORD: Final = 64
# So many words somebody may look for at once.
MOST_TERMS: Final = 20
# Kurdish letters with a sign that a keyboard for Arabic lacks, and the Turkish i without its dot.
_OWN: Final = {"ێ": "ی", "ۆ": "و", "ۊ": "و", "ڕ": "ر", "ڵ": "ل", "ı": "i"}
# Their sign is part of a letter of its own: Kurdish writes ئارا and یارا for two people.
_WHOLE: Final = frozenset("ئؤ")
_TERM: Final = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, folded, and where it stands in the text: [start, end) in code points."""

    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand one after another; the last one may go on (`is_prefix`). `is_unwanted`: must not."""

    words: tuple[str, ...]
    is_prefix: bool = False
    is_unwanted: bool = False


def words_of(text: str) -> Iterator[Word]:
    """The words of a text in their order, each at most LONGEST_WORD characters long. Never raises."""
    letters: list[str] = []
    start = end = 0
    for place, character in enumerate(text):
        folded = _fold(character)
        if folded == " ":
            if letters:
                yield Word("".join(letters)[:LONGEST_WORD], start, end)
                letters = []
        elif folded:
            start = start if letters else place
            letters.append(folded)
            end = place + 1
    if letters:
        yield Word("".join(letters)[:LONGEST_WORD], start, end)


def folded(text: str) -> str:
    """The text's words with a space between each two."""
    return " ".join(word.folded for word in words_of(text))


def terms(query: str) -> tuple[Term, ...]:
    """What somebody looks for: words, "words in this order", beginn*, and with a - before it what must not be there.

    Whatever cannot be a word is left out, and so is what must not be there where nothing must; nothing anybody types is
    an error.
    """
    found = [_term(*match.groups()) for match in _TERM.finditer(query)]
    kept = [term for term in found if term.words][:MOST_TERMS]
    return tuple(kept) if any(not term.is_unwanted for term in kept) else ()


def spans(text: str, wanted: Sequence[Term]) -> Iterator[tuple[int, int]]:
    """Where what is looked for stands in the text: [start, end) in code points, in no order."""
    words = list(words_of(text))
    for term in wanted:
        if term.is_unwanted:
            continue
        length = len(term.words)
        for place in range(len(words) - length + 1):
            run = words[place : place + length]
            if _is_run([word.folded for word in run], term):
                yield run[0].start, run[-1].end


def _is_run(run: Sequence[str], term: Term) -> bool:
    *before, last = run
    ends = last.startswith(term.words[-1]) if term.is_prefix else last == term.words[-1]
    return ends and tuple(before) == term.words[:-1]


def _term(sign: str, quoted: str | None, bare: str | None) -> Term:
    text = bare if quoted is None else quoted
    words = tuple(word.folded for word in words_of(text or ""))
    return Term(words, is_prefix=bool(bare) and str(bare).endswith("*"), is_unwanted=bool(sign))


@lru_cache(maxsize=70_000)
def _fold(character: str) -> str:
    """One character: a letter or digit, " " for what separates words, "" for what prints nothing of its own."""
    plain = TABLE[character]
    if plain in _WHOLE:
        return plain
    bare = MARK.sub("", unicodedata.normalize("NFD", plain))
    letters = "".join(_OWN.get(letter, letter) for letter in unicodedata.normalize("NFC", bare))
    if not letters:
        return "" if not plain or MARK.search(plain) else " "
    # Indic vowel signs are marks to Unicode and letters to whoever writes them.
    kept = "".join(letter for letter in letters if letter.isalnum() or unicodedata.category(letter)[0] == "M")
    return kept or " "
