"""Drawing decisions for a second look, beside the server's work, soon after they were made."""

import logging
import time

from django.db import close_old_connections

from stet.comments.acts.erase import forget_traces
from stet.moderation import lot, reviews
from stet.moderation.models import Review

log = logging.getLogger(__name__)

# Nobody waits for the lot; a look that finds nothing costs the database three small queries.
SECONDS_BETWEEN_LOOKS = 15.0


def keep_reviewing() -> None:
    """Draw, and forget what was written about erased comments, now and every few seconds, while the process lives."""
    while True:
        try:
            lot.draw()
            if reviews.forget_what_was_erased():
                forget_traces(also=[Review._meta.db_table])
        except Exception:
            # Whatever it was, decisions stay in the ledger and are drawn by the next look.
            log.exception("Could not draw decisions for review.")
        finally:
            close_old_connections()
        time.sleep(SECONDS_BETWEEN_LOOKS)
