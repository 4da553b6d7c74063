"""Where allauth's way ends: somebody was verified, and nothing of it is stored.

`pre_social_login` is called once a provider has said who it is and before allauth saves an account or signs anybody in;
it always answers by itself, so that the rest of allauth's flow is never reached.
"""

import logging
from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthError
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from stet.comments import sessions
from stet.comments.errors import ProviderUnavailable, Refusal, SessionCodeInvalid, SignInOff
from stet.comments.models import Site
from stet.comments.pages import SeeOther
from stet.comments.sites import find_site
from stet.comments.ways import ways_of
from stet.readers.pages import entrance, name_page, private, refused
from stet.readers.returning import checked_return
from stet.readers.tickets import write_ticket

log = logging.getLogger(__name__)


class NothingStored(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """allauth's conversation with a provider, and Stet's own end to it."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> NoReturn:
        """Lead whom the provider verified on to choosing a name."""
        account = sociallogin.account
        _forget_conversation(request)
        raise ImmediateHttpResponse(_vouched_for(request, sociallogin.state, account.provider, account.uid))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> NoReturn:
        """Lead back to the choice of ways. What a provider answered is not logged: codes and tokens may be in it."""
        problem = "cancelled" if error == AuthError.CANCELLED else "failed"
        if problem == "failed":
            log.warning("Signing in by %s failed: %s", provider.sub_id, type(exception).__name__)
        _forget_conversation(request)
        raise ImmediateHttpResponse(_back_to_the_choice(request, (extra_context or {}).get("state"), problem))

    def on_unreadable_answer(self, request: HttpRequest) -> HttpResponseBase:
        """The page for whoever comes back with an answer that no standard knows; nobody can tell from which site."""
        return refused(request, ProviderUnavailable())

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002 - allauth's
        """Never: a reader who became an account could one day be taken for a moderator."""
        return False


def _vouched_for(request: HttpRequest, state: dict[str, Any], provider: str, subject: str) -> HttpResponseBase:
    try:
        site, back = _place(state)
        if provider not in {one.id for one in ways_of(site).providers}:
            raise SignInOff
    except Refusal as refusal:
        return refused(request, refusal)
    ticket = write_ticket(site, sessions.key_by_provider(provider, subject), back)
    with translation.override(state["data"]["lang"]):
        return private(SeeOther(name_page(site, ticket)))


def _back_to_the_choice(request: HttpRequest, state: dict[str, Any] | None, problem: str) -> HttpResponseBase:
    """Without a state the conversation is over or was begun in another browser; nobody knows for which site."""
    if not state:
        return refused(request, SessionCodeInvalid())
    try:
        site, back = _place(state)
    except Refusal:
        return refused(request, ProviderUnavailable())
    with translation.override(state["data"]["lang"]):
        return private(SeeOther(entrance(site, back, problem=problem)))


def _place(state: dict[str, Any]) -> tuple[Site, str]:
    """The site, and where its reader goes back to; both may have changed since. Raises the refusal that applies."""
    site = find_site(state["data"]["site"], None)
    return site, checked_return(site, state["data"]["return"])


def _forget_conversation(request: HttpRequest) -> None:
    """Drop the session that was there for the provider's answer alone; a moderator's, or another tab's, stays."""
    if not request.user.is_authenticated and not request.session.get("socialaccount_states"):
        request.session.flush()
