"""Names of peoples, faiths, sexes and disabilities in harmless sentences: some to train on, others to measure with.

Sets of abusive comments teach a model that the name of a group is an insult. The sentences of identity.toml under
``training``, ``together`` and ``mixed`` say the opposite; those under ``evaluation``, whose other words differ, show
what is left of the error.
"""

import tomllib
from collections.abc import Iterator
from typing import Final

from training.config import HERE

_TABLES: Final = tomllib.loads((HERE / "identity.toml").read_text("utf-8"))


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


def balancing_sentences() -> Iterator[tuple[str, str]]:
    """Language and text of the harmless sentences to train on; some name three groups in one breath, as news does."""
    yield from ((language, text) for language, _, text in _fill("training"))
    yield from _fill_three("groups", "together")
    yield from _fill_three("names", "mixed")


def evaluation_sentences() -> Iterator[tuple[str, str, str]]:
    """Language, English name of the group, and text of the harmless sentences to measure with."""
    return _fill("evaluation")
