"""The database's own refusal to change a comment once received, or anything that was decided about it."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from stet.ledger.guards import Guard, against_removal, install

# What its author wrote and where: fixed at the moment of receipt.
FIXED = ("id", "site_id", "article_id", "parent_id", "root_id", "written_at", "commitment", "reading_language")
# What erasure takes away, and nothing but erasure.
ERASABLE = ("reader_id", "author_name", "body", "salt")

_FIXED_CHANGES = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FIXED)
_TEXT_CHANGES = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in ERASABLE)
_TEXT_GONE = " AND ".join(f"NEW.{column} IS NULL" for column in ERASABLE)
# A text may vanish only when the ledger already says that it was erased.
_TOMBSTONE = "EXISTS (SELECT 1 FROM ledger_entry WHERE subject = OLD.{} AND kind = 'erased')"
# An opinion's reason may quote the comment, and goes with it. Nothing else of an opinion ever changes.
_OPINION = (
    *("id", "comment_id", "entry_id", "policy_id", "outcome", "guidelines"),
    *("reason_seal", "model", "prompt", "given_at"),
)
# PostgreSQL compares no JSON, but its text.
_OPINION_CHANGES = " OR ".join(
    f"CAST(NEW.{column} AS TEXT) IS DISTINCT FROM CAST(OLD.{column} AS TEXT)" for column in _OPINION
)
_REASON_CHANGES = (
    f"NEW.reason IS DISTINCT FROM OLD.reason AND NOT (NEW.reason IS NULL AND {_TOMBSTONE.format('comment_id')})"
)


def _unchanging(name: str, what: str, taken: str) -> tuple[Guard, ...]:
    table, message = f"comments_{name}", f"stet: {what} is never changed"
    return (Guard(f"{name}_refuses_update", table, "UPDATE", message), *against_removal(table, name, message, taken))


GUARDS = (
    Guard(
        name="comment_refuses_update",
        table="comments_comment",
        event="UPDATE",
        condition=f"({_FIXED_CHANGES}) OR (({_TEXT_CHANGES}) AND NOT (({_TEXT_GONE}) AND {_TOMBSTONE.format('id')}))",
        message="stet: a comment is never changed",
    ),
    *against_removal(
        "comments_comment",
        "comment",
        "stet: a comment is never removed",
        "kept.id = NEW.id OR (kept.site_id = NEW.site_id AND kept.idempotency_key = NEW.idempotency_key)",
    ),
    *_unchanging("verdict", "a verdict", "kept.id = NEW.id OR kept.entry_id = NEW.entry_id"),
    Guard(
        name="opinion_refuses_update",
        table="comments_opinion",
        event="UPDATE",
        condition=f"({_OPINION_CHANGES}) OR ({_REASON_CHANGES})",
        message="stet: an opinion is never changed",
    ),
    *against_removal(
        "comments_opinion",
        "opinion",
        "stet: an opinion is never changed",
        "kept.id = NEW.id OR kept.entry_id = NEW.entry_id "
        "OR (kept.comment_id = NEW.comment_id AND kept.policy_id = NEW.policy_id)",
    ),
    *_unchanging("screeningrecord", "a screening", "kept.id = NEW.id"),
    *_unchanging(
        "policyversion",
        "a policy that was in force",
        "kept.id = NEW.id OR (kept.site_id = NEW.site_id AND kept.number = NEW.number)",
    ),
)


def install_after_migrate(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """`post_migrate` handler."""
    install(connections[using], GUARDS)
