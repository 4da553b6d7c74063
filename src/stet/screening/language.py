"""Which language a comment is written in, and in which script.

The script comes from the letters. Where it leaves one language only, that is the answer; otherwise a small linear
model on the same hashed n-grams as `linear`, with a table for each script, chooses among its languages. It reads the
text as its author wrote it: the normalised copy folds the very letters that tell Arabic, Persian and Kurdish apart.

A text without a word that any language could claim (emoji, numbers, laughter, "ok") has none: ``"und"``, ``"Zyyy"``.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from stet.screening.features import FEATURES, extract
from stet.screening.model_file import MODELS, ModelError, ModelFile, read_model

NO_LANGUAGE: Final = "und"
NO_SCRIPT: Final = "Zyyy"

# How texts must be read before their features mean anything to the language model; a model file names the version.
READING: Final = 2

# What says nothing of the language: addresses, names of accounts, the stand-ins that data sets put for them, numbers
# (not digits inside a word: "7mar" is Arabic), and laughter and exclamations that everybody types.
_NOISE: Final = re.compile(
    r"https?://\S+|www\.\S+|[@#]\w+|&\w+;|\b(?:\d+|user_id|user|url|rt|newline_token"
    r"|a?(?:ha|ah|he|hi|ja|je){2,}h?|h{2,}|lo+l+|lmao+|rofl|xd+|ok|okay|okey|wo+w+|omg|hmm+"
    r"|[هخ]{3,}|(?:ها|هە){2,}ه?)\b",
    re.IGNORECASE,
)

# Letters of Urdu that no other language here has.
_URDU: Final = frozenset("ٹڈڑںے")
_URDU_SHARE: Final = 0.02

# The comment's beginning tells its language; the rest would only cost time.
_READ: Final = 600

# The first word of a letter's Unicode name, and the script's code in ISO 15924.
_SCRIPTS: Final = {
    "LATIN": "Latn",
    "ARABIC": "Arab",
    "CYRILLIC": "Cyrl",
    "GREEK": "Grek",
    "DEVANAGARI": "Deva",
    "HEBREW": "Hebr",
    "SYRIAC": "Syrc",
    "ARMENIAN": "Armn",
    "GEORGIAN": "Geor",
    "BENGALI": "Beng",
    "TAMIL": "Taml",
    "THAI": "Thai",
    "HANGUL": "Hang",
    "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan",
    "CJK": "Hani",
}


# How much likelier a comment is in the language of what it stands under than in another.
_BESIDE: Final = 4

_Floats = npt.NDArray[np.float32]


class Identified(NamedTuple):
    """An ISO 639 code (``"und"``), an ISO 15924 code (``"Zyyy"``), and how sure the choice among languages is, 0..1."""

    language: str
    script: str
    confidence: float


class _Letters(dict[int, str | None]):
    """A translation table that keeps letters, marks, digits and apostrophes, and turns all else into spaces."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        kept = unicodedata.category(sign)[0] in "LM" or sign.isdecimal() or sign in "'\u200c"
        self[code] = answer = sign if kept else " "
        return answer


_LETTERS: Final = _Letters()


@cache
def _script_of(letter: str) -> str:
    return _SCRIPTS.get(unicodedata.name(letter, "").split(" ")[0].split("-")[0], "")


def reading(text: str) -> str:
    """The letters of `text` as the language model reads them: lower case, without addresses, numbers and signs."""
    return _NOISE.sub(" ", text[:_READ]).lower().translate(_LETTERS)


def script(letters: str) -> str:
    """The script most letters are of; ``"Zyyy"`` without letters, ``"Zzzz"`` (unknown) for one we have no name for."""
    counts = Counter(letters)
    by_script: Counter[str] = Counter()
    for letter, count in counts.items():
        if letter.isalpha():
            by_script[_script_of(letter)] += count
    return (by_script.most_common(1)[0][0] or "Zzzz") if by_script else NO_SCRIPT


class _Script:
    """The languages of one script, and the table that chooses among them; a script of one language has none."""

    def __init__(self, languages: Sequence[str], table: _Floats, bias: _Floats) -> None:
        self.languages = languages
        self._table, self._bias = table, bias
        self._bits = len(table).bit_length() - 1

    def odds(self, letters: str, beside: str) -> _Floats:
        """How likely each language is; they sum to 1. `beside` is the language of what the text stands under."""
        if len(self.languages) == 1:
            return np.ones(1, dtype=np.float32)
        features = extract([letters], self._bits)
        sums = np.zeros(len(self.languages), dtype=np.float32)
        for gram in features.grams:
            sums += self._table[gram.bucket].sum(axis=0)
        logits = self._bias + sums / np.sqrt(features.sizes[0], dtype=np.float32)
        # The greatest is taken off first, as always in a softmax: on a long text it would be beyond any number.
        odds = np.exp(logits - logits.max())
        odds *= [_BESIDE if language == beside else 1 for language in self.languages]
        return np.asarray(odds / odds.sum(), dtype=np.float32)


class LanguageModel:
    """The shipped language model: a class for each language and script, ``"ckb"`` or ``"ckb-Latn"``."""

    name: Final = "language"

    def __init__(self, path: Path = MODELS / "language.npz") -> None:
        """Read the model in `path`. Raises ModelError, naming the file, when it is missing, damaged or does not fit."""
        model = read_model(path, "language", {"features": FEATURES, "reading": READING})
        self.version = model.version
        try:
            languages: Mapping[str, Sequence[str]] = model.meta["scripts"]
            self._of_script = {written: _script_of_file(model, written, own) for written, own in languages.items()}
        except (KeyError, ValueError) as error:
            raise ModelError(f"The model file {path.name} is damaged: {error}") from error

    def identify(self, text: str, beside: str = NO_LANGUAGE) -> Identified:
        """The language and script of `text` as its author wrote it.

        `beside`, the language of the article or comment that it stands under, tips the scales where a word or two
        leave them level.
        """
        letters = reading(text)
        written = script(letters)
        known = self._of_script.get(written)
        if known is None:
            return Identified(NO_LANGUAGE, written, 0.0)
        if written == "Arab" and sum(letter in _URDU for letter in letters) > _URDU_SHARE * len(letters):
            return Identified("ur", written, 1.0)
        odds = known.odds(letters, beside)
        best = int(odds.argmax())
        return Identified(known.languages[best], written, float(odds[best]))


def _script_of_file(model: ModelFile, written: str, languages: Sequence[str]) -> _Script:
    if len(languages) == 1:
        return _Script(languages, np.zeros((1, 1), dtype=np.float32), np.zeros(1, dtype=np.float32))
    table, scale, bias = (model.arrays[f"{written}-{name}"].astype(np.float32) for name in ("table", "scale", "bias"))
    return _Script(languages, table * scale, bias)


@cache
def _shipped() -> LanguageModel:
    return LanguageModel()


def identify(text: str) -> Identified:
    """The language and script of `text` by the shipped model. Raises ModelError when its file cannot be used."""
    return _shipped().identify(text)
