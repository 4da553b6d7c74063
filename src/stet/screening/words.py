"""Words that break a guideline wherever they stand, found in a comment by its normalised copy.

A word is looked up by its stem: prefix, stem and suffixes are told apart by the class of the entry, so one line of a
list covers ``aptal``, ``aptalsın`` and ``aptallar``. How a list is written is said in `word_files`.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from operator import itemgetter
from pathlib import Path
from typing import Final

from stet.newsroom.screening import Finding, Span
from stet.screening.normalise import Normalised
from stet.screening.word_files import FOLDER, MILD, PLAIN, Phrase, Word, WordFile, read_lists

TOKEN: Final = re.compile(r"[^\W_]+(?:\*+[^\W_]+)*\**")
_QUOTED: Final = re.compile(r'"[^"]{1,300}"')
# How many words away from an abuse "he wrote" or "they call us" still speaks of it.
_REPORT_DISTANCE: Final = 6
# A gap in a phrase is at most this many words: beyond it two words have nothing to do with each other.
_GAP: Final = 3
# The letters that writers put a star for; two stars at most, or every word would do.
_MASKED: Final = {"latin": "aeiouc", "arabic": "اهویێحس"}
_SHORTEST: Final = 2
# No word of a list is longer with all its suffixes; a token of a thousand letters is not worth looking up.
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of the copy: as written, with plain letters, and where."""

    written: str
    plain: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    guidelines: tuple[str, ...]
    score: float


class Lexicon:
    """The words and phrases of some lists, found in comments; its findings are by the screener `name`.

    What was looked up last is remembered: so many words, `remembers`.
    """

    def __init__(self, lists: Sequence[WordFile], name: str, remembers: int) -> None:
        self.name = name
        self._words: dict[str, list[Word]] = {}
        self._phrases: dict[str, list[Phrase]] = {}
        self._phrase_beginnings: dict[str, list[Phrase]] = {}
        for word in (word for each in lists for word in each.words):
            self._words.setdefault(word.stem.translate(PLAIN), []).append(word)
        for phrase in (phrase for each in lists for phrase in each.phrases):
            self._index_phrase(phrase)
        self._innocent: frozenset[str] = frozenset().union(*(each.innocent for each in lists))
        self._reporting = frozenset().union(*(each.reporting for each in lists))
        self._things = frozenset().union(*(each.things for each in lists))
        self._prefixes = self._all_prefixes()
        # Comments are made of the same few thousand words; looking one up again costs a tenth of the first time.
        self._looked_up = lru_cache(maxsize=remembers)(self._look_up)

    def find(self, normalised: Normalised, language: str, allowed: Sequence[Span] = ()) -> list[Finding]:
        """What the lists say about a comment: one finding a guideline, spans in the original, in order.

        What touches one of the `allowed` spans of the original is held against nobody: a listed word inside an allowed
        phrase, and a listed phrase with an allowed word in it.
        """
        found: dict[str, list[tuple[Span, float]]] = {}
        for hit, span in self._hits_in_original(normalised, language):
            if not any(start < span[1] and span[0] < end for start, end in allowed):
                for guideline in hit.guidelines:
                    found.setdefault(guideline, []).append((span, hit.score))
        return [
            Finding(guideline, max(score for _, score in hits), _merged(span for span, _ in hits), self.name)
            for guideline, hits in sorted(found.items())
        ]

    def spans(self, normalised: Normalised, language: str) -> list[Span]:
        """Where the lists' words stand in the original, in no order."""
        return [span for _, span in self._hits_in_original(normalised, language)]

    def _hits_in_original(self, normalised: Normalised, language: str) -> Iterator[tuple[_Hit, Span]]:
        """Every hit, in the copy and in its skeleton, with its place in the original."""
        skeleton = normalised.skeleton()
        views = (normalised,) if skeleton is normalised else (normalised, skeleton)
        for view in views:
            for hit in self._hits(view, language):
                yield hit, view.to_original(hit.start, hit.end)

    def _index_phrase(self, phrase: Phrase) -> None:
        for word, begins in phrase.places[0] or ():
            table = self._phrase_beginnings if begins else self._phrases
            table.setdefault(word, []).append(phrase)

    def _all_prefixes(self) -> dict[str, tuple[str, ...]]:
        """The prefixes of all classes by their first letter."""
        prefixes = {p for words in self._words.values() for word in words for p in word.inflection.prefixes}
        return {first: tuple(sorted(p for p in prefixes if p[0] == first)) for first in {p[0] for p in prefixes}}

    def _hits(self, view: Normalised, language: str) -> list[_Hit]:
        plain = view.text.translate(PLAIN)
        tokens = [
            _Token(view.text[match.start() : match.end()], match[0], match.start(), match.end())
            for match in TOKEN.finditer(plain)
        ]
        hits = []
        for place, token in enumerate(tokens):
            word, phrases = self._looked_up(token.written, token.plain, language)
            if word:
                hits.append((place, _Hit(token.start, token.end, word.guidelines, word.score)))
            hits.extend((place, hit) for hit in _phrase_hits(phrases, tokens, place))
        quotations = [match.span() for match in _QUOTED.finditer(view.text)]
        return [self._weighed(hit, place, tokens, quotations) for place, hit in hits]

    def _look_up(self, written: str, plain: str, language: str) -> tuple[Word | None, tuple[Phrase, ...]]:
        """The strongest entry that a word is a form of, and the phrases that can begin with it."""
        if len(plain) > _LONGEST:
            return None, ()
        if "*" in plain:
            words = [word for reading in _unmasked(plain) for word in self._readings(reading, reading, language)]
        else:
            words = list(self._readings(plain, written, language))
        best = max(words, key=lambda word: word.score, default=None)
        begun = [phrase for end in range(1, len(plain) + 1) for phrase in self._phrase_beginnings.get(plain[:end], ())]
        phrases = tuple(p for p in (*self._phrases.get(plain, ()), *begun) if _counts(p.languages, language))
        return (None if best and _listed(plain, self._innocent) else best), phrases

    def _readings(self, plain: str, written: str, language: str) -> Iterator[Word]:
        """The entries that `plain` is a form of."""
        starts = [0, *(len(p) for p in self._prefixes.get(plain[:1], ()) if plain.startswith(p))]
        for start in starts:
            for end in range(start + _SHORTEST, len(plain) + 1):
                for word in self._words.get(plain[start:end], ()):
                    if _is_form(word, plain, written, start, end) and _counts(word.languages, language):
                        yield word

    def _weighed(self, hit: _Hit, place: int, tokens: list[_Token], quotations: list[Span]) -> _Hit:
        """A strong hit as a mild one when it is quoted, reported or said of a thing.

        Whoever complains of abuse has to name it, and a printer is no person.
        """
        if hit.score <= MILD:
            return hit
        near = tokens[max(0, place - _REPORT_DISTANCE) : place + _REPORT_DISTANCE]
        excuses = self._reporting | self._things if "personal_attack" in hit.guidelines else self._reporting
        reported = any(_listed(token.plain, excuses) for token in near)
        excused = reported or _is_quoted(hit, quotations)
        return _Hit(hit.start, hit.end, hit.guidelines, MILD) if excused else hit


class WordLists(Lexicon):
    """The shipped word lists. Raises `word_files.WordListError` for a list that cannot be read."""

    def __init__(self, folder: Path = FOLDER) -> None:
        lists, self.version = read_lists(folder)
        super().__init__(lists, "words", remembers=32_768)


def _is_quoted(hit: _Hit, quotations: list[Span]) -> bool:
    """Whether the hit stands inside one of the quotations, which are in order and do not overlap."""
    before = bisect_left(quotations, hit.start, key=itemgetter(0)) - 1
    return before >= 0 and hit.end < quotations[before][1]


def _is_form(word: Word, plain: str, written: str, start: int, end: int) -> bool:
    """Whether prefix and suffixes belong to the word's class, and no letter is a different one from the list's."""
    if start and plain[:start] not in word.inflection.prefixes:
        return False
    if end < len(plain) and not word.inflection.suffixes.fullmatch(plain, end):
        return False
    if word.exact:
        return written[start:end] == word.stem
    letters = zip(written[start:end], plain[start:end], word.stem, strict=True)
    return all(letter in (own, bare) for letter, bare, own in letters)


def _unmasked(plain: str) -> list[str]:
    """The words that a token with stars may stand for; itself when there are too many."""
    if plain.count("*") > 2:
        return [plain]
    letters = _MASKED["latin"] if plain[0] < "\u0600" else _MASKED["arabic"]
    pieces = plain.split("*")
    fillings = product(letters, repeat=len(pieces) - 1)
    return [plain, *("".join(map("".join, zip(pieces, (*filling, ""), strict=True))) for filling in fillings)]


def _phrase_hits(phrases: Iterable[Phrase], tokens: list[_Token], place: int) -> Iterator[_Hit]:
    """Those of the phrases that begin at `place` and go on as they should."""
    for phrase in phrases:
        if end := _end_of(phrase, tokens, place + 1, 1):
            yield _Hit(tokens[place].start, tokens[end - 1].end, phrase.guidelines, phrase.score)


def _listed(plain: str, listed: frozenset[str]) -> bool:
    """Whether a word is listed, itself or by a beginning with a star."""
    return plain in listed or any(plain[:end] + "*" in listed for end in range(2, len(plain) + 1))


def _counts(languages: frozenset[str], language: str) -> bool:
    return not languages or language in languages or language == "und"


def _end_of(phrase: Phrase, tokens: list[_Token], token: int, place: int) -> int:
    """The index after the phrase's last token when its places from `place` on match from `token` on; else 0."""
    if place == len(phrase.places):
        return token
    wanted = phrase.places[place]
    if wanted is None:
        ends = (_end_of(phrase, tokens, token + skip, place + 1) for skip in range(_GAP + 1))
        return next((end for end in ends if end), 0)
    if token >= len(tokens):
        return 0
    plain = tokens[token].plain
    fits = any(plain.startswith(word) if begins else plain == word for word, begins in wanted)
    return _end_of(phrase, tokens, token + 1, place + 1) if fits else 0


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, those that touch or overlap as one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
