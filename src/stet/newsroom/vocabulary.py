"""A site's own words: those it holds against a comment, and those that nobody may hold against one."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# Letters and digits with what belongs inside a word (marks, the sign that keeps Persian letters apart, apostrophe and
# hyphen), since nothing else is ever looked up; a last star is "and all that begins so".
_WORD: Final = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u064b-\u0655\u0640\u200c'’\-])*\*?")
# A single letter, and all that begins with two, would be found everywhere.
_SHORTEST, _SHORTEST_BEGINNING = 2, 3
LONGEST: Final = 80
# More is no list of one's own but somebody else's, and every comment is compared with all of them.
MOST_WORDS: Final = 2_000


class Fault(StrEnum):
    """Why a text can be no word of a site's own."""

    NOT_A_WORD = "not_a_word"
    SINGLE_LETTER = "single_letter"
    SHORT_BEGINNING = "short_beginning"
    TOO_LONG = "too_long"


class Certainty(StrEnum):
    """How much a site's own word says by itself."""

    SURE = "sure"  # the guideline is broken wherever the word stands
    DOUBTFUL = "doubtful"  # a person looks


@dataclass(frozen=True, slots=True)
class SiteWord:
    """A word or phrase that a site's guideline is about; `*` at a word's end stands for all that begins so.

    `language` is the code of the one language it counts in; empty for all.
    """

    text: str
    guideline: str
    language: str = ""
    certainty: Certainty = Certainty.DOUBTFUL


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A site's own words, and the words that the shipped lists may hold against nobody on it."""

    words: tuple[SiteWord, ...] = ()
    allowed: tuple[str, ...] = ()


NO_WORDS: Final = Vocabulary()


def fault_of(text: str) -> Fault | None:
    """Why `text` can be no word or phrase of a site's own; None when it can."""
    pieces = text.split()
    if not pieces or not all(map(_WORD.fullmatch, pieces)):
        return Fault.NOT_A_WORD
    if len(text) > LONGEST:
        return Fault.TOO_LONG
    if len(text.strip()) < _SHORTEST:
        return Fault.SINGLE_LETTER
    if any(piece.endswith("*") and len(piece) <= _SHORTEST_BEGINNING for piece in pieces):
        return Fault.SHORT_BEGINNING
    return None


def as_one(text: str) -> str:
    """A word as it is compared with others of the list: case and spaces do not count."""
    return " ".join(text.casefold().split())
