"""Letters as a reader sees them: what each character of a comment is folded to, and which ones pass for others."""

import re
import unicodedata
from typing import Final

# Marks that a writer can add or leave out without changing the word: Latin and Cyrillic stacks, Hebrew and Arabic
# vowel signs, variation selectors. Vowel signs of Indic scripts are letters in all but name and stay.
MARKS: Final = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08e1\u08e3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
)
# Characters that print nothing though Unicode does not call them format characters.
BLANKS: Final = "\u115f\u1160\u2800\u3164\uffa0\ufffc"
TATWEEL: Final = "\u0640"

FOLDED: Final = {
    # One Arabic letter, several keyboards: Arabic, Persian and the two Kurdish ones must give the same word.
    "ي": "ی", "ى": "ی", "ې": "ی", "ك": "ک", "ڪ": "ک", "ە": "ه", "ھ": "ه", "ہ": "ه", "ۀ": "ه", "ۂ": "ه", "ة": "ه",
    "ۃ": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا", "ٵ": "ا",
    # Punctuation of several traditions.
    "،": ",", "؛": ";", "؟": "?", "۔": ".", "‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "«": '"',
    "»": '"', "–": "-", "—": "-", "‐": "-", "−": "-",
    "İ": "i", TATWEEL: "",
}  # fmt: skip

# Letters of Cyrillic and Greek that a reader takes for the Latin ones.
LOOKALIKES: Final = dict(
    zip(
        "аеорсухіјѕһԁԛԝкмтвнгпьꙇӏ" + "αεονρτυικχωηγµμβ",
        "aeopcyxijshdqwkmtbhrnbil" + "aeovptuikxwnyuub",
        strict=True,
    )
)

LEET: Final = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "h", "@": "a", "$": "s", "!": "i", "€": "e"}
# Chat digits between Arabic letters stand for the letters they resemble.
ARABIC_DIGITS: Final = {"7": "ح", "3": "ع"}


def fold(character: str) -> str:
    """What one character of the original becomes; ``""`` when it prints nothing."""
    category = unicodedata.category(character)
    if category == "Cs":
        return "\ufffd"
    if category[0] == "Z" or character in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85":
        return " "
    if category in ("Cc", "Cf") or character in BLANKS:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if "\U0001f150" <= character <= "\U0001f169" or "\U0001f170" <= character <= "\U0001f189":
        return chr(ord("a") + (ord(character) - 0x1F150) % 32)
    return _fold_letter(character)


def _fold_letter(character: str) -> str:
    """Width, case and keyboard variants of one character, folded until nothing changes any more."""
    if character in FOLDED:
        return FOLDED[character]
    compatible = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).casefold())
    bare = MARK.sub("", compatible)
    if bare == character:
        return character
    return "".join(fold(each) for each in bare)


class _Table(dict[str, str]):
    """`fold`, remembered; the 1.1 million code points bound its size."""

    def __missing__(self, character: str) -> str:
        folded = self[character] = fold(character)
        return folded


MARK: Final = re.compile(f"[{MARKS}]")
TABLE: Final = _Table()
