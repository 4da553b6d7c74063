"""A reader's session with one site: a token (JWT, HS256) that says who signed in, and under which name.

There is no account behind it. The reader's id is a keyed hash of what was verified, an e-mail address or a provider's
subject, and the name is the one they chose; nothing of it is stored until they write a comment. The key is derived from
the installation's secret key, so no site can make such a token, and ours is worth nothing where a site's is asked for.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from stet.comments.addresses import address_key
from stet.comments.errors import Refusal, TokenExpired, TokenInvalid
from stet.comments.models import Site
from stet.comments.ways import EMAIL, ways_of

# Long enough that a regular reader is not asked each week, short enough that a lost telephone is forgotten.
LASTS = timedelta(days=30)
_ISSUER = "stet"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A reader who is known, the name they write under, and the badge that their site gives them.

    `is_of_site`: the site itself vouches for them, and for the name.
    """

    key: str
    name: str
    badge: str = ""
    is_of_site: bool = True


@dataclass(frozen=True, slots=True)
class Session:
    """What a browser keeps: the token, who it is for, and until when."""

    token: str
    reader: SignedIn
    expires_at: datetime


def key_by_email(address: str) -> str:
    """The reader's id who gets letters at this address."""
    return f"{EMAIL}:{address_key(address)}"


def key_by_provider(provider: str, subject: str) -> str:
    """The reader's id whom the provider calls `subject`."""
    return f"{provider}:{salted_hmac('stet.reader', f'{provider}:{subject}', algorithm='sha256').hexdigest()}"


def begin(site: Site, key: str, name: str) -> Session:
    """A session of the reader with this id, under this name."""
    now = timezone.now().replace(microsecond=0)
    claims = {"iss": _ISSUER, "aud": str(site.pk), "sub": key, "name": name, "iat": now, "exp": now + LASTS}
    return Session(jwt.encode(claims, _secret(), "HS256"), SignedIn(key, name, is_of_site=False), now + LASTS)


def is_ours(token: str) -> bool:
    """Whether we made the token, for whichever site and time."""
    try:
        jwt.decode(token, _secret(), ["HS256"], issuer=_ISSUER, options={"verify_aud": False, "verify_exp": False})
    except jwt.InvalidTokenError:
        return False
    return True


def read(site: Site, token: str) -> Session:
    """The session that the token stands for.

    Raises TokenExpired, or TokenInvalid for what we did not make, made for another site, or made for a way of signing
    in that the site has closed since.
    """
    try:
        claims = jwt.decode(token, _secret(), ["HS256"], audience=str(site.pk), issuer=_ISSUER)
    except jwt.ExpiredSignatureError:
        raise TokenExpired from None
    except jwt.InvalidTokenError:
        raise TokenInvalid from None
    if not _is_open(site, claims["sub"].partition(":")[0]):
        raise TokenInvalid
    reader = SignedIn(claims["sub"], claims["name"], is_of_site=False)
    return Session(token, reader, datetime.fromtimestamp(claims["exp"], UTC))


def keep(response: HttpResponse, site: Site, session: Session) -> None:
    """Have the browser remember the session for our own pages; no script can read it, no other site send it along."""
    response.set_cookie(
        _cookie(site),
        session.token,
        expires=session.expires_at,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def forget(response: HttpResponse, site: Site) -> None:
    response.delete_cookie(_cookie(site), samesite="Lax")


def kept(request: HttpRequest, site: Site) -> SignedIn | None:
    """Who is signed in on our own pages for this site; None for nobody, also when the session is over."""
    token = request.COOKIES.get(_cookie(site))
    try:
        return read(site, token).reader if token else None
    except Refusal:
        return None


def _cookie(site: Site) -> str:
    return f"stet-reader-{site.slug}"


def _is_open(site: Site, way: str) -> bool:
    """Whether the site offers this way of signing in; that no letter can be sent now ends nobody's session."""
    return site.email_sign_in if way == EMAIL else way in {one.id for one in ways_of(site).providers}


def _secret() -> bytes:
    return salted_hmac("stet.session", "token", algorithm="sha256").digest()
