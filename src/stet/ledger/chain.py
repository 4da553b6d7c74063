"""Appending to the chain and verifying it.

The method is that of a hash chain (Haber & Stornetta, "How to time-stamp a digital document", 1991): every entry's
hash covers the hash before it, so none can be changed, dropped or slipped in without all later hashes changing.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone

from stet.ledger.models import Entry, Head, Kind

GENESIS = "0" * 64
HEAD_ROW = 1


@dataclass(frozen=True, slots=True)
class Break:
    """Where a ledger or the record it covers is not what was written, and how that shows."""

    position: int | None
    subject: UUID | None
    problem: str

    def __str__(self) -> str:
        place = f"entry {self.position}" if self.position is not None else "record"
        about = f" (comment {self.subject})" if self.subject else ""
        return f"{place}{about}: {self.problem}"


def canonical(value: Mapping[str, Any]) -> str:
    """JSON with sorted keys, no spaces and no escapes but the needed ones: the same bytes for the same facts."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def seal(entry: Entry) -> str:
    """The entry's hash: SHA-256 over canonical JSON of its columns, the previous hash among them."""
    statement = canonical(
        {
            "facts": entry.facts,
            "kind": entry.kind,
            "position": entry.position,
            "previous": entry.previous_hash,
            "recorded_at": entry.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "subject": str(entry.subject),
        }
    )
    return hashlib.sha256(statement.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a comment, not yet in the ledger: what an entry says before it has its place."""

    kind: Kind
    subject: UUID
    facts: Mapping[str, Any]
    at: datetime


def append(kind: Kind, subject: UUID, facts: Mapping[str, Any], at: datetime | None = None) -> Entry:
    """Append one entry and return it. Must be called inside the transaction of the act it records.

    Raises TransactionManagementError outside a transaction: an act and its entry are one or nothing.
    """
    return append_all([Happening(kind, subject, facts, at or timezone.now())])[0]


def append_all(happenings: Sequence[Happening]) -> list[Entry]:
    """Append an entry for each, in order, as `append` does for one."""
    if not happenings:
        return []
    head = _locked_head()
    entries = []
    for happening in happenings:
        entry = Entry(
            position=head.position + 1,
            kind=happening.kind,
            subject=happening.subject,
            recorded_at=happening.at,
            facts=canonical(happening.facts),
            previous_hash=head.hash,
        )
        entry.hash = seal(entry)
        entries.append(entry)
        head.position, head.hash = entry.position, entry.hash
    Entry.objects.bulk_create(entries)
    head.save(update_fields=["position", "hash"])
    return entries


def _locked_head() -> Head:
    """The head row, held until the transaction ends: PostgreSQL locks the row; SQLite has one writer at a time."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("The ledger is appended to inside a transaction.")
    head, _ = Head.objects.select_for_update().get_or_create(pk=HEAD_ROW, defaults={"position": 0, "hash": GENESIS})
    return head


# What reading a record raises when somebody put into a column what never belongs there: SQLite keeps anything anywhere.
UNREADABLE = (ValueError, TypeError, AttributeError, DatabaseError)


def breaks() -> Iterator[Break]:
    """Every place where the chain itself does not hold, in order; nothing when it is whole.

    It ends at an entry that cannot be read.
    """
    previous, expected = GENESIS, 1
    try:
        for entry in Entry.objects.order_by("position").iterator(chunk_size=2000):
            yield from _breaks_at(entry, previous, expected)
            previous, expected = entry.hash, max(entry.position + 1, expected)
        yield from _breaks_at_head(expected - 1, previous)
    except UNREADABLE as error:
        yield Break(expected, None, f"cannot be read, or one soon after it: {error}")


def _breaks_at(entry: Entry, previous: str, expected: int) -> Iterator[Break]:
    if entry.position < expected:
        yield Break(entry.position, entry.subject, "stands before the first one")
    elif entry.position > expected:
        yield Break(expected, None, f"is missing; the next one there is {entry.position}")
    elif entry.previous_hash != previous:
        yield Break(entry.position, entry.subject, "does not follow the entry before it")
    if seal(entry) != entry.hash:
        yield Break(entry.position, entry.subject, "was changed: its hash is not that of its content")


def _breaks_at_head(position: int, last_hash: str) -> Iterator[Break]:
    head = Head.objects.filter(pk=HEAD_ROW).first()
    if head is None:
        if position:
            yield Break(position, None, "is the last one, but the ledger's head is missing")
    elif head.position > position:
        yield Break(position + 1, None, f"is missing: the ledger was cut off ({head.position} entries were written)")
    elif (head.position, head.hash) != (position, last_hash):
        yield Break(position, None, "is the last one, but the ledger's head names another")
