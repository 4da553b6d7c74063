"""What is said against a decision and waits for a ruling: an author's appeal, or readers' reports."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from stet.accounts import moderators
from stet.accounts.models import Account
from stet.comments import policies
from stet.comments.models import Appeal, Comment, Report, State
from stet.desk import words
from stet.newsroom.policy import Policy


@dataclass(frozen=True, slots=True)
class Plea:
    """An author's appeal: what they say, and who rejected the comment, by which guidelines.

    `is_for_a_colleague`: whoever looks at it rejected the comment, and there is somebody else to answer.
    """

    statement: str
    made_at: datetime
    rejected_by: str
    guidelines: tuple[str, ...]
    ids: tuple[str, ...]
    is_for_a_colleague: bool


@dataclass(frozen=True, slots=True)
class Complaint:
    """One reader's report: what it is about in a few words, what they say, and who they are if they said so."""

    about: str
    explanation: str
    name: str
    made_at: datetime
    is_illegal: bool
    guideline: str


def plea(comment: Comment, viewer: Account, language: str) -> Plea | None:
    """The appeal that waits, of a comment that `stet.desk.cards.with_context` fetched."""
    made = next((appeal for appeal in comment.appeals.all() if appeal.answer_id is None), None)
    if made is None or comment.state != State.REJECTED:
        return None
    policy = policies.read(made.against.policy)
    return Plea(
        statement=made.statement or "",
        made_at=made.made_at,
        rejected_by=words.decided_by(made.against),
        guidelines=tuple(words.guideline(name, policy, language) for name in made.against.guidelines),
        ids=tuple(made.against.guidelines),
        is_for_a_colleague=_is_for_a_colleague(made, viewer),
    )


def complaints(comment: Comment, policy: Policy, language: str) -> tuple[Complaint, ...]:
    """The reports that wait, of what is against the law first."""
    if comment.state != State.APPROVED:
        return ()
    waiting = [report for report in comment.reports.all() if report.answer_id is None]
    return tuple(_complaint(report, policy, language) for report in sorted(waiting, key=_urgency))


def about(report: Report, policy: Policy, language: str) -> str:
    """What a report is about: the law, a guideline, or something else."""
    if report.is_illegal:
        return _("Against the law")
    return words.guideline(report.guideline, policy, language) if report.guideline else _("Something else")


def _urgency(report: Report) -> tuple[bool, datetime]:
    return not report.is_illegal, report.made_at


def _complaint(report: Report, policy: Policy, language: str) -> Complaint:
    return Complaint(
        about=about(report, policy, language),
        explanation=report.explanation,
        name=report.reporter_name,
        made_at=report.made_at,
        is_illegal=report.is_illegal,
        guideline=report.guideline,
    )


def _is_for_a_colleague(appeal: Appeal, viewer: Account) -> bool:
    return appeal.against.moderator_id == viewer.pk and moderators.has_colleagues(viewer)
