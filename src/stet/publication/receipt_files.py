"""A receipt as a file to keep: everything that is kept about a comment, and all that is needed to check it.

`stet.comments.kept_receipts` reads it back, and says what can be proved by it. docs/ledger.md describes it.
"""

from typing import Any

from stet.comments.commitments import fields_of
from stet.comments.kept_receipts import FORMAT, SEVERAL, VERSION
from stet.comments.ledger_answers import entry_record
from stet.comments.models import Appeal, Comment, Reader, Sanction, Verdict
from stet.comments.receipts import receipt_of
from stet.ledger.models import Entry
from stet.letters.following import state_of
from stet.moderation.models import ReaderNote
from stet.publication.receipts import appeal_state, explanation_of, pseudonym_of, reason_of


def receipt_file(comment: Comment, language: str) -> dict[str, Any]:
    """All that is kept about a comment, for its author; what is told in words is told in `language`."""
    follow = state_of(comment)
    return {
        "format": FORMAT,
        "version": VERSION,
        "receipt": receipt_of(comment),
        "state": comment.state,
        "site": {"id": comment.site.slug, "name": comment.site.name},
        "article": {"id": comment.article.external_id, "title": comment.article.title, "url": comment.article.url},
        "comment": fields_of(comment),
        "commitment": comment.commitment,
        "salt": bytes(comment.salt).hex() if comment.salt is not None else None,
        "entries": [entry_record(entry) for entry in Entry.objects.filter(subject=comment.pk).order_by("position")],
        "verdicts": _verdicts(comment, language),
        "appeals": [_appeal(comment, made) for made in comment.appeals.select_related("answer")],
        "reactions": comment.reactions.count(),
        "following": {"decision": follow.decision, "replies": follow.replies, "confirmed": follow.confirmed},
        "reading_language": comment.reading_language,
        "reader": _reader(comment.reader),
    }


def receipt_files(comments: list[Comment], language: str, reader: Reader | None = None) -> dict[str, Any]:
    """All that is kept about several comments of one reader, and about the reader where they are known."""
    return {
        "format": SEVERAL,
        "version": VERSION,
        "receipts": [receipt_file(comment, language) for comment in comments],
        "measures": [measure_told(one) for one in reader.sanctions.all()] if reader else [],
        "notes": [_note(note) for note in ReaderNote.objects.filter(reader=reader)] if reader else [],
    }


def measure_told(measure: Sanction) -> dict[str, Any]:
    """A measure as its reader may know it: without the name of whoever took it."""
    return {
        "id": str(measure.pk),
        "measure": measure.measure,
        "reason": measure.reason,
        "made_at": measure.made_at.isoformat(timespec="microseconds"),
        "ends_at": measure.ends_at.isoformat(timespec="microseconds") if measure.ends_at else None,
        "lifted_at": measure.lifted_at.isoformat(timespec="microseconds") if measure.lifted_at else None,
        "seen": measure.seen_at is not None,
    }


def _note(note: ReaderNote) -> dict[str, str]:
    return {"text": note.text, "written_at": note.written_at.isoformat(timespec="microseconds")}


def file_name(comment: Comment) -> str:
    """What to call the file: ASCII, and telling apart the receipts of one reader."""
    return f"stet-receipt-{comment.pk}.json"


def _verdicts(comment: Comment, language: str) -> list[dict[str, Any]]:
    last = comment.screenings.order_by("-id").first()
    given = comment.verdicts.select_related("policy", "screening", "moderator", "explanation").order_by("entry_id")
    return [_verdict(verdict, language, last) for verdict in given]


def _verdict(verdict: Verdict, language: str, last: Any) -> dict[str, Any]:
    reason = reason_of(verdict, verdict.screening or last, language)
    return {
        "id": str(verdict.pk),
        "position": verdict.entry_id,
        "outcome": verdict.outcome,
        "decided_at": verdict.decided_at.isoformat(timespec="microseconds"),
        "decided_by": "moderator" if verdict.moderator_id else "machine",
        "moderator": pseudonym_of(verdict),
        "guidelines_version": verdict.policy.number,
        "reason": reason.text,
        "explanation": explanation_of(verdict),
        "guidelines": [{"id": one.guideline, "title": one.title, "wording": one.wording} for one in reason.guidelines],
    }


def _appeal(comment: Comment, made: Appeal) -> dict[str, Any]:
    return {
        "id": str(made.pk),
        "position": made.entry_id,
        "made_at": made.made_at.isoformat(timespec="microseconds"),
        "statement": made.statement,
        "state": appeal_state(comment, made),
        "answered_by": made.answer.entry_id if made.answer else None,
    }


def _reader(reader: Reader | None) -> dict[str, str] | None:
    return {"id": reader.external_id, "name": reader.name, "badge": reader.badge} if reader else None
