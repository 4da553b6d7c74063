"""The language model: which texts it learns from, and how well it does on those kept back."""

import random
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from stet.screening.features import FEATURES
from stet.screening.language import READING, LanguageModel, reading, script
from stet.screening.model_file import write_model
from training.config import HERE, Config
from training.prepare import Corpus
from training.ship import quantise
from training.spelling import respelled
from training.texts import HELD_FOLDS, Row, stable_share
from training.train import Fit, design_matrix

Kind = tuple[str, str]  # a class: the language and the script

# The language of a variety. Its script is the text's: people write Arabic, Persian and Badini in Latin letters too.
_LANGUAGES: Final = {"ckb-Latn": "ckb", "kmr-Arab": "kmr", "zza-wiki": "zza"}

# The scripts that each language is written in here. What is in any other letters teaches nothing. Urdu has none in
# Arabic letters: its own letters tell it.
_SCRIPTS: Final[Mapping[str, tuple[str, ...]]] = {
    "ckb": ("Arab", "Latn"), "kmr": ("Latn", "Arab"), "ar": ("Arab", "Latn"), "fa": ("Arab", "Latn"),
    "sdh": ("Arab",), "hac": ("Arab",), "hi": ("Deva",), "el": ("Grek",), "ru": ("Cyrl",), "uk": ("Cyrl",),
}  # fmt: skip
_LATIN: Final = ("Latn",)

# How likely each class is, set against the languages a site is published in. Without it half of all short Kurdish texts
# would be Zazaki, Gorani or Roman Urdu, which hardly ever come.
_EXPECTED: Final = {
    ("zza", "Latn"): 0.15, ("hac", "Arab"): 0.04, ("sdh", "Arab"): 0.04, ("ur", "Latn"): 0.1, ("da", "Latn"): 0.2,
    ("nl", "Latn"): 0.3, ("it", "Latn"): 0.25, ("pl", "Latn"): 0.3, ("pt", "Latn"): 0.3, ("es", "Latn"): 0.3,
    ("fr", "Latn"): 0.4, ("de", "Latn"): 0.5, ("uk", "Cyrl"): 0.5, ("ar", "Latn"): 0.15, ("fa", "Latn"): 0.15,
    ("kmr", "Arab"): 0.45, ("ckb", "Latn"): 0.7,
}  # fmt: skip

# The project's own comments are what readers write: they count for as many collected rows.
_OWN: Final = 4.0

# A comment's first words tell its language as well as all of them: the rest only costs time.
_WORDS: Final = 16

# Sets about a language's name rather than in it.
_LEFT_OUT: Final = ("identity_balance", "ordinary")

# The commonest words of languages that have few texts here, so that a plain sentence is not taken for a neighbour.
_COMMON_WORDS: Final = tomllib.loads((HERE / "common_words.toml").read_text("utf-8"))

# The letters of an Arabic keyboard for those of a Kurdish or a Persian one.
_KEYBOARD: Final = str.maketrans(
    {"ی": "ي", "ک": "ك", "ە": "ه", "ێ": "ي", "ۆ": "و", "ڕ": "ر", "ڵ": "ل", "ڤ": "ف", "ھ": "ه", "\u200c": " "}
)
_KEYBOARD_OF: Final = ("ckb", "kmr", "fa")
_BARE: Final = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه", "ى": "ي"})
_UNDOTTED: Final = str.maketrans({"ı": "i", "ø": "o", "æ": "ae", "ł": "l", "ß": "ss"})

# Arabic and Persian typed in Latin letters, for which there are few rows: the letters by rule, a vowel where two meet.
_CHAT: Final = {
    "ا": "a", "ب": "b", "پ": "p", "ت": "t", "ث": "th", "ج": "j", "چ": "ch", "ح": "7h", "خ": ("kh", "5"), "د": "d",
    "ذ": "th", "ر": "r", "ز": "z", "ژ": "zh", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t6", "ظ": "z",
    "ع": "3a", "غ": "gh", "ف": "f", "ق": "q", "ک": "k", "ك": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ه": "h",
    "و": ("o", "w"), "ی": ("i", "y"), "ي": ("i", "y"), "ى": "a", "ة": "a", "ء": "2", "ئ": "2", "ؤ": "2", "أ": "a",
    "إ": "i", "آ": "a",
}  # fmt: skip


_CONSONANTS: Final = frozenset("bcdfghjklmnpqrstvxz")

# How many words a comment of each length has at most.
_LENGTHS: Final = {"1-2 words": 2, "3-5 words": 5, "6-12 words": 12, "more": 10**6}


@dataclass(frozen=True, slots=True)
class Example:
    """A text, the class it is of, and whether it was written for the project."""

    text: str
    kind: Kind
    own: bool


def examples(corpus: Corpus, config: Config) -> tuple[list[Example], list[Example]]:
    """What is trained on and what is held out: all the project's own comments, and up to `language_rows` others of each
    class, in a stable order."""
    train: list[Example] = []
    held: list[Example] = []
    taken: dict[str, int] = {}
    for row in np.random.default_rng(config.seed).permutation(len(corpus.raw)):
        raw, variety, source = corpus.raw[row], str(corpus.variety[row]), corpus.source[row]
        own = bool(corpus.fold[row] >= 0)  # written for the project, or such a comment in another spelling
        if source in _LEFT_OUT or (not own and taken.get(variety, 0) >= config.language_rows):
            continue
        language, written = _LANGUAGES.get(variety, variety), script(reading(raw))
        allowed = _SCRIPTS.get(language, _LATIN)
        # Collected Arabic in Latin letters is half French.
        if written not in (allowed if own else allowed[:1] if language in ("ar", "fa") else allowed):
            continue
        taken[variety] = taken.get(variety, 0) + (not own)
        apart = corpus.fold[row] in HELD_FOLDS if own else stable_share(raw, 10) == 0
        (held if apart else train).append(Example(raw, (language, written), source == "authored"))
    return train, held


def spellings(example: Example) -> Iterator[Example]:
    """The text once more as it is typed without its language's keyboard, where that changes it."""
    dice = random.Random(example.text)
    yield from _retyped(example, dice)
    if example.kind[1] == "Arab":
        yield from _romanised(example, dice)


def _retyped(example: Example, dice: random.Random) -> Iterator[Example]:
    """In the same script: on an Arabic keyboard, or without marks."""
    language, written = example.kind
    text = example.text.lower()
    if written == "Arab":
        other = text.translate(_KEYBOARD if language in _KEYBOARD_OF else _BARE)
    else:
        apart = unicodedata.normalize("NFKD", text.translate(_UNDOTTED))
        other = "".join(sign for sign in apart if not unicodedata.combining(sign))
    if other != text and (written == "Arab" or dice.random() < 0.5):
        yield replace(example, text=other)


def _romanised(example: Example, dice: random.Random) -> Iterator[Example]:
    """In Latin letters. The project's own Sorani comments are in the corpus that way already."""
    language = example.kind[0]
    in_latin = replace(example, kind=(language, "Latn"), own=False)
    if language in ("ckb", "kmr") and not (language == "ckb" and example.own) and dice.random() < 0.5:
        rows = respelled([Row(example.text, "ckb", "", "", {})])
        yield from (replace(in_latin, text=row.text) for row in rows if row.variety == "ckb-Latn")
    if language in ("ar", "fa") and dice.random() < 0.3:
        yield replace(in_latin, text=_chat(example.text, dice))


def _chat(text: str, dice: random.Random) -> str:
    habit = {letter: dice.choice(ways) for letter, ways in _CHAT.items()}
    out = ""
    for letter in text.lower():
        sound = habit.get(letter, letter)
        if out[-1:] in _CONSONANTS and sound[:1] in _CONSONANTS and dice.random() < 0.5:
            out += dice.choice("aaei")
        out += sound
    return out


def pieces(text: str) -> Iterator[str]:
    """The text, and two short stretches of it: readers often write no more than a word or two."""
    words = text.split()
    dice = random.Random(text)
    yield " ".join(words[:_WORDS])
    for most in (dice.choice((1, 2)), dice.choice((3, 4, 5))):
        if len(words) > most:
            at = dice.randrange(len(words) - most + 1)
            yield " ".join(words[at : at + most])


def train_languages(corpus: Corpus, config: Config, path: Path) -> dict[str, Any]:
    """Train on the rows of each class, write the model to `path`, measure on those kept back."""
    train, held = examples(corpus, config)
    train += [more for example in train for more in spellings(example)]
    texts: dict[Kind, dict[bool, list[str]]] = {}
    for example in train:
        texts.setdefault(example.kind, {True: [], False: []})[example.own] += pieces(reading(example.text))
    for kind, found in texts.items():
        words = _COMMON_WORDS.get(kind[0], "").split()
        found[False] += [" ".join(words[at : at + 5]) for at in range(len(words))]
    _write(texts, config, path)
    return measure(LanguageModel(path), held)


def _write(texts: Mapping[Kind, Mapping[bool, Sequence[str]]], config: Config, path: Path) -> None:
    """One table for each script: letters of one script never meet those of another."""
    arrays: dict[str, npt.NDArray[Any]] = {}
    classes = sorted(texts)
    for written in sorted({kind[1] for kind in classes}):
        own = [kind for kind in classes if kind[1] == written]
        if len(own) > 1:
            fitted = _fit_script([texts[kind] for kind in own], [_EXPECTED.get(kind, 1.0) for kind in own], config)
            table, scale = quantise(fitted.weights)
            arrays |= {f"{written}-table": table, f"{written}-scale": scale, f"{written}-bias": fitted.bias}
    meta = {
        "kind": "language",
        "features": FEATURES,
        "reading": READING,
        "scripts": {written: [language for language, own in classes if own == written] for _, written in classes},
    }
    write_model(path, meta, arrays)


def _fit_script(texts: Sequence[Mapping[bool, Sequence[str]]], expected: Sequence[float], config: Config) -> Fit:
    read: list[str] = []
    targets: list[int] = []
    weights: list[float] = []
    for number, (found, share) in enumerate(zip(texts, expected, strict=True)):
        total = len(found[True]) * _OWN + len(found[False])
        for own, each in found.items():
            read += each
            targets += [number] * len(each)
            weights += [share * (_OWN if own else 1.0) / total] * len(each)
    mass = np.array(weights, dtype=np.float32)
    return _fit(design_matrix(read, config.language_bits), np.array(targets), mass / mass.mean(), len(texts), config)


def _fit(
    design: csr_matrix, targets: npt.NDArray[np.int64], mass: npt.NDArray[np.float32], classes: int, config: Config
) -> Fit:
    """Softmax regression by Adagrad, as in `train.fit`, but over all classes at once: one of them it must be."""
    rows = design.shape[0]
    ridge = np.float32(1 / (config.language_strength * rows))
    table = np.zeros((design.shape[1] + 1, classes), dtype=np.float32)
    squares = np.full_like(table, config.first_square)
    mean = np.zeros_like(table)
    dice = np.random.default_rng(config.seed)
    for epoch in range(config.language_epochs):
        batches = np.array_split(dice.permutation(rows), max(1, rows // config.batch))
        for batch in batches:
            part = design[batch]
            logits = part @ table[:-1] + table[-1]
            odds = np.exp(logits - logits.max(axis=1, keepdims=True))
            residual = odds / odds.sum(axis=1, keepdims=True)
            residual[np.arange(len(batch)), targets[batch]] -= 1
            residual *= (mass[batch] / len(batch))[:, None]
            gradient = np.vstack([part.T @ residual, residual.sum(axis=0)]).astype(np.float32)
            gradient[:-1] += ridge * table[:-1]
            squares += gradient * gradient
            table -= config.rate * gradient / np.sqrt(squares)
            if epoch == config.language_epochs - 1:
                mean += table / len(batches)
    return Fit(mean[:-1], mean[-1])


def measure(model: LanguageModel, held: Sequence[Example]) -> dict[str, Any]:
    """By class: texts held out, the share told right of whole texts and of their first 25 letters, common errors; and
    of the project's own comments by their length, as they are and typed without the keyboard of their language."""
    result: dict[str, Any] = {}
    for kind in sorted({example.kind for example in held}):
        examples = [example for example in held if example.kind == kind]
        # Cut after addresses and names are gone: a piece without a word of its own says nothing of the language.
        short = [_short(" ".join(reading(example.text).split())) for example in examples]
        answers = [model.identify(example.text)[:2] for example in examples]
        wrong: dict[str, int] = {}
        for answer in answers:
            if answer != kind:
                wrong["-".join(answer)] = wrong.get("-".join(answer), 0) + 1
        own = [example for example in examples if example.own]
        retyped = [more for example in own for more in spellings(example) if more.kind == kind]
        result["-".join(kind)] = {
            "texts": len(examples),
            "right": _share([answer == kind for answer in answers]),
            "short_texts": len(short),
            "short_right": _share([model.identify(text)[:2] == kind for text in short]),
            "taken_for": dict(sorted(wrong.items(), key=lambda item: -item[1])[:3]),
            "own": _by_length(model, own),
            "own_retyped": _by_length(model, retyped),
        }
    return result


def _by_length(model: LanguageModel, examples: Sequence[Example]) -> dict[str, Any]:
    answers: dict[str, list[bool]] = {}
    for example in examples:
        words = len(reading(example.text).split())
        name = next(name for name, most in _LENGTHS.items() if words <= most)
        answers.setdefault(name, []).append(model.identify(example.text)[:2] == example.kind)
    return {name: {"texts": len(answers[name]), "right": _share(answers[name])} for name in _LENGTHS if name in answers}


def _short(text: str) -> str:
    """The first words of a text, up to some 25 letters: readers often write no more."""
    return text[:25].rsplit(" ", 1)[0] if len(text) > 25 else text


def _share(answers: list[bool]) -> float:
    return round(sum(answers) / len(answers), 4) if answers else float("nan")
