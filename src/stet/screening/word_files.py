"""Reads the word lists: one tab-separated file a language, made to be kept by people who know the language.

Each line says what it is in its first column; ``#`` starts a comment, empty lines are nothing.

    class   name    prefixes    suffixes    how many suffixes may follow one another (1 unless said)
    word    spelling|spelling   guideline,guideline   strong or mild   class   languages it counts in (all unless said)
    phrase  first second|other begin* _ last   guideline,guideline   strong or mild   languages
    except  innocent words, with * at the end for "and all that begins so"
    report  words by which somebody reports, or denies, what was said; * as above
    thing   words for what can be insulted without harm to anybody ("this stupid printer"); * as above

A spelling with ``=`` before it counts with exactly these letters: Turkish ``=göt`` is not English "got".
Prefixes and suffixes are separated by spaces; ``-`` stands for none. In a phrase ``_`` stands for up to three words of
any kind. Spellings may be written as one writes: they are normalised like comments.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from stet.newsroom.labels import GUIDELINE_LABELS
from stet.newsroom.languages import LANGUAGES
from stet.screening.normalise import normalise

# A strong word is abuse wherever it stands in a comment: no newsroom publishes it, so it reaches the rejection
# threshold of a usual policy (.9) by itself. It is no 1: among a hundred such words a few are quoted or a name.
STRONG: Final = 0.97
# A mild word is abuse in some comments and innocent in others ("donkey", "pig"). It is above the approval threshold
# (.25) and far below the one for rejection, so that alone it can do one thing only: bring the comment to a human.
MILD: Final = 0.6

STRENGTHS: Final = {"strong": STRONG, "mild": MILD}
FOLDER: Final = Path(__file__).parent / "wordlists"

# What writers on a plain keyboard leave out. A list's letter stands for itself and for its plain one; a plain letter
# in a list stands for itself alone, so that Turkish "sık" (often) is not taken for an obscene word.
PLAIN: Final = str.maketrans("şçğıöüêîûâéáïëڕڵێۆؤ", "scgioueiuaeaieرلیوو")


class WordListError(ValueError):
    """A word list cannot be read; the message names file and line."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        super().__init__(f"{file}, line {line}: {problem}")
        self.file, self.line, self.problem = file, line, problem


@dataclass(frozen=True, slots=True)
class Inflection:
    """What may stand before and after a stem: whole prefixes, and a pattern for all that follows."""

    prefixes: frozenset[str]
    suffixes: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Word:
    """A stem in its normalised spelling, and what it is evidence for. `languages` is empty when it counts in all."""

    stem: str
    guidelines: tuple[str, ...]
    score: float
    inflection: Inflection
    languages: frozenset[str]
    exact: bool


# One place of a phrase: the words that may stand there, each with "and all that begins so". None is the gap.
Place = tuple[tuple[str, bool], ...] | None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in order, and what they are evidence for."""

    places: tuple[Place, ...]
    guidelines: tuple[str, ...]
    score: float
    languages: frozenset[str]


@dataclass(slots=True)
class WordFile:
    """The contents of the lists read so far."""

    inflections: dict[str, Inflection] = field(default_factory=dict)
    words: list[Word] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)
    innocent: set[str] = field(default_factory=set)
    reporting: set[str] = field(default_factory=set)
    things: set[str] = field(default_factory=set)


@lru_cache(maxsize=8192)
def folded(word: str) -> str:
    """A word of a list as it is looked up: normalised, with plain letters."""
    return normalise(word).text.translate(PLAIN)


def read_lists(folder: Path = FOLDER) -> tuple[list[WordFile], str]:
    """All lists of a folder, and a version that changes with their contents. Raises WordListError."""
    files = sorted(folder.glob("*.tsv"))
    if not files:
        raise WordListError(folder.name, 0, "There are no word lists here.")
    contents = [(file, file.read_bytes()) for file in files]
    digest = hashlib.sha256(b"\0".join(content for _, content in contents)).hexdigest()
    return [parse_list(content.decode("utf-8"), file.name) for file, content in contents], digest[:12]


def parse_list(text: str, file: str) -> WordFile:
    """The word list in `text`; `file` is its name in messages. Raises WordListError."""
    words = WordFile()
    seen: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            try:
                _read_line(words, line, seen, number)
            except ValueError as problem:
                raise WordListError(file, number, str(problem)) from None
    return words


def _read_line(words: WordFile, line: str, seen: dict[tuple[str, ...], int], number: int) -> None:
    kind, *cells = (cell.strip() for cell in line.rstrip().split("\t"))
    if kind not in _READERS:
        raise ValueError(f"A line begins with one of {', '.join(_READERS)}, not with {kind!r}.")
    least, most, read = _READERS[kind]
    if not least <= len(cells) <= most or not all(cells):
        raise ValueError(f"A {kind} line has {least} to {most} columns after the first, not {len(cells)}.")
    for entry in read(words, *cells):
        if (first := seen.setdefault((kind, *entry), number)) != number:
            raise ValueError(f"{' '.join(entry)} stands in line {first} already.")


def _read_class(words: WordFile, name: str, before: str, after: str, repeats: str = "1") -> Iterator[tuple[str, ...]]:
    suffixes = "|".join(sorted(map(re.escape, _affixes(after)), key=len, reverse=True))
    if not repeats.isdecimal() or not 1 <= int(repeats) <= 4:
        raise ValueError(f"Between 1 and 4 suffixes can follow one another, not {repeats}.")
    pattern = f"(?:{suffixes}){{0,{repeats}}}" if suffixes else ""
    words.inflections[name] = Inflection(frozenset(_affixes(before)), re.compile(pattern))
    yield (name,)


def _affixes(cell: str) -> list[str]:
    return [] if cell == "-" else [folded(affix) for affix in cell.split()]


def _read_word(
    words: WordFile, spellings: str, labels: str, strength: str, inflection: str, languages: str = ""
) -> Iterator[tuple[str, ...]]:
    if inflection not in words.inflections:
        raise ValueError(f"There is no class {inflection!r} above this line.")
    about = (_guidelines(labels), _score(strength), words.inflections[inflection], _languages(languages))
    for spelling in spellings.split("|"):
        exact = spelling.startswith("=")
        stem = normalise(spelling.strip().removeprefix("=")).text
        if not stem or " " in stem:
            raise ValueError(f"{spelling!r} is not one word.")
        words.words.append(Word(stem, *about, exact))
        yield (stem,)


def _read_phrase(
    words: WordFile, pattern: str, labels: str, strength: str, languages: str = ""
) -> Iterator[tuple[str, ...]]:
    places = tuple(_place(place) for place in pattern.split())
    if places[0] is None or len(places) < 2:
        raise ValueError("A phrase has two words or more and does not begin with a gap.")
    words.phrases.append(Phrase(places, _guidelines(labels), _score(strength), _languages(languages)))
    yield tuple(pattern.split())


def _place(written: str) -> Place:
    if written == "_":
        return None
    alternatives = tuple((folded(each.rstrip("*")), each.endswith("*")) for each in written.split("|"))
    if not all(word for word, _ in alternatives):
        raise ValueError(f"{written!r} has an empty alternative.")
    return alternatives


def _reader_of(kind: str) -> Callable[[WordFile, str], Iterator[tuple[str, ...]]]:
    """Reads a line of plain words, each with or without * at the end, into the set `kind`."""

    def read(words: WordFile, cell: str) -> Iterator[tuple[str, ...]]:
        for word in cell.split():
            star = "*" if word.endswith("*") else ""
            getattr(words, kind).add(folded(word.rstrip("*")) + star)
            yield (word,)

    return read


def _guidelines(cell: str) -> tuple[str, ...]:
    labels = tuple(label.strip() for label in cell.split(","))
    _refuse(set(labels) - set(GUIDELINE_LABELS), "guideline")
    return labels


def _score(cell: str) -> float:
    _refuse({cell} - set(STRENGTHS), "strength")
    return STRENGTHS[cell]


def _languages(cell: str) -> frozenset[str]:
    codes = frozenset(cell.replace(",", " ").split())
    _refuse(codes - set(LANGUAGES), "language")
    return codes


def _refuse(unknown: Iterable[str], what: str) -> None:
    for each in unknown:
        raise ValueError(f"{each!r} is no {what}.")


_READERS: Final[dict[str, tuple[int, int, Callable[..., Iterator[tuple[str, ...]]]]]] = {
    "class": (3, 4, _read_class),
    "word": (4, 5, _read_word),
    "phrase": (3, 4, _read_phrase),
    "except": (1, 1, _reader_of("innocent")),
    "report": (1, 1, _reader_of("reporting")),
    "thing": (1, 1, _reader_of("things")),
}
