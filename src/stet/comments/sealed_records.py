"""What the ledger seals beside the comments themselves, compared with its entries: each has one, and says the same."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Model, OuterRef, Subquery

from stet.comments.acts.appeal import facts_of_appeal
from stet.comments.acts.consult import facts_of_opinion
from stet.comments.acts.decide import facts_of
from stet.comments.acts.report import facts_of_report
from stet.comments.commitments import seal_of_reason, seal_of_statement, seal_of_words_to_author
from stet.comments.models import Appeal, Comment, Explanation, Opinion, Report, State, Verdict
from stet.ledger.chain import Break
from stet.ledger.models import Entry, Kind
from stet.newsroom.verdict import Outcome

CHUNK = 2000


class Sealed(Protocol):
    """A record with an entry of its own."""

    comment_id: UUID

    @property
    def comment(self) -> Comment: ...

    @property
    def entry(self) -> Entry: ...


def facts_in(entry: Entry) -> dict[str, Any]:
    """What an entry says; nothing when it was altered into something that is no JSON object."""
    try:
        facts = json.loads(entry.facts)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}


def verdict_breaks() -> Iterator[Break]:
    verdicts = Verdict.objects.select_related("comment", "entry", "policy", "screening", "moderator")
    for verdict in verdicts.order_by("entry_id").iterator(chunk_size=CHUNK):
        yield from _unlike(verdict, Kind.VERDICT, facts_of(verdict), verdict.decided_at)
    yield from _lost(Kind.VERDICT, Verdict)
    yield from _explanation_breaks()


def _explanation_breaks() -> Iterator[Break]:
    """What moderators wrote to authors: there is one where a verdict has its seal, and it says what was sealed."""
    explained = Verdict.objects.exclude(explanation_seal="").select_related("comment", "explanation")
    for verdict in explained.order_by("entry_id").iterator(chunk_size=CHUNK):
        told = getattr(verdict, "explanation", None)
        if told is None:
            yield Break(verdict.entry_id, verdict.comment_id, "told the author something that is not there any more")
        elif verdict.comment.state == State.ERASED:
            if told.text is not None:
                yield Break(
                    verdict.entry_id, verdict.comment_id, "was erased, but its author's explanation is still there"
                )
        elif told.text is None or seal_of_words_to_author(verdict, told.text) != verdict.explanation_seal:
            yield Break(verdict.entry_id, verdict.comment_id, "told the author something else than the record's")
    for told in Explanation.objects.filter(verdict__explanation_seal="").select_related("verdict"):
        yield Break(told.verdict.entry_id, told.verdict.comment_id, "told the author nothing, but its record says so")


def opinion_breaks() -> Iterator[Break]:
    opinions = Opinion.objects.select_related("comment", "entry", "policy")
    for opinion in opinions.order_by("entry_id").iterator(chunk_size=CHUNK):
        broken = list(_unlike(opinion, Kind.OPINION, facts_of_opinion(opinion), opinion.given_at))
        seals = partial(_is_sealed, opinion, seal_of_reason, opinion.reason_seal)
        yield from broken or _unsealed(opinion, opinion.reason, seals)
    yield from _lost(Kind.OPINION, Opinion)


def appeal_breaks() -> Iterator[Break]:
    answers = Subquery(_rulings_after_the_entry().values("pk")[:1])
    appeals = Appeal.objects.select_related("comment", "entry", "against").annotate(due=answers)
    for appeal in appeals.order_by("entry_id").iterator(chunk_size=CHUNK):
        broken = list(_unlike(appeal, Kind.APPEALED, facts_of_appeal(appeal), appeal.made_at))
        seals = partial(_is_sealed, appeal, seal_of_statement, appeal.statement_seal)
        yield from broken or _unsealed(appeal, appeal.statement, seals)
        against = appeal.against
        if (against.comment_id, against.outcome) != (appeal.comment_id, Outcome.REJECT):
            yield Break(appeal.entry_id, appeal.comment_id, "appeals against something that is no rejection of it")
        if appeal.answer_id != appeal.due:
            yield Break(appeal.entry_id, appeal.comment_id, "was answered by another ruling than its record says")
    yield from _lost(Kind.APPEALED, Appeal)


def report_breaks() -> Iterator[Break]:
    answers = Subquery(_rulings_after_the_entry().values("pk")[:1])
    reports = Report.objects.select_related("comment", "entry").annotate(due=answers)
    for report in reports.order_by("entry_id").iterator(chunk_size=CHUNK):
        is_erased = report.comment.state == State.ERASED
        # Once the salt is gone nobody can tell what an explanation's seal was made of, and there is none any more.
        last_seal = {"explanation": facts_in(report.entry).get("explanation")} if is_erased else {}
        yield from _unlike(report, Kind.REPORTED, facts_of_report(report) | last_seal, report.made_at)
        if is_erased and (report.explanation, report.reporter_name, report.contact) != ("", "", None):
            yield Break(report.entry_id, report.comment_id, "was erased, but what was said about it is still there")
        if report.answer_id != report.due:
            yield Break(report.entry_id, report.comment_id, "was answered by another ruling than its record says")
    yield from _lost(Kind.REPORTED, Report)


def _unlike(record: Sealed, kind: Kind, facts: dict[str, Any], at: datetime) -> Iterator[Break]:
    entry = record.entry
    if (entry.kind, entry.subject) != (kind, record.comment_id):
        yield Break(entry.position, record.comment_id, f"is not the entry of the {_NAMES[kind]} that names it")
    elif facts_in(entry) != facts or entry.recorded_at != at:
        yield Break(entry.position, record.comment_id, f"does not say what the {_NAMES[kind]}'s record says")


def _unsealed(record: Sealed, text: str | None, seals: Callable[[], bool]) -> Iterator[Break]:
    """Where a text that goes with its comment's does not; where it is another one than was sealed."""
    entry = record.entry
    if record.comment.state == State.ERASED:
        if text is not None:
            yield Break(entry.position, record.comment_id, "was erased, but what was said about it is still there")
    elif None in (text, record.comment.salt) or not seals():
        yield Break(
            entry.position,
            record.comment_id,
            f"sealed another {_TEXTS[entry.kind]} than the {_NAMES[entry.kind]}'s record",
        )


def _is_sealed(record: Any, seal_of: Callable[[Any], str], seal: str) -> bool:
    return seal_of(record) == seal


def _lost(kind: Kind, model: type[Model]) -> Iterator[Break]:
    for entry in Entry.objects.filter(kind=kind, **{model._meta.model_name or "": None}).iterator():
        yield Break(entry.position, entry.subject, f"has lost its {_NAMES[kind]}'s record")


def _rulings_after_the_entry() -> Any:
    """Of the comment that a record is about, by people, after that record: the first one answers it."""
    after = Verdict.objects.filter(comment=OuterRef("comment"), entry__gt=OuterRef("entry"), moderator__isnull=False)
    return after.order_by("entry_id")


_NAMES: dict[str, str] = {
    Kind.VERDICT: "verdict",
    Kind.OPINION: "opinion",
    Kind.APPEALED: "appeal",
    Kind.REPORTED: "report",
}
_TEXTS: dict[str, str] = {Kind.OPINION: "reason", Kind.APPEALED: "statement"}
