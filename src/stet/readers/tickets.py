"""What passes between two requests of somebody who signs in: signed, good for minutes, and once.

A ticket says who was verified, and stands in the link of an e-mail; a code says who has signed in, under which name,
and is handed to the article's page. Both are signed with the installation's key and hold no address: only the reader's
id, a keyed hash. What was used is remembered in the cache for as long as it would be good.

A link is not bound to the browser that asked for it: mail is read on the telephone what was asked for on the desk, and
in the mail program's own browser. Whoever opens it signs in there; the page says on which site and asks for a name, and
nothing happens before its button is pressed, so that a mail scanner that follows links uses none up.
"""

from dataclasses import asdict, dataclass, field
from typing import Any, Final
from uuid import uuid4

from django.core import signing
from django.core.cache import cache

from stet.comments import sessions
from stet.comments.errors import SessionCodeInvalid, SignInLinkInvalid
from stet.comments.models import Site
from stet.comments.sessions import Session

# In seconds. A letter may take a while; a page hands its code over at once.
TICKET_LASTS: Final = 15 * 60
CODE_LASTS: Final = 5 * 60
_TICKET, _CODE = "stet.sign-in.ticket", "stet.sign-in.code"


@dataclass(frozen=True, slots=True)
class Ticket:
    """The reader with the id `key` was verified, and goes back to `back`."""

    site: str
    key: str
    back: str
    nonce: str = field(default_factory=lambda: uuid4().hex)


def write_ticket(site: Site, key: str, back: str) -> str:
    return signing.dumps(asdict(Ticket(site.pk.hex, key, back)), salt=_TICKET, compress=True)


def read_ticket(site: Site, text: str) -> Ticket:
    """Raises SignInLinkInvalid for what is none of this site's, too old, or used."""
    try:
        ticket = Ticket(**signing.loads(text, salt=_TICKET))
    except signing.BadSignature:
        raise SignInLinkInvalid from None
    if ticket.site != site.pk.hex:
        raise SignInLinkInvalid
    if _is_too_old(text) or cache.get(_mark(ticket.nonce)):
        raise SignInLinkInvalid(ticket.back)
    return ticket


def _is_too_old(text: str) -> bool:
    try:
        signing.loads(text, salt=_TICKET, max_age=TICKET_LASTS)
    except signing.SignatureExpired:
        return True
    return False


def use_up(ticket: Ticket) -> None:
    """Raises SignInLinkInvalid for whoever comes second."""
    if not cache.add(_mark(ticket.nonce), "used", TICKET_LASTS):
        raise SignInLinkInvalid(ticket.back)


def write_code(site: Site, key: str, name: str) -> str:
    said = {"site": site.pk.hex, "key": key, "name": name, "nonce": uuid4().hex}
    return signing.dumps(said, salt=_CODE, compress=True)


def redeem(code: str) -> tuple[Site, Session]:
    """The session that the code is good for, and with which site.

    Raises SessionCodeInvalid for what is no code, is too old or was used.
    """
    try:
        said: dict[str, Any] = signing.loads(code, salt=_CODE, max_age=CODE_LASTS)
    except signing.BadSignature:
        raise SessionCodeInvalid from None
    site = Site.objects.filter(pk=said["site"]).first()
    if site is None or not cache.add(_mark(said["nonce"]), "used", CODE_LASTS):
        raise SessionCodeInvalid
    return site, sessions.begin(site, said["key"], said["name"])


def _mark(nonce: str) -> str:
    return f"sign-in-used:{nonce}"
