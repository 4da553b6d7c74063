"""An author takes a comment back. The text stays in the store, unseen, until it is erased."""

from django.db import transaction

from stet.comments.acts.decide import lock
from stet.comments.models import Comment, State
from stet.ledger import chain
from stet.ledger.models import Kind


@transaction.atomic
def withdraw(comment: Comment) -> Comment:
    """Withdraw the comment, published or not; the comment as it is now. Raises AlreadyFinal when it is gone already."""
    current = lock(comment)
    current.state, current.published_at = State.WITHDRAWN, None
    current.save(update_fields=["state", "published_at"])
    chain.append(Kind.WITHDRAWN, current.pk, {"commitment": current.commitment})
    return current
