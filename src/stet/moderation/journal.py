"""The newsroom's journal: who did what at the desk that is no decision about a comment."""

from typing import Any

from django.utils import timezone

from stet.accounts.models import Account
from stet.comments.models import Site
from stet.moderation.models import JournalEntry


def note(
    account: Account | None, what: str, site: Site | None = None, about: object = "", **details: Any
) -> JournalEntry:
    """Write an entry down, in the transaction of the act it tells of. `details` hold no reader's words."""
    return JournalEntry.objects.create(
        at=timezone.now(), account=account, site=site, what=what, about=str(about), details=details
    )
