"""Calls to buy, follow or vote, and formulas of courtesy: the phrases of `calls.yaml`, found in a normalised text."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import ahocorasick
import yaml

from stet.screening.normalise import normalise

# People leave the dots and hats off; one letter for one letter, so that offsets stay.
_PLAIN = str.maketrans("ıiİşğçöüâêîûîáéíóú", "iiisgcouaeiuiaeiou")
_GAP = r"(?:\W+\w+){0,3}?"
_AMOUNT = r"(?:[$€£]\s?)?\d[\d.,]*\s?(?:[$€£%]|\b(?:usd|dollars?|euros?|tl|lira|دولار|دینار|تومان)\b)?"
_SENTENCE_END = ".!?…:;\"'"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase, compiled: `first` are the letters it can begin with, `rest` matches it from its first letter on."""

    first: tuple[str, ...]
    rest: re.Pattern[str]
    opens_sentence: bool


class Calls:
    """A set of phrases, ready to be found."""

    def __init__(self, written: Iterable[str]) -> None:
        by_beginning: dict[str, list[Phrase]] = {}
        for phrase in map(_compile, dict.fromkeys(written)):
            for beginning in phrase.first:
                by_beginning.setdefault(beginning, []).append(phrase)
        self._automaton: Any = ahocorasick.Automaton()
        for beginning, phrases in by_beginning.items():
            self._automaton.add_word(beginning, (len(beginning), phrases))
        self._automaton.make_automaton()

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """The spans of `text`, a normalised text, at which a phrase stands, longest first at each place."""
        plain = text.translate(_PLAIN)
        for last, (length, phrases) in self._automaton.iter(plain):
            start = last + 1 - length
            if _begins_word(plain, start):
                ends = [match.end() for phrase in phrases if (match := _match(phrase, plain, start))]
                if ends:
                    yield start, max(ends)


def _match(phrase: Phrase, text: str, start: int) -> re.Match[str] | None:
    if phrase.opens_sentence and not _begins_sentence(text, start):
        return None
    return phrase.rest.match(text, start)


def _begins_word(text: str, start: int) -> bool:
    """Whether a word begins here; the Arabic "and", written without a space, does not count as a part of it."""
    if start == 0 or not _is_word(text[start - 1]):
        return True
    return text[start - 1] in "وف" and (start == 1 or not _is_word(text[start - 2]))


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _begins_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \t\"'(«")
    return not before or before[-1] in _SENTENCE_END or not (before[-1].isalnum() or before[-1] in ",-")


def _compile(written: str) -> Phrase:
    words = written.split()
    opens_sentence = words[0] == "^"
    words = words[opens_sentence:]
    pattern = ""
    for place, word in enumerate(words):
        if word == "..":
            pattern += _GAP
        else:
            pattern += (r"\W+" if place else "") + _word(word)
    return Phrase(_beginnings(words[0]), re.compile(pattern), opens_sentence)


def _word(word: str) -> str:
    if word == "NUM":
        return _AMOUNT
    return f"(?:{'|'.join(map(_option, word.split('|')))})(?!\\w)"


def _option(option: str) -> str:
    return re.escape(_plain(option.rstrip("*"))) + (r"\w*" if option.endswith("*") else "")


def _beginnings(word: str) -> tuple[str, ...]:
    return tuple("0123456789$€£") if word == "NUM" else tuple(_plain(option.rstrip("*")) for option in word.split("|"))


def _plain(word: str) -> str:
    return normalise(word).text.translate(_PLAIN)


@cache
def calls(section: str) -> Calls:
    """The phrases of one section of the file, in all languages. Raises KeyError when there is no such section."""
    by_language: Mapping[str, list[str]] = _file()[section]
    return Calls(phrase for written in by_language.values() for phrase in written)


@cache
def _file() -> Any:
    text = resources.files("stet.screening").joinpath("calls.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 -- both are safe loaders
