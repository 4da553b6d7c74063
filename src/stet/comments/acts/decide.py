"""Recording a verdict, whoever gave it: the one place where a comment's state becomes approved or rejected."""

from typing import Any

from django.utils import timezone

from stet.accounts.models import Account
from stet.comments import screening_records
from stet.comments.errors import AlreadyFinal
from stet.comments.models import Comment, PolicyVersion, ScreeningRecord, State, Verdict
from stet.ledger import chain
from stet.ledger.models import Kind
from stet.newsroom.verdict import Outcome
from stet.newsroom.verdict import Verdict as Decision

FINAL = (State.WITHDRAWN, State.ERASED)
# A referral leaves the comment as it is: waiting for a human.
STATE_AFTER: dict[str, State] = {Outcome.APPROVE: State.APPROVED, Outcome.REJECT: State.REJECTED}


def lock(comment: Comment) -> Comment:
    """The comment as it is now, held until the transaction ends. Raises AlreadyFinal when nothing can follow."""
    # `of` keeps PostgreSQL from locking what the comment refers to.
    current = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if current.state in FINAL:
        raise AlreadyFinal
    return current


def record_verdict(
    comment: Comment,
    decision: Decision,
    policy: PolicyVersion,
    *,
    screening: ScreeningRecord | None = None,
    moderator: Account | None = None,
) -> Verdict:
    """Append the verdict and move the comment's state. `comment` must be locked in the transaction under way."""
    now = timezone.now()
    verdict = Verdict(
        comment=comment,
        outcome=decision.outcome.value,
        guidelines=list(decision.guidelines),
        grounds=[[ground.cause.value, ground.subject] for ground in decision.grounds],
        policy=policy,
        screening=screening,
        moderator=moderator,
        decided_at=now,
    )
    verdict.entry = chain.append(Kind.VERDICT, comment.pk, facts_of(verdict), at=now)
    verdict.save(force_insert=True)
    if decision.outcome in STATE_AFTER:
        comment.state = STATE_AFTER[decision.outcome]
        comment.decided_at = now
        # What stands already keeps its place: approving it once more does not publish it anew.
        comment.published_at = (comment.published_at or now) if comment.state == State.APPROVED else None
        comment.save(update_fields=["state", "decided_at", "published_at"])
    return verdict


def facts_of(verdict: Verdict) -> dict[str, Any]:
    """What the ledger says of a verdict. It names no reader, and a moderator by an id alone."""
    return {
        "commitment": verdict.comment.commitment,
        "grounds": verdict.grounds,
        "guidelines": verdict.guidelines,
        "moderator": str(verdict.moderator_id) if verdict.moderator_id else None,
        "outcome": verdict.outcome,
        "policy": verdict.policy.digest,
        "screening": screening_records.digest(verdict.screening) if verdict.screening else None,
    }
