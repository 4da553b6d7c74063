"""A site's own words, found as the shipped lists find theirs: in every disguise, inflected, less sure where quoted.

The words come with each submission, as its site's policy says them. Of each policy's words one list is made, and kept.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from stet.newsroom.screening import SITE_WORDS, Finding, Span
from stet.newsroom.vocabulary import Certainty, SiteWord, Vocabulary
from stet.screening.normalise import Normalised, normalise
from stet.screening.word_files import FOLDER, MILD, PLAIN, STRONG, Inflection, Phrase, Word, WordFile, parse_list
from stet.screening.words import TOKEN, Lexicon

_SCORES: Final = {Certainty.SURE: STRONG, Certainty.DOUBTFUL: MILD}
# A shorter word with any suffix is soon another word: Turkish "at" is a horse, and "ata" an ancestor.
_INFLECTED_FROM: Final = 4
# The class of the shipped lists that inflects a language's usual words, by the script of the word.
_LATIN: Final = {"en": "noun", "tr": "noun", "kmr": "noun", "ckb": "latin", "ar": "latin", "fa": "latin"}
_ARABIC: Final = {"ckb": "noun", "ar": "noun", "fa": "noun", "kmr": "badini"}
_AS_WRITTEN: Final = Inflection(frozenset(), re.compile(""))
_ALL_THAT_BEGINS_SO: Final = Inflection(frozenset(), re.compile(r"[^\W_]*"))
# As many sites as an installation has, and a few thousand words of the last comments.
_KEPT, _REMEMBERED = 64, 4_096


def find(normalised: Normalised, language: str, vocabulary: Vocabulary) -> list[Finding]:
    """What a site's own words say about a comment: one finding a guideline, spans in the original."""
    lists = _held_against(vocabulary.words) if vocabulary.words else ()
    return [finding for each in lists for finding in each.find(normalised, language)]


def allowed_spans(normalised: Normalised, language: str, vocabulary: Vocabulary) -> list[Span]:
    """Where in the original a word stands that the shipped lists may hold against nobody on this site."""
    return _allowed(vocabulary.allowed).spans(normalised, language) if vocabulary.allowed else []


@lru_cache(maxsize=_KEPT)
def _held_against(words: tuple[SiteWord, ...]) -> tuple[Lexicon, ...]:
    """A list for each guideline: of a list, only the strongest of several entries for one word is told."""
    guidelines = sorted({word.guideline for word in words})
    return tuple(_lexicon([word for word in words if word.guideline == guideline]) for guideline in guidelines)


@lru_cache(maxsize=_KEPT)
def _allowed(texts: tuple[str, ...]) -> Lexicon:
    return _lexicon([SiteWord(text, guideline="") for text in texts])


def _lexicon(words: Sequence[SiteWord]) -> Lexicon:
    own = WordFile()
    for word in words:
        _add(own, word)
    for shipped in _shipped().values():
        own.reporting |= shipped.reporting
        own.things |= shipped.things
    return Lexicon([own], SITE_WORDS, _REMEMBERED)


@lru_cache(maxsize=1)
def _shipped() -> dict[str, WordFile]:
    """The shipped lists by language: for their classes, and for the words by which somebody reports abuse."""
    files = sorted(FOLDER.glob("*.tsv"))
    return {file.stem: parse_list(file.read_text(encoding="utf-8"), file.name) for file in files}


def _add(own: WordFile, word: SiteWord) -> None:
    """Enter a site's word, or phrase, as a line of a list would be."""
    copy = normalise(word.text).text
    places = [copy[match.start() : match.end()] for match in TOKEN.finditer(copy.translate(PLAIN))]
    about, languages = ((word.guideline,), _SCORES[word.certainty]), frozenset({word.language} - {""})
    if len(places) == 1:
        forms = _inflections(places[0], word.language)
        own.words.extend(Word(places[0].rstrip("*"), *about, form, counts, exact=False) for form, counts in forms)
    elif places:
        plain = [place.translate(PLAIN) for place in places]
        own.phrases.append(Phrase(tuple(((each.rstrip("*"), "*" in each),) for each in plain), *about, languages))


def _inflections(stem: str, language: str) -> Iterator[tuple[Inflection, frozenset[str]]]:
    """How a word may go on, and in which languages it may go on so; without any where it may in all."""
    yield (_ALL_THAT_BEGINS_SO if stem.endswith("*") else _AS_WRITTEN), frozenset({language} - {""})
    if len(stem) < _INFLECTED_FROM or stem.endswith("*"):
        return
    classes = _LATIN if stem[0] < "\u0600" else _ARABIC
    for code in [language] if language else classes:
        if code in classes:
            yield _shipped()[code].inflections[classes[code]], frozenset({code})
