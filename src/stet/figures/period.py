"""The time that figures are about, and the steps that a chart of it takes. All times are UTC."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Length(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """From `begin` up to `end`, which it does not hold; `step` is "hour", "day", "week" or "month"."""

    length: Length
    begin: datetime
    end: datetime
    step: str

    @property
    def last(self) -> datetime:
        """The last moment that it holds, to the microsecond."""
        return self.end - timedelta(microseconds=1)

    def steps(self) -> list[datetime]:
        """When each step of it begins, in order."""
        found = [self.begin]
        while (following := _after(found[-1], self.step)) < self.end:
            found.append(following)
        return found


# How many steps, the one under way among them, each length has.
_STEPS: Mapping[Length, tuple[str, int]] = {
    Length.DAY: ("hour", 24),
    Length.WEEK: ("day", 7),
    Length.MONTH: ("day", 30),
    Length.QUARTER: ("week", 13),
    Length.YEAR: ("month", 12),
}


def period(length: Length, now: datetime) -> Period:
    """The period of that length that holds `now` (UTC) in its last step."""
    step, how_many = _STEPS[length]
    begin = _start(now, step)
    end = _after(begin, step)
    for _ in range(how_many - 1):
        begin = _start(begin - timedelta(seconds=1), step)
    return Period(length, begin, end, step)


def _start(when: datetime, step: str) -> datetime:
    """When the step that holds `when` begins; a week does on Monday (ISO 8601)."""
    hour = when.replace(minute=0, second=0, microsecond=0)
    if step == "hour":
        return hour
    day = hour.replace(hour=0)
    if step == "week":
        return day - timedelta(days=day.weekday())
    return day if step == "day" else day.replace(day=1)


def _after(start: datetime, step: str) -> datetime:
    if step == "month":
        return (start + timedelta(days=31)).replace(day=1)
    return start + {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}[step]
