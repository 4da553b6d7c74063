"""A reader finds a published comment worth reading, or takes that back. It decides nothing, so no ledger keeps it.

A reaction is kept under a key that names its reader for this one comment: under another comment the same reader has
another key, and nobody can say from the database who likes to read whom.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.crypto import salted_hmac

from stet.comments.errors import CommentUnknown, OwnComment, ReactionsOff
from stet.comments.models import Comment, Reaction, State


@dataclass(frozen=True, slots=True)
class Reacting:
    """Who reacts: a signed-in reader by the site's own id for them, or whoever holds a device."""

    reader_key: str | None
    device: str | None


@transaction.atomic
def react(comment: Comment, who: Reacting) -> int:
    """Count the reader once, however often they react; how many have.

    Raises ReactionsOff, CommentUnknown for one that is not published, OwnComment for its signed-in author.
    """
    current = _published(comment)
    if current.reader and current.reader.external_id == who.reader_key:
        raise OwnComment
    Reaction.objects.get_or_create(comment=current, key=_key(current, who))
    return current.reactions.count()


@transaction.atomic
def unreact(comment: Comment, who: Reacting) -> int:
    """Count the reader no more; how many are left. Raises ReactionsOff, CommentUnknown."""
    current = _published(comment)
    current.reactions.filter(key=_key(current, who)).delete()
    return current.reactions.count()


def _published(comment: Comment) -> Comment:
    if not comment.site.reactions:
        raise ReactionsOff
    # Held, so that it cannot cease to be published before its reaction is counted.
    published = Comment.objects.select_for_update(of=("self",)).select_related("reader")
    current = published.filter(pk=comment.pk, state=State.APPROVED).first()
    if current is None:
        raise CommentUnknown
    return current


def _key(comment: Comment, who: Reacting) -> str:
    name = f"reader {who.reader_key}" if who.reader_key is not None else f"device {who.device}"
    return salted_hmac("stet.reaction", f"{comment.pk} {name}", algorithm="sha256").hexdigest()
