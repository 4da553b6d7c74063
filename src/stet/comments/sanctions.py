"""Measures against signed-in readers: warned, pre-moderated, suspended, banned. A guest is nobody known and has none.

Every measure has a reason that the reader is told. One that has a term ends by the clock alone, so that nothing has to
run for it to end; every other one ends when it is lifted. Nothing here happens by itself: a person takes a measure.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from stet.accounts.models import Account
from stet.comments.errors import (
    AccountBanned,
    AccountSuspended,
    MeasureInForce,
    MeasureOver,
    MeasureUnexplained,
    TermMissing,
    Warned,
)
from stet.comments.models import Comment, Measure, Reader, Sanction, Site
from stet.comments.text import check_text, is_blank, is_text

LONGEST_REASON = 1000
# What keeps a reader from writing, the worse first.
_SHUTTING = (Measure.BAN, Measure.SUSPENSION)
# Of these a reader has one at a time. A further warning says something new.
_ONE_AT_A_TIME = (Measure.PREMODERATION, Measure.SUSPENSION, Measure.BAN)


def in_force(now: datetime | None = None) -> Q:
    """The condition for a measure that was neither lifted nor has run out."""
    return Q(lifted_at=None) & (Q(ends_at=None) | Q(ends_at__gt=now or timezone.now()))


def premoderated(readers: Iterable[UUID | None]) -> set[UUID]:
    """Those of these readers (ids; None is a guest) whose comments wait for a person, whatever the machine thinks."""
    named = {reader for reader in readers if reader}
    if not named:
        return set()
    found = Sanction.objects.filter(in_force(), reader__in=named, measure=Measure.PREMODERATION)
    return set(found.order_by().values_list("reader", flat=True))


def of_readers(readers: Iterable[UUID]) -> dict[UUID, list[Measure]]:
    """The measures in force against each of these readers (ids), the worst first, without warnings; in one query."""
    lasting = Sanction.objects.filter(in_force(), reader__in=set(readers), measure__in=_ONE_AT_A_TIME)
    found: dict[UUID, set[str]] = {}
    for reader, measure in lasting.values_list("reader", "measure"):
        found.setdefault(reader, set()).add(measure)
    return {reader: [one for one in reversed(Measure) if one in named] for reader, named in found.items()}


@transaction.atomic
def impose(
    reader: Reader,
    measure: Measure,
    reason: str,
    by: Account,
    term: timedelta | None = None,
    comment: Comment | None = None,
) -> Sanction:
    """Take a measure against the reader, from now on and for `term`; a warning and a ban have none.

    `reason` is what the reader is told, `comment` the one that it is about. Raises MeasureUnexplained, TextInvalid,
    TermMissing for a suspension without end, MeasureInForce where the same one is in force.
    """
    _check_reason(reason)
    if measure == Measure.SUSPENSION and not term:
        raise TermMissing
    # Whoever takes a measure at the same moment waits here, and then sees this one.
    Reader.objects.select_for_update().get(pk=reader.pk)
    now = timezone.now()
    if measure in _ONE_AT_A_TIME and reader.sanctions.filter(in_force(now), measure=measure).exists():
        raise MeasureInForce
    has_term = measure in {Measure.PREMODERATION, Measure.SUSPENSION}
    return Sanction.objects.create(
        reader=reader,
        measure=measure,
        reason=reason.strip(),
        comment=comment,
        made_by=by,
        made_at=now,
        ends_at=now + term if term and has_term else None,
    )


@transaction.atomic
def lift(sanction: Sanction, by: Account) -> None:
    """End a measure before its time. Raises MeasureOver where it is over."""
    ended = Sanction.objects.filter(in_force(), pk=sanction.pk).update(lifted_by=by, lifted_at=timezone.now())
    if not ended:
        raise MeasureOver


def check_may_write(site: UUID, reader_key: str | None) -> None:
    """Raise AccountBanned or AccountSuspended where such a measure is in force against the site's reader of that id."""
    if reader_key is None or not is_text(reader_key):
        return
    against = Sanction.objects.filter(
        in_force(), reader__site=site, reader__external_id=reader_key, measure__in=_SHUTTING
    )
    for measure in sorted(against, key=lambda one: _SHUTTING.index(Measure(one.measure))):
        if measure.ends_at is None:
            raise AccountBanned(measure.reason)
        raise AccountSuspended(measure.reason, measure.ends_at)


def shown_to(site: Site, reader_key: str | None) -> list[Sanction]:
    """What the site's reader of that id has to know: the measures in force, but for a warning that they have seen."""
    if reader_key is None or not is_text(reader_key):
        return []
    of_reader = Sanction.objects.filter(in_force(), reader__site=site, reader__external_id=reader_key)
    return list(of_reader.exclude(measure=Measure.WARNING, seen_at__isnull=False))


def see(site: Site, reader_key: str, seen: Iterable[UUID]) -> int:
    """Note that the reader has seen these measures (ids); how many of them were new to them."""
    of_reader = Sanction.objects.filter(reader__site=site, reader__external_id=reader_key, seen_at=None)
    return of_reader.filter(pk__in=list(seen)).update(seen_at=timezone.now())


def tell_warning(site: Site, reader_key: str | None) -> None:
    """Raise Warned with the oldest warning that the reader has not seen, and note that they have seen it.

    It is called before anything else happens to what they send, outside the transaction that stores it: a refusal
    would undo the note there. An attempt that is sent again goes through.
    """
    unseen = [one for one in shown_to(site, reader_key) if one.measure == Measure.WARNING]
    if reader_key is not None and unseen and see(site, reader_key, [unseen[0].pk]):
        raise Warned(unseen[0].reason)


def _check_reason(reason: str) -> None:
    check_text(reason)
    if is_blank(reason) or len(reason) > LONGEST_REASON:
        raise MeasureUnexplained
