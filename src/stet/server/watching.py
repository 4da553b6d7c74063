"""Alerts, beside the server's work: looking whether one begins or is over, and telling those who are to be told."""

import logging
import time
from collections import Counter

from django.db import close_old_connections
from django.utils import timezone

from stet.alerts.delivering import deliver_due
from stet.alerts.watching import look

log = logging.getLogger(__name__)

# A threat is told of within this time; a look costs each site a handful of small queries.
SECONDS_BETWEEN_LOOKS = 15.0


def watch() -> Counter[str]:
    """Look once, and send what is due; how many deliveries ended how."""
    now = timezone.now()
    look(now)
    return deliver_due(now)


def keep_watching() -> None:
    """Watch, now and every few seconds, for as long as the process lives."""
    while True:
        try:
            watch()
        except Exception:
            # Whatever it was, what is to be raised is still so at the next look, and what is to be told waits.
            log.exception("Could not look after alerts.")
        finally:
            close_old_connections()
        time.sleep(SECONDS_BETWEEN_LOOKS)
