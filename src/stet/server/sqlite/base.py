"""The database engine of settings.py: SQLite, whose writers in one process wait for each other in turn.

SQLite lets one transaction write at a time. Who comes second asks again after a pause, and longer pauses follow: under
load a few wait much longer than the rest. Within a process a lock wakes the next one at once.
"""

import threading
from collections import defaultdict
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

# One for each database file of the process.
_TURNS: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that holds the turn from the beginning of a transaction to its end.

    The methods it extends are those by which Django's own backends begin and end one; the stubs do not know them.
    """

    def __init__(self, settings_dict: dict[str, Any], alias: str = "default") -> None:
        super().__init__(settings_dict, alias)
        self._has_turn = False

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _take_turn(self) -> None:
        if self._has_turn:
            return
        # As long as SQLite itself would wait for a writer of another process, and with the same outcome.
        if not self._turn().acquire(timeout=self.settings_dict["OPTIONS"].get("timeout", 5)):
            raise OperationalError("database is locked")
        self._has_turn = True

    def _end_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            self._turn().release()

    def _turn(self) -> threading.Lock:
        return _TURNS[str(self.settings_dict["NAME"])]
