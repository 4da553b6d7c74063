"""What the second judge would do about a comment, in words for a moderator."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from stet.comments.models import Comment, Opinion, PolicyVersion, State
from stet.desk import words
from stet.newsroom.policy import Policy
from stet.newsroom.verdict import Outcome

_WOULD: Mapping[str, Promise] = {
    Outcome.APPROVE: gettext_lazy("Approve"),
    Outcome.REJECT: gettext_lazy("Reject"),
    Outcome.REFER: gettext_lazy("It cannot tell either."),
}
_SUGGESTED: Mapping[str, Promise] = {
    Outcome.APPROVE: gettext_lazy("Suggested: approve"),
    Outcome.REJECT: gettext_lazy("Suggested: reject"),
    Outcome.REFER: gettext_lazy("No suggestion"),
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`reason` is the model's own words, `source` the model; `guidelines` are the titles of those with `ids`."""

    outcome: str
    would: str
    ids: tuple[str, ...]
    guidelines: tuple[str, ...]
    reason: str
    source: str


def suggestion(comment: Comment, version: PolicyVersion, policy: Policy, language: str) -> Suggestion | None:
    """What it said of a comment that waits, by the guidelines in force; what it said by older ones is history."""
    if comment.state != State.PENDING:
        return None
    said = next((opinion for opinion in comment.opinions.all() if opinion.policy_id == version.pk), None)
    if said is None:
        return None
    return Suggestion(
        outcome=said.outcome,
        would=str(_WOULD[said.outcome]),
        ids=tuple(said.guidelines),
        guidelines=tuple(words.guideline(name, policy, language) for name in said.guidelines),
        reason=said.reason or "",
        source=said.model,
    )


def told(opinion: Opinion) -> str:
    """The opinion as something that happened."""
    return str(_SUGGESTED[opinion.outcome])
