"""The database's own refusal to change a comment once received, or anything that was decided about it."""

from collections.abc import Iterable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from stet.ledger.guards import Guard, against_removal, install

# What its author wrote and where: fixed at the moment of receipt.
FIXED = ("id", "site_id", "article_id", "parent_id", "root_id", "written_at", "commitment", "reading_language")
# What erasure takes away, and nothing but erasure.
ERASABLE = ("reader_id", "author_name", "body", "salt")

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
_APPEAL = ("id", "comment_id", "entry_id", "against_id", "statement_seal", "made_at")
_REPORT = ("id", "comment_id", "entry_id", "guideline", "is_illegal", "language", "made_at")


def _changes(columns: Iterable[str]) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)


def _vanishes_but_by_law(column: str, gone: str) -> str:
    """When what may quote the comment changes into anything but `gone` (SQL on NEW) under the comment's tombstone."""
    return f"NEW.{column} IS DISTINCT FROM OLD.{column} AND NOT ({gone} AND {_TOMBSTONE.format('comment_id')})"


_REASON_CHANGES = _vanishes_but_by_law("reason", "NEW.reason IS NULL")
_STATEMENT_CHANGES = _vanishes_but_by_law("statement", "NEW.statement IS NULL")
_EXPLANATION_CHANGES = _vanishes_but_by_law("explanation", "NEW.explanation = ''")
_OF_VERDICT = "(SELECT comment_id FROM comments_verdict WHERE id = OLD.verdict_id)"
_ERASED = f"EXISTS (SELECT 1 FROM ledger_entry WHERE subject = {_OF_VERDICT} AND kind = 'erased')"  # noqa: S608
_WORDS_TO_AUTHOR_CHANGE = f"NEW.text IS DISTINCT FROM OLD.text AND NOT (NEW.text IS NULL AND {_ERASED})"
_SANCTION = ("id", "reader_id", "measure", "comment_id", "made_by_id", "made_at", "ends_at")
_TOLD_CHANGES = _vanishes_but_by_law("reason", "NEW.reason = ''")
# A measure is lifted once and seen once.
_COURSE_CHANGES = (
    f"(OLD.lifted_at IS NOT NULL AND ({_changes(('lifted_at', 'lifted_by_id'))})) "
    f"OR (OLD.seen_at IS NOT NULL AND ({_changes(('seen_at',))}))"
)
# It goes with its reader alone, once the law has taken all that they wrote.
_READER_STAYS = "EXISTS (SELECT 1 FROM comments_comment WHERE reader_id = OLD.reader_id)"
# An answer is given once.
_ANSWER_CHANGES = "OLD.answer_id IS NOT NULL AND NEW.answer_id IS DISTINCT FROM OLD.answer_id"
# Who sent a report may be forgotten at any time, and never be somebody else.
_REPORTER_CHANGES = (
    "(NEW.reporter_name IS DISTINCT FROM OLD.reporter_name AND NEW.reporter_name <> '') "
    "OR (NEW.contact IS DISTINCT FROM OLD.contact AND NEW.contact IS NOT NULL)"
)


def _unchanging(name: str, what: str, taken: str) -> tuple[Guard, ...]:
    table, message = f"comments_{name}", f"stet: {what} is never changed"
    return (Guard(f"{name}_refuses_update", table, "UPDATE", message), *against_removal(table, name, message, taken))


GUARDS = (
    Guard(
        name="comment_refuses_update",
        table="comments_comment",
        event="UPDATE",
        condition=(
            f"({_changes(FIXED)}) OR (({_changes(ERASABLE)}) AND NOT (({_TEXT_GONE}) AND {_TOMBSTONE.format('id')}))"
        ),
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
    Guard(
        name="appeal_refuses_update",
        table="comments_appeal",
        event="UPDATE",
        condition=f"({_changes(_APPEAL)}) OR ({_STATEMENT_CHANGES}) OR ({_ANSWER_CHANGES})",
        message="stet: an appeal is never changed",
    ),
    *against_removal(
        "comments_appeal",
        "appeal",
        "stet: an appeal is never changed",
        "kept.id = NEW.id OR kept.entry_id = NEW.entry_id OR kept.against_id = NEW.against_id",
    ),
    Guard(
        name="report_refuses_update",
        table="comments_report",
        event="UPDATE",
        condition=(
            f"({_changes(_REPORT)}) OR ({_EXPLANATION_CHANGES}) OR ({_REPORTER_CHANGES}) OR ({_ANSWER_CHANGES})"
        ),
        message="stet: a report is never changed",
    ),
    *against_removal(
        "comments_report",
        "report",
        "stet: a report is never changed",
        "kept.id = NEW.id OR kept.entry_id = NEW.entry_id",
    ),
    Guard(
        name="explanation_refuses_update",
        table="comments_explanation",
        event="UPDATE",
        condition=f"({_changes(('id', 'verdict_id'))}) OR ({_WORDS_TO_AUTHOR_CHANGE})",
        message="stet: what an author was told is never changed",
    ),
    *against_removal(
        "comments_explanation",
        "explanation",
        "stet: what an author was told is never changed",
        "kept.id = NEW.id OR kept.verdict_id = NEW.verdict_id",
    ),
    Guard(
        name="sanction_refuses_update",
        table="comments_sanction",
        event="UPDATE",
        condition=f"({_changes(_SANCTION)}) OR ({_TOLD_CHANGES}) OR ({_COURSE_CHANGES})",
        message="stet: a measure is never changed",
    ),
    *against_removal(
        "comments_sanction", "sanction", "stet: a measure is never changed", "kept.id = NEW.id", while_=_READER_STAYS
    ),
    Guard("evidence_refuses_update", "comments_evidence", "UPDATE", "stet: a copy kept as evidence is never changed"),
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
