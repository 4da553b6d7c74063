"""What `stet serve` runs: the application, and beside it the look after comments that were left behind.

Both are in the server's worker. A thread of the parent process would be cut in two when the worker is forked off.
"""

import threading

from stet.server.wsgi import application

__all__ = ["application"]


def _start_looking() -> None:
    from stet.server.waiting import look_after_the_waiting  # after `application` has set Django up

    threading.Thread(target=look_after_the_waiting, name="waiting", daemon=True).start()


_start_looking()
