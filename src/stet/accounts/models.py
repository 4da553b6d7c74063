"""The user model. Django advises every project to have its own from the first migration on."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from uuid_utils.compat import uuid7

from stet.accounts.roles import RIGHTS, Right, Role


class Account(AbstractUser):
    """Somebody of the newsroom. Readers are no accounts: they are known by a signed token.

    `sites` (ids) and `languages` (codes) are what the account is for; an empty list is all of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    role = models.CharField(max_length=16, choices=Role, blank=True)
    sites = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)

    # A moderator is asked for an address and a password, not for a first and a last name.
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["email"], name="account_email_once")]

    def may(self, right: Right) -> bool:
        """Whether the account's role has this right, and the account is not shut."""
        return self.is_active and right in RIGHTS.get(self.role, frozenset())
