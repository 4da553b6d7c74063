"""Telling those who are to be told: each claimed by one process, tried again after a failure, given up in the end.

A delivery is marked as sent after the other side took it. A process that dies between the two leaves it claimed, and it
goes once more later under the same id, by which whoever receives it knows it for the same.
"""

import logging
import random
from collections import Counter
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import translation

from stet.alerts import door, telling
from stet.alerts.door import Message, Problem
from stet.alerts.models import Channel, Delivery, Event, Way
from stet.letters import sending
from stet.letters.composing import compose
from stet.letters.sending import Envelope

log = logging.getLogger(__name__)

# Longer than a webhook or the slowest mail server can make one delivery take.
CLAIM: Final = timedelta(minutes=10)
# When it is tried again, as Standard Webhooks advises; after the last of them it is given up.
DELAYS: Final = tuple(
    timedelta(**delay)
    for delay in (
        {"seconds": 5},
        {"minutes": 5},
        {"minutes": 30},
        {"hours": 2},
        {"hours": 5},
        {"hours": 10},
        {"hours": 14},
        {"hours": 20},
        {"hours": 24},
    )
)
# So much longer than that at most, by lot, so that not all of them come back at once.
JITTER: Final = 0.1
BATCH: Final = 100
SENT, FAILED, GIVEN_UP, DROPPED = "sent", "failed", "given up", "dropped"


def deliver_due(now: datetime) -> Counter[str]:
    """Send what is due; how many ended how."""
    results: Counter[str] = Counter()
    for pk in list(due(now).order_by("due_at").values_list("pk", flat=True)[:BATCH]):
        delivery = _claim(pk, now)
        if delivery:
            results[_deliver(delivery, now)] += 1
    return results


def due(now: datetime) -> QuerySet[Delivery]:
    """What may go now: not claimed, and its time come."""
    return waiting().filter(Q(claimed_until=None) | Q(claimed_until__lt=now), due_at__lte=now)


def waiting() -> QuerySet[Delivery]:
    """What was neither sent nor given up."""
    return Delivery.objects.filter(sent_at=None, given_up_at=None)


def try_out(channel: Channel, now: datetime) -> Delivery:
    """Send the channel a trial at once; the delivery as it ended. It is tried this once."""
    delivery = Delivery.objects.create(
        channel=channel, event=Event.RAISED, made_at=now, due_at=now, claimed_until=now + CLAIM, attempts=1
    )
    _deliver(delivery, now)
    delivery.refresh_from_db()
    return delivery


def _claim(pk: UUID, now: datetime) -> Delivery | None:
    """The delivery, for this process alone until the claim ends; None when another one has it."""
    if not due(now).filter(pk=pk).update(claimed_until=now + CLAIM, attempts=F("attempts") + 1):
        return None
    return Delivery.objects.select_related("channel__site", "alert").get(pk=pk)


def _deliver(delivery: Delivery, now: datetime) -> str:
    own, channel = Delivery.objects.filter(pk=delivery.pk), delivery.channel
    if channel.closed_at:
        own.update(given_up_at=now, claimed_until=None, problem=Problem.GONE)
        return DROPPED
    try:
        status = _send(delivery, now)
    except door.Failure as failure:
        return _postpone(delivery, failure, now)
    own.update(sent_at=now, claimed_until=None, problem="", status=status)
    return SENT


def _send(delivery: Delivery, now: datetime) -> int | None:
    """Send it its way; the status that a webhook answered. Raises door.Failure."""
    if delivery.channel.way == Way.WEBHOOK:
        return _by_webhook(delivery, now)
    _by_letter(delivery)
    return None


def _by_webhook(delivery: Delivery, now: datetime) -> int:
    channel = delivery.channel
    is_rotating = channel.old_secret_until and channel.old_secret_until > now
    secrets = [channel.secret, *([channel.old_secret] if is_rotating else [])]
    message = Message(f"msg_{delivery.pk.hex}", telling.body(delivery), secrets)
    return door.post(channel.address, message, now, may_be_private=settings.STET_ALERTS_PRIVATE)


def _by_letter(delivery: Delivery) -> None:
    """Hand the letter in. Raises door.Failure."""
    if not sending.is_set_up():
        raise door.Failure(Problem.NO_MAIL)
    channel = delivery.channel
    with translation.override(channel.language):
        subject, context = telling.letter(delivery)
        composed = compose(subject, "alerts/letter.txt", context, channel.language)
    try:
        connection = sending.open_connection()
        try:
            sending.hand_in(connection, Envelope(channel.address, composed, delivery.pk, channel.site.name))
        finally:
            connection.close()
    except sending.Failure as failure:
        raise door.Failure(Problem.MAIL) from failure


def _postpone(delivery: Delivery, failure: door.Failure, now: datetime) -> str:
    log.warning("Alert delivery %s did not arrive: %s", delivery.pk, failure)
    own = Delivery.objects.filter(pk=delivery.pk)
    told = {"claimed_until": None, "problem": failure.problem, "status": failure.status}
    if failure.problem is Problem.GONE:
        Channel.objects.filter(pk=delivery.channel_id).update(closed_at=now)
    is_over = failure.problem is Problem.GONE or delivery.attempts > len(DELAYS) or delivery.alert is None
    if is_over:
        own.update(given_up_at=now, **told)
        return GIVEN_UP
    delay = DELAYS[delivery.attempts - 1] * (1 + JITTER * random.random())  # noqa: S311 - spreads load, hides nothing
    own.update(due_at=now + max(delay, timedelta(seconds=failure.pause)), **told)
    return FAILED
