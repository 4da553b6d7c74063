"""What a search finds, as a file: streamed, so that a long one needs no more memory than a short one."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

from stet.comments.models import Comment, Verdict
from stet.desk.scope import Scope
from stet.desk.search import finding
from stet.desk.search.asked import Asked

# A file that a spreadsheet still opens, and that is no copy of the whole newsroom.
MOST_ROWS = 100_000
AT_ONCE = 500
COLUMNS = (
    *("id", "site", "article", "title", "address", "written_at", "language", "state", "author", "text"),
    *("decided_at", "decided_by", "guidelines"),
)
# A cell that begins so is a formula to a spreadsheet, whoever wrote it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def records(asked: Asked, scope: Scope) -> Iterator[dict[str, Any]]:
    """What is found, newest first: COLUMNS; what was erased has no text and no name. Whoever decided is not named."""
    told, before = 0, None
    while told < MOST_ROWS:
        found = finding.find(asked, scope, before, min(AT_ONCE, MOST_ROWS - told))
        yield from _of(finding.comments_of(found, scope))
        told += len(found.comments)
        before = found.further
        if before is None:
            return


def as_csv(found: Iterator[Mapping[str, Any]]) -> Iterator[str]:
    """RFC 4180, in UTF-8; a cell that a spreadsheet would take for a formula begins with an apostrophe."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(COLUMNS)
    for record in found:
        table.writerow([_cell(record[column]) for column in COLUMNS])
        yield _taken(written)
    yield _taken(written)


def as_lines(found: Iterator[Mapping[str, Any]]) -> Iterator[str]:
    """JSON Lines: an object a line."""
    return (json.dumps(record, ensure_ascii=False) + "\n" for record in found)


FORMS: Mapping[str, Callable[[Iterator[Mapping[str, Any]]], Iterator[str]]] = {"csv": as_csv, "jsonl": as_lines}
TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8"}


def _of(comments: list[Comment]) -> Iterator[dict[str, Any]]:
    decided = Verdict.objects.in_bulk([comment.decision for comment in comments if comment.decision])  # type: ignore[attr-defined]
    return (_record(comment, decided) for comment in comments)


def _record(comment: Comment, decided: Mapping[UUID, Verdict]) -> dict[str, Any]:
    verdict = decided.get(comment.decision)  # type: ignore[attr-defined]
    return {
        "id": str(comment.pk),
        "site": comment.site.slug,
        "article": comment.article.external_id,
        "title": comment.article.title,
        "address": comment.article.url,
        "written_at": comment.written_at.isoformat(),
        "language": comment.language,
        "state": comment.state,
        "author": comment.author_name,
        "text": comment.body,
        "decided_at": verdict.decided_at.isoformat() if verdict else None,
        "decided_by": ("person" if verdict.moderator_id else "machine") if verdict else None,
        "guidelines": verdict.guidelines if verdict else [],
    }


def _cell(value: Any) -> str:
    text = " ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _taken(written: io.StringIO) -> str:
    text = written.getvalue()
    written.seek(0)
    written.truncate()
    return text
