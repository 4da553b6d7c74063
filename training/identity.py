"""Harmless sentences: names of peoples, faiths, sexes and disabilities, and ordinary comments under news.

Sets of abusive comments teach a model that the name of a group is an insult. The sentences of identity.toml under
``training``, ``single``, ``together`` and ``mixed`` say the opposite; those under ``evaluation``, whose other words
differ, show what is left of the error. The same sets have few of the comments that a newsroom publishes every day:
those are in ordinary.toml.
"""

import tomllib
from collections.abc import Iterator
from typing import Final

from training.config import HERE

_TABLES: Final = tomllib.loads((HERE / "identity.toml").read_text("utf-8"))
_ORDINARY: Final = tomllib.loads((HERE / "ordinary.toml").read_text("utf-8"))


def _fill(kind: str) -> Iterator[tuple[str, str, str]]:
    for language, sentences in _TABLES[kind].items():
        for english, group in zip(_TABLES["groups"]["en"], _TABLES["groups"][language], strict=True):
            for sentence in sentences:
                yield language, english, sentence.format(group)


def _fill_three(names: str, kind: str) -> Iterator[tuple[str, str]]:
    for language, sentences in _TABLES[kind].items():
        groups = _TABLES[names][language]
        for first, group in enumerate(groups):
            others = groups[(first + 1) % len(groups)], groups[(first + 7) % len(groups)]
            yield from ((language, sentence.format(group, *others)) for sentence in sentences)


def _fill_names() -> Iterator[tuple[str, str]]:
    for language, sentences in _TABLES["single"].items():
        names = _TABLES["names"][language]
        yield from ((language, sentence.format(name)) for name in names for sentence in sentences)


def balancing_sentences() -> Iterator[tuple[str, str]]:
    """Language and text of the harmless sentences to train on; some name three groups in one breath, as news does."""
    yield from ((language, text) for language, _, text in _fill("training"))
    yield from _fill_names()
    yield from _fill_three("groups", "together")
    yield from _fill_three("names", "mixed")


def ordinary_sentences() -> Iterator[tuple[str, str]]:
    """Language and text of ordinary comments to train on: some as written, others put together."""
    for language, sentences in _ORDINARY["plain"].items():
        yield from ((language, sentence) for sentence in sentences)
    for language, subjects in _ORDINARY["subjects"].items():
        predicates = _ORDINARY["predicates"][language]
        yield from ((language, f"{subject} {did}") for subject in subjects for did in predicates)
    for language, people in _ORDINARY["people"].items():
        remarks = _ORDINARY["remarks"][language]
        yield from ((language, remark.format(group)) for group in people for remark in remarks)


def probe_sentences(language: str) -> Iterator[tuple[str, str, str]]:
    """Group, kind (neutral, positive, critical) and text of the sentences that a model is measured with, all of which a
    newsroom prints; none of these sentences stands in the training."""
    probe = tomllib.loads((HERE / "identity_probe.toml").read_text("utf-8"))
    for name, group in probe["groups"].items():
        for kind, sentences in probe["sentences"][language].items():
            yield from ((name, kind, sentence.format(group[language])) for sentence in sentences)


def evaluation_sentences() -> Iterator[tuple[str, str, str]]:
    """Language, English name of the group, and text of the harmless sentences to measure with."""
    return _fill("evaluation")
