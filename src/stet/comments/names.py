"""Whose name is whose: telling names apart as a reader's eye does, and keeping those that stand for somebody.

Two names are one when they differ in nothing that a reader would notice: case, width, marks, spacing and punctuation,
what prints nothing, the keyboard's variants of Arabic letters, digits of another script, and letters that look alike
(UTS #39, by `confusable_homoglyphs`). `name_key` folds all that away. What only *may* be taken for another letter, a
capital I for a small l, is not folded, or Ali and All would be one name; instead a name that somebody wants is looked
up in all its `readings`.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from confusable_homoglyphs.confusables import confusables_data

from stet.comments.errors import NameTaken
from stet.comments.models import Site

# What the database has room for; a name that folds into more is told by its beginning.
LONGEST_KEY: Final = 160
_STAFF_WORDS: Final = Path(__file__).with_name("staff_words.tsv")

# One letter on several keyboards, or with a small sign above or below that is often left out.
_ARABIC: Final = {
    "ي": "ی", "ى": "ی", "ې": "ی", "ێ": "ی", "ك": "ک", "ڪ": "ک", "ە": "ه", "ھ": "ه", "ہ": "ه", "ۀ": "ه", "ۂ": "ه",
    "ة": "ه", "ۃ": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا", "ٵ": "ا", "ۆ": "و", "ۊ": "و",
    "ڕ": "ر", "ڵ": "ل",
    # These carry their sign as part of a letter of its own: Kurdish writes ئارا and یارا for two people.
    "ئ": "ئ", "ؤ": "ؤ",
}  # fmt: skip
# "LATIN SMALL LETTER S WITH CEDILLA", "LATIN LETTER SMALL CAPITAL A", "NEGATIVE SQUARED LATIN CAPITAL LETTER A".
_LATIN: Final = re.compile(
    "(?:.*LATIN|REGIONAL INDICATOR SYMBOL)(?: SMALL| CAPITAL)? LETTER (?:SMALL CAPITAL |DOTLESS )?([A-Z])(?: WITH .+)?"
)
# Characters that print nothing though Unicode calls them letters, marks or signs.
_BLANKS: Final = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\ufffc\u0640]")
# Combining classes: strokes through a letter; then nukta, virama and kana's voicing, which make it another one; then
# signs upon it, Hebrew's and Arabic's first.
_OVERLAID: Final = 1
_FIRST_MARK: Final = 10
# Vowel signs of Thai, Lao and Tibetan: letters in all but name, whatever their combining class.
_VOWEL_CLASSES: Final = frozenset({103, 107, 118, 122, 129, 130, 132})
# What is read in two ways: a sign in a name that may be taken for one of these letters.
_AMBIGUOUS: Final = (
    (re.compile("I"), "l"),
    (re.compile(r"\bl"), "I"),
    (re.compile("1"), "lI"),
    (re.compile(r"\|"), "lI"),
    (re.compile("0"), "o"),
    (re.compile("rn"), "m"),
)
_DIGITS: Final = "0123456789"


def name_key(name: str) -> str:
    """The name as the eye tells it from others, at most LONGEST_KEY characters.

    Of a name without letters and digits, such as one of signs alone, the signs are kept.
    """
    folded = _folded(name).replace(" ", "")
    return (folded or "".join(unicodedata.normalize("NFKC", name).casefold().split()))[:LONGEST_KEY]


def readings(name: str) -> frozenset[str]:
    """The keys of all names that this one can be taken for, its own among them."""
    return frozenset(name_key(text) for text in _spellings(name))


def check_name_is_free(site: Site, name: str, reader_key: str | None = None) -> None:
    """Raise NameTaken where the name is the site's, is reserved, says "moderator", or is another signed-in reader's.

    `reader_key` is the id of the reader who wants it; None for a guest.
    """
    keys = readings(name)
    if keys & _reserved(site) or any(_is_of_staff(text) for text in _spellings(name)):
        raise NameTaken
    if site.readers.filter(name_key__in=keys).exclude(external_id=reader_key or "").exists():
        raise NameTaken


def _reserved(site: Site) -> frozenset[str]:
    return frozenset(name_key(name) for name in (site.name, *site.reserved_names))


def _is_of_staff(name: str) -> bool:
    """Whether the name says that its bearer works for the site: "Admin", "Dilan (moderator)", "a d m i n"."""
    words = tuple(word.strip(_DIGITS) for word in _folded(name).split())
    whole = "".join(words)
    return any(
        whole == "".join(phrase) or (is_anywhere and phrase in _runs(words, len(phrase)))
        for phrase, is_anywhere in _phrases_of_staff().items()
    )


def _runs(words: tuple[str, ...], length: int) -> Iterator[tuple[str, ...]]:
    return (words[start : start + length] for start in range(len(words) - length + 1))


@cache
def _phrases_of_staff() -> dict[tuple[str, ...], bool]:
    """The file's phrases in folded words, and whether each is looked for anywhere in a name or as the whole of it."""
    lines = (line for line in _STAFF_WORDS.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    rows = (line.split("\t") for line in lines)
    return {tuple(_folded(phrase).split()): where == "anywhere" for phrase, where, _language, _why in rows}


def _spellings(name: str) -> set[str]:
    """The name as it is, in the Latin letters that its letters look like, and as what is ambiguous may be read."""
    plain = unicodedata.normalize("NFKC", name)
    texts = {plain, "".join(_look_alike(character) or character for character in plain)}
    for pattern, letters in _AMBIGUOUS:
        texts |= {pattern.sub(letter, text) for text in texts for letter in letters}
    return texts


def _folded(name: str) -> str:
    """The name in letters and digits that stand for all those like them; whatever else it holds is a blank."""
    return "".join(map(_fold, unicodedata.normalize("NFKC", name).casefold()))


@cache
def _fold(character: str) -> str:
    """One character folded: a letter or digit, " " for what separates words, "" for what prints nothing of its own."""
    if character in _ARABIC:
        return _ARABIC[character]
    latin = _LATIN.fullmatch(unicodedata.name(character, ""))
    if latin:
        return latin[1].lower()
    category = unicodedata.category(character)
    if category in {"Cf", "Me"} or _BLANKS.match(character) or _is_mark_upon(character):
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    # Modifier letters between U+02B0 and U+02FF are apostrophes and the like.
    if category[0] not in "LM" or "\u02b0" <= character <= "\u02ff":
        return " "
    return _fold_letter(character)


def _fold_letter(character: str) -> str:
    parts = unicodedata.normalize("NFD", character)
    bare = unicodedata.normalize("NFC", "".join(part for part in parts if not _is_mark_upon(part)))
    alike = _look_alike(bare) or _look_alike(bare.upper())
    return alike.lower() if alike else bare


def _is_mark_upon(character: str) -> bool:
    """Whether it is a sign on a letter that can be left out: an accent, a vowel sign of Arabic or Hebrew."""
    place = unicodedata.combining(character)
    return place == _OVERLAID or (place >= _FIRST_MARK and place not in _VOWEL_CLASSES)


@cache
def _look_alike(character: str) -> str:
    """The Latin letter that a letter of another script looks like; "" where there is none."""
    if character.isascii():
        return ""
    alike = (one["c"] for one in confusables_data.get(character, ()))
    letter = next((one for one in alike if len(one) == 1 and one.isascii() and one.isalpha()), "")
    # The data has a capital I, and so a capital Iota, look like a small l; that is one of our two readings.
    return "I" if letter == "l" and character.isupper() else letter
