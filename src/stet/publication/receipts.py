"""What an author may know about a comment of theirs: everything, in words."""

from dataclasses import dataclass

from stet.comments import policies, screening_records
from stet.comments.models import Comment, ScreeningRecord, State, Verdict
from stet.comments.receipts import receipt_of
from stet.ledger.models import Entry
from stet.newsroom.verdict import Cause, Ground, Outcome, Reason
from stet.newsroom.verdict import Verdict as Decision
from stet.verdicts import explain


@dataclass(frozen=True, slots=True)
class Seal:
    """What proves the text: its last entry in the ledger, the commitment, and the salt that opens it (hex)."""

    position: int
    hash: str
    commitment: str
    salt: str | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """One comment for its author's eyes. `decided_by` is "machine" or "moderator", None while nobody decided.

    `reason` is None for a comment that was withdrawn or erased: nothing is decided about it any more.
    """

    receipt: str
    comment: Comment
    language: str
    reason: Reason | None
    decided_by: str | None
    seal: Seal


def read_receipt(comment: Comment, language: str) -> Receipt:
    """The receipt, explained in `language` (one of `stet.newsroom.languages`)."""
    latest = _latest_verdict(comment)
    # A moderator's ruling has no screening of its own; the words at issue are those the machine saw before it.
    seen = (latest.screening if latest else None) or _last_screening(comment)
    entry = Entry.objects.filter(subject=comment.pk).order_by("-position")[0]
    return Receipt(
        receipt=receipt_of(comment),
        comment=comment,
        language=seen.language if seen else "und",
        reason=_reason(comment, latest, seen, language),
        decided_by=_decided_by(comment, latest),
        seal=Seal(
            position=entry.position,
            hash=entry.hash,
            commitment=comment.commitment,
            salt=bytes(comment.salt).hex() if comment.salt is not None else None,
        ),
    )


def _latest_verdict(comment: Comment) -> Verdict | None:
    return comment.verdicts.select_related("policy", "screening").order_by("-entry_id").first()


def _decided_by(comment: Comment, latest: Verdict | None) -> str | None:
    if latest is None or comment.state not in {State.APPROVED, State.REJECTED}:
        return None
    return "moderator" if latest.moderator_id else "machine"


def _reason(comment: Comment, latest: Verdict | None, seen: ScreeningRecord | None, language: str) -> Reason | None:
    if comment.is_final:
        return None
    if latest is None:
        policy = policies.in_force(comment.site)[1]
        return explain(Decision(Outcome.REFER), None, policy, language)
    grounds = tuple(Ground(Cause(cause), subject) for cause, subject in latest.grounds)
    decision = Decision(Outcome(latest.outcome), tuple(latest.guidelines), grounds)
    screening = screening_records.restore(seen) if seen else None
    return explain(decision, screening, policies.read(latest.policy), language)


def _last_screening(comment: Comment) -> ScreeningRecord | None:
    return comment.screenings.order_by("-id").first()
