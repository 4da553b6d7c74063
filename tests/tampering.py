"""What somebody with the database's password could do: everything the guards refuse, once they are out of the way."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection, transaction

from stet.comments.guards import GUARDS
from stet.ledger.guards import APPEND_ONLY
from stet.moderation.guards import GUARDS as JOURNAL

ALL_GUARDS = (*APPEND_ONLY, *GUARDS, *JOURNAL)


def drop_guards() -> None:
    connection.check_constraints()  # PostgreSQL drops no trigger of a table while checks on it are still to be made
    with connection.cursor() as cursor:
        for guard in ALL_GUARDS:
            where = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}{where}")


@contextmanager
def unguarded() -> Iterator[None]:
    """Inside, the guards are gone; afterwards everything is as it was."""
    with transaction.atomic():
        drop_guards()
        yield
        transaction.set_rollback(True)


def refuses(statement: str, parameters: tuple[object, ...] = ()) -> str:
    """How the database refuses a statement; "" when it carries it out."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
    except DatabaseError as error:
        return str(error)
    return ""


def refuse_screenings(*, refuse: bool) -> None:
    """Make the database fail in the middle of judging, or work again."""
    table = "comments_screeningrecord"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            body = f"BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END"
            cursor.execute(f"CREATE TRIGGER broken {body}" if refuse else "DROP TRIGGER broken")
        else:
            check = "ADD CONSTRAINT broken CHECK (false) NOT VALID" if refuse else "DROP CONSTRAINT broken"
            connection.check_constraints()
            cursor.execute(f"ALTER TABLE {table} {check}")
