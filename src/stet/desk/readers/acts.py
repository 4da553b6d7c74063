"""What is done about a reader at the desk, each with its line in the journal; the reader's words are in none."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from stet.accounts.models import Account
from stet.comments import sanctions
from stet.comments.models import Comment, Measure, Reader, Sanction
from stet.comments.text import check_text
from stet.moderation import journal
from stet.moderation.models import ReaderNote

TAKEN: Final = {
    Measure.WARNING: "reader_warned",
    Measure.PREMODERATION: "reader_premoderated",
    Measure.SUSPENSION: "reader_suspended",
    Measure.BAN: "reader_banned",
}


@transaction.atomic
def take(
    reader: Reader, measure: Measure, reason: str, by: Account, term: timedelta | None, comment: Comment | None
) -> Sanction:
    """Take a measure. Raises what `stet.comments.sanctions.impose` does."""
    made = sanctions.impose(reader, measure, reason, by, term, comment)
    journal.note(by, TAKEN[measure], reader.site, reader.pk, days=term.days if made.ends_at and term else None)
    return made


@transaction.atomic
def lift(sanction: Sanction, by: Account) -> None:
    """Lift a measure. Raises MeasureOver."""
    sanctions.lift(sanction, by)
    journal.note(by, "measure_lifted", sanction.reader.site, sanction.reader_id, measure=sanction.measure)


@transaction.atomic
def write_note(reader: Reader, text: str, by: Account) -> ReaderNote:
    """Write a note about the reader. Raises TextInvalid."""
    check_text(text)
    note = ReaderNote.objects.create(reader=reader, author=by, text=text, written_at=timezone.now())
    journal.note(by, "reader_note_written", reader.site, reader.pk)
    return note


@transaction.atomic
def remove_note(note: ReaderNote, by: Account) -> None:
    """Remove a note."""
    journal.note(by, "reader_note_removed", note.reader.site, note.reader_id)
    note.delete()
