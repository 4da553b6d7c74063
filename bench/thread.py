"""Reading a long thread over HTTP: by the API and as a page, in every order; and thousands who wait for what is new.

    python -m bench.thread [--comments 5000] [--requests 30] [--waiting 2000]

The thread: three of five comments are top comments, one of five stands in one long conversation under one of them, and
the rest answers here and there. Each was received, judged and published as any other, but its scores were drawn by lot:
what is measured is reading. Every other one has reactions.
"""

import argparse
import gzip
import http.client
import json
import os
import random
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from bench.server import Running, machine, processor_seconds, running_server
from stet.screening.prepared import Evidence, Prepared

if TYPE_CHECKING:
    from stet.comments.models import Comment

ARTICLE = "long-thread"
ORDERS = ("newest", "oldest", "published", "replies", "constructive")
CHUNK = 250
# As a browser asks from a page of the publisher's own.
HEADERS = {"Accept-Encoding": "gzip", "Origin": "https://courier.example"}


class Drawn:
    """A step of screening that finds nothing wrong, and every text constructive to a degree drawn by lot."""

    name, version = "drawn", "1"

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed)

    def screen(self, texts: Sequence[Prepared]) -> list[Evidence]:
        from stet.newsroom.labels import LABELS

        clean = dict.fromkeys(LABELS, 0.0)
        return [Evidence(scores=clean | {"constructive": self._draw.random()}) for _ in texts]


def plant(home: Path, how_many: int, seed: int = 7) -> list[str]:
    """Write the thread into the demo newspaper's database in `home`; the ids of its comments, as they were written."""
    os.environ["STET_HOME"] = str(home)
    from stet.cli.installation import start_django

    start_django()
    from stet.comments.acts.judge import judge_all
    from stet.comments.acts.receive import Draft, receive_all
    from stet.comments.models import Article, Comment, Reaction, Site
    from stet.demo.seed import DEMO_SITE
    from stet.screening import Screener

    draw = random.Random(seed)
    screener = Screener([("drawn", lambda: Drawn(seed))])
    site = Site.objects.get(slug=DEMO_SITE)
    site.origins = [*site.origins, HEADERS["Origin"]]
    site.save()
    article = Article.objects.create(site=site, external_id=ARTICLE, title="A long thread")
    planted: list[Comment] = []
    while len(planted) < how_many:
        parents = list(_parents(planted, min(CHUNK, how_many - len(planted)), draw))
        drafts = [
            Draft(body=body, author_name=f"Reader {draw.randrange(900)}", parent=parent)
            for body, parent in zip(_texts(len(parents), draw), parents, strict=True)
        ]
        chunk = [one for one in receive_all(article, drafts) if isinstance(one, Comment)]
        judge_all(chunk, screener)
        planted += chunk
    Reaction.objects.bulk_create(
        Reaction(comment=comment, key=f"{number}") for comment in planted[::2] for number in range(draw.randrange(8))
    )
    return [str(comment.pk) for comment in planted]


def _parents(planted: "Sequence[Comment]", how_many: int, draw: random.Random) -> "Iterator[UUID | None]":
    """What each of the next comments answers: nothing, something in the first one's conversation, or anything."""
    long = [one for one in planted if planted[0].pk in {one.pk, one.root_id}]
    for _ in range(how_many):
        kind = draw.randrange(5)
        if not planted or kind < 3:
            yield None
        else:
            yield draw.choice(long if kind == 3 else planted).pk


def _texts(how_many: int, draw: random.Random) -> list[str]:
    """Words drawn by lot, so that a page packs no better than one of people's own words."""
    from stet.demo.seed import comments

    words = [word for comment in comments() for word in comment.body.split()]
    return [" ".join(draw.choices(words, k=draw.randint(8, 80))) for _ in range(how_many)]


class Reader:
    """One browser's connection to the server."""

    def __init__(self, server: Running) -> None:
        self.server = server
        self._connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)

    def get(self, path: str) -> tuple[float, bytes]:
        """Milliseconds, and the answer as it came (gzipped)."""
        started = time.perf_counter()
        self._connection.request("GET", path, headers=HEADERS)
        response = self._connection.getresponse()
        answer = response.read()
        took = (time.perf_counter() - started) * 1000
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status} {answer[:300]!r}")
        return took, answer


def row(reader: Reader, what: str, path: str, requests: int, holds: str = "") -> str:
    """One row of the table. Raises RuntimeError when the answer does not hold the comment of the id `holds`."""
    reader.get(path)
    before = processor_seconds(reader.server.pid)
    answers = [reader.get(path) for _ in range(requests)]
    computed = (processor_seconds(reader.server.pid) - before) * 1000 / requests
    took = [one for one, _ in answers]
    packed = answers[0][1]
    plain = gzip.decompress(packed) if packed[:2] == b"\x1f\x8b" else packed
    if holds.encode() not in plain.partition(b'"comments"')[2]:
        raise RuntimeError(f"{path} does not lead to its comment.")
    p95 = statistics.quantiles(took, n=20)[18]
    sizes = f"{len(packed) / 1000:.1f} | {len(plain) / 1000:.0f}"
    return f"| {what} | {statistics.median(took):.0f} | {p95:.0f} | {computed:.0f} | {sizes} |"


def waiting(server: Running, requests: int, connections: int = 4) -> str:
    """How many of those who wait for news can ask in a second."""
    thread = json.loads(gzip.decompress(Reader(server).get(f"/api/v1/thread?site=zagros&article={ARTICLE}")[1]))
    path = f"/api/v1/stream?site=zagros&article={ARTICLE}&since={thread['cursor']}"
    took: list[float] = []

    def ask() -> None:
        reader = Reader(server)
        took.extend(reader.get(path)[0] for _ in range(requests // connections))

    workers = [threading.Thread(target=ask) for _ in range(connections)]
    before, started = processor_seconds(server.pid), time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    a_second = len(took) / (time.perf_counter() - started)
    computed = (processor_seconds(server.pid) - before) * 1000 / len(took)
    p95 = statistics.quantiles(took, n=20)[18]
    return (
        f"Asking for news over {connections} connections: {a_second:.0f} requests/s, "
        f"p50 {statistics.median(took):.1f} ms, p95 {p95:.1f} ms, {computed:.2f} ms of a processor; "
        f"at one in 15 s that is {a_second * 15:.0f} readers with the page open."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--comments", type=int, default=5000)
    parser.add_argument("--requests", type=int, default=30)
    parser.add_argument("--waiting", type=int, default=2000)
    asked = parser.parse_args()
    print(machine(), "\n")
    with running_server() as server:
        ids = plant(server.home, asked.comments)
        reader = Reader(server)
        print("| what | p50 ms | p95 ms | processor ms | kB gzipped | kB |\n|---|---|---|---|---|---|")
        api, page = f"/api/v1/thread?site=zagros&article={ARTICLE}&order=", f"/threads/zagros/{ARTICLE}/?order="
        for order in ORDERS:
            print(row(reader, f"API, {order}", api + order, asked.requests), flush=True)
        for order in ORDERS:
            print(row(reader, f"page, {order}", page + order, asked.requests), flush=True)
        middle = ids[len(ids) // 2]
        for order in ORDERS:
            permalink = f"{api}{order}&comment={middle}"
            print(row(reader, f"API, permalink, {order}", permalink, asked.requests, holds=middle), flush=True)
        print(row(reader, "API, more replies", f"/api/v1/comments/{ids[0]}/replies", asked.requests))
        print(row(reader, "page of a conversation", f"/threads/zagros/{ARTICLE}/?thread={ids[0]}", asked.requests))
        print()
        print(waiting(server, asked.waiting))


if __name__ == "__main__":
    main()
