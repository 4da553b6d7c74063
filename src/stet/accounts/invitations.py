"""Links by which somebody of the newsroom comes in for the first time, or sets a new password: once, for three days.

Nothing is kept of a link: its token is made of the account as it stands (Django's own token for new passwords), so it
is worth nothing any more as soon as the password was set or the account was signed in to, and when the time is over
(PASSWORD_RESET_TIMEOUT).
"""

from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse

from stet.accounts.models import Account


class _Tokens(PasswordResetTokenGenerator):
    key_salt = "stet.accounts.invitations"


_tokens = _Tokens()


def link_for(account: Account) -> str:
    """The whole address that lets this account, and nobody else, set a password."""
    path = reverse("invitation", args=[account.pk, _tokens.make_token(account)])
    return urljoin(settings.STET_BASE_URL, path)


def invited(pk: UUID, token: str) -> Account | None:
    """The account whose link this is; None where it was used, is too old or is none."""
    account = Account.objects.filter(pk=pk, is_active=True).first()
    return account if account and _tokens.check_token(account, token) else None
