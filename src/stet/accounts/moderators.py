"""Letting people in to the desk."""

from collections.abc import Sequence

from django.contrib.auth.password_validation import validate_password
from django.core.validators import validate_email
from django.db import transaction

from stet.accounts.models import Account
from stet.accounts.roles import RIGHTS, Right, Role


@transaction.atomic
def add(
    email: str, password: str, role: Role | None = None, sites: Sequence[str] = (), languages: Sequence[str] = ()
) -> bool:
    """Let `email` in with this password; False when they had an account already.

    What is not given stays as it was. Without a role somebody new is a moderator, or the administrator where nobody
    is. Raises ValidationError for an address or a password that will not do.
    """
    validate_email(email)
    email = email.lower()
    account, is_new = Account.objects.get_or_create(email=email, defaults={"username": email})
    validate_password(password, account)
    account.set_password(password)
    account.is_active = True
    account.role = role or account.role or _first_role()
    account.sites, account.languages = list(sites) or account.sites, list(languages) or account.languages
    account.save()
    return is_new


def who_may(right: Right) -> "list[Account]":
    """Everybody whose role has this right."""
    roles = [role for role, rights in RIGHTS.items() if right in rights]
    return list(Account.objects.filter(is_active=True, role__in=roles).order_by("email"))


def has_colleagues(moderator: Account) -> bool:
    """Whether anybody else may decide about comments."""
    return any(account.pk != moderator.pk for account in who_may(Right.RULE))


def _first_role() -> Role:
    has_administrator = Account.objects.filter(is_active=True, role=Role.ADMINISTRATOR).exists()
    return Role.MODERATOR if has_administrator else Role.ADMINISTRATOR
