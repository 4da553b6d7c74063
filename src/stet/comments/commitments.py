"""The seal on a text: a salted commitment, so that the ledger can cover what may later have to be forgotten.

HMAC-SHA256 under a random salt is hiding as long as the salt is secret and binding always (a standard commitment): who
holds text and salt can prove what was written; once both are erased the value says nothing, not even by guessing.
"""

import hashlib
import hmac
import secrets
from datetime import UTC

from stet.comments.models import Appeal, Comment, Opinion, Report, Verdict
from stet.ledger.chain import canonical

SALT_BYTES = 32


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


def statement_of(comment: Comment) -> str:
    """Canonical JSON of everything about a comment that may not change: what its commitment commits to.

    Raises ValueError for an erased comment.
    """
    if comment.author_name is None or comment.body is None:
        raise ValueError(f"Comment {comment.pk} is erased; there is nothing left to commit to.")
    return canonical(fields_of(comment))


def fields_of(comment: Comment) -> dict[str, str | None]:
    """What a statement is made of; author and body are None once erased."""
    return {
        "article": str(comment.article_id),
        "author": comment.author_name,
        "body": comment.body,
        "id": str(comment.pk),
        "parent": str(comment.parent_id) if comment.parent_id else None,
        "written_at": comment.written_at.astimezone(UTC).isoformat(timespec="microseconds"),
    }


def commitment_of(comment: Comment) -> str:
    """The commitment recomputed from what is stored: hexadecimal HMAC-SHA256, keyed by the salt, of the statement.

    Raises ValueError for an erased comment.
    """
    return _sealed(comment, statement_of(comment))


def seal_of_reason(opinion: Opinion) -> str:
    """The same for a second judge's reason, under its comment's salt: it may quote the text, and is erased with it.

    Raises ValueError for the opinion on an erased comment.
    """
    if opinion.reason is None:
        raise ValueError(f"Opinion {opinion.pk} is erased; there is nothing left to commit to.")
    return _sealed(opinion.comment, canonical({"opinion": str(opinion.pk), "reason": opinion.reason}))


def seal_of_statement(appeal: Appeal) -> str:
    """The same for what an author says in an appeal. Raises ValueError for the appeal on an erased comment."""
    if appeal.statement is None:
        raise ValueError(f"Appeal {appeal.pk} is erased; there is nothing left to commit to.")
    return _sealed(appeal.comment, canonical({"appeal": str(appeal.pk), "statement": appeal.statement}))


def seal_of_explanation(report: Report) -> str:
    """The same for what a reader says in a report. Raises ValueError for the report on an erased comment."""
    return _sealed(report.comment, canonical({"explanation": report.explanation, "report": str(report.pk)}))


def seal_of_words_to_author(verdict: Verdict, text: str) -> str:
    """The same for what a moderator writes to the author. Raises ValueError for the verdict on an erased comment."""
    return _sealed(verdict.comment, canonical({"explanation": text, "verdict": str(verdict.pk)}))


def _sealed(comment: Comment, statement: str) -> str:
    if comment.salt is None:
        raise ValueError(f"Comment {comment.pk} has lost its salt.")
    return hmac.new(bytes(comment.salt), statement.encode(), hashlib.sha256).hexdigest()
