"""A reader's notice that a published comment breaks a guideline or the law (Digital Services Act, article 16).

A report unpublishes nothing: it brings the comment before a person, whose ruling answers it.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from stet.comments import addresses, cases, commitments, policies
from stet.comments.errors import (
    CommentUnknown,
    ExplanationMissing,
    ExplanationTooLong,
    GoodFaithMissing,
    GuidelineUnknown,
    ReporterMissing,
)
from stet.comments.models import Comment, Report, State
from stet.comments.text import check_name, check_text, is_blank
from stet.ledger import chain
from stet.ledger.models import Kind

LONGEST_EXPLANATION = 2000


@dataclass(frozen=True, slots=True)
class Notice:
    """What somebody says about a comment. `guideline` is an id of the site's policy, "" for something else.

    `email` is where they want to hear of the decision; it is kept sealed and forgotten when they have.
    """

    guideline: str = ""
    is_illegal: bool = False
    explanation: str = ""
    name: str = ""
    email: str = ""
    good_faith: bool = False
    language: str = "en"


@transaction.atomic
def report(comment: Comment, notice: Notice) -> Report:
    """Record a notice about a published comment, and leave the comment where it is.

    Raises CommentUnknown for one that is not published, and for what is wrong in the notice: GuidelineUnknown,
    ExplanationMissing, ExplanationTooLong, TextInvalid, ReporterMissing, GoodFaithMissing, EmailInvalid, NameTooLong,
    NameInvalid.
    """
    published = Comment.objects.select_for_update(of=("self",)).filter(pk=comment.pk, state=State.APPROVED)
    current = published.first()
    if current is None:
        raise CommentUnknown
    _check(current, notice)
    made = Report(
        id=uuid7(),
        comment=current,
        guideline=notice.guideline,
        is_illegal=notice.is_illegal,
        explanation=notice.explanation,
        # The law asks for a name with a notice of illegal content; nobody else's is kept.
        reporter_name=check_name(notice.name) if notice.is_illegal else "",
        contact=addresses.sealed(addresses.checked_address(notice.email)) if notice.email else None,
        language=notice.language,
        made_at=timezone.now(),
    )
    made.entry = chain.append(Kind.REPORTED, current.pk, facts_of_report(made), made.made_at)
    made.save(force_insert=True)
    cases.follow([current])
    return made


def forget_contact(report: Report) -> None:
    """Forget who sent a report, name and address: they have been told, or nothing will be decided any more."""
    Report.objects.filter(pk=report.pk).update(contact=None, reporter_name="")


def facts_of_report(report: Report) -> dict[str, Any]:
    """What the ledger says of a report. It names nobody; of the explanation it has the seal alone.

    The seal is None for the report on an erased comment: what it was made of is gone.
    """
    is_sealable = report.comment.salt is not None
    return {
        "commitment": report.comment.commitment,
        "explanation": commitments.seal_of_explanation(report) if is_sealable else None,
        "guideline": report.guideline,
        "illegal": report.is_illegal,
    }


def _check(comment: Comment, notice: Notice) -> None:
    _check_guideline(comment, notice.guideline)
    check_text(notice.explanation)
    if len(notice.explanation) > LONGEST_EXPLANATION:
        raise ExplanationTooLong
    if (notice.is_illegal or not notice.guideline) and is_blank(notice.explanation):
        raise ExplanationMissing
    if notice.is_illegal:
        _check_reporter(notice)


def _check_guideline(comment: Comment, guideline: str) -> None:
    known = {one.id for one in policies.in_force(comment.site)[1].guidelines}
    if guideline and guideline not in known:
        raise GuidelineUnknown


def _check_reporter(notice: Notice) -> None:
    """What the law asks of a notice of illegal content beside the explanation (article 16, paragraph 2, c and d)."""
    if is_blank(notice.name) or not notice.email:
        raise ReporterMissing
    if not notice.good_faith:
        raise GoodFaithMissing
