"""Reading one state of the whole database, however long it takes and whoever writes meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# Neither keeps anybody from writing. Django's own `atomic` would: on SQLite our transactions begin as writers.
BEGIN = {"sqlite": "BEGIN DEFERRED", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}


@contextmanager
def snapshot() -> Iterator[None]:
    """What is read inside is of one moment. Nothing may be written there."""
    if connection.in_atomic_block:  # whoever began the transaction answers for it
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(BEGIN[connection.vendor])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")
