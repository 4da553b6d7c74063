"""What is decided about a comment, and why."""

from dataclasses import dataclass
from enum import StrEnum

from stet.newsroom.screening import Span


class Outcome(StrEnum):
    """Approve or reject; `refer` leaves it to a human. There is no "edit"."""

    APPROVE = "approve"
    REJECT = "reject"
    REFER = "refer"


class Cause(StrEnum):
    """Why a verdict is what it is; stable codes, kept in the ledger and shown at the desk."""

    CLEAN = "clean"  # every guideline's score is below its approve threshold
    BREAKS = "breaks"  # a guideline's score is above its reject threshold
    UNSURE = "unsure"  # a guideline's score lies between its thresholds
    CAUTION = "caution"  # a score that no guideline names is too high for a machine's approval
    GRAVE = "grave"  # a guideline of the highest severity seems broken: no machine decides that
    ARTICLE = "article"  # the article is pre-moderated: a human decides about every comment under it
    READER = "reader"  # its author is pre-moderated: a human decides about all that they write
    MODE = "mode"  # the site's mode leaves this outcome to a human
    SCREENER = "screener"  # a screener is missing or failed
    LANGUAGE = "language"  # the text is in no language that the policy lets a machine approve
    SECOND_JUDGE = "second_judge"  # the second judge decided, on a site that lets it
    HUMAN = "human"  # a moderator decided


@dataclass(frozen=True, slots=True)
class Ground:
    """A cause and what it is about: a guideline, a label, a screener, a mode, a language or a second judge's model."""

    cause: Cause
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome for one comment. A rejection names at least one guideline.

    `guidelines` are ids of the policy, gravest first: for a rejection those that are broken, for a referral those in
    doubt. Raises ValueError for a rejection without a guideline.
    """

    outcome: Outcome
    guidelines: tuple[str, ...] = ()
    grounds: tuple[Ground, ...] = ()

    def __post_init__(self) -> None:
        if self.outcome is Outcome.REJECT and not self.guidelines:
            raise ValueError("A rejection names at least one guideline.")


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the second judge says about a referred comment; `refer` where it cannot tell either.

    `guidelines` are ids of the policy: at least one for a rejection, none otherwise. `reason` is its own text, for
    moderators alone. Raises ValueError when outcome and guidelines do not go together.
    """

    outcome: Outcome
    guidelines: tuple[str, ...]
    reason: str

    def __post_init__(self) -> None:
        if (self.outcome is Outcome.REJECT) != bool(self.guidelines):
            raise ValueError("An opinion names guidelines when it would reject, and only then.")


@dataclass(frozen=True, slots=True)
class GuidelineReason:
    """One broken guideline as its author may read it: title and wording in one language, and the words at issue."""

    guideline: str
    title: str
    wording: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """A verdict in a reader's language: one or two sentences, and the guidelines they speak of."""

    language: str
    text: str
    guidelines: tuple[GuidelineReason, ...]
