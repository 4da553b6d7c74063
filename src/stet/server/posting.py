"""Letters, beside the server's work: made of what the ledger says, and sent soon after."""

import logging
import time
from collections import Counter
from itertools import count

from django.db import close_old_connections

from stet.letters.following import forget_what_is_over
from stet.letters.making import make_letters
from stet.letters.outbox import send_due

log = logging.getLogger(__name__)

# Nobody waits at the mailbox; a look costs the database two small queries.
SECONDS_BETWEEN_LOOKS = 5.0
# Who has heard everything is looked for among all followers, and need not be forgotten at the second.
LOOKS_BETWEEN_FORGETTING = 12


def post() -> Counter[str]:
    """Read on in the ledger, send what is due, forget who has heard everything; how many letters ended how."""
    make_letters()
    results = send_due()
    forget_what_is_over()
    return results


def keep_posting() -> None:
    """Post, now and every few seconds, for as long as the process lives. Without mail, only forget who is to be."""
    for look in count():
        try:
            make_letters()
            send_due()
            if look % LOOKS_BETWEEN_FORGETTING == 0:
                forget_what_is_over()
        except Exception:
            # Whatever it was, letters wait in the database; the next look may do better.
            log.exception("Could not look after letters.")
        finally:
            close_old_connections()
        time.sleep(SECONDS_BETWEEN_LOOKS)
