"""An author takes a comment back. The text stays in the store, unseen, until it is erased."""

from django.db import transaction

from stet.comments import cases
from stet.comments.acts.decide import lock
from stet.comments.models import Comment, State
from stet.ledger import chain
from stet.ledger.models import Kind


@transaction.atomic
def withdraw(comment: Comment) -> Comment:
    """Withdraw the comment, published or not; the comment as it is now. Raises AlreadyFinal when it is gone already.

    Nobody will rule about it any more, so those who reported it and were not answered yet are forgotten.
    """
    current = lock(comment)
    current.state, current.published_at, current.picked_at = State.WITHDRAWN, None, None
    current.save(update_fields=["state", "published_at", "picked_at"])
    current.reports.filter(answer=None).update(contact=None, reporter_name="")
    chain.append(Kind.WITHDRAWN, current.pk, {"commitment": current.commitment})
    cases.follow([current])
    return current
