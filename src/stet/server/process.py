"""What `stet serve` runs: the application, and beside it the look after comments that were left behind.

Beside them letters are sent, held rulings given, alerts raised and told, decisions drawn for a second look, and where a
second judge is set up it is asked. All are in the server's worker: a thread of the parent process would be cut in two
when the worker is forked off.
"""

import threading

from stet.server.wsgi import application

__all__ = ["application"]


def _start_looking() -> None:
    from django.conf import settings  # after `application` has set Django up

    from stet.server.giving import keep_giving
    from stet.server.posting import keep_posting
    from stet.server.reviewing import keep_reviewing
    from stet.server.waiting import look_after_the_waiting
    from stet.server.watching import keep_watching

    threading.Thread(target=look_after_the_waiting, name="waiting", daemon=True).start()
    threading.Thread(target=keep_posting, name="letters", daemon=True).start()
    threading.Thread(target=keep_giving, name="rulings", daemon=True).start()
    threading.Thread(target=keep_watching, name="alerts", daemon=True).start()
    threading.Thread(target=keep_reviewing, name="reviews", daemon=True).start()
    if settings.STET_SECOND_JUDGE:
        from stet.server.consulting import keep_consulting

        threading.Thread(target=keep_consulting, name="second judge", daemon=True).start()


_start_looking()
