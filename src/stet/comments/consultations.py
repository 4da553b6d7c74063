"""The books of the second judge: about which comments it is to be asked, how often, at what cost, and when it rests.

All of it is in the database, so that a restart forgets nothing and two processes count in one place. The waiting
comments themselves are the queue (docs/decisions/0008).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from stet.comments import policies
from stet.comments.models import Comment, Consultation, Opinion, PolicyVersion, Site, Spending, State, Verdict
from stet.newsroom.policy import SecondJudge
from stet.opinions.endpoint import Budget, Kind

ANSWERED, LATE = "answered", "late"
# Calls that show the endpoint alive, whatever came of them.
_ALIVE = (ANSWERED, LATE, Kind.UNUSABLE.value)

# Six calls about one comment, 1, 4, 16, 64 and 256 minutes apart, outlast most of a working day's trouble.
MOST_CALLS = 6
_FIRST_PAUSE = timedelta(minutes=1)
# A model answers the same question the same way: once more is for those that a temperature of 0 does not make so.
MOST_UNUSABLE = 2
# Whoever dies while waiting for an answer leaves the comment to others so long after the time-out.
_GRACE = timedelta(minutes=1)

# From the third failure in a row on an endpoint is left alone: a minute, then twice as long each time, up to an hour.
FAILURES_BEFORE_REST = 3
_FIRST_REST = timedelta(minutes=1)
_LONGEST_REST = timedelta(hours=1)


class BudgetSpent(Exception):
    """Today's budget has no room for one more question; tomorrow's has."""


class NotDue(Exception):
    """There is nothing to ask about this comment any more, or somebody else is asking; or no day could pay for it."""


def due(*, once_more: bool = False) -> QuerySet[Comment]:
    """Referred comments to ask about now: those asked about least first, then the oldest.

    None that has an opinion under the policy in force, is being asked about, or failed a short while ago or too often;
    with `once_more`, those that failed as well.
    """
    pauses = _calls(again_at__gt=timezone.now())
    if once_more:
        return _waiting().exclude(Exists(pauses.filter(result="")))
    return _waiting().filter(_IS_WORTH_IT).exclude(Exists(pauses))


def given_up() -> QuerySet[Comment]:
    """Comments that wait for a moderator without an opinion, because asking failed too often."""
    return _waiting().exclude(_IS_WORTH_IT)


_IS_WORTH_IT = Q(calls__lt=MOST_CALLS, unusable__lt=MOST_UNUSABLE)


def _waiting() -> QuerySet[Comment]:
    """Referred comments without an opinion, and how often they were asked about under the policy in force."""
    in_force = [policies.in_force(site) for site in Site.objects.all()]
    asking = [version for version, policy in in_force if policy.second_judge is not SecondJudge.NOTHING]
    quiet = [version.site_id for version, policy in in_force if policy.second_judge is SecondJudge.NOTHING]
    # Said by exclusion, so that SQLite goes through the queue's index, not through all comments of a site.
    pending = Comment.objects.filter(state=State.PENDING).exclude(site__in=quiet)
    referred = pending.filter(Exists(Verdict.objects.filter(comment=OuterRef("pk"))))
    without = referred.exclude(Exists(Opinion.objects.filter(comment=OuterRef("pk"), policy__in=asking)))
    calls = _calls(policy__in=asking)
    counted = without.annotate(calls=_number(calls), unusable=_number(calls.filter(result=Kind.UNUSABLE.value)))
    return counted.order_by("calls", "written_at")


def _calls(**kind: Any) -> QuerySet[Consultation]:
    return Consultation.objects.filter(comment=OuterRef("pk"), **kind)


def _number(calls: QuerySet[Consultation]) -> Coalesce:
    return Coalesce(Subquery(calls.values("comment").annotate(number=Count("pk")).values("number")), 0)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one call may take: tokens at most, and how long its answer is waited for."""

    tokens: int
    time: timedelta


def begin(
    comment: Comment, version: PolicyVersion, cost: Cost, budget: Budget, *, once_more: bool = False
) -> Consultation:
    """Book a call before it is made, about a comment that is `due`.

    Raises NotDue; BudgetSpent when the day's budget has no room for it.
    """
    now = timezone.now()
    with transaction.atomic():
        # Held until the call is booked: of two who want to ask, the second one sees that the first does.
        Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
        if not due(once_more=once_more).filter(pk=comment.pk).exists():
            raise NotDue
        _spend(now.date(), cost.tokens, budget)
        return Consultation.objects.create(
            comment=comment, policy=version, asked_at=now, tokens=cost.tokens, again_at=now + cost.time + _GRACE
        )


def _spend(day: date, tokens: int, budget: Budget) -> None:
    """Count a call in, if the day has room for it: one statement, so that two who count cannot both get the last."""
    if budget.tokens is not None and tokens > budget.tokens:
        raise NotDue  # it would stand before all others for ever
    Spending.objects.get_or_create(day=day)
    today = Spending.objects.filter(day=day)
    if budget.calls is not None:
        today = today.filter(calls__lt=budget.calls)
    if budget.tokens is not None:
        today = today.filter(tokens__lte=budget.tokens - tokens)
    if not today.update(calls=F("calls") + 1, tokens=F("tokens") + tokens):
        raise BudgetSpent


def end(consultation: Consultation, result: str, tokens: int, retry_after: int = 0) -> None:
    """Book how a call ended and what it cost; after a failure also when to ask again, about this comment and at all."""
    now = timezone.now()
    failed = result not in {ANSWERED, LATE}
    pause = _FIRST_PAUSE * 4 ** _earlier(consultation) if failed else timedelta(0)
    rest = timedelta(0) if result in _ALIVE else max(_rest(_failures_in_a_row() + 1), timedelta(seconds=retry_after))
    with transaction.atomic():
        Consultation.objects.filter(pk=consultation.pk).update(
            result=result,
            ended_at=now,
            tokens=tokens,
            again_at=now + pause if pause else None,
            rests_until=now + rest if rest else None,
        )
        Spending.objects.filter(day=consultation.asked_at.date()).update(
            tokens=F("tokens") + tokens - consultation.tokens
        )


def _earlier(consultation: Consultation) -> int:
    """How many calls about the same comment, under the same policy, there were before."""
    same = Consultation.objects.filter(comment=consultation.comment_id, policy=consultation.policy_id)
    return min(same.exclude(pk=consultation.pk).count(), MOST_CALLS)


def rests_until() -> datetime | None:
    """When the endpoint may be asked again; None: now."""
    last = Consultation.objects.filter(ended_at__isnull=False).order_by("-ended_at", "-id").first()
    until = last.rests_until if last else None
    return until if until and until > timezone.now() else None


def _failures_in_a_row() -> int:
    ended = Consultation.objects.filter(ended_at__isnull=False)
    alive = ended.filter(result__in=_ALIVE).order_by("-ended_at").values_list("ended_at", flat=True).first()
    failures = ended.exclude(result__in=_ALIVE)
    return (failures.filter(ended_at__gt=alive) if alive else failures).count()


def _rest(failures: int) -> timedelta:
    """How long the endpoint rests after so many failures in a row."""
    if failures < FAILURES_BEFORE_REST:
        return timedelta(0)
    # 2 ** 6 minutes are more than the longest rest; a larger number would only overflow one day.
    return min(_FIRST_REST * (1 << min(failures - FAILURES_BEFORE_REST, 6)), _LONGEST_REST)


@dataclass(frozen=True, slots=True)
class Today:
    """What was asked today (UTC), and how it ended: a number for each result."""

    calls: int
    tokens: int
    results: Mapping[str, int]

    @property
    def failures(self) -> int:
        return sum(number for result, number in self.results.items() if result not in {ANSWERED, LATE, ""})


def today() -> Today:
    """The books of this day."""
    day = timezone.now().date()
    spent = Spending.objects.filter(day=day).first() or Spending(day=day)
    midnight = datetime.combine(day, time(), UTC)
    ended = Consultation.objects.filter(asked_at__gte=midnight).order_by().values_list("result")
    return Today(spent.calls, spent.tokens, dict(ended.annotate(Count("pk"))))
