"""What somebody had before their eyes today, and when a break would do them good. It is a suggestion, never a lock.

Only the person sees their own; nobody else is told when somebody rests. `saw` keeps count, in one row a person and day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from stet.accounts.models import Account
from stet.comments.models import Case
from stet.moderation.models import Workday

# From here on a card is heavy to read: a guideline of the two highest severities is at issue, and likely broken.
HEAVY_SEVERITY = 4
HEAVY_RISK = 0.5

# Whoever did nothing at the desk for so long has had a break.
BREAK = timedelta(minutes=5)
# A break is due after so long without one, or after so many heavy cards within so long.
LONGEST_STRETCH = timedelta(minutes=50)
MOST_HEAVY = 30
HEAVY_WITHIN = timedelta(hours=2)


def is_heavy(case: Case) -> bool:
    """Whether a card may weigh on whoever reads it."""
    return case.is_grave or (case.severity >= HEAVY_SEVERITY and case.risk >= HEAVY_RISK)


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody has had today: cards, heavy ones among them, time at work, and since when without a break."""

    cards: int
    heavy: int
    worked: timedelta
    stretch: timedelta
    # Why a break is due: "stretch" or "heavy"; empty when none is.
    break_for: str


def saw(account: Account, cases: Sequence[Case], now: datetime) -> None:
    """Count cards that were just put before somebody, in the order they read them; each card once.

    Without cases it only says that they are at work: call it so when they rule, so that reading counts as no break.
    """
    with transaction.atomic():
        today, _ = Workday.objects.select_for_update().get_or_create(account=account, day=now.date())
        _go_on(today, today if today.last_at else _last(account, now), now)
        for case in cases:
            today.heavy_run = today.heavy_run + 1 if is_heavy(case) else 0
        heavy = sum(map(is_heavy, cases))
        today.heavy_times = [*today.heavy_times, *[now.isoformat()] * heavy][-MOST_HEAVY:]
        today.cards += len(cases)
        today.grave_cards += heavy
        today.save()


def _go_on(today: Workday, last: Workday | None, now: datetime) -> None:
    """Carry on in today's row with what somebody was at when they did something last; or begin anew, after a break."""
    if last is None or last.last_at is None:
        today.stretch_began_at = today.last_at = now
        return
    since = last.last_at
    times = _recent(last, now)
    if _rested(last, now):
        # A break that was due wipes the slate: it is not asked for twice.
        was_due = len(_recent(last, since)) >= MOST_HEAVY
        today.stretch_began_at, today.heavy_run, today.heavy_times = now, 0, [] if was_due else times
    else:
        today.stretch_began_at, today.heavy_run, today.heavy_times = last.stretch_began_at, last.heavy_run, times
        today.seconds += max(0, round((now - since).total_seconds()))
    # A clock that was set back makes nobody's day longer.
    today.last_at = max(now, since)


def heavy_run(account: Account, now: datetime) -> int:
    """How many of the cards that somebody got last, since their last break, were heavy without a light one between."""
    last = _last(account, now)
    return 0 if last is None or _rested(last, now) else last.heavy_run


def load(account: Account, now: datetime) -> Load:
    """What the day has been for somebody so far."""
    last = _last(account, now)
    today = last if last and last.day == now.date() else Workday()
    stretch = timedelta(0)
    if last and last.stretch_began_at and not _rested(last, now):
        stretch = max(stretch, now - last.stretch_began_at)
    return Load(
        cards=today.cards,
        heavy=today.grave_cards,
        worked=timedelta(seconds=today.seconds),
        stretch=stretch,
        break_for=_break_for(last, stretch, now),
    )


def _break_for(last: Workday | None, stretch: timedelta, now: datetime) -> str:
    if last is None or _rested(last, now):
        return ""
    if stretch >= LONGEST_STRETCH:
        return "stretch"
    return "heavy" if len(_recent(last, now)) >= MOST_HEAVY else ""


def _last(account: Account, now: datetime) -> Workday | None:
    """The day in which somebody worked last: a stretch does not end because a day does."""
    return Workday.objects.filter(account=account, day__lte=now.date(), last_at__isnull=False).order_by("-day").first()


def _rested(last: Workday | None, now: datetime) -> bool:
    return last is not None and last.last_at is not None and now - last.last_at >= BREAK


def _recent(last: Workday, now: datetime) -> list[str]:
    return [at for at in last.heavy_times if now - datetime.fromisoformat(at) <= HEAVY_WITHIN]
