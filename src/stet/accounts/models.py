"""The user model. Django advises every project to have its own from the first migration on."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from uuid_utils.compat import uuid7

# Whoever is in this group may decide about comments.
MODERATORS = "moderators"


class Account(AbstractUser):
    """Somebody of the newsroom. Readers are no accounts: they are known by a signed token."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    # A moderator is asked for an address and a password, not for a first and a last name.
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["email"], name="account_email_once")]
