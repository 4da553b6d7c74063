"""Posting over HTTP: from a comment's submission to the machine's verdict, p50, p95 and p99, and the server's memory.

    python -m bench.post [--comments 2000] [--connections 1 4]

Every comment is another text: sentences of the demo's comments, drawn with a fixed seed and numbered.
"""

import argparse
import http.client
import json
import random
import statistics
import threading
import time
from collections import Counter
from urllib.parse import urlsplit

from bench.server import machine, resident_megabytes, running_server
from stet.demo.seed import DEMO_SITE, articles, comments


def texts(count: int, seed: int = 7) -> list[str]:
    """`count` different comments of one to four sentences."""
    draw = random.Random(seed)
    sentences = [comment.body for comment in comments()]
    return [f"{' '.join(draw.sample(sentences, draw.randint(1, 4)))} ({number})"[:2000] for number in range(count)]


def post(address: str, article: str, bodies: list[str], took: list[float], states: Counter[str]) -> None:
    """Post `bodies` over one connection; milliseconds go to `took`, states to `states`."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    for body in bodies:
        draft = {"site": DEMO_SITE, "article": article, "body": body, "author": {"name": "Bench"}}
        payload = json.dumps(draft).encode()
        started = time.perf_counter()
        connection.request("POST", "/api/v1/comments", payload, {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer = json.loads(response.read())
        took.append((time.perf_counter() - started) * 1000)
        if response.status != 201 or answer["ledger"]["position"] < 2:
            raise RuntimeError(f"{response.status}: {answer}")
        states[answer["state"]] += 1


def measure(address: str, article: str, bodies: list[str], connections: int) -> str:
    took: list[float] = []
    states: Counter[str] = Counter()
    workers = [
        threading.Thread(target=post, args=(address, article, bodies[first::connections], took, states))
        for first in range(connections)
    ]
    started = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    seconds = time.perf_counter() - started
    if len(took) != len(bodies):
        raise RuntimeError("Some comments were not taken.")
    hundredths = statistics.quantiles(took, n=100)
    p50, p95, p99 = hundredths[49], hundredths[94], hundredths[98]
    what = ", ".join(f"{number} {state}" for state, number in states.most_common())
    return f"| {connections} | {len(bodies) / seconds:.0f} | {p50:.1f} | {p95:.1f} | {p99:.1f} | {what} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--comments", type=int, default=2000)
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 4])
    asked = parser.parse_args()
    article = articles()[0].id
    print(machine(), "\n")
    print("| connections | comments/s | p50 ms | p95 ms | p99 ms | states |\n|---|---|---|---|---|---|")
    with running_server() as server:
        measure(server.url, article, texts(50, seed=1), 1)
        for connections in asked.connections:
            print(measure(server.url, article, texts(asked.comments, seed=connections + 1), connections), flush=True)
        posted = len(asked.connections) * asked.comments
        print(f"\nServer memory after {posted} comments: {resident_megabytes(server.pid):.0f} MB")


if __name__ == "__main__":
    main()
