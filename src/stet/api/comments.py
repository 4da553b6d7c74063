"""Posting a comment, following it, withdrawing it."""

from typing import cast

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from ninja import HeaderEx, P, Path, Query, Router, Status

from stet.api.failures import FAILURES, Failure
from stet.api.schemas import Decider, DraftIn, GuidelineAtIssue, ReceiptLinks, ReceiptOut, Seal, StateName
from stet.api.tokens import read_token
from stet.comments.acts.receive import Draft, receive
from stet.comments.acts.withdraw import withdraw
from stet.comments.commitments import statement_of
from stet.comments.errors import NameMissing, TokenInvalid
from stet.comments.models import Comment, Site
from stet.comments.rates import check_rate
from stet.comments.receipts import comment_of
from stet.comments.sites import check_origin, find_or_make_article, find_site
from stet.comments.submission import judge_now
from stet.newsroom.languages import reading_language
from stet.publication.receipts import read_receipt

router = Router(tags=["comments"])


@router.post("comments", response={201: ReceiptOut, FAILURES: Failure}, operation_id="post_comment")
def post_comment(
    request: HttpRequest,
    draft: DraftIn,
    idempotency_key: HeaderEx[str | None, P(alias="Idempotency-Key")] = None,
    authorization: HeaderEx[str | None, P(alias="Authorization")] = None,
) -> Status[ReceiptOut]:
    """Send a comment. It is stored before the answer, and judged at once; the answer says what became of it.

    An `Idempotency-Key` makes a repeated request the same comment. `Authorization: Bearer` carries the site's signed
    token of its reader; without it the comment is a guest's, and needs `author.name`.
    """
    check_rate(request, "post", settings.STET_RATE_POST)
    origin = request.headers.get("Origin")
    site = find_site(draft.site, origin)
    check_origin(site, origin, own=f"{request.scheme}://{request.get_host()}")
    reader_key, name = _author(site, draft, authorization)
    language = reading_language(draft.lang or "", translation.get_language() or "en")
    said = Draft(
        body=draft.body,
        author_name=name,
        reading_language=language,
        parent=draft.parent,
        reader_key=reader_key,
        idempotency_key=idempotency_key,
    )
    # One transaction: a comment that is refused makes no article either.
    with transaction.atomic():
        comment, is_new = receive(find_or_make_article(site, draft.article, draft.url), said)
    return Status(201, receipt_out(request, judge_now(comment) if is_new else comment, language))


@router.get(
    "receipts/{receipt}", response={200: ReceiptOut, FAILURES: Failure}, operation_id="read_receipt", url_name="receipt"
)
def follow(request: HttpRequest, receipt: Path[str], lang: Query[str] = "") -> ReceiptOut:
    """What became of a comment: its state, the guideline, the reason, the words at issue, and the seal on its text."""
    check_rate(request, "read", settings.STET_RATE_READ)
    comment = comment_of(receipt)
    return receipt_out(request, comment, reading_language(lang, comment.reading_language))


@router.post("receipts/{receipt}/withdraw", response={200: ReceiptOut, FAILURES: Failure}, operation_id="withdraw")
def take_back(request: HttpRequest, receipt: Path[str], lang: Query[str] = "") -> ReceiptOut:
    """Take a comment back, published or not. Once withdrawn it stays withdrawn."""
    check_rate(request, "post", settings.STET_RATE_POST)
    withdraw(comment_of(receipt))
    comment = comment_of(receipt)
    return receipt_out(request, comment, reading_language(lang, comment.reading_language))


def _author(site: Site, draft: DraftIn, authorization: str | None) -> tuple[str | None, str]:
    """The site's id of a signed-in reader (None for a guest), and the name to publish under."""
    if authorization:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise TokenInvalid
        signed_in = read_token(site, token.strip())
        return signed_in.key, signed_in.name
    if not site.guests_may_comment:
        raise TokenInvalid
    if draft.author is None:
        raise NameMissing
    return None, draft.author.name


def receipt_out(request: HttpRequest, comment: Comment, language: str) -> ReceiptOut:
    receipt = read_receipt(comment, language)
    reason = receipt.reason
    return ReceiptOut(
        receipt=receipt.receipt,
        id=comment.pk,
        site=comment.site.slug,
        article=comment.article.external_id,
        parent=comment.parent_id,
        state=cast(StateName, comment.state),
        author=comment.author_name,
        body=comment.body,
        language=receipt.language,
        written_at=comment.written_at,
        decided_at=comment.decided_at,
        published_at=comment.published_at,
        decided_by=cast(Decider | None, receipt.decided_by),
        reason=reason.text if reason else "",
        guidelines=[
            GuidelineAtIssue(id=one.guideline, title=one.title, wording=one.wording, spans=list(one.spans))
            for one in (reason.guidelines if reason else ())
        ],
        ledger=Seal(
            position=receipt.seal.position,
            hash=receipt.seal.hash,
            commitment=receipt.seal.commitment,
            salt=receipt.seal.salt,
            statement=statement_of(comment) if comment.body is not None else None,
        ),
        links=_links(request, comment, receipt.receipt),
    )


def _links(request: HttpRequest, comment: Comment, receipt: str) -> ReceiptLinks:
    thread = reverse("publication:thread", args=[comment.site.slug, comment.article.external_id])
    return ReceiptLinks(
        self=request.build_absolute_uri(reverse("api:receipt", args=[receipt])),
        page=request.build_absolute_uri(reverse("publication:receipt", args=[receipt])),
        thread=request.build_absolute_uri(thread),
    )
