"""Which language a comment is written in, and in which script.

The script comes from the letters. Where it leaves one language only, that is the answer; otherwise a small linear
model on the same hashed n-grams as `linear` chooses among the languages of that script. It reads the text as its author
wrote it: the normalised copy folds the very letters that tell Arabic, Persian and Kurdish apart.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from stet.screening.features import FEATURES, extract
from stet.screening.model_file import MODELS, ModelError, read_model

NO_LANGUAGE: Final = "und"
NO_SCRIPT: Final = "Zyyy"

# How texts must be read before their features mean anything to the language model; a model file names the version.
READING: Final = 1

# What says nothing of the language: addresses, names of accounts, and the stand-ins that data sets put for them.
_NOISE: Final = re.compile(
    r"https?://\S+|www\.\S+|[@#]\w+|\b(?:user_id|user|url|rt|newline_token)\b|&\w+;", re.IGNORECASE
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


class Identified(NamedTuple):
    """An ISO 639 code (``"und"``), an ISO 15924 code (``"Zyyy"``), and how sure the choice among languages is, 0..1."""

    language: str
    script: str
    confidence: float


class _Letters(dict[int, str | None]):
    """A translation table that keeps letters, marks and apostrophes, and turns all else into spaces."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        kept = unicodedata.category(sign)[0] in "LM" or sign in "'\u200c"
        self[code] = answer = sign if kept else " "
        return answer


_LETTERS: Final = _Letters()


@cache
def _script_of(letter: str) -> str:
    return _SCRIPTS.get(unicodedata.name(letter, "").split(" ")[0].split("-")[0], "")


def reading(text: str) -> str:
    """The letters of `text` as the language model reads them: lower case, without addresses, digits and signs."""
    return _NOISE.sub(" ", text[:_READ]).lower().translate(_LETTERS)


def script(letters: str) -> str:
    """The script most letters are of; ``"Zyyy"`` without letters, ``"Zzzz"`` (unknown) for one we have no name for."""
    counts = Counter(letters)
    by_script: Counter[str] = Counter()
    for letter, count in counts.items():
        if letter.isalpha():
            by_script[_script_of(letter)] += count
    return (by_script.most_common(1)[0][0] or "Zzzz") if by_script else NO_SCRIPT


class LanguageModel:
    """The shipped language model: a class for each language and script, ``"ckb"`` or ``"ckb-Latn"``."""

    name: Final = "language"

    def __init__(self, path: Path = MODELS / "language.npz") -> None:
        """Read the model in `path`. Raises ModelError, naming the file, when it is missing, damaged or does not fit."""
        model = read_model(path, "language", {"features": FEATURES, "reading": READING})
        self.version = model.version
        try:
            self._table = model.arrays["table"].astype(np.float32) * model.arrays["scale"].astype(np.float32)
            self._bias = model.arrays["bias"].astype(np.float32)
            self._languages: Sequence[str] = model.meta["languages"]
            scripts: Sequence[str] = model.meta["scripts"]
        except (KeyError, ValueError) as error:
            raise ModelError(f"The model file {path.name} is damaged: {error}") from error
        self._bits = self._table.shape[0].bit_length() - 1
        self._of_script = {name: [at for at, own in enumerate(scripts) if own == name] for name in set(scripts)}

    def identify(self, text: str) -> Identified:
        """The language and script of `text` as its author wrote it."""
        letters = reading(text)
        written = script(letters)
        classes = self._of_script.get(written, [])
        if not classes:
            return Identified(NO_LANGUAGE, written, 0.0)
        if written == "Arab" and sum(letter in _URDU for letter in letters) > _URDU_SHARE * len(letters):
            return Identified("ur", written, 1.0)
        if len(classes) == 1:
            return Identified(self._languages[classes[0]], written, 1.0)
        logits = self._logits(letters)[classes]
        # The greatest is taken off first, as always in a softmax: on a long text it would be beyond any number.
        odds = np.exp(logits - logits.max())
        best = int(odds.argmax())
        return Identified(self._languages[classes[best]], written, float(odds[best] / odds.sum()))

    def _logits(self, letters: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        features = extract([letters], self._bits)
        sums = self._bias.copy()
        for gram in features.grams:
            sums += self._table[gram.bucket].sum(axis=0) / np.sqrt(features.sizes[0], dtype=np.float32)
        return np.asarray(sums, dtype=np.float32)


@cache
def _shipped() -> LanguageModel:
    return LanguageModel()


def identify(text: str) -> Identified:
    """The language and script of `text` by the shipped model. Raises ModelError when its file cannot be used."""
    return _shipped().identify(text)
