"""Reporting a published comment."""

from typing import Literal
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from ninja import Path, Router, Schema, Status
from pydantic import Field

from stet.api.failures import FAILURES, Failure
from stet.api.schemas import Strict
from stet.comments.acts.report import Notice, report
from stet.comments.errors import CommentUnknown
from stet.comments.models import Comment, State
from stet.comments.rates import check_rate
from stet.comments.sites import check_origin
from stet.newsroom.languages import reading_language

router = Router(tags=["reports"])


class ReportIn(Strict):
    """What is wrong with a comment.

    `explanation` is needed where no guideline is named, and where it is `illegal`; then `name`, `email` and
    `good_faith` are needed too (Digital Services Act, article 16). `email` is where the decision is told.
    """

    guideline: str | None = Field(None, max_length=64, description="Which of the site's guidelines it breaks")
    illegal: bool = False
    explanation: str = Field("", description="At most 2,000 characters")
    name: str = ""
    email: str = Field("", max_length=254)
    good_faith: bool = Field(default=False, description="That what is said is right and complete, as far as one knows")
    lang: str | None = Field(None, max_length=35, description="The language to tell the decision in")


class ReportOut(Schema):
    """A person looks at the comment; `report` is what to name when asking about it."""

    report: UUID
    state: Literal["received"]


@router.post("comments/{comment}/reports", response={201: ReportOut, FAILURES: Failure}, operation_id="post_report")
def post_report(request: HttpRequest, comment: Path[UUID], said: ReportIn) -> Status[ReportOut]:
    """Report a published comment. It stays where it is until a person has looked at it."""
    check_rate(request, "report", settings.STET_RATE_POST)
    found = Comment.objects.select_related("site").filter(pk=comment, state=State.APPROVED).first()
    if found is None:
        raise CommentUnknown
    check_origin(found.site, request.headers.get("Origin"), own=f"{request.scheme}://{request.get_host()}")
    notice = Notice(
        guideline=said.guideline or "",
        is_illegal=said.illegal,
        explanation=said.explanation,
        name=said.name,
        email=said.email,
        good_faith=said.good_faith,
        language=reading_language(said.lang or "", translation.get_language() or "en"),
    )
    return Status(201, ReportOut(report=report(found, notice).pk, state="received"))
