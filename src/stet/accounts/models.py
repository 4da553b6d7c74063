"""The user model. Django advises every project to have its own from the first migration on."""

import base64
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
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
    # When they were last at the desk, to a few minutes (stet.accounts.seen).
    last_seen_at = models.DateTimeField(null=True, blank=True)
    # Who they are at the provider that vouches for the newsroom, as "<provider>:<subject>", from the first time on:
    # an address may be given to somebody else one day, a subject is not.
    subject = models.CharField(max_length=300, blank=True)

    # A moderator is asked for an address and a password, not for a first and a last name.
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["email"], name="account_email_once"),
            models.UniqueConstraint(fields=["subject"], condition=~Q(subject=""), name="account_subject_once"),
        ]

    def may(self, right: Right) -> bool:
        """Whether the account's role has this right, and the account is not shut."""
        return self.is_active and right in RIGHTS.get(self.role, frozenset())

    @property
    def pseudonym(self) -> str:
        """What readers read in place of a name, such as "M-4K7QX": the same for all that this person decides.

        Made of the account's id with the installation's secret key (HMAC-SHA256), so that nobody outside leads it back.
        """
        seal = salted_hmac("stet.pseudonym", self.pk.bytes, algorithm="sha256").digest()
        return f"M-{base64.b32encode(seal).decode()[:5]}"

    @property
    def has_come(self) -> bool:
        """Whether they ever took up the invitation: chose a password, or signed in."""
        return self.has_usable_password() or self.last_login is not None
