"""What moderators write about a comment for one another. Neither its author nor any reader sees it."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stet.accounts.models import Account
from stet.comments.errors import AlreadyFinal, Invalid
from stet.comments.models import Comment, State
from stet.comments.text import check_text
from stet.moderation.models import ColleagueNote

LONGEST = 2000


class NoteEmpty(Invalid):
    code = "note_empty"
    field = "note"
    message = _("The note is empty. Write something and send it again.")


class NoteTooLong(Invalid):
    code = "note_too_long"
    field = "note"
    message = _("The note is too long. Shorten it and send it again.")


def write(comment: Comment, author: Account, text: str) -> ColleagueNote:
    """Keep the note. Raises NoteEmpty, NoteTooLong, TextInvalid; AlreadyFinal about a comment that was erased."""
    check_text(text)
    if not text.strip():
        raise NoteEmpty
    if len(text) > LONGEST:
        raise NoteTooLong
    if comment.state == State.ERASED:
        raise AlreadyFinal
    return ColleagueNote.objects.create(comment=comment, author=author, text=text.strip(), written_at=timezone.now())


def about(comments: Sequence[Comment]) -> list[ColleagueNote]:
    """The notes about these comments, oldest first."""
    kept = [comment.pk for comment in comments if comment.state != State.ERASED]
    return list(ColleagueNote.objects.filter(comment__in=kept).select_related("author"))


def forget_what_was_erased() -> int:
    """Remove the notes about comments that were erased since: they may quote them. How many there were."""
    return ColleagueNote.objects.filter(comment__state=State.ERASED).delete()[0]
