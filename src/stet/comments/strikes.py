"""Strikes: what a signed-in reader's rejected comments come to, by a rule that can be read. They decide nothing.

The rule: every rejection in force weighs as much as the gravest guideline it names, its severity of five. The weight
halves every 30 days from the day the comment was written, and after 300 days it counts nothing. It is counted from the
writing because that is what the reader did; how long the newsroom took to decide, or that an appeal was refused, makes
nothing newer. A comment that was withdrawn, erased or approved after all weighs nothing.

What the sum suggests to the moderator who looks at the reader: from 1 a warning, from 2 pre-moderation, from 3 a
suspension, from 5 a ban. So one threat of the highest severity suggests a warning, and somebody whose insults are a
year old is somebody without strikes. A person takes the measure, or does not.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from stet.comments import policies
from stet.comments.models import Measure, State, Verdict
from stet.newsroom.policy import GRAVEST
from stet.newsroom.verdict import Outcome

HALF_LIFE = timedelta(days=30)
FORGOTTEN_AFTER = timedelta(days=300)
# From how many strikes on which measure is suggested, the worst first.
SUGGESTIONS: tuple[tuple[float, Measure], ...] = (
    (5.0, Measure.BAN),
    (3.0, Measure.SUSPENSION),
    (2.0, Measure.PREMODERATION),
    (1.0, Measure.WARNING),
)


@dataclass(frozen=True, slots=True)
class Strike:
    """A rejection in force: of which comment, when that was written, and its gravest guideline's severity (1..5)."""

    comment: UUID
    written_at: datetime
    severity: int

    def weight(self, now: datetime) -> float:
        """What it weighs now: between 0 and 1."""
        return weight(self.severity, now - self.written_at)


def weight(severity: int, age: timedelta) -> float:
    """What a rejection for a guideline of that severity (0..5) weighs once it is so old: between 0 and 1."""
    if age >= FORGOTTEN_AFTER:
        return 0.0
    return severity / GRAVEST * math.exp2(-max(age, timedelta(0)) / HALF_LIFE)


def total(strikes: Iterable[Strike], now: datetime) -> float:
    """How many strikes that is now."""
    return sum(strike.weight(now) for strike in strikes)


def suggested(strikes: float) -> Measure | None:
    """The measure that so many strikes suggest; None for none."""
    return next((measure for least, measure in SUGGESTIONS if strikes >= least), None)


def of_readers(readers: Iterable[UUID], now: datetime | None = None) -> Mapping[UUID, list[Strike]]:
    """The strikes of each of these readers (ids) that still weigh something, the newest first; in one query."""
    now = now or timezone.now()
    named = list(dict.fromkeys(readers))
    rejections = Verdict.objects.filter(
        comment__reader__in=named,
        comment__state=State.REJECTED,
        comment__written_at__gt=now - FORGOTTEN_AFTER,
        outcome=Outcome.REJECT.value,
    )
    # The last rejection of each comment is the one in force: its state says that nothing else came after it.
    latest = {one.comment_id: one for one in rejections.select_related("comment", "policy").order_by("entry_id")}
    found: dict[UUID, list[Strike]] = {reader: [] for reader in named}
    for verdict in sorted(latest.values(), key=lambda one: one.comment.written_at, reverse=True):
        if verdict.comment.reader_id:
            strike = Strike(verdict.comment_id, verdict.comment.written_at, _severity(verdict))
            found[verdict.comment.reader_id].append(strike)
    return found


def _severity(verdict: Verdict) -> int:
    """That of the gravest guideline it names, by the policy it was given under."""
    severities = {one.id: one.severity for one in policies.read(verdict.policy).guidelines}
    return max((severities.get(name, 0) for name in verdict.guidelines), default=0)
