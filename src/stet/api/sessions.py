"""A reader's session on an article's page: the code that the sign-in page handed over becomes a token."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from stet.api.failures import FAILURES, Failure
from stet.api.schemas import Strict
from stet.comments.errors import SessionCodeInvalid
from stet.comments.rates import check_rate
from stet.comments.sites import check_origin, find_site
from stet.readers.tickets import redeem

router = Router(tags=["sessions"])


class CodeIn(Strict):
    """What stood behind `#stet-session=` in the address of the article's page. The place says which site is meant."""

    code: str = Field(max_length=2000)
    site: str | None = Field(None, max_length=50)
    article: str | None = Field(None, max_length=255)
    url: str | None = Field(None, max_length=2000)


class SessionOut(Schema):
    """`token` goes into `Authorization: Bearer …`, as a site's own token does."""

    token: str
    name: str
    expires_at: datetime


@router.post("session", response={200: SessionOut, FAILURES: Failure}, operation_id="begin_session")
def begin_session(request: HttpRequest, said: CodeIn) -> SessionOut:
    """Exchange the one-time code of the sign-in page for a token, once and within five minutes."""
    check_rate(request, "session", settings.STET_RATE_ACT)
    origin = request.headers.get("Origin")
    wanted = find_site(said.site, origin) if said.site else None
    site, session = redeem(said.code)
    if wanted and wanted != site:
        raise SessionCodeInvalid
    check_origin(site, origin, own=f"{request.scheme}://{request.get_host()}")
    return SessionOut(token=session.token, name=session.reader.name, expires_at=session.expires_at)


@router.delete("session", response={204: None, FAILURES: Failure}, operation_id="end_session")
def end_session(request: HttpRequest) -> Status[None]:
    """Sign out. The token is the session: a browser ends it by forgetting it, and nothing is kept here."""
    check_rate(request, "session", settings.STET_RATE_ACT)
    return Status(204, None)
