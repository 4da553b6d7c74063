"""Searching a million comments at the desk: how long each kind of search takes, and by which plan.

    python -m bench.search [--comments 1000000] [--runs 100] [--home FOLDER [--planted]]

On SQLite in a folder of its own, or on the PostgreSQL that STET_DATABASE_URL names, which must be empty. The newsroom
is made up by a fixed seed: 25 words a comment, as frequent as in any language (Zipf), half of them in Arabic letters;
three sites with 80, 18 and 2 of a hundred comments, 10,000 articles, 20,000 signed-in readers. A search is everything
that its page asks the database for to show what it finds: candidates, what else was asked of them, and the comments
themselves with their articles and last decisions.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate, islice
from pathlib import Path
from typing import Any
from uuid import UUID

from bench.server import machine

SEED = 20261123
WORDS, WORDS_A_COMMENT = 50_000, 25
CHUNK = 20_000
STATES = ("approved", "rejected", "pending", "withdrawn")
SHARES = (85, 9, 5, 1)
LANGUAGES, LANGUAGE_SHARES = ("en", "ckb", "tr", "ar", "und"), (50, 30, 10, 8, 2)
GUIDELINES = ("threat", "racism", "sexism", "personal_attack", "profanity", "promotion")
BEGAN = datetime(2024, 1, 1, tzinfo=UTC)


class Made:
    """What the newsroom was made of, to search it by."""

    def __init__(self, comments: int) -> None:
        self.chance = random.Random(SEED)
        self.comments = comments
        self.words = [self._word(place) for place in range(WORDS)]
        self.weights = list(accumulate(1 / (rank + 1) for rank in range(WORDS)))
        self.sites = [UUID(int=site + 1) for site in range(3)]
        self.articles = [UUID(int=(1 << 64) + article) for article in range(10_000)]
        self.site_of = self.chance.choices(self.sites, (80, 18, 2), k=len(self.articles))
        self.readers = [UUID(int=(2 << 64) + reader) for reader in range(20_000)]
        self.names = [f"{self.some_word(100)} {self.some_word(1000)}" for _ in self.readers]
        self.moderators = [UUID(int=(3 << 64) + one) for one in range(20)]
        self.step = timedelta(days=700) / comments

    def _word(self, place: int) -> str:
        letters = "bcdfghklmnprstvz" if place % 2 else "بتجحخدرزسشفقکلمن"
        vowels = "aeiou" if place % 2 else "اویه"
        syllables = self.chance.randint(1, 3)
        return "".join(self.chance.choice(letters) + self.chance.choice(vowels) for _ in range(syllables)) + (
            letters[place % 16] + vowels[place % 4] if place > 40 else ""
        )

    def some_word(self, first: int = 0, last: int = WORDS) -> str:
        return self.words[self.chance.randrange(first, last)]

    def text(self) -> str:
        return " ".join(self.chance.choices(self.words, cum_weights=self.weights, k=WORDS_A_COMMENT))

    def id_of(self, place: int) -> UUID:
        """A UUIDv7 of the comment's time, told from its neighbours by its place."""
        milliseconds = int((BEGAN + place * self.step).timestamp() * 1000)
        return UUID(int=milliseconds << 80 | 7 << 76 | 2 << 62 | place)


def rows(made: Made, places: range) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Comments, what the index holds of them, and the decisions about them."""
    comments: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    verdicts: list[dict[str, Any]] = []
    for place in places:
        which = made.chance.randrange(len(made.articles))
        reader = made.chance.randrange(2 * len(made.readers))
        state = made.chance.choices(STATES, SHARES)[0]
        at = BEGAN + place * made.step
        comment: dict[str, Any] = {
            "id": made.id_of(place),
            "site_id": made.site_of[which],
            "article_id": made.articles[which],
            "reader_id": made.readers[reader] if reader < len(made.readers) else None,
            "author_name": made.names[reader % len(made.readers)],
            "body": made.text(),
            "commitment": "0" * 64,
            "written_at": at,
            "reading_language": "en",
            "state": state,
            "language": made.chance.choices(LANGUAGES, LANGUAGE_SHARES)[0],
            "published_at": at if state == "approved" else None,
        }
        comments.append(comment)
        texts.append(
            {
                "comment_id": comment["id"],
                "text": comment["body"],
                "author": comment["author_name"],
                "place": f"s{comment['site_id'].hex} a{comment['article_id'].hex}",
            }
        )
        if state in {"approved", "rejected"}:
            verdicts.append(_verdict(made, place, comment))
    return comments, texts, verdicts


def _verdict(made: Made, place: int, comment: dict[str, Any]) -> dict[str, Any]:
    is_rejection = comment["state"] == "rejected"
    return {
        "id": UUID(int=(4 << 64) + place),
        "comment_id": comment["id"],
        "entry_id": place + 1,
        "outcome": "reject" if is_rejection else "approve",
        "guidelines": f'["{made.chance.choice(GUIDELINES)}"]' if is_rejection else "[]",
        "grounds": "[]",
        "policy_id": UUID(int=5 << 64),
        "moderator_id": made.chance.choice(made.moderators) if made.chance.random() < 0.3 else None,
        "decided_at": comment["written_at"],
        "explanation_seal": "",
    }


def plant(made: Made) -> None:
    """Fill the newsroom. What the comments refer to and nobody searches by (ledger, policies) is left out."""
    from django.db import connection

    from stet.comments.models import Article, Reader, Site

    Site.objects.bulk_create(Site(id=pk, slug=f"site-{n}", name=f"Site {n}") for n, pk in enumerate(made.sites))
    Article.objects.bulk_create(
        Article(id=pk, site_id=site, external_id=str(n), title=f"{made.some_word()} {made.some_word()}")
        for n, (pk, site) in enumerate(zip(made.articles, made.site_of, strict=True))
    )
    Reader.objects.bulk_create(
        Reader(id=pk, site_id=made.sites[0], external_id=str(n), name=made.names[n])
        for n, pk in enumerate(made.readers)
    )
    write = _write_to_postgresql if connection.vendor == "postgresql" else _write_to_sqlite
    for start in range(0, made.comments, CHUNK):
        write(rows(made, range(start, min(start + CHUNK, made.comments))))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


TABLES = ("comments_comment", "comments_searchtext", "comments_verdict")


def _write_to_sqlite(chunk: Sequence[list[dict[str, Any]]]) -> None:
    from django.db import connection

    connection.ensure_connection()
    connection.connection.execute("PRAGMA foreign_keys = OFF")
    connection.connection.execute("PRAGMA synchronous = OFF")
    connection.connection.execute("BEGIN")
    for table, filled in zip(TABLES, chunk, strict=True):
        columns = list(filled[0])
        places = ", ".join("?" * len(columns))
        values = ([_for_sqlite(row[column]) for column in columns] for row in filled)
        connection.connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", values)
    connection.connection.execute("COMMIT")


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value


def _write_to_postgresql(chunk: Sequence[list[dict[str, Any]]]) -> None:
    from django.db import connection

    connection.ensure_connection()
    with connection.cursor() as cursor:
        # Neither foreign keys nor guards are asked: nothing of this newsroom is anybody's.
        cursor.execute("SET session_replication_role = replica")
        for table, filled in zip(TABLES, chunk, strict=True):
            columns = list(filled[0])
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in filled:
                    copy.write_row([str(value) if isinstance(value, UUID) else value for value in row.values()])


def searches(made: Made) -> Iterator[tuple[str, Callable[[], dict[str, str]]]]:
    """Each kind of search: what it is called, and an address's query for one of it."""
    word, common, rare = (
        partial(made.some_word, 100, 1000),
        partial(made.some_word, 0, 20),
        partial(made.some_word, 20_000),
    )
    article = partial(made.chance.choice, made.articles)
    yield "one of the commonest words", lambda: {"q": common()}
    yield "a usual word", lambda: {"q": word()}
    yield "a rare word", lambda: {"q": rare()}
    yield "two usual words", lambda: {"q": f"{word()} {word()}"}
    yield "a phrase of a common and a usual word", lambda: {"q": f'"{common()} {word()}"'}
    yield "the beginning of a word", lambda: {"q": f"{word()[:3]}*"}
    yield "a word that must not be there", lambda: {"q": f"{word()} -{common()}"}
    yield "a name", lambda: {"q": made.chance.choice(made.names), "where": "author"}
    yield "a common word, rejected", lambda: {"q": common(), "state": "rejected"}
    yield "a usual word, for one guideline", lambda: {"q": word(), "guideline": made.chance.choice(GUIDELINES)}
    yield "a usual word, decided by one person", lambda: {"q": word(), "by": str(made.chance.choice(made.moderators))}
    yield "a common word, in Turkish", lambda: {"q": common(), "language": "tr"}
    yield "a common word, under one article", lambda: {"q": common(), "article": str(article())}
    yield "a common word, on the smallest site", lambda: {"q": common(), "site": "site-2"}
    yield (
        "a usual word, in one month of two years ago",
        lambda: {"q": word(), "since": "2024-03-01", "until": "2024-03-31"},
    )
    yield "a usual word, by relevance", lambda: {"q": word(), "order": "relevance"}
    yield "a common word, by relevance", lambda: {"q": common(), "order": "relevance"}
    yield "no word: rejected", lambda: {"state": "rejected"}
    yield "no word: for one guideline", lambda: {"guideline": made.chance.choice(GUIDELINES)}
    yield (
        "no word: by one person, in one month",
        lambda: {"by": str(made.chance.choice(made.moderators)), "since": "2024-03-01"},
    )
    yield "no word: under one article", lambda: {"article": str(article())}
    yield "no word: on the smallest site", lambda: {"site": "site-2"}


def once(query: dict[str, str]) -> tuple[float, float, int]:
    """Milliseconds of one search, those in which this process was busy, and how many comments its page shows."""
    from django.http import QueryDict
    from django.utils.http import urlencode

    from stet.desk.scope import Scope
    from stet.desk.search import finding
    from stet.desk.search.asked import Asked

    asked, scope = Asked.of(QueryDict(urlencode(query))), Scope((), ())
    started, busy = time.perf_counter(), time.process_time()
    found = finding.most_relevant(asked, scope) if asked.by_relevance else finding.find(asked, scope)
    shown = finding.comments_of(found, scope)
    return (time.perf_counter() - started) * 1000, (time.process_time() - busy) * 1000, len(shown)


def report(made: Made, runs: int) -> None:
    print("| search | shown | p50 ms | p95 ms | busy p50 ms | busy p95 ms |\n|---|---|---|---|---|---|", flush=True)
    for name, asks in searches(made):
        once(asks())
        figures = [once(asks()) for _ in range(runs)]
        took, busy = sorted(one[0] for one in figures), sorted(one[1] for one in figures)
        shown = statistics.mean(one[2] for one in figures)
        cells = [f"{figure:.1f}" for times in (took, busy) for figure in (statistics.median(times), _p95(times))]
        print(f"| {name} | {shown:.0f} | {' | '.join(cells)} |", flush=True)


def _p95(times: Sequence[float]) -> float:
    return times[min(len(times) - 1, round(0.95 * len(times)))]


def plans(made: Made) -> None:
    """By which plan the index is asked."""
    from django.db import connection

    from stet.comments import search_index
    from stet.comments.search_words import terms

    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN (COSTS OFF)"
    for name, word in (("common", made.words[3]), ("usual", made.words[500]), ("rare", made.words[30_000])):
        statement, asked = search_index.question(search_index.Wanted(terms(word)), 31)
        with connection.cursor() as cursor:
            cursor.execute(f"{explain} {statement}", asked)
            lines = [str(row[-1]) for row in cursor.fetchall()]
        print(f"\nA {name} word:\n\n```\n" + "\n".join(lines) + "\n```")


def erasing() -> None:
    """How long the index takes to lose every trace of what was erased."""
    from django.db import connection

    from stet.comments import search_index
    from stet.comments.models import SearchText

    named = list(islice(SearchText.objects.order_by("-pk").values_list("pk", flat=True), 0, 5000, 500))
    SearchText.objects.filter(pk__in=named).delete()
    started = time.perf_counter()
    search_index.drop_traces()
    if connection.vendor == "sqlite":
        print(f"\nDropping the traces of ten erased comments from the index: {time.perf_counter() - started:.1f} s.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--comments", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--planted", action="store_true")
    asked = parser.parse_args()
    home = asked.home or Path(tempfile.mkdtemp(prefix="stet-bench-"))
    os.environ |= {"STET_HOME": str(home), "DJANGO_SETTINGS_MODULE": "stet.server.settings"}
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from stet.comments.models import Comment

    call_command("migrate", verbosity=0)
    made = Made(asked.comments)
    started = time.perf_counter()
    if not asked.planted:
        plant(made)
    took = time.perf_counter() - started
    print(f"{machine()}; {connection.vendor}; {Comment.objects.count():,} comments, made in {took:.0f} s\n", flush=True)
    report(made, asked.runs)
    plans(made)
    erasing()


if __name__ == "__main__":
    main()
