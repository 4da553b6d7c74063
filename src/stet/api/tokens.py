"""Signed-in readers, by their JSON Web Token: the site's own, as Coral's single sign-on takes it (HS256), or ours.

Claims of a site's token: `user: {id, email, username}` with optional `role`, `badges`, `url`; optional `exp`, `iat`,
`nbf`, `iss`, `jti`. Of these Stet reads `user.id`, `user.username`, `user.role`, the first of `user.badges`, and the
times; it keeps id, name and badge, and nothing else of the token. Ours are those of `stet.comments.sessions`.
"""

from typing import Any

import jwt

from stet.comments import sessions
from stet.comments.errors import TokenExpired, TokenInvalid
from stet.comments.models import Site
from stet.comments.sessions import SignedIn
from stet.comments.text import badge_of, is_text

# The publisher's clock and ours may differ by this many seconds.
LEEWAY = 30
# Coral's roles of those who work for a site; the badge says so in the reader's own words.
STAFF_ROLES = frozenset({"STAFF", "MODERATOR", "ADMIN"})
STAFF = "staff"


def read_authorization(site: Site, authorization: str) -> SignedIn:
    """Whom the header "Authorization: Bearer …" names. Raises TokenExpired, TokenInvalid."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise TokenInvalid
    return read_token(site, token.strip())


def read_token(site: Site, token: str) -> SignedIn:
    """Who the token says it is. Raises TokenExpired, or TokenInvalid for what neither the site nor we signed."""
    if sessions.is_ours(token):
        return sessions.read(site, token).reader
    if not site.sso_secret:
        raise TokenInvalid
    try:
        claims = jwt.decode(token, site.sso_secret, algorithms=["HS256"], leeway=LEEWAY, options={"verify_aud": False})
    except jwt.ExpiredSignatureError:
        raise TokenExpired from None
    except jwt.InvalidTokenError:
        raise TokenInvalid from None
    return _signed_in(claims.get("user"))


def _signed_in(user: Any) -> SignedIn:
    if not isinstance(user, dict):
        raise TokenInvalid
    key, name = user.get("id"), user.get("username")
    if not (isinstance(key, str) and 0 < len(key) <= 255 and is_text(key) and isinstance(name, str) and name):
        raise TokenInvalid
    return SignedIn(key, name, _badge(user))


def _badge(user: dict[str, Any]) -> str:
    """What the site calls its reader beside the name; "" for nothing, and for what is no badge."""
    badges, role = user.get("badges"), user.get("role")
    first = badges[0] if isinstance(badges, list) and badges else ""
    badge = badge_of(first) if isinstance(first, str) else ""
    return badge or (STAFF if isinstance(role, str) and role in STAFF_ROLES else "")
