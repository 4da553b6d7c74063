"""Signing in to the desk, and coming in by an invitation."""

from typing import Any
from uuid import UUID

from allauth.account.utils import perform_login
from allauth.account.views import LoginView
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.conf import settings
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views import View

from stet.accounts.invitations import invited
from stet.accounts.models import Account
from stet.comments.errors import Forbidden, Refusal
from stet.comments.pages import private
from stet.comments.rates import check_rate
from stet.desk.entrance.provider import lead_to, refused, staff_provider
from stet.moderation import journal


class InvitationInvalid(Forbidden):
    code = "invitation_invalid"
    message = _(
        "This link was used already, is older than three days, or is not complete. Ask your administrator for a new "
        "one. If you have set your password, sign in."
    )


class PasswordsOff(Forbidden):
    code = "passwords_off"
    message = _("Nobody signs in here with a password or a passkey. Use the button below.")


class NoProvider(Forbidden):
    code = "no_provider"
    message = _("Nobody vouches for moderators here. Sign in with your e-mail address and password.")


class SignInPage(LoginView):  # type: ignore[misc]  # allauth is not typed
    """E-mail address and password, a passkey, the provider: whichever of them the installation takes."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.STET_PASSWORDS:
            return refused(request, PasswordsOff())
        answer: HttpResponseBase = super().post(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "takes_passwords": settings.STET_PASSWORDS,
            "provider": staff_provider(),
            "next": wanted(self.request),
        }


class PasskeySignIn(LoginWebAuthnView):  # type: ignore[misc]  # allauth is not typed
    """Where a passkey's word goes."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.STET_PASSWORDS:
            return refused(request, PasswordsOff())
        answer: HttpResponseBase = super().post(request, *args, **kwargs)
        return answer


class ProviderPage(View):
    """Where the provider's button goes: on to the provider."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """A reload after a refusal comes here."""
        return refused(request, NoProvider()) if staff_provider() is None else SignInPage.as_view()(request)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        data = {"next": wanted(request), "lang": get_language() or "en"}
        pk, token = request.POST.get("invited", ""), request.POST.get("token", "")
        try:
            check_rate(request, "sign-in", settings.STET_RATE_POST)
            provider = staff_provider()
            if provider is None:
                raise NoProvider
            return lead_to(request, provider, data | ({"invited": pk, "token": token} if token else {}))
        except Refusal as refusal:
            return refused(request, refusal)


class PasswordForm(SetPasswordForm):  # type: ignore[type-arg]  # no generic at run time
    """A first or a new password, typed twice, by the installation's rules."""

    error_messages = {"password_mismatch": _("You must type the same password each time.")}


class InvitationPage(View):
    """Where an invitation's link leads: choosing a password, or going on to the provider."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Whoever has the address may come in: it is kept and named nowhere."""
        try:
            return private(super().dispatch(request, *args, **kwargs))
        except Refusal as refusal:
            return refused(request, refusal)

    def get(self, request: HttpRequest, pk: UUID, token: str) -> HttpResponse:
        account = self.account(pk, token)
        return self.show(request, account, token, PasswordForm(account))

    def post(self, request: HttpRequest, pk: UUID, token: str) -> HttpResponse:
        check_rate(request, "sign-in", settings.STET_RATE_POST)
        account = self.account(pk, token)
        if not settings.STET_PASSWORDS:
            raise PasswordsOff
        form = PasswordForm(account, request.POST)
        if not form.is_valid():
            return self.show(request, account, token, form, status=422)
        form.save()
        journal.note(account, "password_set", about=account.pk)
        try:
            response: HttpResponse = perform_login(request, account)
        except ImmediateHttpResponse as error:
            response = error.response
        return response

    def account(self, pk: UUID, token: str) -> Account:
        """Whose link it is. Raises InvitationInvalid."""
        account = invited(pk, token)
        if account is None:
            raise InvitationInvalid
        return account

    def show(
        self, request: HttpRequest, account: Account, token: str, form: PasswordForm, status: int = 200
    ) -> HttpResponse:
        context = {
            "invited": account,
            "token": token,
            "form": form,
            "takes_passwords": settings.STET_PASSWORDS,
            "provider": staff_provider(),
        }
        return render(request, "account/invitation.html", context, status=status)


def wanted(request: HttpRequest) -> str:
    """The page of ours to go on to after signing in, where one was asked for."""
    asked = request.POST.get("next", "") or request.GET.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else ""
