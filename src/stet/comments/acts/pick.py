"""An editor makes a published comment stand out, or no longer. It stays where it stands, and what it says."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from stet.accounts.models import Account
from stet.comments.errors import CommentUnknown, NotPublished
from stet.comments.models import Comment, State
from stet.ledger import chain
from stet.ledger.models import Kind


@transaction.atomic
def pick(comment: Comment, moderator: Account) -> Comment:
    """Make the comment an editors' pick; the comment as it is now. One that is picked already stays as it is.

    Raises NotPublished, CommentUnknown. A comment that ceases to be published is no pick any more, even if it is
    published again.
    """
    current = _held(comment)
    if current.state != State.APPROVED:
        raise NotPublished
    if current.picked_at is None:
        current.picked_at = timezone.now()
        chain.append(Kind.PICKED, current.pk, facts_of_pick(current, moderator), current.picked_at)
        current.save(update_fields=["picked_at"])
    return current


@transaction.atomic
def unpick(comment: Comment, moderator: Account) -> Comment:
    """Let the comment stand among the others; the comment as it is now. Raises CommentUnknown."""
    current = _held(comment)
    if current.picked_at is not None:
        current.picked_at = None
        chain.append(Kind.UNPICKED, current.pk, facts_of_pick(current, moderator))
        current.save(update_fields=["picked_at"])
    return current


def _held(comment: Comment) -> Comment:
    current = Comment.objects.select_for_update(of=("self",)).filter(pk=comment.pk).first()
    if current is None:
        raise CommentUnknown
    return current


def facts_of_pick(comment: Comment, moderator: Account) -> dict[str, Any]:
    """What the ledger says of an editor's choice; a moderator by an id alone."""
    return {"commitment": comment.commitment, "moderator": str(moderator.pk)}
