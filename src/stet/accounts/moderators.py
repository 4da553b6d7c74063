"""Letting people in to the desk."""

from django.contrib.auth.models import Group, Permission
from django.contrib.auth.password_validation import validate_password
from django.core.validators import validate_email
from django.db import transaction

from stet.accounts.models import MODERATORS, Account


@transaction.atomic
def add(email: str, password: str) -> bool:
    """Make `email` a moderator with this password; False when they were one already.

    Raises ValidationError for an address or a password that will not do.
    """
    validate_email(email)
    email = email.lower()
    account, is_new = Account.objects.get_or_create(email=email, defaults={"username": email})
    validate_password(password, account)
    account.set_password(password)
    account.is_active = True
    account.save()
    account.groups.add(_moderators())
    return is_new


def has_colleagues(moderator: Account) -> bool:
    """Whether anybody else may decide about comments."""
    everybody = Account.objects.with_perm("comments.rule_comment", backend="django.contrib.auth.backends.ModelBackend")
    return everybody.exclude(pk=moderator.pk).exists()


def _moderators() -> Group:
    group, _ = Group.objects.get_or_create(name=MODERATORS)
    group.permissions.add(Permission.objects.get(codename="rule_comment"))
    return group
