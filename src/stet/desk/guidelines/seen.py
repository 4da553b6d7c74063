"""Which texts somebody has looked at: what a draft would show the public, or what it would have decided.

Kept in the session, by digest: it is this person's own look that counts, and of this very text.
"""

from django.http import HttpRequest

from stet.comments import policies

_KEY = "policies_seen"
# Nobody compares more drafts than that in one sitting.
_MOST = 20


def note_seen(request: HttpRequest, text: str) -> None:
    """Remember that the text was looked at."""
    known = [one for one in seen(request) if one != policies.digest(text)]
    request.session[_KEY] = [*known, policies.digest(text)][-_MOST:]


def seen(request: HttpRequest) -> list[str]:
    """The digests of the texts that were looked at."""
    kept: list[str] = request.session.get(_KEY, [])
    return kept


def is_seen(request: HttpRequest, text: str) -> bool:
    return policies.digest(text) in seen(request)
