"""The project's own comments once more, as people type them on a phone.

Sorani in Latin letters or without its marks, Kurmanji without its marks. A rewritten comment keeps the fold of its
original, so that none is trained on whose original is held out.
"""

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from training.texts import Row

_VOWELS: Final = frozenset("اەێۆوی")
_LATIN: Final = {
    "ا": ("a",), "ە": ("a", "e"), "ێ": ("e",), "ۆ": ("o",), "ب": ("b",), "پ": ("p",), "ت": ("t",), "ج": ("j",),
    "چ": ("ch",), "ح": ("h", "7"), "خ": ("x", "kh"), "د": ("d",), "ر": ("r",), "ڕ": ("r", "rr"), "ز": ("z",),
    "ژ": ("zh", "j"), "س": ("s",), "ش": ("sh",), "ع": ("", "3"), "غ": ("gh",), "ف": ("f",), "ڤ": ("v",), "ق": ("q",),
    "ک": ("k",), "گ": ("g",), "ل": ("l",), "ڵ": ("l", "ll"), "م": ("m",), "ن": ("n",), "ه": ("h",), "ھ": ("h",),
    "ئ": ("",), "ی": ("y",), "و": ("w",), "؟": ("?",), "،": (",",), "؛": (";",), "ط": ("t",), "ص": ("s",), "ض": ("z",),
    "ظ": ("z",), "ذ": ("z",), "ث": ("s",),
}  # fmt: skip
_KEYBOARD: Final = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ە", "أ": "ا", "إ": "ا", "ؤ": "و", "\u200c": None})
_UNMARKED: Final = str.maketrans({"ێ": "ی", "ۆ": "و", "ڕ": "ر", "ڵ": "ل", "ڤ": "ف"})
_PLAIN: Final = str.maketrans({"ê": "e", "î": "i", "û": "u", "ş": "s", "ç": "c"})
_BY_SOUND: Final = str.maketrans({"ê": "e", "î": "i", "û": "u", "ş": "sh", "ç": "ch"})


def respelled(rows: Iterable[Row]) -> Iterator[Row]:
    """Each Kurdish comment of `rows` in another spelling of its language; others not at all."""
    for row in rows:
        dice = random.Random(row.text)
        if row.variety == "ckb":
            yield replace(row, text=_latin(row.text, dice), variety="ckb-Latn", source="spelling")
            if (text := row.text.translate(_UNMARKED)) != row.text:
                yield replace(row, text=text, source="spelling")
        elif row.variety == "kmr" and (text := row.text.translate(dice.choice((_PLAIN, _BY_SOUND)))) != row.text:
            yield replace(row, text=text, source="spelling")


def _latin(text: str, dice: random.Random) -> str:
    """Sorani typed in Latin letters: one writer's habits for the whole comment."""
    habit = {letter: dice.choice(ways) for letter, ways in _LATIN.items()}
    long_u, short_i = dice.choice(("u", "oo")), dice.choice(("i", "y"))

    def word(found: re.Match[str]) -> str:
        letters = found.group().replace("وو", "U")
        return "".join(_sound(letters, at, habit, long_u, short_i) for at in range(len(letters)))

    return re.sub(r"[\u0600-\u06ff]+", word, text.translate(_KEYBOARD))


def _sound(letters: str, at: int, habit: dict[str, str], long_u: str, short_i: str) -> str:
    letter = letters[at]
    beside_vowel = letters[at - 1 : at] in _VOWELS or letters[at + 1 : at + 2] in _VOWELS
    if letter == "U":
        return long_u
    if letter == "ی" and at and not beside_vowel:
        return short_i if at + 1 < len(letters) else "i"
    if letters == "و" or (letter == "و" and at and not beside_vowel):
        return "u"
    return habit.get(letter, letter)
