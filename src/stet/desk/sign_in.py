"""Who may sign in: those who were invited, and nobody else."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

# What Django and allauth themselves say on the pages for signing in, and say in English alone to Kurdish readers: named
# here so that our catalogues hold it.
BORROWED = (
    gettext_noop("This field is required."),
    gettext_noop("Enter a valid email address."),
    gettext_noop("This password is too common."),
    gettext_noop("The password is too similar to the %(verbose_name)s."),
    gettext_noop("You must type the same password each time."),
)


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """allauth's rules with the door for newcomers shut, and with its words in our languages."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account was closed. Ask your editor."),
        "email_password_mismatch": _("The e-mail address or the password is not right. Check both and try again."),
        "incorrect_password": _("The password is not right. Try again."),
        "enter_current_password": _("The present password is not right. Try again."),
        "too_many_login_attempts": _(
            "That was wrong too often. Wait a few minutes and try again, or ask your administrator for a new link."
        ),
        "rate_limited": _("That was too often in a short time. Wait a few minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Never: an account that nobody asked for could decide what a newspaper publishes."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Nobody by a password where the installation takes none (STET_PASSWORDS)."""
        if not settings.STET_PASSWORDS:
            return None
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        return user

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Where passwords are off there is none to ask for anew; the provider looks after that."""
        return bool(settings.STET_PASSWORDS and super().is_reauthentication_required(app=app))
