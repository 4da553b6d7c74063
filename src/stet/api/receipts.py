"""Following a comment by its receipt, and what its author may do about it: withdraw, appeal, erase, take the data."""

from collections.abc import Sequence
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Path, Query, Router

from stet.api.failures import FAILURES, Failure
from stet.api.schemas import (
    AppealIn,
    AppealOut,
    Decider,
    FollowOut,
    GuidelineAtIssue,
    KeptReceiptOut,
    ReceiptLinks,
    ReceiptOut,
    Seal,
    StateName,
)
from stet.comments.acts.appeal import appeal
from stet.comments.acts.erase import erase
from stet.comments.acts.withdraw import withdraw
from stet.comments.commitments import statement_of
from stet.comments.models import Comment
from stet.comments.rates import check_rate
from stet.comments.receipts import comment_of
from stet.newsroom.languages import reading_language
from stet.publication.receipt_files import file_name, receipt_file
from stet.publication.receipts import Receipt, read_receipts

router = Router(tags=["receipts"])


@router.get(
    "receipts/{receipt}", response={200: ReceiptOut, FAILURES: Failure}, operation_id="read_receipt", url_name="receipt"
)
def read(request: HttpRequest, receipt: Path[str], lang: Query[str] = "") -> ReceiptOut:
    """What became of a comment: its state, the guideline, the reason, the words at issue, and the seal on its text."""
    check_rate(request, "read", settings.STET_RATE_READ)
    return _told(request, receipt, lang)


@router.post("receipts/{receipt}/withdraw", response={200: ReceiptOut, FAILURES: Failure}, operation_id="withdraw")
def take_back(request: HttpRequest, receipt: Path[str], lang: Query[str] = "") -> ReceiptOut:
    """Take a comment back, published or not. Once withdrawn it stays withdrawn."""
    check_rate(request, "post", settings.STET_RATE_POST)
    withdraw(comment_of(receipt))
    return _told(request, receipt, lang)


@router.post("receipts/{receipt}/appeal", response={200: ReceiptOut, FAILURES: Failure}, operation_id="appeal")
def object_to(request: HttpRequest, receipt: Path[str], said: AppealIn, lang: Query[str] = "") -> ReceiptOut:
    """Appeal against a rejection, once. The comment stays as it is until a person has ruled."""
    check_rate(request, "post", settings.STET_RATE_POST)
    appeal(comment_of(receipt), said.statement)
    return _told(request, receipt, lang)


@router.post("receipts/{receipt}/erase", response={200: ReceiptOut, FAILURES: Failure}, operation_id="erase")
def destroy(request: HttpRequest, receipt: Path[str], lang: Query[str] = "") -> ReceiptOut:
    """Erase a comment's text and name for good, as its author may demand by law. It cannot be brought back."""
    check_rate(request, "post", settings.STET_RATE_POST)
    erase(comment_of(receipt))
    return _told(request, receipt, lang)


@router.get(
    "receipts/{receipt}/data",
    response={200: KeptReceiptOut, FAILURES: Failure},
    operation_id="read_data",
    url_name="receipt_data",
)
def take_data(request: HttpRequest, response: HttpResponse, receipt: Path[str], lang: Query[str] = "") -> Any:
    """Everything that is kept about a comment, as a file that can be checked without a server (docs/ledger.md)."""
    check_rate(request, "read", settings.STET_RATE_READ)
    comment = comment_of(receipt)
    as_file(response, file_name(comment))
    return receipt_file(comment, reading_language(lang, comment.reading_language))


def as_file(response: HttpResponse, name: str) -> None:
    """Make a browser keep the answer as a file of that name. Who has it may withdraw the comment: no cache does."""
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"


def receipt_out(request: HttpRequest, comment: Comment, language: str) -> ReceiptOut:
    """A comment's receipt, explained in `language`."""
    return receipts_out(request, [comment], language)[0]


def receipts_out(request: HttpRequest, comments: Sequence[Comment], language: str) -> list[ReceiptOut]:
    """The receipts of several comments, with sites and articles at hand."""
    return [_receipt_out(request, receipt) for receipt in read_receipts(comments, language)]


def _told(request: HttpRequest, receipt: str, lang: str) -> ReceiptOut:
    comment = comment_of(receipt)
    return receipt_out(request, comment, reading_language(lang, comment.reading_language))


def _receipt_out(request: HttpRequest, told: Receipt) -> ReceiptOut:
    comment, reason = told.comment, told.reason
    return ReceiptOut(
        receipt=told.receipt,
        id=comment.pk,
        site=comment.site.slug,
        article=comment.article.external_id,
        parent=comment.parent_id,
        state=cast(StateName, comment.state),
        author=comment.author_name,
        body=comment.body,
        language=told.language,
        written_at=comment.written_at,
        decided_at=comment.decided_at,
        published_at=comment.published_at,
        decided_by=cast(Decider | None, told.decided_by),
        moderator=told.moderator,
        reason=reason.text if reason else "",
        explanation=told.explanation,
        guidelines=[
            GuidelineAtIssue(id=one.guideline, title=one.title, wording=one.wording, spans=list(one.spans))
            for one in (reason.guidelines if reason else ())
        ],
        appeal=AppealOut.from_orm(told.appeal),
        usual_wait=told.usual_wait,
        follow=FollowOut.from_orm(told.follow),
        ledger=_seal(told),
        links=_links(request, comment, told.receipt),
    )


def _seal(told: Receipt) -> Seal:
    return Seal(
        position=told.seal.position,
        hash=told.seal.hash,
        commitment=told.seal.commitment,
        salt=told.seal.salt,
        statement=statement_of(told.comment) if told.comment.body is not None else None,
    )


def _links(request: HttpRequest, comment: Comment, receipt: str) -> ReceiptLinks:
    thread = reverse("publication:thread", args=[comment.site.slug, comment.article.external_id])
    own = request.build_absolute_uri(reverse("api:receipt", args=[receipt]))
    return ReceiptLinks(
        self=own,
        page=request.build_absolute_uri(reverse("publication:receipt", args=[receipt])),
        thread=request.build_absolute_uri(thread),
        follow=f"{own}/follow",
        data=request.build_absolute_uri(reverse("api:receipt_data", args=[receipt])),
        verify=request.build_absolute_uri(reverse("publication:verify")),
    )
