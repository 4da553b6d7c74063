"""Whoever gets past the guards and alters the ledger is found out, at the first entry that is not what was written."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import F

from stet.ledger import chain
from stet.ledger.models import Entry, Head, Kind
from tests.tampering import unguarded

pytestmark = pytest.mark.django_db

LENGTH = 6


@pytest.fixture(autouse=True)
def _ledger(db: None) -> Iterator[None]:
    for number in range(LENGTH):
        chain.append(Kind.RECEIVED, UUID(int=number), {"number": number})
    with unguarded():
        assert list(chain.breaks()) == []
        yield


def entry(position: int) -> Entry:
    return Entry.objects.get(pk=position)


def alter(which: int, **columns: object) -> None:
    assert Entry.objects.filter(pk=which).update(**columns) == 1


def first() -> chain.Break:
    return next(chain.breaks())


@pytest.mark.parametrize(
    "columns",
    [
        {"facts": '{"number":99}'},
        {"facts": "no JSON"},
        {"facts": '{ "number":2}'},
        {"kind": Kind.ERASED},
        {"subject": UUID(int=99)},
        {"recorded_at": F("recorded_at") + timedelta(microseconds=1)},
        {"hash": "f" * 64},
    ],
    ids=["facts", "nonsense", "spacing", "kind", "subject", "time", "hash"],
)
def test_a_changed_entry_is_the_first_break(columns: dict[str, object]) -> None:
    alter(3, **columns)
    assert first().position == 3
    assert "was changed" in str(first())


def test_a_changed_entry_that_was_sealed_anew_breaks_at_the_next_one() -> None:
    forged = entry(3)
    forged.facts = '{"number":99}'
    alter(3, facts=forged.facts, hash=chain.seal(forged))
    assert str(first()) == f"entry 4 (comment {UUID(int=3)}): does not follow the entry before it"


def test_a_tail_forged_to_its_end_breaks_at_the_head() -> None:
    previous = entry(2).hash
    for position in range(3, LENGTH + 1):
        forged = entry(position)
        forged.facts, forged.previous_hash = '{"number":99}', previous
        previous = chain.seal(forged)
        alter(position, facts=forged.facts, previous_hash=forged.previous_hash, hash=previous)
    assert [(found.position, found.problem) for found in chain.breaks()] == [
        (LENGTH, "is the last one, but the ledger's head names another")
    ]


def test_an_entry_removed_in_the_middle_is_missed() -> None:
    entry(4).delete()
    assert (first().position, "is missing" in first().problem) == (4, True)


def test_the_first_entry_removed_is_missed() -> None:
    entry(1).delete()
    assert first().position == 1


def test_a_removed_entry_whose_place_was_closed_up_is_missed() -> None:
    entry(4).delete()
    for position in range(5, LENGTH + 1):
        alter(position, position=position - 1)
    assert first().position == 4


@pytest.mark.parametrize("kept", [0, 3, LENGTH - 1])
def test_a_tail_cut_off_is_missed(kept: int) -> None:
    Entry.objects.filter(position__gt=kept).delete()
    assert (first().position, "cut off" in first().problem) == (kept + 1, True)


@pytest.mark.parametrize("columns", [{"hash": "f" * 64}, {"position": LENGTH - 1}], ids=["hash", "position"])
def test_an_altered_head_is_noticed(columns: dict[str, object]) -> None:
    Head.objects.update(**columns)
    assert (first().position, "head names another" in first().problem) == (LENGTH, True)


def test_a_lost_head_is_noticed() -> None:
    Head.objects.all().delete()
    assert (first().position, "head is missing" in first().problem) == (LENGTH, True)


def test_an_entry_added_past_the_head_is_noticed() -> None:
    slip_in(LENGTH + 1, previous=entry(LENGTH).hash)
    assert (first().position, "head names another" in first().problem) == (LENGTH + 1, True)


def test_an_entry_slipped_in_before_the_first_is_noticed() -> None:
    slip_in(0, previous=chain.GENESIS)
    assert (first().position, first().problem) == (0, "stands before the first one")


def test_an_entry_slipped_into_the_middle_is_noticed() -> None:
    for position in range(LENGTH, 3, -1):
        alter(position, position=position + 1)
    slip_in(4, previous=entry(3).hash)
    Head.objects.update(position=LENGTH + 1)
    assert first().position == 5


def slip_in(position: int, previous: str) -> None:
    forged = Entry(position=position, kind=Kind.VERDICT, subject=uuid4(), facts="{}", previous_hash=previous)
    forged.recorded_at = entry(3).recorded_at
    forged.hash = chain.seal(forged)
    forged.save(force_insert=True)


def test_entries_that_changed_places_are_noticed() -> None:
    alter(3, position=99)
    alter(4, position=3)
    alter(99, position=4)
    assert first().position == 3


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps no value that is not of the column's type")
@pytest.mark.parametrize("column", ["subject", "recorded_at", "position"])
@pytest.mark.parametrize("nonsense", ["X'FF00'", "'nonsense'", "''"])
def test_a_column_that_holds_nonsense_is_a_break_and_no_crash(column: str, nonsense: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE ledger_entry SET {column} = {nonsense} WHERE position = 3")
    found = first()
    # Bytes that are no time fail before the rows read along with them can be told apart.
    assert found.position == 3 or "cannot be read, or one soon after it" in found.problem


@pytest.mark.parametrize(
    "harmless", [lambda: None, lambda: alter(3, facts=entry(3).facts)], ids=["nothing", "the same facts"]
)
def test_what_changes_nothing_breaks_nothing(harmless: Callable[[], None]) -> None:
    harmless()
    assert list(chain.breaks()) == []
