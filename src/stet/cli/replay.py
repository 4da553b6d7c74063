"""`stet replay`: real comments through the whole path, and what came of them."""

import gzip
import json
import sys
import time
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stet.cli.installation import ServerCommand, open_database
from stet.newsroom.labels import GUIDELINE_LABELS

if TYPE_CHECKING:
    from stet.comments.models import Article

SITE = "replay"
# Comments are received and judged in batches: the database then writes, and the model computes, once for all of them.
BATCH = 100
# A label holds when at least half of its annotators say so; short of that, rows with doubt count for neither side.
HOLDS = 0.5


@dataclass
class Tally:
    """What became of one language's comments. `good` and `bad` are by the labels the file carries."""

    states: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    approved_good: int = 0
    approved_bad: int = 0
    rejected_good: int = 0
    rejected_bad: int = 0

    def add(self, state: str, *, is_bad: bool | None) -> None:
        self.states[state] += 1
        if is_bad is None or state not in {"approved", "rejected"}:
            return
        name = f"{state}_{'bad' if is_bad else 'good'}"
        setattr(self, name, getattr(self, name) + 1)

    @property
    def agreement(self) -> float | None:
        """The share of decided comments, of those that carry labels, decided as the labels say."""
        right = self.approved_good + self.rejected_bad
        decided = right + self.approved_bad + self.rejected_good
        return right / decided if decided else None


@click.command(cls=ServerCommand)
@click.argument("file", type=click.Path(allow_dash=True, exists=True, dir_okay=False))
@click.option("--limit", type=click.IntRange(1), help="Stop after so many comments.")
def replay(file: str, limit: int | None) -> None:
    """Submit a JSON Lines FILE of real comments (gzipped or not; - for standard input), a hundred at a time.

    Each line holds "text", and if it has them "lang", "labels" {name: 0..1} and "id". They are received, judged and
    published or rejected on a site named "replay", as a reader's would be. Afterwards a table is printed. Lines that
    cannot be comments are counted, named on standard error, and skipped.

    \b
    Examples:
      stet replay comments.jsonl.gz --limit 5000
      head -1000 comments.jsonl | stet replay -
    """
    open_database()
    place = _place()
    tallies: dict[str, Tally] = defaultdict(Tally)
    refused: dict[str, int] = defaultdict(int)
    started = time.perf_counter()
    numbered = enumerate(_progress(islice(_lines(file), limit), limit), 1)
    while batch := list(islice(numbered, BATCH)):
        _submit(place, list(_read(batch, refused)), tallies, refused)
    _report(tallies, refused, time.perf_counter() - started)


def _place() -> "Article":
    from stet.comments import policies
    from stet.comments.models import Article, Site
    from stet.newsroom.policy_file import default_policy_text

    site, is_new = Site.objects.get_or_create(slug=SITE, defaults={"name": "Replay"})
    if is_new:
        policies.put_in_force(site, default_policy_text())
    article, _ = Article.objects.get_or_create(site=site, external_id=SITE, defaults={"title": "Replay"})
    return article


def _lines(file: str) -> Iterator[bytes]:
    """The file's lines. Raises click.ClickException where it cannot be read on."""
    if file == "-":
        yield from sys.stdin.buffer
        return
    try:
        with gzip.open(file) if file.endswith(".gz") else Path(file).open("rb") as lines:
            yield from lines
    except (OSError, EOFError, zlib.error) as error:
        raise click.ClickException(f"{file} cannot be read: {error}") from error


def _progress(lines: Iterable[bytes], total: int | None) -> Iterable[bytes]:
    from rich.console import Console
    from rich.progress import track

    return track(lines, "Replaying", total=total, console=Console(stderr=True))


@dataclass(frozen=True, slots=True)
class Line:
    """A line that can be submitted. `is_bad` is None where its labels say too little."""

    number: int
    text: str
    language: str
    is_bad: bool | None


def _read(lines: Iterable[tuple[int, bytes]], refused: dict[str, int]) -> Iterator[Line]:
    for number, line in lines:
        try:
            row = json.loads(line)
            text, language = row["text"], str(row.get("lang", "und"))
            if not isinstance(text, str):
                raise TypeError("A text is a string.")
            yield Line(number, text, language, is_bad(row.get("labels") or {}))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            _refuse(number, "line_unreadable", refused)


def _submit(place: "Article", lines: list[Line], tallies: dict[str, Tally], refused: dict[str, int]) -> None:
    from stet.comments.acts.receive import Draft, receive_all
    from stet.comments.errors import Refusal
    from stet.comments.submission import judge_all_now

    received = []
    drafts = [Draft(body=line.text, author_name="Reader") for line in lines]
    for line, outcome in zip(lines, receive_all(place, drafts), strict=True):
        if isinstance(outcome, Refusal):
            _refuse(line.number, outcome.code, refused)
        else:
            received.append((line, outcome))
    judge_all_now([comment for _, comment in received])
    for line, comment in received:
        tallies[line.language].add(comment.state, is_bad=line.is_bad)


def _refuse(number: int, code: str, refused: dict[str, int]) -> None:
    refused[code] += 1
    click.echo(f"line {number}: {code}", err=True)


def is_bad(labels: Mapping[str, float]) -> bool | None:
    """Whether labels say that a comment breaks a guideline; None when they say too little to tell.

    One guideline label that holds is enough for bad. For good, "toxic", which stands for incivility of any kind, must
    be known and must not hold.
    """
    if any(labels.get(label, 0) >= HOLDS for label in ("toxic", *GUIDELINE_LABELS)):
        return True
    return False if labels.get("toxic") == 0 else None


def _report(tallies: Mapping[str, Tally], refused: Mapping[str, int], seconds: float) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    headings = ("language", "comments", "approved", "rejected", "referred", "bad among approved", "good among rejected")
    table = Table(*headings, "agreement")
    total = 0
    for language, tally in sorted(tallies.items()):
        count = sum(tally.states.values())
        total += count
        table.add_row(
            escape(language),
            str(count),
            _share(tally.states["approved"], count),
            _share(tally.states["rejected"], count),
            _share(tally.states["pending"], count),
            _share(tally.approved_bad, tally.approved_bad + tally.approved_good),
            _share(tally.rejected_good, tally.rejected_bad + tally.rejected_good),
            "–" if tally.agreement is None else f"{tally.agreement:.1%}",
        )
    # In a file or a pipe nobody can widen the table, so it takes the room it needs.
    console = Console()
    Console(width=max(console.width, 120)).print(table)
    for code, number in sorted(refused.items()):
        click.echo(f"Refused as {code}: {number}.")
    click.echo(f"{total} comments in {seconds:.1f} s: {total / max(seconds, 1e-9):.0f} comments/s.")


def _share(part: int, whole: int) -> str:
    return f"{part} ({part / whole:.1%})" if whole else "–"
