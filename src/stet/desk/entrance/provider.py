"""The provider that vouches for the newsroom's people, where STET_STAFF_SIGN_IN names one: on to it, and back.

It never makes an account. Whoever it vouches for comes in as the account that it vouched for before (the same
subject); the first time, as the account whose invitation led there, or whose e-mail address the provider says it has
verified.
"""

import logging
from collections.abc import Mapping
from typing import Any, Final

from allauth.account.utils import perform_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from stet.accounts.invitations import invited
from stet.accounts.models import Account
from stet.comments.errors import Conflict, Forbidden, ProviderUnavailable, Refusal
from stet.comments.pages import private
from stet.comments.ways import Provider, configured
from stet.moderation import journal

log = logging.getLogger(__name__)

# What is asked for: who it is, and an address that the provider itself has verified (OpenID Connect Core 1.0, 5.4).
SCOPE: Final = ("openid", "email")
# That the browser's latest conversation with a provider began here, for answers that cannot be read.
_BEGAN_HERE: Final = "stet.staff-sign-in"
# In seconds, as long as allauth waits for an answer.
CONVERSATION_LASTS: Final = 600
# What asking a provider raises that does not answer, or answers something else than the standard says.
WRONG_ANSWERS: Final = (OSError, LookupError, ValueError, TypeError, AttributeError)


class NotInvited(Forbidden):
    code = "not_invited"
    message = _(
        "Nobody at this desk has the e-mail address that you signed in with. Ask your administrator to invite that "
        "address, or sign in with the one that was invited."
    )


class SubjectTaken(Conflict):
    code = "subject_taken"
    message = _("This address belongs to somebody else’s sign-in by now. Ask your administrator to let the old one go.")


class SignInCancelled(Forbidden):
    code = "sign_in_cancelled"
    message = _("You are not signed in: it was cancelled at the other end, or took too long. Try again.")


def staff_provider() -> Provider | None:
    """Who vouches for the newsroom's people; None where nobody does."""
    return next((one for one in configured() if one.id == settings.STET_STAFF_SIGN_IN), None)


def lead_to(request: HttpRequest, provider: Provider, data: Mapping[str, Any]) -> HttpResponseBase:
    """A page that goes on to the provider: our policy lets no form lead to another host, not by a redirect either.

    `data` is handed back with the answer (`let_in`). Raises ProviderUnavailable.
    """
    request.session.clear_expired()
    request.session.set_expiry(CONVERSATION_LASTS)
    request.session[_BEGAN_HERE] = True
    try:
        asked = get_adapter(request).get_provider(request, provider.id)
        response = asked.redirect(request, process="login", data={"staff": True} | dict(data), scope=list(SCOPE))
    except WRONG_ANSWERS as error:
        log.warning("The provider %s cannot be asked: %s", provider.id, type(error).__name__)
        raise ProviderUnavailable from None
    if "Location" not in response.headers:
        raise ProviderUnavailable
    return private(render(request, "account/going.html", {"provider": provider, "to": response["Location"]}))


def is_for_staff(state: Mapping[str, Any] | None) -> bool:
    """Whether a conversation with a provider was begun at the desk's door. A reader's was not."""
    return bool(((state or {}).get("data") or {}).get("staff"))


def let_in(request: HttpRequest, login: SocialLogin) -> HttpResponseBase:
    """Sign in whom the provider vouched for, or say why not. Their own second step, where they have one, follows."""
    data = login.state["data"]
    # The session was to last as long as the conversation; now it is somebody's.
    request.session.set_expiry(None)
    request.session.pop(_BEGAN_HERE, None)
    with translation.override(data["lang"]):
        try:
            account = _vouched_for(login, data)
        except Refusal as refusal:
            return refused(request, refusal)
        try:
            response: HttpResponseBase = perform_login(request, account, redirect_url=data["next"] or None)
        except ImmediateHttpResponse as error:
            response = error.response
        return response


def cancelled(request: HttpRequest, state: Mapping[str, Any], *, is_cancelled: bool) -> HttpResponseBase:
    """The page for whoever comes back from the provider without its word."""
    with translation.override(state["data"]["lang"]):
        return refused(request, SignInCancelled() if is_cancelled else ProviderUnavailable())


def began_at_the_door(request: HttpRequest) -> bool:
    """Whether the answer that could not be read is one to a conversation that began here."""
    return bool(request.session.get(_BEGAN_HERE))


def unreadable(request: HttpRequest) -> HttpResponseBase:
    """The page for whoever comes back with an answer that no standard knows."""
    request.session.pop(_BEGAN_HERE, None)
    return refused(request, ProviderUnavailable())


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponseBase:
    """A page that says why somebody is not signed in, with the way back to the door."""
    context = {"message": str(refusal), "code": refusal.code}
    return private(render(request, "account/refused.html", context, status=refusal.status))


@transaction.atomic
def _vouched_for(login: SocialLogin, data: Mapping[str, Any]) -> Account:
    """The account that the provider's word is for. Raises NotInvited, SubjectTaken."""
    provider, uid = login.account.provider, login.account.uid
    if provider != settings.STET_STAFF_SIGN_IN:
        raise NotInvited
    subject = f"{provider}:{uid}"
    account = Account.objects.filter(subject=subject).first()
    if account is None:
        account = _invited_by(data) or _of_address(login)
        if account is None or not account.is_active:
            raise NotInvited
        _bind(account, subject)
    if not account.is_active:
        raise NotInvited
    return account


def _invited_by(data: Mapping[str, Any]) -> Account | None:
    """Whose invitation led to the provider, where one did: it was sent to nobody else."""
    return invited(data["invited"], data["token"]) if data.get("token") else None


def _of_address(login: SocialLogin) -> Account | None:
    """Who has an address that the provider says it has verified. `true` in words is no word for it."""
    verified = [one.email.lower() for one in login.email_addresses if one.verified is True]
    return Account.objects.filter(email__in=verified).first()


def _bind(account: Account, subject: str) -> None:
    if account.subject:
        raise SubjectTaken
    account.subject = subject
    account.save(update_fields=["subject"])
    journal.note(account, "provider_bound", about=account.pk)
