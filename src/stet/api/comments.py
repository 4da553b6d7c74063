"""Posting a comment."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import translation
from ninja import HeaderEx, P, Router, Status

from stet.api.failures import FAILURES, Failure
from stet.api.receipts import receipt_out
from stet.api.schemas import DraftIn, ReceiptOut
from stet.api.tokens import read_authorization
from stet.comments.acts.receive import Draft, receive
from stet.comments.automation import Signs, check_guest
from stet.comments.errors import NameMissing, TokenInvalid
from stet.comments.models import Site
from stet.comments.rates import address_key, check_rate
from stet.comments.sanctions import tell_warning
from stet.comments.sessions import SignedIn
from stet.comments.sites import check_origin, find_or_make_article, find_site
from stet.comments.submission import judge_now
from stet.newsroom.languages import reading_language

router = Router(tags=["comments"])


@router.post("comments", response={201: ReceiptOut, FAILURES: Failure}, operation_id="post_comment")
def post_comment(
    request: HttpRequest,
    draft: DraftIn,
    idempotency_key: HeaderEx[str | None, P(alias="Idempotency-Key")] = None,
    authorization: HeaderEx[str | None, P(alias="Authorization")] = None,
) -> Status[ReceiptOut]:
    """Send a comment. It is stored before the answer, and judged at once; the answer says what became of it.

    An `Idempotency-Key` makes a repeated request the same comment. `Authorization: Bearer` carries the token of a
    signed-in reader, the site's own or one that Stet gave (`POST /session`). Without it the comment is a guest's: it
    needs `author.name`, and a `proof` of a little work (`GET /challenge`) where `proof_required` asks for one.
    """
    check_rate(request, "post", settings.STET_RATE_POST)
    origin = request.headers.get("Origin")
    site = find_site(draft.site, origin)
    check_origin(site, origin, own=f"{request.scheme}://{request.get_host()}")
    reader, name = _author(site, draft, authorization)
    if reader is None and not _is_repeated(site, idempotency_key):
        check_guest(request, site, _signs(draft))
    language = reading_language(draft.lang or "", translation.get_language() or "en")
    said = Draft(
        body=draft.body,
        author_name=name,
        reading_language=language,
        parent=draft.parent,
        reader_key=reader.key if reader else None,
        badge=reader.badge if reader else "",
        is_name_given=reader is not None and reader.is_of_site,
        idempotency_key=idempotency_key,
        sender=address_key(request),
    )
    tell_warning(site, said.reader_key)
    # One transaction: a comment that is refused makes no article either.
    with transaction.atomic():
        comment, is_new = receive(find_or_make_article(site, draft.article, draft.url), said)
    return Status(201, receipt_out(request, judge_now(comment) if is_new else comment, language))


def _is_repeated(site: Site, idempotency_key: str | None) -> bool:
    """Whether the attempt was received before: its proof is used up, and nothing new is stored."""
    return idempotency_key is not None and site.comments.filter(idempotency_key=idempotency_key).exists()


def _signs(draft: DraftIn) -> Signs:
    elapsed = None if draft.elapsed is None else timedelta(milliseconds=draft.elapsed)
    return Signs(draft.proof, draft.trap, elapsed)


def _author(site: Site, draft: DraftIn, authorization: str | None) -> tuple[SignedIn | None, str]:
    """The signed-in reader (None for a guest), and the name to publish under."""
    if authorization:
        signed_in = read_authorization(site, authorization)
        return signed_in, signed_in.name
    if not site.guests_may_comment:
        raise TokenInvalid
    if draft.author is None:
        raise NameMissing
    return None, draft.author.name
