"""A site's signed-in readers, by the JSON Web Token that Coral's single sign-on also takes (HS256).

Claims: `user: {id, email, username}` with optional `role`, `badges`, `url`; optional `exp`, `iat`, `nbf`, `iss`,
`jti`. Of these Stet reads `user.id`, `user.username`, and the times; it keeps the id and nothing else of the token.
"""

from dataclasses import dataclass
from typing import Any

import jwt

from stet.comments.errors import TokenExpired, TokenInvalid
from stet.comments.models import Site
from stet.comments.text import is_text

# The publisher's clock and ours may differ by this many seconds.
LEEWAY = 30


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A reader whom the site vouches for."""

    key: str
    name: str


def read_token(site: Site, token: str) -> SignedIn:
    """Who the token says it is. Raises TokenExpired, or TokenInvalid for anything that the site did not sign."""
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
    return SignedIn(key, name)
