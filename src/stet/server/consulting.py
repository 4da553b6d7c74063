"""Asking the second judge, beside the server's work: about what was referred, soon after, for as long as it takes."""

import logging
import time

from django.conf import settings
from django.db import close_old_connections

from stet.comments.second_opinion import consult_due

log = logging.getLogger(__name__)

# A referred comment waits for a person anyway: seconds do not matter to it, and a look costs the database a query.
SECONDS_BETWEEN_LOOKS = 5.0


def keep_consulting() -> None:
    """Ask about what is due, now and every few seconds, for as long as the process lives."""
    judge = settings.STET_SECOND_JUDGE
    if judge is None:
        raise ValueError("No second judge is set up.")
    while True:
        try:
            consult_due(judge.endpoint, judge.budget)
        except Exception:
            # Whatever it was, the comments stay referred and a person decides; the next look may do better.
            log.exception("Could not ask the second judge.")
        finally:
            close_old_connections()
        time.sleep(SECONDS_BETWEEN_LOOKS)
