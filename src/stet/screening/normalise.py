"""A normalised copy of a comment, and the exact way back to the text as its author wrote it.

Screeners read the copy; nothing else does. What is published, hashed and shown is always the original.

Two views are made of one comment:

* `Normalised.text`, the careful copy, undoes what cannot be meant: width, zero-width characters, look-alike letters,
  tatweel, keyboard variants of Arabic letters, digits in place of letters, s p a c e d words, stretched letters.
  Models are trained on it, so its behaviour is versioned by `NORMALISATION`.
* `Normalised.skeleton()` also undoes disguises that ordinary prose can contain by accident (``fu.ck``). Word
  lists read it as a second chance; a model never does.

Case and Turkish. ``İ`` becomes ``i``; a small ``ı`` stays what it is, because *sık* (often) and *sik* (obscene) are
two words. A capital ``I`` is ambiguous: it becomes ``i``, but ``ı`` inside a word of capitals in a text that shows
itself to be Turkish by ``İ``, ``ı`` or ``ğ``. So ``SALAK`` is ``salak`` in every text, and ``SIKINTI`` is ``sıkıntı``
in Turkish.
Word lists let a plain ``i`` stand for ``ı``, never the other way round.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from stet.screening.letters import ARABIC_DIGITS, LEET, LOOKALIKES, MARK, MARKS, TABLE, TATWEEL

# Raised whenever the same original gives another copy: a model trained on one version must not read another.
NORMALISATION: Final = 1

_LETTER: Final = r"[^\W\d_]"
# A word cut by tatweel on both sides of the cut ("سـ.ـەگ"): nobody writes that but to hide a word.
_CUT: Final = re.compile(rf"{TATWEEL}[^\w\n]{{1,4}}{TATWEEL}")
_UNIT: Final = re.compile(rf"{_CUT.pattern}|[^{MARKS}][{MARKS}]*|[{MARKS}]", re.DOTALL)
_TURKISH: Final = re.compile("[İıĞğ]")
_CAPITALS: Final = re.compile(r"\b[A-ZÇĞİÖŞÜ]{2,}\b")
_SPACE: Final = re.compile(" {2,}")
# "www" is how an address begins, and digits may stand in any number.
_STRETCHED: Final = re.compile(r"(?!www\.)([^\W\d_])\1{2,}|([^\w\s])\2{3,}")
_FOREIGN: Final = re.compile(f"[{''.join(LOOKALIKES)}]")
_LATIN: Final = re.compile("[a-z]")
_WORD: Final = re.compile(rf"{_LETTER}+")
# Four single letters with spaces between them do not occur in prose; three do ("a b c"), and Kurdish has many
# one-letter words. With a stop or a dash between them three are enough.
_SPACED: Final = re.compile(rf"(?<!\w){_LETTER}(?: {_LETTER}){{3,}}(?!\w)")
_DOTTED: Final = re.compile(rf"(?<![\w.]){_LETTER}(?:[.\-_*/'+!,~·•|]{{1,3}}{_LETTER}){{2,}}(?!\w)")
_LEET_SIGN: Final = re.compile(r"[a-z\u0600-\u06ff][013457@$!€]|[@$€01]+[a-z]")
# One or two signs between two letters; "!" only near the beginning, because prose often has no space after it.
_LEET_INNER: Final = re.compile(r"(?<=[a-z])[013457@$€]{1,2}(?=[a-z])|(?<=\b[a-z])!(?=[a-z])|(?<=\b[a-z]{2})!(?=[a-z])")
_LEET_FIRST_DIGIT: Final = re.compile(r"^[013457](?=[a-z])")
# "$hit", "@ss" and "a$$"; a name with @ before it is a mention and an amount with $ is an amount.
_LEET_EDGE: Final = re.compile(
    r"\b0(?=[a-zç])|(?<![\w$])\$(?=[a-z]{3})|(?<!\w)@(?=ss(?:h|es|\b))|(?<=[a-z])(?<!us)[@$]{1,2}(?!\w)"
)
_ARABIC_DIGIT: Final = re.compile("(?<=[\u0621-\u06d3])[73](?=[\u0621-\u06d3])")
_CHUNK: Final = re.compile(r"\S+")
_ADDRESS: Final = re.compile(r"://|www\.|@[\w-]+\.|\.[a-z]{2,}/")


@dataclass(frozen=True, slots=True)
class Normalised:
    """A copy of `original` made for screeners. Character i of `text` stands for ``original[starts[i]:ends[i]]``.

    All offsets are Unicode code points. `starts` and `ends` never decrease.
    """

    original: str
    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def to_original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that ``text[start:end]`` stands for.

        Raises ValueError unless ``0 <= start <= end <= len(text)``.
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"[{start}, {end}) is no span of a text of {len(self.text)} characters.")
        if start == end:
            place = self.starts[start] if start < len(self.text) else len(self.original)
            return place, place
        return self.starts[start], self.ends[end - 1]

    def skeleton(self) -> "Normalised":
        """The view with disguises undone that a careful reader could not be sure of; for word lists alone.

        The copy itself when there are none.
        """
        return _skeleton(self)


def normalise(text: str) -> Normalised:
    """The normalised copy of any string, lone surrogates included; never raises.

    Normalising the copy once more changes nothing.
    """
    view = _fold_characters(text)
    while True:
        before = view.text
        for step in _STEPS:
            view = step(view)
        if view.text == before:
            return view


def _fold_characters(text: str) -> Normalised:
    """`text` folded character by character, letters with their marks together."""
    if text.isascii() and text.isprintable():
        return Normalised(text, text.lower(), range(len(text)), range(1, len(text) + 1))
    units = _units(_with_turkish_capitals(text))
    folded = [TABLE[unit] if len(unit) == 1 else _fold_unit(unit) for unit in units]
    if len(folded) == len(text) and all(len(each) == 1 for each in folded):
        return Normalised(text, "".join(folded), range(len(text)), range(1, len(text) + 1))
    starts: list[int] = []
    ends: list[int] = []
    place = 0
    for unit, copy in zip(units, folded, strict=True):
        starts += [place] * len(copy)
        place += len(unit)
        ends += [place] * len(copy)
    return Normalised(text, "".join(folded), starts, ends)


def _with_turkish_capitals(text: str) -> str:
    """`text` with ``ı`` for ``I`` in words of capitals, when the text is Turkish; as long as before."""
    if "I" not in text or not _TURKISH.search(text):
        return text
    return _CAPITALS.sub(lambda word: word[0].replace("I", "ı"), text)


def _units(text: str) -> Sequence[str]:
    """What is folded as one: a character, a letter with its marks, or a cut in a word."""
    if MARK.search(text) is None and (TATWEEL not in text or _CUT.search(text) is None):
        return text
    return [unit[0] for unit in _UNIT.finditer(text)]


def _fold_unit(unit: str) -> str:
    """A letter with its marks composed, where Unicode has the composed letter, and without the other marks."""
    if unit[0] == TATWEEL and _CUT.fullmatch(unit):
        return ""
    return "".join(TABLE[character] for character in unicodedata.normalize("NFC", unit))


def _drop(view: Normalised, gaps: Iterable[tuple[int, int]], *, cover: bool) -> Normalised:
    """`view` without the characters of `gaps`; with `cover` the character before a gap stands for it from now on."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    kept = 0
    for start, end in (*gaps, (len(view.text), len(view.text))):
        pieces.append(view.text[kept:start])
        starts += view.starts[kept:start]
        ends += view.ends[kept:start]
        if cover and ends and start < end:
            ends[-1] = view.ends[end - 1]
        kept = end
    return Normalised(view.original, "".join(pieces), starts, ends)


def _replace(view: Normalised, pattern: re.Pattern[str], change: Callable[[re.Match[str]], str]) -> Normalised:
    """`view` with every match changed into as many other characters."""
    text = pattern.sub(change, view.text)
    return view if text == view.text else Normalised(view.original, text, view.starts, view.ends)


def _single_spaces(view: Normalised) -> Normalised:
    """Runs of white space as one space."""
    gaps = [(run.start() + 1, run.end()) for run in _SPACE.finditer(view.text)]
    return _drop(view, gaps, cover=True) if gaps else view


def _latin_for_lookalikes(view: Normalised) -> Normalised:
    """Latin letters for the Cyrillic and Greek ones inside an otherwise Latin word; other words stay as they are."""
    if not _FOREIGN.search(view.text) or not _LATIN.search(view.text):
        return view
    return _replace(view, _WORD, _latin_word)


def _latin_word(word: re.Match[str]) -> str:
    latin = "".join(LOOKALIKES.get(letter, letter) for letter in word[0])
    mixed = _LATIN.search(word[0]) and all(letter < "\u0370" for letter in latin)
    return latin if mixed else word[0]


def _joined_letters(view: Normalised) -> Normalised:
    """Words written letter by letter, with one kind of gap or another, joined."""
    gaps = [
        (place, place + 1)
        for pattern in (_SPACED, _DOTTED)
        for word in pattern.finditer(view.text)
        for place in range(word.start(), word.end())
        if not view.text[place].isalpha()
    ]
    return _drop(view, sorted(set(gaps)), cover=False) if gaps else view


def _letters_for_digits(view: Normalised) -> Normalised:
    """Letters for the digits and signs that stand for them, inside words alone."""
    return _replace(view, _CHUNK, _spelled_out) if _LEET_SIGN.search(view.text) else view


def _spelled_out(chunk: re.Match[str]) -> str:
    text = chunk[0]
    if text.isalpha() or _ADDRESS.search(text):
        return text
    text = _ARABIC_DIGIT.sub(lambda digit: ARABIC_DIGITS[digit[0]], text)
    inner = _LEET_INNER.sub(_plain, text)
    if inner != text:
        inner = _LEET_FIRST_DIGIT.sub(_plain, inner)
    return _LEET_EDGE.sub(_plain, inner)


def _plain(signs: re.Match[str]) -> str:
    return "".join(LEET.get(sign, sign) for sign in signs[0])


def _short_runs(view: Normalised) -> Normalised:
    """Stretched letters as two, so that "goood" stays apart from "god"; other repeated signs as three."""
    gaps = [(run.start() + (2 if run[1] else 3), run.end()) for run in _STRETCHED.finditer(view.text)]
    return _drop(view, gaps, cover=True) if gaps else view


_STEPS: Final = (_single_spaces, _latin_for_lookalikes, _joined_letters, _letters_for_digits, _short_runs)


# A word broken by signs. Prose has such words as well ("and/or", "co.uk"), but word lists do not contain them joined;
# a broken word has a piece of one to three letters, and two words with a stop between them mostly have not.
_BROKEN: Final = re.compile(rf"(?<!\w){_LETTER}+(?:[.\-_*~·•|+/]{{1,3}}{_LETTER}+)+(?!\w)")
_PAIR: Final = re.compile(r"([^\W\d_])\1")
_SHORT_PIECE: Final = re.compile(r"(?<!\w)\w{1,3}(?!\w)")


def _skeleton(view: Normalised) -> Normalised:
    """`view` with stretched letters as one and broken words joined; `view` itself when there are none."""
    gaps = {
        (place, place + 1)
        for word in _BROKEN.finditer(view.text)
        if _SHORT_PIECE.search(word[0].replace("_", "."))
        for place in range(word.start(), word.end())
        if not view.text[place].isalpha()
    }
    if not isinstance(view.starts, range):
        gaps.update((pair.start() + 1, pair.end()) for pair in _PAIR.finditer(view.text) if _is_stretched(view, pair))
    return _drop(view, sorted(gaps), cover=True) if gaps else view


def _is_stretched(view: Normalised, pair: re.Match[str]) -> bool:
    """Whether two equal characters stand for three or more."""
    return view.ends[pair.start() + 1] - view.starts[pair.start() + 1] > 1
