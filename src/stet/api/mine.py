"""A signed-in reader's own comments: what became of them, everything that is kept about them, and erasing them."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from ninja import HeaderEx, P, Query, QueryEx, Router, Schema

from stet.api.failures import FAILURES, Failure
from stet.api.receipts import as_file, receipts_out
from stet.api.schemas import KeptReceiptsOut, MeasureOut, ReceiptOut
from stet.api.tokens import read_token
from stet.comments import sanctions
from stet.comments.acts.erase import erase_reader
from stet.comments.errors import TokenInvalid
from stet.comments.models import Reader, Site
from stet.comments.rates import check_rate
from stet.comments.sites import find_site
from stet.newsroom.languages import reading_language
from stet.publication.receipt_files import measure_told, receipt_files

router = Router(tags=["mine"])
MOST_RECEIPTS = 100


class MineOut(Schema):
    """The reader's last hundred comments on the site, newest first, and what the newsroom has to tell them.

    `measures` are those in force, and warnings that the reader has not seen.
    """

    receipts: list[ReceiptOut]
    measures: list[MeasureOut]


class ErasedOut(Schema):
    erased: int


class SeenOut(Schema):
    """How many of the measures were new to the reader: 1 or 0."""

    seen: int


@router.get("mine", response={200: MineOut, FAILURES: Failure}, operation_id="read_mine")
def read_mine(
    request: HttpRequest,
    authorization: HeaderEx[str | None, P(alias="Authorization")] = None,
    site: QueryEx[str | None, P(max_length=50)] = None,
    lang: Query[str] = "",
) -> MineOut:
    """What became of the comments of the reader whose token this is."""
    check_rate(request, "read", settings.STET_RATE_READ)
    reader = _reader(_site(request, site), authorization)
    if reader is None:
        return MineOut(receipts=[], measures=[])
    newest = reader.comments.select_related("site", "article").order_by("-written_at", "-id")[:MOST_RECEIPTS]
    told = [MeasureOut(**measure_told(one)) for one in sanctions.shown_to(reader.site, reader.external_id)]
    return MineOut(receipts=receipts_out(request, list(newest), _language(lang)), measures=told)


@router.post("mine/measures/{measure}/seen", response={200: SeenOut, FAILURES: Failure}, operation_id="see_measure")
def see_measure(
    request: HttpRequest,
    measure: UUID,
    authorization: HeaderEx[str | None, P(alias="Authorization")] = None,
    site: QueryEx[str | None, P(max_length=50)] = None,
) -> SeenOut:
    """Say that the reader whose token this is has been shown a measure: a warning is not told again then."""
    check_rate(request, "post", settings.STET_RATE_ACT)
    found = _site(request, site)
    reader = _reader(found, authorization)
    return SeenOut(seen=sanctions.see(found, reader.external_id, [measure]) if reader else 0)


@router.post("mine/erase", response={200: ErasedOut, FAILURES: Failure}, operation_id="erase_mine")
def erase_mine(
    request: HttpRequest,
    authorization: HeaderEx[str | None, P(alias="Authorization")] = None,
    site: QueryEx[str | None, P(max_length=50)] = None,
) -> ErasedOut:
    """Erase all comments of the reader whose token this is, and the reader. It cannot be brought back."""
    check_rate(request, "post", settings.STET_RATE_POST)
    reader = _reader(_site(request, site), authorization)
    return ErasedOut(erased=erase_reader(reader) if reader else 0)


@router.get("mine/data", response={200: KeptReceiptsOut, FAILURES: Failure}, operation_id="read_my_data")
def take_my_data(
    request: HttpRequest,
    response: HttpResponse,
    authorization: HeaderEx[str | None, P(alias="Authorization")] = None,
    site: QueryEx[str | None, P(max_length=50)] = None,
    lang: Query[str] = "",
) -> Any:
    """Everything that is kept about the reader whose token this is, and about all their comments, as one file."""
    check_rate(request, "read", settings.STET_RATE_READ)
    reader = _reader(_site(request, site), authorization)
    as_file(response, "stet-receipts.json")
    own = reader.comments.select_related("site", "article", "reader").order_by("-written_at", "-id") if reader else ()
    return receipt_files(list(own), _language(lang), reader)


def _site(request: HttpRequest, slug: str | None) -> Site:
    return find_site(slug, request.headers.get("Origin"))


def _language(lang: str) -> str:
    return reading_language(lang, translation.get_language() or "en")


def _reader(site: Site, authorization: str | None) -> Reader | None:
    """The reader whose token it is; None for one who never wrote here. Raises TokenInvalid, TokenExpired."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer":
        raise TokenInvalid
    return site.readers.filter(external_id=read_token(site, token.strip()).key).first()
