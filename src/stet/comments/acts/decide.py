"""Recording a verdict, whoever gave it: the one place where a comment's state becomes approved or rejected."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from stet.accounts.models import Account
from stet.comments import commitments, screening_records
from stet.comments.errors import AlreadyFinal
from stet.comments.models import Comment, Explanation, PolicyVersion, ScreeningRecord, State, Verdict
from stet.ledger import chain
from stet.ledger.chain import Happening
from stet.ledger.models import Kind
from stet.newsroom.verdict import Outcome
from stet.newsroom.verdict import Verdict as Decision

# A referral leaves the comment as it is: waiting for a human.
STATE_AFTER: dict[str, State] = {Outcome.APPROVE: State.APPROVED, Outcome.REJECT: State.REJECTED}


def lock(comment: Comment) -> Comment:
    """The comment as it is now, held until the transaction ends. Raises AlreadyFinal when nothing can follow."""
    # `of` keeps PostgreSQL from locking what the comment refers to.
    current = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if current.is_final:
        raise AlreadyFinal
    return current


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision about a comment, under a version of the policy, by a moderator or (without one) the machine.

    `explanation` is what the moderator writes to the author.
    """

    comment: Comment
    decision: Decision
    policy: PolicyVersion
    screening: ScreeningRecord | None = None
    moderator: Account | None = None
    explanation: str = ""


def record_verdicts(rulings: Sequence[Ruling]) -> list[Verdict]:
    """Append a verdict for each and move the comments' states.

    Their comments must be locked in the transaction under way, and their screenings saved.
    """
    now = timezone.now()
    verdicts = [_verdict(ruling, now) for ruling in rulings]
    happenings = [Happening(Kind.VERDICT, one.comment_id, facts_of(one), now) for one in verdicts]
    for verdict, entry in zip(verdicts, chain.append_all(happenings), strict=True):
        verdict.entry = entry
    Verdict.objects.bulk_create(verdicts)
    told = [(verdict, ruling.explanation) for verdict, ruling in zip(verdicts, rulings, strict=True)]
    Explanation.objects.bulk_create([Explanation(verdict=verdict, text=text) for verdict, text in told if text])
    for outcome, state in STATE_AFTER.items():
        _move([verdict.comment for verdict in verdicts if verdict.outcome == outcome], state, now)
    return verdicts


def _verdict(ruling: Ruling, now: datetime) -> Verdict:
    verdict = Verdict(
        comment=ruling.comment,
        outcome=ruling.decision.outcome.value,
        guidelines=list(ruling.decision.guidelines),
        grounds=[[ground.cause.value, ground.subject] for ground in ruling.decision.grounds],
        policy=ruling.policy,
        screening=ruling.screening,
        moderator=ruling.moderator,
        decided_at=now,
    )
    if ruling.explanation:
        verdict.explanation_seal = commitments.seal_of_words_to_author(verdict, ruling.explanation)
    return verdict


def _move(comments: Sequence[Comment], state: State, now: datetime) -> None:
    for comment in comments:
        comment.state, comment.decided_at = state, now
        # What stands already keeps its place: approving it once more does not publish it anew.
        comment.published_at = (comment.published_at or now) if state == State.APPROVED else None
    by_time: dict[datetime | None, list[UUID]] = defaultdict(list)
    for comment in comments:
        by_time[comment.published_at].append(comment.pk)
    # Nearly always one statement, however many comments there are: they are all published now, or not at all.
    for published_at, moved in by_time.items():
        Comment.objects.filter(pk__in=moved).update(
            state=state, decided_at=now, published_at=published_at, **ends_with(state)
        )


def ends_with(state: State) -> dict[str, None]:
    """What a comment is not any more in that state: only what is published stands out as an editors' pick."""
    return {} if state == State.APPROVED else {"picked_at": None}


def facts_of(verdict: Verdict) -> dict[str, Any]:
    """What the ledger says of a verdict. It names no reader, and a moderator by an id alone."""
    explained = {"explanation": verdict.explanation_seal} if verdict.explanation_seal else {}
    return explained | {
        "commitment": verdict.comment.commitment,
        "grounds": verdict.grounds,
        "guidelines": verdict.guidelines,
        "moderator": str(verdict.moderator_id) if verdict.moderator_id else None,
        "outcome": verdict.outcome,
        "policy": verdict.policy.digest,
        "screening": screening_records.digest(verdict.screening) if verdict.screening else None,
    }
