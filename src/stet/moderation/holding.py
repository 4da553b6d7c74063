"""Rulings that are held for some seconds before they are given, in case they were a slip.

Whatever is held has been acknowledged to its moderator, so it stands in the database from that moment on: it is given
when it is due, by whichever process runs then, taken back by its moderator, or comes back to the queue with the reason.
Nothing is published before it is given. Who changes any of this locks the comment first.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from stet.accounts.models import Account
from stet.accounts.roles import Right
from stet.comments.acts.decide import lock
from stet.comments.errors import AlreadyFinal, Conflict, Forbidden, GuidelineUnknown, OwnRejection, Refusal
from stet.comments.models import Case, Comment
from stet.moderation import claims, rulings, wellbeing
from stet.moderation.claims import ClaimedByColleague
from stet.moderation.models import HeldRuling
from stet.moderation.rulings import Overtaken, Ruling
from stet.newsroom.verdict import Outcome

log = logging.getLogger(__name__)

# What failed for a reason that is nobody's doing is tried again after so long, for as long as it takes.
AGAIN_AFTER = timedelta(seconds=15)


class HeldByColleague(Conflict):
    code = "held_by_colleague"
    message = _("A colleague has decided about this comment a moment ago. Go on with another one.")


class TooLate(Conflict):
    code = "too_late"
    message = _("It is too late to take it back: the decision has been given. Open the comment to decide anew.")


class NotAllowedAnyMore(Forbidden):
    code = "not_allowed_any_more"
    message = _("Your account lost the right to decide before the decision was given.")


# Why a held ruling may come back, by the code that is kept.
PROBLEMS = {
    one.code: one.message for one in (Overtaken, AlreadyFinal, OwnRejection, GuidelineUnknown, NotAllowedAnyMore)
}


@transaction.atomic
def hold(ruling: Ruling, comment: Comment, moderator: Account, now: datetime, lasts: timedelta) -> HeldRuling | None:
    """Hold the ruling for so long, or give it at once where that is no time at all; None when it is given.

    Its case leaves the queue. Sent a second time it changes nothing; another ruling of the same moderator about the
    comment takes the place of the one that is held. Raises HeldByColleague, ClaimedByColleague, and what
    `rulings.check` does.
    """
    current = lock(comment)
    if rulings.was_given(ruling, current, moderator):
        return None
    earlier = _held(current).first()
    if earlier and earlier.moderator_id != moderator.pk:
        raise HeldByColleague
    case = Case.objects.select_for_update(of=("self",)).filter(pk=current.pk).first()
    if case and claims.is_anothers(case, moderator, now):
        raise ClaimedByColleague
    rulings.check(ruling, current, moderator)
    wellbeing.saw(moderator, [], now)
    if earlier and _ruling(earlier) == ruling:
        return earlier
    # Whoever decides anew has seen why an earlier decision of theirs came back.
    HeldRuling.objects.filter(comment=current, moderator=moderator).delete()
    if not lasts:
        rulings.give(ruling, current, moderator)
        return None
    Case.objects.filter(pk=current.pk).update(is_held=True, claimed_by=None, claimed_until=None)
    return HeldRuling.objects.create(
        comment=current,
        moderator=moderator,
        outcome=ruling.outcome.value,
        guidelines=list(ruling.guidelines),
        explanation=ruling.explanation,
        seen=ruling.seen,
        made_at=now,
        due_at=now + lasts,
    )


@transaction.atomic
def undo(comment: Comment, moderator: Account, now: datetime) -> bool:
    """Take back what the moderator decided about the comment and was not given yet: they have the card again.

    False where it had come back by itself: that only ends the telling. Raises TooLate when there is neither.
    """
    Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    own = HeldRuling.objects.filter(comment=comment, moderator=moderator)
    was_held = own.filter(problem="").exists()
    if was_held:
        again = {"is_held": False, "claimed_by": moderator, "claimed_until": now + claims.LASTS}
        Case.objects.filter(pk=comment.pk).update(**again)
    if not own.delete()[0]:
        raise TooLate
    return was_held


def give_due(now: datetime) -> Counter[str]:
    """Give every ruling whose time has come; how many were given, and how many came back for which reason."""
    _mend_after_the_clock_was_set_back(now)
    results: Counter[str] = Counter()
    # The list is taken first: SQLite's reader must not stay open while rulings are written.
    for held in list(HeldRuling.objects.filter(problem="", due_at__lte=now).order_by("due_at", "id")):
        try:
            results[_give(held)] += 1
        except Exception:
            # One that fails must not keep the others; where the whole database fails, the next line says so.
            log.exception("A held ruling could not be given; it is tried again.")
            HeldRuling.objects.filter(pk=held.pk).update(due_at=now + AGAIN_AFTER)
            results["error"] += 1
    return results


@dataclass(frozen=True, slots=True)
class Problem:
    """A ruling that came back: about which comment, and why."""

    comment: Comment
    message: str


def problems_of(moderator: Account) -> list[Problem]:
    """What came back to the moderator and they have not dismissed yet, newest first."""
    found = HeldRuling.objects.filter(moderator=moderator).exclude(problem="").order_by("-made_at")
    return [Problem(held.comment, str(PROBLEMS[held.problem])) for held in found.select_related("comment")]


def about(comments: Sequence[UUID]) -> dict[UUID, HeldRuling]:
    """The rulings that are held about these comments, by their ids."""
    found = HeldRuling.objects.filter(comment__in=comments, problem="").select_related("moderator")
    return {held.comment_id: held for held in found}


@transaction.atomic
def _give(held: HeldRuling) -> str:
    """Give it, unless its moderator has just taken it back: "given", "undone", or the code of what it came back for."""
    comment = Comment.objects.select_for_update(of=("self",)).get(pk=held.comment_id)
    current = HeldRuling.objects.filter(pk=held.pk, problem="").select_related("moderator").first()
    if current is None:
        return "undone"
    try:
        if not current.moderator.may(Right.RULE):
            raise NotAllowedAnyMore
        with transaction.atomic():
            rulings.give(_ruling(current), comment, current.moderator)
    except Refusal as refusal:
        # What was written to the author is kept nowhere where nobody will read it.
        HeldRuling.objects.filter(pk=current.pk).update(problem=refusal.code, explanation="")
        Case.objects.filter(pk=current.comment_id).update(is_held=False)
        return refusal.code
    current.delete()
    return "given"


def _held(comment: Comment) -> QuerySet[HeldRuling]:
    return HeldRuling.objects.filter(comment=comment, problem="").select_related("moderator")


def _ruling(held: HeldRuling) -> Ruling:
    return Ruling(Outcome(held.outcome), tuple(held.guidelines), held.seen, held.explanation)


def _mend_after_the_clock_was_set_back(now: datetime) -> None:
    """Let what was made later than it is now have its time from now on: it must not wait until the clock is there."""
    for held in HeldRuling.objects.filter(problem="", made_at__gt=now + AGAIN_AFTER):
        lasts = held.due_at - held.made_at
        HeldRuling.objects.filter(pk=held.pk, problem="").update(made_at=now, due_at=now + lasts)
