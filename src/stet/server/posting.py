"""Letters, beside the server's work: made of what the ledger says, and sent soon after."""

import logging
import time
from collections import Counter
from itertools import count

from django.db import close_old_connections

from stet.comments import evidence
from stet.comments.acts.erase import forget_traces
from stet.ledger.models import Entry, Head, Kind
from stet.letters.following import forget_what_is_over
from stet.letters.making import make_letters
from stet.letters.models import Follower
from stet.letters.outbox import send_due
from stet.moderation.models import ReaderNote

log = logging.getLogger(__name__)

# Nobody waits at the mailbox; a look costs the database two small queries.
SECONDS_BETWEEN_LOOKS = 5.0
# Who has heard everything is looked for among all followers, and need not be forgotten at the second.
LOOKS_BETWEEN_FORGETTING = 12
# The tables of other rooms than the comments' from which an erasure takes something.
ALSO_HOLDING = (Follower._meta.db_table, ReaderNote._meta.db_table)


def post() -> Counter[str]:
    """Read on in the ledger, send what is due, forget who has heard everything; how many letters ended how."""
    make_letters()
    results = send_due()
    forget_what_is_over()
    return results


def forget_what_was_erased(since: int) -> int:
    """Drop the database's own copies of what was erased after that position of the ledger; up to where that is done."""
    head = Head.objects.values_list("position", flat=True).first() or 0
    erased = Entry.objects.filter(position__gt=since, position__lte=head, kind=Kind.ERASED)
    # Where somebody's long reading holds it up, the next look tries again.
    return head if not erased.exists() or forget_traces(ALSO_HOLDING) else since


def forget_old_evidence() -> None:
    """Destroy the sealed copies whose term is over, and the database's own copies of these."""
    if evidence.forget_old():
        forget_traces()


def keep_posting() -> None:
    """Post, now and every few seconds, for as long as the process lives. Without mail, only forget who is to be."""
    forgotten = 0
    for look in count():
        try:
            make_letters()
            send_due()
            forgotten = forget_what_was_erased(forgotten)
            if look % LOOKS_BETWEEN_FORGETTING == 0:
                forget_what_is_over()
                forget_old_evidence()
        except Exception:
            # Whatever it was, letters wait in the database; the next look may do better.
            log.exception("Could not look after letters.")
        finally:
            close_old_connections()
        time.sleep(SECONDS_BETWEEN_LOOKS)
