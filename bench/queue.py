"""Every query of the desk's queue on a large newsroom: how long it takes, and that no text is read to answer it.

    python -m bench.queue [--comments 1000000] [--waiting 50000] [--times 60]

Without STET_DATABASE_URL on a SQLite file of its own, else on that (empty) PostgreSQL database:

    LC_ALL=C.UTF-8 STET_DATABASE_URL=postgresql:///stet pg_virtualenv sh -c 'createdb stet && python -m bench.queue'

Each row is one thing that a page or a script of the desk asks, with all of its queries: how long it took by the clock
(median and 95th percentile), and how long this process computed for it, whatever else the machine did meanwhile (of
SQLite that is all of it, of PostgreSQL the asking alone). The last column says whether a plan reads all comments. The
whole pages are measured with their rendering, through the same views.
"""

import argparse
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from bench.many_comments import plant
from bench.server import STET, machine


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--comments", type=int, default=1_000_000)
    parser.add_argument("--waiting", type=int, default=50_000)
    parser.add_argument("--times", type=int, default=60)
    parser.add_argument("--plans", action="store_true", help="print every plan")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"STET_HOME": os.environ.get("STET_BENCH_HOME") or folder, "STET_ALLOWED_HOSTS": "testserver"}
        subprocess.run([STET, "migrate"], check=True, stdout=subprocess.DEVNULL)
        from stet.cli.installation import start_django

        start_django()
        _measure(asked)


def _measure(asked: argparse.Namespace) -> None:
    from django.db import connection

    from stet.comments.models import Comment

    began = time.perf_counter()
    if not Comment.objects.exists():
        plant(asked.comments, asked.waiting)
    print(f"{machine()}; {connection.vendor}; planted in {time.perf_counter() - began:.0f} s")
    print(f"{asked.comments} comments, {asked.waiting} of them wait; {asked.times} times each, in milliseconds\n")
    print("| what | p50 | p95 | processor | queries | reads all comments |\n|---|---|---|---|---|---|")
    plans: list[str] = []
    for name, run in questions():
        _row(name, run, asked.times, plans)
    if asked.plans:
        print("\n".join(plans))


def questions() -> Iterator[tuple[str, Callable[[], object]]]:
    """What the desk asks: a name, and the thing done once."""
    from django.test import Client
    from django.utils import timezone

    from stet.accounts.models import Account
    from stet.comments.models import Case, Comment
    from stet.desk import waiting
    from stet.desk.scope import Scope
    from stet.desk.surroundings import surroundings
    from stet.desk.views import CARDS_A_PAGE, DECISIONS_A_PAGE, decisions
    from stet.desk.waiting import Wish
    from stet.moderation import claims

    moderator = Account.objects.order_by("email")[0]
    everything, one_site = Scope((), ()), Scope((Case.objects.all()[0].site_id,), ("ckb", "ar"))
    busy = Case.objects.exclude(reader=None).order_by("reader")[0]
    busy_article, busy_reader = str(busy.article_id), str(busy.reader_id)
    wishes = {
        "all": Wish(),
        "site": Wish(site="gazette"),
        "section": Wish(section="culture"),
        "article": Wish(article=busy_article),
        "language": Wish(language="fa"),
        "guideline": Wish(guideline="vulgarity"),
        "kind": Wish(kind="appeal"),
        "cause": Wish(cause="caution"),
        "author": Wish(reader=busy_reader),
        "five filters": Wish(site="courier", section="sport", language="kmr", guideline="hate", cause="unsure"),
    }

    def page(scope: Scope, wish: Wish, start: int = 0) -> object:
        return list(waiting.cases(scope, wish)[start : start + CARDS_A_PAGE])

    for name, wish in wishes.items():
        yield f"a page of the queue: {name}", partial(page, everything, wish)
        yield f"how many: {name}", waiting.cases(everything, wish).count
    yield (
        "the last page of the queue",
        partial(page, everything, Wish(), waiting.tally(everything).whole - CARDS_A_PAGE),
    )
    yield "a page, one site, two languages", partial(page, one_site, Wish())
    yield "the numbers", partial(waiting.tally, everything)
    yield "the numbers, one site, two languages", partial(waiting.tally, one_site)

    def next_cards() -> None:
        served = claims.serve(waiting.cases(everything, Wish()), moderator, timezone.now(), 3)
        claims.release_all(moderator)
        assert len(served) == 3

    yield "the next three cards, claimed, and let go", next_cards
    shown = list(waiting.cases(everything, Wish())[:CARDS_A_PAGE])
    comments = list(Comment.objects.filter(pk__in=[case.pk for case in shown]).select_related("site", "reader"))
    yield "threads and authors of a page", partial(surroundings, comments)
    heavy = [Comment.objects.select_related("site", "reader").get(pk=busy.pk)]
    yield "the author with the most comments", partial(surroundings, heavy)

    def decided(scope: Scope, by: str, before: str = "") -> object:
        return list(decisions(by, scope, before)[:DECISIONS_A_PAGE])

    for by in ("", "people", "machine"):
        yield f"decided: {by or 'all'}", partial(decided, everything, by)
        yield f"decided, long ago: {by or 'all'}", partial(decided, everything, by, "500000")
    yield "decided, one site, two languages", partial(decided, one_site, "")
    desk = Client()
    desk.force_login(moderator, backend="django.contrib.auth.backends.ModelBackend")
    for name, address in {
        "pulse, as asked for": "/desk/pulse/",
        "whole page: queue": "/desk/",
        "whole page: work": "/desk/work/",
        "whole answer: next cards": "/desk/work/next/",
        "whole page: decided": "/desk/decided/",
        "whole page: a comment": f"/desk/comments/{busy.pk}/",
    }.items():
        yield name, partial(_get, desk, address)


def _get(desk: Any, address: str) -> None:
    response = desk.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{response.status_code} for {response.request['PATH_INFO']}")


def _row(name: str, run: Callable[[], object], times: int, plans: list[str]) -> None:
    for _warming in range(3):
        run()
    with _noted() as statements:
        run()
    took, computed = [], []
    for _time in range(times):
        began, busy = time.perf_counter(), time.process_time()
        run()
        took.append((time.perf_counter() - began) * 1000)
        computed.append((time.process_time() - busy) * 1000)
    plan = [_plan(*statement) for statement in statements if statement[0].startswith("SELECT")]
    plans += [f"\n## {name}", *plan]
    reads_all = any(_reads_all(one) for one in plan)
    p95 = statistics.quantiles(took, n=20)[-1]
    said = "**yes**" if reads_all else "no"
    times_taken = f"{statistics.median(took):.1f} | {p95:.1f} | {statistics.median(computed):.1f}"
    print(f"| {name} | {times_taken} | {len(statements)} | {said} |", flush=True)


@contextmanager
def _noted() -> Iterator[list[tuple[str, Any]]]:
    """The statements that are carried out inside, with what they are about."""
    from django.db import connection

    noted: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        noted.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield noted


def _plan(sql: str, params: Any) -> str:
    from django.db import connection

    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}", params)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def _reads_all(plan: str) -> bool:
    return any(
        "Seq Scan on comments_comment " in f"{line} " or line.strip() == "SCAN comments_comment"
        for line in plan.splitlines()
    )


if __name__ == "__main__":
    main()
