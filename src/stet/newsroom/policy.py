"""A site's policy: its guidelines, and how far a machine may decide by them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from stet.newsroom.vocabulary import NO_WORDS, Vocabulary

# A danger to somebody. No machine decides that such a guideline is broken; a person does, before anything else.
GRAVEST: Final = 5


class Mode(StrEnum):
    """What a machine may do on a site without a human."""

    ADVISE = "advise"  # a human decides everything
    APPROVE = "approve"  # the machine may approve; a human rejects
    DECIDE = "decide"  # the machine may approve and reject


@dataclass(frozen=True, slots=True)
class ModeRule:
    """Another mode for one section, for one language, or for one language in one section; empty is any.

    Raises ValueError when it names neither: that is the policy's own mode.
    """

    mode: Mode
    section: str = ""
    language: str = ""

    def __post_init__(self) -> None:
        if not self.section and not self.language:
            raise ValueError("A rule for a mode names a section, a language or both.")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Where a comment stands and who wrote it, as far as it bears on who decides.

    `section` is its article's section, empty where it has none. What is pre-moderated, by its article or by its
    author, is decided by a person.
    """

    section: str = ""
    article_premoderated: bool = False
    reader_premoderated: bool = False


class SecondJudge(StrEnum):
    """What a site lets the second judge do with a comment that was referred, where an operator has set one up."""

    NOTHING = "nothing"  # the site's comments are never sent to it
    SUGGEST = "suggest"  # it tells the moderator what it would do
    REJECT = "reject"  # it may reject by itself; what it would approve is a suggestion
    DECIDE = "decide"  # it may approve and reject by itself


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Scores (0..1) between which a human decides: below the first a machine may approve, above the second reject.

    Raises ValueError unless ``0 <= approve_below <= reject_above <= 1``.
    """

    approve_below: float
    reject_above: float

    def __post_init__(self) -> None:
        if not 0 <= self.approve_below <= self.reject_above <= 1:
            raise ValueError("Thresholds keep the order 0 <= approve_below <= reject_above <= 1.")


@dataclass(frozen=True, slots=True)
class Example:
    """A comment that shows readers what a guideline means: it `passes` the guideline, or breaks it."""

    text: str
    language: str
    passes: bool


@dataclass(frozen=True, slots=True)
class Guideline:
    """One rule of a site, as published.

    `id` is the name of the label that judges it, or any other name for a rule that humans alone judge; such a rule has
    no `thresholds`. `severity` runs from 1 (a breach of manners) to 5 (a danger to somebody). `title` and `wording`
    hold one text per language code. Raises ValueError for a severity out of range.
    """

    id: str
    group: str | None
    severity: int
    title: Mapping[str, str]
    wording: Mapping[str, str]
    examples: tuple[Example, ...] = ()
    thresholds: Thresholds | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.severity <= GRAVEST:
            raise ValueError("A guideline's severity is 1, 2, 3, 4 or 5.")


@dataclass(frozen=True, slots=True)
class Policy:
    """All guidelines of a site, and what its machine may do with them.

    `cautions` maps a label to the score (0..1) from which a machine does not approve; no comment is rejected for it.
    `machine_languages` are the languages in which a machine may approve; a text in any other waits for a human.
    `second_judge` may decide by itself only in a mode that lets a machine do both.
    `modes` are the exceptions to `mode`: see `mode_for`. `vocabulary` is the site's own words.
    Raises ValueError when two guidelines share an id, a caution is not within 0..1, the second judge may do more than
    the mode, two rules are for the same section and language, or a word is about a guideline that there is not.
    """

    mode: Mode
    introduction: Mapping[str, str]
    guidelines: tuple[Guideline, ...]
    cautions: Mapping[str, float] = field(default_factory=dict)
    machine_languages: tuple[str, ...] = ()
    second_judge: SecondJudge = SecondJudge.SUGGEST
    modes: tuple[ModeRule, ...] = ()
    vocabulary: Vocabulary = NO_WORDS

    def __post_init__(self) -> None:
        ids = [guideline.id for guideline in self.guidelines]
        if len(set(ids)) < len(ids):
            raise ValueError("Every guideline of a policy has an id of its own.")
        if not all(0 <= score <= 1 for score in self.cautions.values()):
            raise ValueError("A caution is a score within 0..1.")
        if self.second_judge in {SecondJudge.REJECT, SecondJudge.DECIDE} and self.mode is not Mode.DECIDE:
            raise ValueError("A second judge decides only where the mode lets a machine decide.")
        if len({(rule.section, rule.language) for rule in self.modes}) < len(self.modes):
            raise ValueError("There is one rule for the mode of a section in a language.")
        if any(word.guideline not in ids for word in self.vocabulary.words):
            raise ValueError("A site's own word is about one of the policy's guidelines.")

    def guideline(self, guideline_id: str) -> Guideline:
        """The guideline with this id. Raises KeyError when the policy has none."""
        for guideline in self.guidelines:
            if guideline.id == guideline_id:
                return guideline
        raise KeyError(guideline_id)

    def mode_for(self, section: str, language: str) -> Mode:
        """How far the machine may go with a comment in this language under an article of this section.

        The most specific rule counts: one for this section and language, then one for this section, then one for this
        language, then the policy's own mode.
        """
        by_place = {(rule.section, rule.language): rule.mode for rule in self.modes}
        for place in ((section, language), (section, ""), ("", language)):
            if place in by_place:
                return by_place[place]
        return self.mode
