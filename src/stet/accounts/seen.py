"""When somebody of the newsroom was last at the desk: for colleagues, and for their own list of sessions."""

from collections.abc import Callable
from typing import Final

from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from stet.accounts.models import Account

# In seconds. The desk asks every few seconds what is new; a write for each would hold up those who decide.
BETWEEN_NOTES: Final = 300
# No network address is kept, of nobody: this one belongs to no machine (RFC 6890), and the column wants one.
NO_ADDRESS: Final = "0.0.0.0"  # noqa: S104 - nothing is bound to it


class SeenMiddleware:
    """Notes, every few minutes, that an account is at the desk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith("/desk/") and request.session.session_key and request.user.is_authenticated:
            note_seen(request.user, request.session.session_key)
        return response


def note_seen(account: Account, session_key: str) -> None:
    """Write down that the account was here now, unless that was done a moment ago."""
    if not cache.add(f"seen:{session_key}", "noted", BETWEEN_NOTES):
        return
    now = timezone.now()
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(last_seen_at=now)
        UserSession.objects.filter(session_key=session_key).update(last_seen_at=now)


def forget_address(sender: object, instance: UserSession, **_: object) -> None:  # noqa: ARG001 - a signal's receiver
    """Before a session is written down: not from where."""
    instance.ip = NO_ADDRESS
