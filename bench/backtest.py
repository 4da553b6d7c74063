"""A backtest of a site's guidelines on a large newsroom: how long each size takes, by what the desk's page calls.

    python -m bench.backtest [--comments 100000]

Without STET_DATABASE_URL on a SQLite file of its own, else on that (empty) PostgreSQL database. The draft lets a person
decide everything, so that every comment that the machine decides is one that changes. Scores are drawn by lot.
"""

import argparse
import os
import random
import subprocess
import tempfile
import time
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from bench.many_comments import plant
from bench.server import STET, machine

if TYPE_CHECKING:
    from stet.comments.models import Comment


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--comments", type=int, default=100_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["STET_HOME"] = folder
        subprocess.run([STET, "migrate"], check=True, stdout=subprocess.DEVNULL)
        from stet.cli.installation import start_django

        start_django()
        _measure(asked.comments)


def _measure(comments: int) -> None:
    from django.db import connection

    from stet.comments import policies
    from stet.comments.models import Comment, Site
    from stet.moderation.backtest import SIZES, backtest
    from stet.newsroom.policy import Mode

    plant(comments, comments // 20)
    site = Site.objects.get(slug="courier")
    _screen(site.comments.exclude(state="pending").order_by("-written_at")[: SIZES[-1]])
    now = policies.in_force(site)[1]
    print(f"{machine()}; {connection.vendor}; {comments} comments\n")
    print("| comments | seconds | decided otherwise |\n|---|---|---|")
    for size in SIZES:
        began = time.perf_counter()
        found = backtest(Comment.objects.filter(site=site), now, replace(now, mode=Mode.ADVISE), size)
        print(f"| {found.looked_at:,} | {time.perf_counter() - began:.1f} | {found.changed:,} |")


def _screen(comments: Iterable["Comment"], seed: int = 7) -> None:
    """A screening for each comment, as long as a real one is; its scores are drawn by lot, and few are high."""
    from stet.comments.models import ScreeningRecord
    from stet.newsroom.labels import LABELS

    draw = random.Random(seed)
    found = {"guideline": "profanity", "screener": "words", "spans": [[0, 4], [9, 14]]}
    made = [
        ScreeningRecord(
            comment=comment,
            language=comment.language,
            script="Latn",
            scores={label: round(draw.random() ** 8, 4) for label in LABELS},
            findings=[found | {"score": round(draw.random(), 4)} for _ in range(2)],
            failures=[],
            screeners={"words": "1", "model": "1"},
            milliseconds=12.0,
        )
        for comment in comments
    ]
    ScreeningRecord.objects.bulk_create(made, batch_size=1000)


if __name__ == "__main__":
    main()
