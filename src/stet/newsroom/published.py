"""A site's policy in the order and the language of its public page."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from stet.newsroom.policy import Guideline, Policy


@dataclass(frozen=True, slots=True)
class Examples:
    """Comments that show what a guideline means, and the language they are in."""

    language: str
    passes: tuple[str, ...]
    breaks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublishedGuideline:
    """One guideline in one language."""

    id: str
    title: str
    wording: str
    examples: Examples | None


@dataclass(frozen=True, slots=True)
class Group:
    """Guidelines under one heading; `name` is None for those that stand by themselves."""

    name: str | None
    guidelines: tuple[PublishedGuideline, ...]


def published(guideline: Guideline, language: str) -> PublishedGuideline:
    return PublishedGuideline(
        id=guideline.id,
        title=guideline.title[language],
        wording=guideline.wording[language],
        examples=examples_in(guideline, language),
    )


def examples_in(guideline: Guideline, language: str) -> Examples | None:
    """The guideline's examples in `language`, in English where there are none, or None where there are none at all."""
    for code in (language, "en"):
        own = [example for example in guideline.examples if example.language == code]
        if own:
            passes = tuple(example.text for example in own if example.passes)
            return Examples(code, passes, tuple(example.text for example in own if not example.passes))
    return None


def grouped(policy: Policy, language: str) -> Iterator[Group]:
    """Guidelines as published, neighbours without a group together; a group stands where its first guideline does."""
    placed: set[str] = set()
    for name, run in groupby(policy.guidelines, key=lambda guideline: guideline.group):
        if name is None:
            yield Group(None, tuple(published(guideline, language) for guideline in run))
        elif name not in placed:
            placed.add(name)
            members = (guideline for guideline in policy.guidelines if guideline.group == name)
            yield Group(name, tuple(published(guideline, language) for guideline in members))
