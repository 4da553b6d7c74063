"""When it is a waiting comment's turn: by a rule that can be read, and that every card can be explained by."""

from datetime import datetime, timedelta

from stet.newsroom.policy import GRAVEST

# The gravest comment that the machine is sure about has its turn after a quarter of the time the site promises.
MOST_PULLED = 0.75


def turn_at(since: datetime, promised: timedelta, severity: int, risk: float, trouble: float) -> datetime:
    """When it is the turn of a comment that waits since then: what the queue is ordered by, earliest first.

    Waiting alone moves everybody forward alike, so nobody waits longer because others write more. What may do harm is
    pulled forward by the share ``max(severity/5 × risk, trouble/2)`` of three quarters of the promised time; `risk` is
    the score (0..1) for the gravest guideline in doubt, `trouble` the share (0..1) of the reader's decided comments
    that were rejected.
    """
    pull = max(severity / GRAVEST * risk, trouble / 2)
    return since + promised * (1 - MOST_PULLED * min(1.0, pull))
