"""What an author may know about a comment of theirs: everything, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from stet.comments import policies, screening_records
from stet.comments.acts.appeal import may_appeal
from stet.comments.models import Appeal, Comment, Explanation, ScreeningRecord, State, Verdict
from stet.comments.receipts import receipt_of
from stet.comments.waiting_times import usual_wait
from stet.ledger.models import Entry
from stet.letters.following import Follow, states_of
from stet.newsroom.verdict import Cause, Ground, Outcome, Reason
from stet.newsroom.verdict import Verdict as Decision
from stet.verdicts import explain

# What a receipt says of a verdict.
_SHOWN = ("policy", "screening", "moderator", "explanation")
AppealState = Literal["none", "possible", "waiting", "granted", "refused"]


@dataclass(frozen=True, slots=True)
class Seal:
    """What proves the text: its last entry in the ledger, the commitment, and the salt that opens it (hex)."""

    position: int
    hash: str
    commitment: str
    salt: str | None


@dataclass(frozen=True, slots=True)
class AppealTold:
    """Where the author's appeal stands: whether one may be made, waits, or was answered; what it said, and when."""

    state: AppealState = "none"
    statement: str | None = None
    made_at: datetime | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """One comment for its author's eyes. `decided_by` is "machine" or "moderator", None while nobody decided; and
    `moderator` is that person's pseudonym, None where it was no person.

    `reason` is None for a comment that was withdrawn or erased: nothing is decided about it any more. `explanation` is
    what the moderator who rejected it wrote to the author, None where that is nothing. `usual_wait` is
    how many seconds people usually take to decide on this site, None where that is not known.
    """

    receipt: str
    comment: Comment
    language: str
    reason: Reason | None
    explanation: str | None
    decided_by: str | None
    moderator: str | None
    seal: Seal
    appeal: AppealTold
    usual_wait: int | None
    follow: Follow


def read_receipt(comment: Comment, language: str) -> Receipt:
    """The receipt, explained in `language` (one of `stet.newsroom.languages`)."""
    return read_receipts([comment], language)[0]


def read_receipts(comments: Sequence[Comment], language: str) -> list[Receipt]:
    """The receipts of several comments, with sites and articles at hand; in few queries, however many there are."""
    own = [comment.pk for comment in comments]
    verdicts = _last(Verdict.objects.filter(comment__in=own).select_related(*_SHOWN))
    screenings = _last(ScreeningRecord.objects.filter(comment__in=own).order_by("id"))
    entries = {entry.subject: entry for entry in Entry.objects.filter(subject__in=own).order_by("position")}
    follows = states_of(comments)
    appeals: dict[UUID, list[Appeal]] = {pk: [] for pk in own}
    for appeal in Appeal.objects.filter(comment__in=own).select_related("answer"):
        appeals[appeal.comment_id].append(appeal)
    return [
        _receipt(
            comment,
            verdicts.get(comment.pk),
            screenings.get(comment.pk),
            entries[comment.pk],
            appeals[comment.pk],
            follows[comment.pk],
            language,
        )
        for comment in comments
    ]


def _last(records: Iterable[Any]) -> Mapping[UUID, Any]:
    return {record.comment_id: record for record in records}


def _receipt(
    comment: Comment,
    latest: Verdict | None,
    screened: ScreeningRecord | None,
    entry: Entry,
    appeals: Sequence[Appeal],
    follow: Follow,
    language: str,
) -> Receipt:
    # A moderator's ruling has no screening of its own; the words at issue are those the machine saw before it.
    seen = (latest.screening if latest else None) or screened
    return Receipt(
        receipt=receipt_of(comment),
        comment=comment,
        language=seen.language if seen else "und",
        reason=_reason(comment, latest, seen, language),
        explanation=explanation_of(latest) if latest and comment.state == State.REJECTED else None,
        decided_by=_decided_by(comment, latest),
        moderator=_moderator(comment, latest),
        seal=Seal(
            position=entry.position,
            hash=entry.hash,
            commitment=comment.commitment,
            salt=bytes(comment.salt).hex() if comment.salt is not None else None,
        ),
        appeal=_appeal(comment, latest, appeals),
        usual_wait=usual_wait(comment.site),
        follow=follow,
    )


def _decided_by(comment: Comment, latest: Verdict | None) -> str | None:
    if latest is None or comment.state not in {State.APPROVED, State.REJECTED}:
        return None
    return "moderator" if latest.moderator_id else "machine"


def _moderator(comment: Comment, latest: Verdict | None) -> str | None:
    is_theirs = latest is not None and _decided_by(comment, latest) == "moderator"
    return pseudonym_of(latest) if latest and is_theirs else None


def pseudonym_of(verdict: Verdict) -> str | None:
    """What the author may know of the person who gave a verdict: never a name, never an address."""
    return verdict.moderator.pseudonym if verdict.moderator else None


def explanation_of(verdict: Verdict) -> str | None:
    """What the moderator wrote to the author beside the guidelines' own wording; None where there is nothing."""
    told: Explanation | None = getattr(verdict, "explanation", None)
    return told.text if told else None


def _reason(comment: Comment, latest: Verdict | None, seen: ScreeningRecord | None, language: str) -> Reason | None:
    if comment.is_final:
        return None
    if latest is None:
        policy = policies.in_force(comment.site)[1]
        return explain(Decision(Outcome.REFER), None, policy, language)
    return reason_of(latest, seen, language)


def reason_of(verdict: Verdict, seen: ScreeningRecord | None, language: str) -> Reason:
    """Why a verdict is what it is, for the author, by the policy it was given under."""
    grounds = tuple(Ground(Cause(cause), subject) for cause, subject in verdict.grounds)
    decision = Decision(Outcome(verdict.outcome), tuple(verdict.guidelines), grounds)
    screening = screening_records.restore(seen) if seen else None
    return explain(decision, screening, policies.read(verdict.policy), language)


def _appeal(comment: Comment, latest: Verdict | None, appeals: Sequence[Appeal]) -> AppealTold:
    if may_appeal(comment, latest, appeals):
        return AppealTold("possible")
    if not appeals:
        return AppealTold()
    made = appeals[-1]
    answered_at = made.answer.decided_at if made.answer else None
    return AppealTold(appeal_state(comment, made), made.statement, made.made_at, answered_at)


def appeal_state(comment: Comment, made: Appeal) -> AppealState:
    """What became of an appeal; "none" once it means nothing any more: the comment is gone, or was judged anew."""
    if made.answer is None:
        return "none" if comment.is_final else "waiting"
    granted = made.answer.outcome == Outcome.APPROVE
    if granted:
        return "granted" if comment.state == State.APPROVED else "none"
    return "refused" if comment.state == State.REJECTED else "none"
