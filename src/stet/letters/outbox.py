"""Sending what is due: each letter claimed by one process, tried again after a failure, given up in the end.

A letter is marked as sent after the server took it. A process that dies between the two leaves it claimed, and it is
sent once more later, under the same Message-ID, by which mail programs know it for the same letter.
"""

import logging
from collections import Counter
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q
from django.db.models.query import QuerySet
from django.utils import timezone

from stet.comments.acts.report import forget_contact
from stet.letters.following import forget
from stet.letters.models import Follower, Letter, Subject
from stet.letters.sending import Failure, hand_in, is_set_up, open_connection
from stet.letters.writing import write

log = logging.getLogger(__name__)

# Longer than the slowest server can make one letter take (settings.EMAIL_TIMEOUT for each of some ten answers).
CLAIM: Final = timedelta(minutes=10)
# When a letter that failed is tried again: soon at first, for grey-listing servers let it in after minutes; then
# seldom, for a server that is down for a night. After the last of them it is given up.
DELAYS: Final = tuple(
    timedelta(**delay)
    for delay in (
        {"minutes": 1},
        {"minutes": 5},
        {"minutes": 30},
        {"hours": 2},
        {"hours": 6},
        {"hours": 12},
        {"days": 1},
    )
)
# Letters looked up at a time: what happens meanwhile to later ones is seen when their turn comes.
BATCH: Final = 100
SENT, DROPPED, FAILED, GIVEN_UP = "sent", "dropped", "failed", "given up"


def send_due() -> Counter[str]:
    """Send what is due, over one connection, until all is sent or the server cannot be used; how many ended how."""
    results: Counter[str] = Counter()
    due = list(due_letters().order_by("due_at").values_list("pk", flat=True)[:BATCH]) if is_set_up() else []
    if not due:
        return results
    connection: BaseEmailBackend | None = None
    try:
        for pk in due:
            letter = _claim(pk)
            if letter is None:
                continue
            connection, result, goes_on = _deliver(letter, connection)
            results[result] += 1
            if not goes_on:
                break
    finally:
        if connection:
            connection.close()
    return results


def due_letters() -> QuerySet[Letter]:
    """What may go now: not claimed, its time come, its reader's wish confirmed."""
    now = timezone.now()
    welcome = Q(subject__in=(Subject.CONFIRMATION, Subject.REPORT)) | Q(follower__confirmed_at__isnull=False)
    return waiting_letters().filter(_unclaimed(now), welcome, due_at__lte=now)


def waiting_letters() -> QuerySet[Letter]:
    """What was neither sent nor given up."""
    return Letter.objects.filter(sent_at=None, given_up_at=None)


def _unclaimed(now: datetime) -> Q:
    return Q(claimed_until=None) | Q(claimed_until__lt=now)


def _claim(pk: UUID) -> Letter | None:
    """The letter, for this process alone until the claim ends; None when another one has it."""
    now = timezone.now()
    free = waiting_letters().filter(_unclaimed(now), pk=pk, due_at__lte=now)
    if not free.update(claimed_until=now + CLAIM, attempts=F("attempts") + 1):
        return None
    everything = "follower__comment__site", "follower__comment__article", "report__comment__site", "report__answer"
    return Letter.objects.select_related("verdict", "report__comment__article", *everything).filter(pk=pk).first()


def _deliver(letter: Letter, connection: BaseEmailBackend | None) -> tuple[BaseEmailBackend | None, str, bool]:
    """Write the letter and hand it in. The connection, opened where it was not; how it ended; whether to go on."""
    try:
        if letter.attempts > len(DELAYS) + 1:  # each of them began, and none came to an end
            raise Failure("something always keeps it from being sent")
        envelope = write(letter)
        if envelope is None:
            _drop(letter)
            return connection, DROPPED, True
        connection = connection or open_connection()
        hand_in(connection, envelope)
    except Failure as failure:
        return connection, _postpone(letter, failure), not failure.is_general
    _mark_as_sent(letter)
    return connection, SENT, True


@transaction.atomic
def _mark_as_sent(letter: Letter) -> None:
    Letter.objects.filter(pk=letter.pk).update(sent_at=timezone.now(), claimed_until=None, problem="")
    if letter.report:
        forget_contact(letter.report)


@transaction.atomic
def _drop(letter: Letter) -> None:
    """There is nothing to tell any more."""
    Letter.objects.filter(pk=letter.pk).delete()
    if letter.report:
        forget_contact(letter.report)


@transaction.atomic
def _postpone(letter: Letter, failure: Failure) -> str:
    """Try again later, or give the letter up; with it goes an address that nothing can be sent to."""
    log.warning("Letter %s was not sent: %s", letter.pk, failure)
    now, problem = timezone.now(), str(failure)[:200]
    is_over = failure.is_final or letter.attempts > len(DELAYS)
    own = Letter.objects.filter(pk=letter.pk)
    if not is_over:
        own.update(due_at=now + DELAYS[letter.attempts - 1], claimed_until=None, problem=problem)
        return FAILED
    own.update(given_up_at=now, claimed_until=None, problem=problem)
    if letter.report:
        forget_contact(letter.report)
    elif failure.is_final:
        forget(Follower.objects.filter(letters=letter))
    return GIVEN_UP
