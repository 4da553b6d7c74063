"""Looking whether something has to be raised, or has ended. Reads what is kept anyway, and decides nothing.

Each kind has a written rule; its `Watch.limit` is in the unit that the rule names:

- ``threat``: a comment waits that the machine found to break a guideline of the highest severity, or that a reader
  reported as such or as against the law. One alert for each, raised at once, ended when a person has decided. No limit.
- ``promise``: a comment has waited `limit` minutes beyond the time that the site promises. Ended when none is late.
- ``inflow``: at least `limit` comments came in ten minutes, to the site or to one article, and that is more than
  chance brings (`unusual.tail`): against the same hour of the last fourteen days for the site, against the day before
  for an article; on a site's first day nothing is unusual. Ended when it is usual again, or fewer than half of `limit`.
- ``audit``: of the machine's decisions of the last thirty days that people judged blindly, they decided more than
  `limit` per cent otherwise, even at the lower end of Wilson's 95 % interval. Ended when that is no longer so.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, F, Min

from stet.alerts.models import Alert, Channel, Delivery, Event, Kind, Watch
from stet.alerts.unusual import ENDED_FROM, RAISED_BELOW, tail
from stet.comments.models import Case, Comment, Site
from stet.moderation.agreement import wilson
from stet.moderation.models import Reason, Review

WINDOW: Final = timedelta(minutes=10)
USUAL_DAYS: Final = 14
AUDITED: Final = timedelta(days=30)
# The limits that a site begins with.
LIMITS: Final[Mapping[str, int]] = {Kind.THREAT: 0, Kind.PROMISE: 30, Kind.INFLOW: 60, Kind.AUDIT: 5}


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that is so now. `raises`: grave enough to raise an alert; else only to keep one that there is."""

    about: str
    facts: Mapping[str, Any]
    raises: bool = True


def look(now: datetime) -> int:
    """Raise what has to be raised on every site and end what is over; how many alerts began or ended."""
    return sum(_look_at(watch, now) for site in Site.objects.order_by("pk") for watch in watches(site) if watch.is_on)


def watches(site: Site) -> list[Watch]:
    """The site's watches, one of each kind in their order; those that nobody changed are not in the database."""
    kept = {watch.kind: watch for watch in site.watches.all()}
    return [kept.get(kind) or Watch(site=site, kind=kind, limit=LIMITS[kind]) for kind in Kind.values]


def end_all(watch: Watch, now: datetime) -> int:
    """End what a watch has raised, because it is turned off; how many that were."""
    return sum(_end(alert, now) for alert in Alert.objects.filter(site=watch.site, kind=watch.kind, ended_at=None))


def _look_at(watch: Watch, now: datetime) -> int:
    signs = {sign.about: sign for sign in _SIGNS[Kind(watch.kind)](watch, now)}
    standing = {one.about: one for one in Alert.objects.filter(site=watch.site, kind=watch.kind, ended_at=None)}
    ended = sum(_end(alert, now) for about, alert in standing.items() if about not in signs)
    new = [sign for about, sign in signs.items() if sign.raises and about not in standing]
    return ended + sum(_raise(watch, sign, now) for sign in new)


@transaction.atomic
def _raise(watch: Watch, sign: Sign, now: datetime) -> int:
    """Raise it and note whom to tell, all or nothing; 0 where another process was quicker."""
    Site.objects.select_for_update().get(pk=watch.site_id)
    same = Alert.objects.filter(site=watch.site, kind=watch.kind, about=sign.about, ended_at=None)
    if same.exists():
        return 0
    alert = Alert.objects.create(
        site=watch.site, kind=watch.kind, about=sign.about, facts=dict(sign.facts), raised_at=now
    )
    _tell(alert, Event.RAISED, now)
    return 1


@transaction.atomic
def _end(alert: Alert, now: datetime) -> int:
    if not Alert.objects.filter(pk=alert.pk, ended_at=None).update(ended_at=now):
        return 0
    alert.ended_at = now
    _tell(alert, Event.ENDED, now)
    return 1


def _tell(alert: Alert, event: Event, now: datetime) -> None:
    channels = Channel.objects.filter(site=alert.site_id, closed_at=None)
    Delivery.objects.bulk_create(
        Delivery(channel=channel, alert=alert, event=event, made_at=now, due_at=now)
        for channel in channels
        if not channel.kinds or alert.kind in channel.kinds
    )


def _threats(watch: Watch, _now: datetime) -> Iterator[Sign]:
    for comment, severity in Case.objects.filter(site=watch.site, is_grave=True).values_list("comment", "severity"):
        yield Sign(str(comment), {"severity": severity})


def _promise(watch: Watch, now: datetime) -> Iterator[Sign]:
    late = Case.objects.filter(site=watch.site, is_held=False, promised_by__lt=now)
    found = late.aggregate(number=Count("pk"), oldest=Min("promised_by"))
    if found["number"]:
        minutes = int((now - found["oldest"]).total_seconds() // 60)
        yield Sign("", {"late": found["number"], "minutes": minutes}, raises=minutes >= watch.limit)


def _inflow(watch: Watch, now: datetime) -> Iterator[Sign]:
    if not Comment.objects.filter(site=watch.site, written_at__lte=now - timedelta(days=1)).exists():
        return  # on a site's first day nobody knows what is usual
    came = Comment.objects.filter(site=watch.site, written_at__gt=now - WINDOW, written_at__lte=now)
    count = came.count()
    if count * 2 < watch.limit:
        return
    yield from _unusual("", count, _usual(watch.site, now), watch.limit)
    by_article = came.order_by().values("article").annotate(times=Count("pk")).filter(times__gte=(watch.limit + 1) // 2)
    for article, times in by_article.values_list("article", "times"):
        earlier = Comment.objects.filter(article=article, written_at__lte=now - WINDOW)
        day = earlier.filter(written_at__gt=now - WINDOW - timedelta(days=1)).count()
        yield from _unusual(str(article), times, day * WINDOW / timedelta(days=1), watch.limit)


def _unusual(about: str, count: int, usual: float, limit: int) -> Iterator[Sign]:
    # One more than usual is expected everywhere: after a quiet night the first comments are no flood.
    chance = tail(count, usual + 1)
    if chance < ENDED_FROM:
        facts = {"comments": count, "minutes": 10, "usual": round(usual, 1)}
        yield Sign(about, facts, raises=count >= limit and chance < RAISED_BELOW)


def _usual(site: Site, now: datetime) -> float:
    """How many comments ten minutes bring at this hour: the mean of the same hour of the days before."""
    hour = timedelta(hours=1)
    total = 0
    for days in range(1, USUAL_DAYS + 1):
        end = now - timedelta(days=days) + hour / 2
        total += Comment.objects.filter(site=site, written_at__gt=end - hour, written_at__lte=end).count()
    return total / USUAL_DAYS * (WINDOW / hour)


def _audit(watch: Watch, now: datetime) -> Iterator[Sign]:
    judged = Review.objects.filter(
        comment__site=watch.site, why=Reason.AUDIT, given_at__gt=now - AUDITED, verdict__isnull=False
    )
    number = judged.count()
    otherwise = judged.exclude(outcome=F("verdict__outcome")).count()
    if number and wilson(otherwise, number)[0] * 100 > watch.limit:
        yield Sign("", {"judged": number, "otherwise": otherwise})


_SIGNS: Final[Mapping[Kind, Callable[[Watch, datetime], Iterator[Sign]]]] = {
    Kind.THREAT: _threats,
    Kind.PROMISE: _promise,
    Kind.INFLOW: _inflow,
    Kind.AUDIT: _audit,
}
