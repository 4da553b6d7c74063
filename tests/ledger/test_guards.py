"""The database itself refuses to change the ledger, whoever asks; and says so when it no longer can."""

from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from stet.comments.verify import verify
from stet.ledger import chain
from stet.ledger.guards import APPEND_ONLY, missing
from stet.ledger.models import Entry, Kind
from tests.tampering import ALL_GUARDS, refuses, unguarded

pytestmark = pytest.mark.django_db
REFUSAL = "stet: the ledger is append-only"


@pytest.fixture(autouse=True)
def entry(db: None) -> Entry:
    return chain.append(Kind.RECEIVED, uuid4(), {"commitment": "c"})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET facts = '{}'",
        "UPDATE ledger_entry SET hash = 'f'",
        "UPDATE ledger_entry SET position = position + 1",
        "UPDATE ledger_entry SET facts = facts",
        "DELETE FROM ledger_entry",
        "INSERT INTO ledger_entry SELECT * FROM ledger_entry",
    ],
)
def test_sql_cannot_change_or_remove_an_entry(statement: str) -> None:
    assert REFUSAL in refuses(statement)
    assert list(chain.breaks()) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no REPLACE")
@pytest.mark.parametrize("columns", ["position, kind", "position + 1, kind"], ids=["place", "hash"])
def test_replace_does_not_get_around_the_guard(columns: str) -> None:
    statement = (
        f"INSERT OR REPLACE INTO ledger_entry SELECT {columns}, subject, recorded_at, '{{}}', previous_hash, hash"
    )
    assert REFUSAL in refuses(f"{statement} FROM ledger_entry")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_truncate_does_not_get_around_the_guard() -> None:
    connection.check_constraints()
    assert "stet:" in refuses("TRUNCATE ledger_entry CASCADE")
    assert Entry.objects.exists()


def test_the_orm_cannot_change_or_remove_an_entry(entry: Entry) -> None:
    entry.facts = "{}"
    for act in (entry.save, entry.delete, Entry.objects.all().delete, lambda: Entry.objects.update(facts="{}")):
        with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic():
            act()


def test_the_orm_cannot_put_another_entry_in_the_place_of_one(entry: Entry) -> None:
    other = Entry(position=entry.position, kind=entry.kind, subject=uuid4(), recorded_at=entry.recorded_at, facts="{}")
    other.previous_hash, other.hash = entry.previous_hash, "f" * 64
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.bulk_create(
            [other], update_conflicts=True, unique_fields=["position"], update_fields=["facts", "hash"]
        )
    assert list(chain.breaks()) == []


def test_guards_that_are_gone_are_reported_and_migrate_puts_them_back() -> None:
    with unguarded():
        gone = [str(found) for found in verify()]
        assert any("guard ledger_entry_refuses_update is gone; `stet migrate` puts it back" in line for line in gone)
        assert any("guard comment_refuses_update is gone" in line for line in gone)
        call_command("migrate", verbosity=0)
        assert not any("guard" in str(found) for found in verify())
        assert REFUSAL in refuses("DELETE FROM ledger_entry")


def test_nothing_is_missing_from_a_migrated_database() -> None:
    assert missing(connection, ALL_GUARDS) == []
    with unguarded():
        assert {guard.event for guard in missing(connection, APPEND_ONLY)} >= {"INSERT", "UPDATE", "DELETE"}


def test_installing_twice_does_no_harm() -> None:
    connection.check_constraints()
    call_command("migrate", verbosity=0)
    call_command("migrate", verbosity=0)
    assert REFUSAL in refuses("DELETE FROM ledger_entry")


def test_it_is_the_guards_that_refuse() -> None:
    with unguarded():
        assert refuses("UPDATE ledger_entry SET facts = facts") == ""
