"""SQLite's writers in one process wait for each other in turn, and nobody keeps a turn."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from stet.server import settings

WRITERS, WRITES = 6, 25


@pytest.fixture
def handler(tmp_path: Path, django_db_blocker: Any) -> Iterator[ConnectionHandler]:
    options = settings.SQLITE["OPTIONS"] | {"timeout": 0.2}
    described = settings.SQLITE | {"NAME": tmp_path / "turns.sqlite3", "OPTIONS": options}
    handler = ConnectionHandler({"default": described})
    # pytest-django bars connections outside its own test database; this one is a file of the test's own.
    with django_db_blocker.unblock():
        with handler["default"].cursor() as cursor:
            cursor.execute("CREATE TABLE tally (count INTEGER)")
            cursor.execute("INSERT INTO tally VALUES (0)")
        yield handler
        handler.close_all()


def count(connection: BaseDatabaseWrapper) -> int:
    with connection.cursor() as cursor:
        return int(cursor.execute("SELECT count FROM tally").fetchone()[0])


def begin(connection: BaseDatabaseWrapper) -> None:
    connection.ensure_connection()
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def end(connection: BaseDatabaseWrapper) -> None:
    connection.rollback()
    connection.set_autocommit(True)


def test_the_settings_use_it():
    assert settings.SQLITE["ENGINE"] == "stet.server.sqlite"


def test_many_writers_lose_nothing_and_none_is_turned_away(handler: ConnectionHandler):
    def write() -> None:
        connection = handler["default"]
        for _ in range(WRITES):
            begin(connection)
            with connection.cursor() as cursor:
                cursor.execute("UPDATE tally SET count = %s", [count(connection) + 1])
            connection.commit()
            connection.set_autocommit(True)
        connection.close()

    writers = [threading.Thread(target=write) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert count(handler["default"]) == WRITERS * WRITES


@pytest.mark.parametrize("ending", ["commit", "rollback", "close"])
def test_a_turn_ends_with_its_transaction(handler: ConnectionHandler, ending: str):
    begin(handler["default"])
    getattr(handler["default"], ending)()
    assert in_another_thread(handler) is None


def test_who_waits_too_long_is_told_so(handler: ConnectionHandler):
    begin(handler["default"])
    assert "database is locked" in str(in_another_thread(handler))
    end(handler["default"])
    assert in_another_thread(handler) is None


def test_a_transaction_that_cannot_begin_keeps_no_turn(handler: ConnectionHandler, tmp_path: Path):
    stranger = sqlite3.connect(tmp_path / "turns.sqlite3", isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"):
        begin(handler["default"])
    stranger.execute("ROLLBACK")
    stranger.close()
    assert in_another_thread(handler) is None


def in_another_thread(handler: ConnectionHandler) -> Exception | None:
    """What a writer of another thread meets."""
    met: list[Exception | None] = []

    def write() -> None:
        connection = handler["default"]
        try:
            begin(connection)
            end(connection)
            met.append(None)
        except OperationalError as error:
            met.append(error)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    writer.join()
    return met[0]
