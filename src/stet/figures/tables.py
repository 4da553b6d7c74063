"""Figures as rows, for a page and for a spreadsheet."""

import csv
import io
from collections.abc import Iterator, Sequence

from stet.figures.agreement import Audit
from stet.figures.counting import Figures, Waits


def languages(figures: Figures) -> list[str]:
    """The languages of rejected comments, those with most of them first."""
    totals: dict[str, int] = {}
    for by_language in figures.rejections.values():
        for code, times in by_language.items():
            totals[code] = totals.get(code, 0) + times
    return sorted(totals, key=lambda code: (-totals[code], code))


def as_csv(figures: Figures) -> str:
    """Everything in the figures as CSV (RFC 4180): what it is, of what, in which language or step, and the number.

    Spans of time are in seconds.
    """
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(("figure", "of", "detail", "value"))
    table.writerows(_rows(figures))
    return written.getvalue()


def _rows(figures: Figures) -> Iterator[Sequence[str | int | float]]:
    yield "from", "", "", figures.period.begin.isoformat()
    yield "to", "", "", figures.period.end.isoformat()
    yield "received", "", "", figures.received
    yield "waiting", "now", "", figures.waiting
    yield "decided", "approved", "", figures.approved
    yield "decided", "rejected", "", figures.rejected
    yield from _wait_rows("machine", figures.by_machine)
    yield from _wait_rows("people", figures.by_people)
    yield "overturned", "machine", "", figures.overturned
    for name, objections in (("appeals", figures.appeals), ("reports", figures.reports)):
        yield name, "made", "", objections.made
        yield name, "granted", "", objections.granted
        yield name, "refused", "", objections.refused
    for guideline, by_language in figures.rejections.items():
        for code, times in by_language.items():
            yield "rejected", guideline, code, times
    yield from _audit_rows(figures.audit)
    for step in figures.steps:
        begin = step.begin.isoformat()
        yield from (("received", begin, "", step.received), ("approved", begin, "", step.approved))
        yield "rejected", begin, "", step.rejected


def _audit_rows(audit: Audit) -> Iterator[Sequence[str | int | float]]:
    """How many of the machine's decisions were judged blindly, and how many of these people shared."""
    shares = {
        ("", ""): audit.whole,
        ("approved", ""): audit.approvals,
        ("rejected", ""): audit.rejections,
        **{("", code): share for code, share in audit.languages.items()},
        **{(guideline, ""): share for guideline, share in audit.guidelines.items()},
    }
    for (of, language), share in shares.items():
        if share.number:
            yield "audited", of, language, share.number
            yield "audited and shared", of, language, share.times


def _wait_rows(who: str, waits: Waits) -> Iterator[Sequence[str | int | float]]:
    yield "first decisions", who, "", waits.decided
    if waits.median is not None and waits.p95 is not None:
        yield "seconds to decision", who, "median", waits.median.total_seconds()
        yield "seconds to decision", who, "p95", waits.p95.total_seconds()
