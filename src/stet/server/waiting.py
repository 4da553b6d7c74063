"""Looking after comments that were received and then left behind: by a crash, or by a database that failed."""

import logging
import time
from datetime import timedelta

from django.db import close_old_connections

from stet.comments.acts.judge import waiting
from stet.comments.submission import judge_now, screener

log = logging.getLogger(__name__)

# A comment that nobody has judged for this long was left behind: judging takes milliseconds.
LEFT_BEHIND = timedelta(seconds=30)
SECONDS_BETWEEN_LOOKS = 15.0


def judge_waiting(older_than: timedelta) -> int:
    """Judge every comment that has waited that long for a machine; how many have a verdict now."""
    # The list is taken first: SQLite's reader must not stay open while the judging writes.
    left_behind = list(waiting(older_than))
    # One that cannot be judged keeps waiting, and keeps nobody else from being judged.
    return sum(judge_now(comment).verdicts.exists() for comment in left_behind)


def look_after_the_waiting() -> None:
    """Judge what was left behind, now and every few seconds, for as long as the process lives."""
    screener()  # loaded now, so that the first reader to write does not wait for it
    while True:
        try:
            judged = judge_waiting(LEFT_BEHIND)
            if judged:
                log.warning("Judged %d comments that had been left waiting.", judged)
        except Exception:
            # Whatever it was, comments go on waiting and somebody has to look after them: the next look may do.
            log.exception("Could not look for waiting comments.")
        finally:
            close_old_connections()
        time.sleep(SECONDS_BETWEEN_LOOKS)
