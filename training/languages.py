"""The language model: which texts it learns from, and how well it does on those kept back."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stet.screening.features import FEATURES
from stet.screening.language import READING, LanguageModel, reading, script
from stet.screening.model_file import write_model
from training.config import HERE, Config
from training.export import quantise
from training.prepare import Corpus
from training.texts import stable_share
from training.train import design_matrix, fit

# The class of each variety: language and script. The set's Urdu is in Latin letters.
_CLASSES: Final = {
    "en": ("en", "Latn"), "tr": ("tr", "Latn"), "de": ("de", "Latn"), "fr": ("fr", "Latn"), "es": ("es", "Latn"),
    "it": ("it", "Latn"), "pt": ("pt", "Latn"), "pl": ("pl", "Latn"), "da": ("da", "Latn"), "ur": ("ur", "Latn"),
    "ar": ("ar", "Arab"), "fa": ("fa", "Arab"), "hi": ("hi", "Deva"), "el": ("el", "Grek"), "ru": ("ru", "Cyrl"),
    "uk": ("uk", "Cyrl"), "ckb": ("ckb", "Arab"), "ckb-Latn": ("ckb", "Latn"), "kmr": ("kmr", "Latn"),
    "kmr-Arab": ("kmr", "Arab"), "sdh": ("sdh", "Arab"), "hac": ("hac", "Arab"), "zza": ("zza", "Latn"),
    "zza-wiki": ("zza", "Latn"),
}  # fmt: skip

# Languages that seldom come, set against one: they should not take short Sorani or Kurmanji texts away.
_EXPECTED: Final = {"zza": 0.3, "hac": 0.2, "sdh": 0.2, "ur": 0.4, "da": 0.4, "uk": 0.5}

# The commonest words of languages that have few texts here, so that a plain sentence is not taken for a neighbour.
_COMMON_WORDS: Final = tomllib.loads((HERE / "common_words.toml").read_text("utf-8"))


def _rows(corpus: Corpus, config: Config) -> dict[tuple[str, str], list[int]]:
    """Up to `language_rows` rows of each class, in a stable order, without those in other letters than their class."""
    found: dict[tuple[str, str], list[int]] = {}
    for row in np.random.default_rng(config.seed).permutation(len(corpus.raw)):
        kind = _CLASSES[str(corpus.variety[row])]
        rows = found.setdefault(kind, [])
        named = corpus.source[row] in ("identity_balance", "ordinary")
        if len(rows) < config.language_rows and not named and script(reading(corpus.raw[row])) == kind[1]:
            rows.append(int(row))
    return {kind: rows for kind, rows in found.items() if rows}


def _short(text: str) -> str:
    """The first words of a text, up to some 25 letters: readers often write no more."""
    return text[:25].rsplit(" ", 1)[0] if len(text) > 25 else text


def _held_out(text: str) -> bool:
    return stable_share(text, 10) == 0


def train_languages(corpus: Corpus, config: Config, path: Path) -> dict[str, Any]:
    """Train on nine tenths of the rows of each class, write the model to `path`, measure on the tenth kept back."""
    rows = _rows(corpus, config)
    classes = sorted(rows)
    texts, targets, held = [], [], []
    for number, kind in enumerate(classes):
        for row in rows[kind]:
            text = reading(corpus.raw[row])
            if _held_out(corpus.raw[row]):
                held.append((corpus.raw[row], kind))
            else:
                texts += [text, _short(" ".join(text.split()))]
                targets += [number, number]
        words = _COMMON_WORDS.get(kind[0], "").split()
        texts += [" ".join(words[at : at + 5]) for at in range(len(words))]
        targets += [number] * len(words)
    _write(texts, np.array(targets), classes, config, path)
    return measure(LanguageModel(path), held)


def _write(
    texts: list[str], targets: npt.NDArray[np.int64], classes: list[tuple[str, str]], config: Config, path: Path
) -> None:
    counts = np.bincount(targets, minlength=len(classes))
    expected = np.array([_EXPECTED.get(language, 1.0) for language, _ in classes])
    weights = np.repeat((expected * counts.mean() / counts)[targets][:, None], len(classes), axis=1).astype(np.float32)
    wanted = (targets[:, None] == np.arange(len(classes))).astype(np.float32)
    adapted = replace(config, strength=config.language_strength, epochs=config.language_epochs)
    found = fit(design_matrix(texts, config.language_bits), wanted, weights, adapted)
    table, scale = quantise(found.weights)
    meta = {
        "kind": "language",
        "features": FEATURES,
        "reading": READING,
        "languages": [language for language, _ in classes],
        "scripts": [written for _, written in classes],
    }
    write_model(path, meta, {"table": table, "scale": scale, "bias": found.bias})


def measure(model: LanguageModel, held: list[tuple[str, tuple[str, str]]]) -> dict[str, Any]:
    """By class: texts held out, the share told right of whole texts and of their first 25 letters, common errors."""
    result: dict[str, Any] = {}
    for kind in sorted({kind for _, kind in held}):
        texts = [text for text, own in held if own == kind]
        # Cut after addresses and names are gone: a piece without a word of its own says nothing of the language.
        short = [_short(" ".join(reading(text).split())) for text in texts]
        answers = [model.identify(text)[:2] for text in texts]
        wrong: dict[str, int] = {}
        for answer in answers:
            if answer != kind:
                wrong["-".join(answer)] = wrong.get("-".join(answer), 0) + 1
        result["-".join(kind)] = {
            "texts": len(texts),
            "right": _share([answer == kind for answer in answers]),
            "short_texts": len(short),
            "short_right": _share([model.identify(text)[:2] == kind for text in short]),
            "taken_for": dict(sorted(wrong.items(), key=lambda item: -item[1])[:3]),
        }
    return result


def _share(answers: list[bool]) -> float:
    return round(sum(answers) / len(answers), 4) if answers else float("nan")
