"""How somebody's decisions turned out: figures for themselves to learn from, and for those who lead a newsroom.

Everybody sees their own at once; colleagues' figures end with the day before, so that a person knows theirs first.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum, TextField
from django.db.models.functions import Cast

from stet.accounts.models import Account
from stet.comments.acts.rule import BATCH
from stet.comments.models import Verdict
from stet.moderation.agreement import Kappa, Look, Share, kappa, looks
from stet.moderation.models import Reason, Review, Workday
from stet.newsroom.verdict import Outcome

# A pace is told of at least so much time at work: of less it would be chance.
LEAST_WORK = timedelta(minutes=10)
# How such a decision's grounds begin to say so. The two databases search inside JSON differently; its text is found.
IN_A_BATCH = f'"{BATCH}'


@dataclass(frozen=True, slots=True)
class Performance:
    """What somebody decided in a time, and how it turned out.

    `overturned` are decisions that somebody else changed since; `agreement` is with the colleagues who decided about
    the same comments without knowing of each other. `reviews` are the second looks that they gave.
    """

    approved: int
    rejected: int
    overturned: Share
    agreement: Kappa
    reviews: int

    @property
    def decided(self) -> int:
        return self.approved + self.rejected


def performances(
    verdicts: QuerySet[Verdict], reviews: QuerySet[Review], begin: datetime, end: datetime
) -> Mapping[UUID, Performance]:
    """By account, from the decisions and second looks among these of the time from `begin` up to `end`."""
    decided = _decided(verdicts, begin, end)
    counted: dict[UUID | None, Counter[str]] = defaultdict(Counter)
    for who, outcome, times in decided.values_list("moderator", "outcome").annotate(times=Count("pk")):
        counted[who][outcome] += times
    overturned = dict(_overturned(decided).values_list("moderator").annotate(times=Count("pk")))
    found = looks(doubles(reviews, begin, end))
    given = reviews.filter(given_at__gte=begin, given_at__lt=end, reviewer__isnull=False).order_by()
    made = dict(given.values_list("reviewer").annotate(times=Count("pk")))
    people = {who for who in (*counted, *made) if who is not None}
    return {who: _performance(who, counted[who], overturned.get(who, 0), found, made.get(who, 0)) for who in people}


def doubles(reviews: QuerySet[Review], begin: datetime, end: datetime) -> QuerySet[Review]:
    """The blind second looks among these at people's decisions of that time, but for those made by the batch."""
    made = reviews.filter(why=Reason.DOUBLE, verdict__decided_at__gte=begin, verdict__decided_at__lt=end)
    return made.annotate(grounds=Cast("verdict__grounds", TextField())).exclude(grounds__contains=IN_A_BATCH)


def audits(reviews: QuerySet[Review], begin: datetime, end: datetime) -> QuerySet[Review]:
    """The blind looks among these at the machine's decisions of that time."""
    return reviews.filter(why=Reason.AUDIT, verdict__decided_at__gte=begin, verdict__decided_at__lt=end)


def nothing() -> Performance:
    """Of somebody who decided nothing."""
    return Performance(0, 0, Share(0, 0), kappa({}), 0)


def worked(account: Account, begin: datetime, end: datetime) -> timedelta:
    """How long somebody was at work at the desk on the days (UTC) from `begin` up to `end`, breaks left out."""
    days = Workday.objects.filter(account=account, day__gte=begin.date(), day__lte=end.date())
    return timedelta(seconds=days.aggregate(whole=Sum("seconds"))["whole"] or 0)


def pace(decided: int, work: timedelta) -> int | None:
    """Decisions an hour at work; None where there was too little of it."""
    return round(decided / (work / timedelta(hours=1))) if work >= LEAST_WORK else None


def differences(reviews: QuerySet[Review], account: Account) -> QuerySet[Review]:
    """The account's own decisions that a colleague, who did not know them, would have made otherwise; newest first."""
    own = reviews.filter(why=Reason.DOUBLE, verdict__moderator=account, given_at__isnull=False)
    other = own.exclude(outcome=F("verdict__outcome"))
    return other.select_related("verdict__policy", "comment__article", "comment__site", "ruling").order_by("-given_at")


def _decided(verdicts: QuerySet[Verdict], begin: datetime, end: datetime) -> QuerySet[Verdict]:
    """People's decisions of that time, but for those made by the batch: few of these comments were read one by one."""
    made = verdicts.filter(moderator__isnull=False, decided_at__gte=begin, decided_at__lt=end)
    one_by_one = made.annotate(as_text=Cast("grounds", TextField())).exclude(as_text__contains=IN_A_BATCH)
    return one_by_one.exclude(outcome=Outcome.REFER.value).order_by()


def _overturned(decided: QuerySet[Verdict]) -> QuerySet[Verdict]:
    later = Verdict.objects.filter(comment=OuterRef("comment"), entry__gt=OuterRef("entry"), moderator__isnull=False)
    changed = later.exclude(moderator=OuterRef("moderator")).exclude(outcome=OuterRef("outcome"))
    return decided.filter(Exists(changed))


def _performance(
    who: UUID, outcomes: Counter[str], overturned: int, found: Sequence[Look], reviews: int
) -> Performance:
    return Performance(
        approved=outcomes[Outcome.APPROVE.value],
        rejected=outcomes[Outcome.REJECT.value],
        overturned=Share(overturned, outcomes.total()),
        agreement=kappa(Counter(_own_first(look, who) for look in found if who in {look.first, look.second})),
        reviews=reviews,
    )


def _own_first(look: Look, who: UUID) -> tuple[str, str]:
    return (look.was, look.would_be) if look.first == who else (look.would_be, look.was)
