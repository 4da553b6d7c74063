"""The database's own refusal to change or remove what the newsroom's journal says."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from stet.ledger.guards import Guard, against_removal, install

_MESSAGE = "stet: the journal is append-only"
GUARDS = (
    Guard("journal_refuses_update", "moderation_journalentry", "UPDATE", _MESSAGE),
    *against_removal("moderation_journalentry", "journal", _MESSAGE, "kept.id = NEW.id"),
)


def install_after_migrate(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """`post_migrate` handler."""
    install(connections[using], GUARDS)
