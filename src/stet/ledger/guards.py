"""Triggers by which the database itself refuses what must never happen.

They are (re)installed after every `migrate`, not by a migration: SQLite rebuilds a table to alter it, and a rebuilt
table has lost its triggers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class Guard:
    """One refusal: on `table`, `event` fails with `message` when `condition` (SQL on OLD and NEW) holds.

    `event` is INSERT, UPDATE, DELETE or TRUNCATE; the last exists on PostgreSQL alone and knows no condition.
    """

    name: str
    table: str
    event: str
    message: str
    condition: str = "TRUE"


def against_removal(table: str, name: str, message: str, taken: str, while_: str = "TRUE") -> tuple[Guard, ...]:
    """The guards of a table whose rows stay: no DELETE, and neither of the ways around that.

    `taken` (SQL on `kept`, a row there is, and NEW) says when a new row would stand in the place of another: SQLite's
    REPLACE removes that one without a DELETE. PostgreSQL's TRUNCATE removes all of them so. `while_` (SQL on OLD) says
    as long as what a row stays.
    """
    replaced = f"EXISTS (SELECT 1 FROM {table} AS kept WHERE {taken})"  # noqa: S608 - constants of this project
    return (
        Guard(f"{name}_refuses_delete", table, "DELETE", message, while_),
        Guard(f"{name}_refuses_truncate", table, "TRUNCATE", message),
        Guard(f"{name}_refuses_replace", table, "INSERT", message, replaced),
    )


MESSAGE = "stet: the ledger is append-only"
APPEND_ONLY = (
    Guard("ledger_entry_refuses_update", "ledger_entry", "UPDATE", MESSAGE),
    *against_removal("ledger_entry", "ledger_entry", MESSAGE, "kept.position = NEW.position OR kept.hash = NEW.hash"),
)


def install(connection: BaseDatabaseWrapper, guards: Iterable[Guard]) -> None:
    """Create the triggers of all guards whose tables are there, anew.

    Raises ImproperlyConfigured for a database Stet does not support.
    """
    with connection.cursor() as cursor:
        # `migrate` may stop half-way on purpose ("migrate ledger"); what comes later is guarded then.
        tables = set(connection.introspection.table_names(cursor))
        for guard in guards:
            if guard.table not in tables:
                continue
            for statement in _statements(connection.vendor, guard):
                cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper, guards: Iterable[Guard]) -> list[Guard]:
    """The guards whose triggers the database does not have."""
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        present = {row[0] for row in cursor.fetchall()}
    return [guard for guard in guards if guard.name not in present and _statements(connection.vendor, guard)]


def _statements(vendor: str, guard: Guard) -> tuple[str, ...]:
    # Names, tables and conditions are constants of this project, never input: they may stand in the SQL as they are.
    if vendor == "sqlite":
        if guard.event == "TRUNCATE":
            return ()
        # Older SQLites lack the standard's word for it.
        condition = guard.condition.replace("IS DISTINCT FROM", "IS NOT")
        return (
            f"DROP TRIGGER IF EXISTS {guard.name}",
            f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} "
            f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{guard.message}'); END",
        )
    if vendor == "postgresql":
        each = "STATEMENT" if guard.event == "TRUNCATE" else "ROW"
        return (
            f"DROP TRIGGER IF EXISTS {guard.name} ON {guard.table}",
            # PostgreSQL allows no subquery in WHEN, so a condition is tested inside a function of its own.
            f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {guard.condition} THEN RAISE EXCEPTION '{guard.message}' USING ERRCODE = 'restrict_violation'; "
            f"END IF; "
            f"IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
            f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} "
            f"FOR EACH {each} EXECUTE FUNCTION {guard.name}()",
        )
    raise ImproperlyConfigured(f"Stet keeps its promises on SQLite and PostgreSQL, not on {vendor}.")


def install_after_migrate(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """`post_migrate` handler."""
    install(connections[using], APPEND_ONLY)
