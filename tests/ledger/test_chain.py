"""The chain: what is appended is sealed, in order, and a chain left alone verifies."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from stet.ledger import chain
from stet.ledger.models import Entry, Head, Kind

pytestmark = pytest.mark.django_db

facts = st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()))


def test_the_first_entry_follows_the_genesis_hash() -> None:
    entry = chain.append(Kind.RECEIVED, uuid4(), {"commitment": "c"})
    assert (entry.position, entry.previous_hash) == (1, chain.GENESIS)


def test_every_entry_follows_the_one_before_it() -> None:
    entries = [chain.append(Kind.VERDICT, uuid4(), {"number": number}) for number in range(5)]
    assert [entry.position for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry.previous_hash for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
    head = Head.objects.get()
    assert (head.position, head.hash) == (5, entries[-1].hash)


def test_a_chain_left_alone_is_whole() -> None:
    assert list(chain.breaks()) == []
    for number in range(3):
        chain.append(Kind.RECEIVED, uuid4(), {"number": number})
    assert list(chain.breaks()) == []


def test_what_is_stored_seals_to_the_same_hash() -> None:
    kept = chain.append(Kind.ERASED, uuid4(), {"b": "کوردی", "a": [1, None, True]})
    assert chain.seal(Entry.objects.get(pk=kept.pk)) == kept.hash


def test_the_hash_can_be_recomputed_from_its_description_alone() -> None:
    subject, at = UUID(int=7), datetime(2026, 11, 23, 9, 30, 0, 250, tzinfo=UTC)
    entry = chain.append(Kind.RECEIVED, subject, {"commitment": "c", "article": "ä"}, at=at)
    described = (
        '{"facts":"{\\"article\\":\\"ä\\",\\"commitment\\":\\"c\\"}","kind":"received","position":1,'
        f'"previous":"{"0" * 64}","recorded_at":"2026-11-23T09:30:00.000250+00:00","subject":"{subject}"}}'
    )
    assert entry.hash == hashlib.sha256(described.encode()).hexdigest()


def test_the_hash_does_not_depend_on_the_time_zone_that_a_time_is_told_in() -> None:
    at = datetime(2026, 11, 23, 12, 0, tzinfo=timezone(timedelta(hours=3)))
    entry = Entry(position=1, kind=Kind.RECEIVED, subject=UUID(int=7), facts="{}", previous_hash=chain.GENESIS)
    entry.recorded_at = at
    there = chain.seal(entry)
    entry.recorded_at = at.astimezone(UTC)
    assert chain.seal(entry) == there


def test_an_act_that_fails_leaves_no_entry() -> None:
    chain.append(Kind.RECEIVED, uuid4(), {})
    with transaction.atomic():
        chain.append(Kind.VERDICT, uuid4(), {})
        transaction.set_rollback(True)
    assert Entry.objects.count() == 1
    assert list(chain.breaks()) == []
    assert chain.append(Kind.VERDICT, uuid4(), {}).position == 2


@pytest.mark.django_db(transaction=True)
def test_appending_outside_a_transaction_is_refused() -> None:
    assert not connection.in_atomic_block
    with pytest.raises(transaction.TransactionManagementError):
        chain.append(Kind.RECEIVED, uuid4(), {})
    assert not Entry.objects.exists()


@given(facts)
def test_canonical_json_says_the_same_facts_in_one_way_only(some: dict[str, object]) -> None:
    text = chain.canonical(some)
    assert json.loads(text) == some
    assert chain.canonical(dict(reversed(some.items()))) == text
    assert chain.canonical(json.loads(text)) == text


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (chain.Break(3, None, "is missing"), "entry 3: is missing"),
        (chain.Break(None, UUID(int=1), "was lost"), f"record (comment {UUID(int=1)}): was lost"),
    ],
)
def test_a_break_says_where_it_is(broken: chain.Break, words: str) -> None:
    assert str(broken) == words
