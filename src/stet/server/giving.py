"""Giving held rulings when they are due, beside the server's work; what an earlier process left behind as well."""

import logging
import time
from itertools import count

from django.db import close_old_connections
from django.utils import timezone

from stet.moderation import batches, notes
from stet.moderation.holding import give_due

log = logging.getLogger(__name__)

# A reader waits so much longer than the hold itself; a look that finds nothing is one small query.
SECONDS_BETWEEN_LOOKS = 1.0
LOOKS_BETWEEN_FORGETTING = 60


def keep_giving() -> None:
    """Give what is due, now and every second, for as long as the process lives."""
    for look in count():
        try:
            give_due(timezone.now())
            batches.give_due(timezone.now())
            if look % LOOKS_BETWEEN_FORGETTING == 0:
                notes.forget_what_was_erased()
        except Exception:
            # Whatever it was, rulings stay in the database; the next look may do better.
            log.exception("Could not give held rulings.")
        finally:
            close_old_connections()
        time.sleep(SECONDS_BETWEEN_LOOKS)
