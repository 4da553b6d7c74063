"""Recomputing everything that was promised: the chain, the texts, the verdicts, the states.

Reads the whole database once, in order; nothing is written.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.db import IntegrityError, connection

from stet.comments.acts.decide import STATE_AFTER
from stet.comments.acts.receive import facts_of_receipt, root_below
from stet.comments.commitments import commitment_of
from stet.comments.guards import GUARDS
from stet.comments.models import Appeal, Comment, Opinion, PolicyVersion, Report, State, Verdict
from stet.comments.policies import digest
from stet.comments.sealed_records import appeal_breaks, facts_in, opinion_breaks, report_breaks, verdict_breaks
from stet.comments.snapshot import snapshot
from stet.ledger import chain
from stet.ledger.chain import UNREADABLE, Break
from stet.ledger.guards import APPEND_ONLY, missing
from stet.ledger.models import Entry, Kind

CHUNK = 2000
STATE_AFTER_ENTRY: dict[str, State] = {Kind.WITHDRAWN: State.WITHDRAWN, Kind.ERASED: State.ERASED}


@dataclass
class Count:
    """How much was verified."""

    entries: int = 0
    comments: int = 0
    verdicts: int = 0
    opinions: int = 0
    appeals: int = 0
    reports: int = 0
    states: dict[str, int] = field(default_factory=dict)


def verify() -> Iterator[Break]:
    """Every break there is: those of the chain in its order, those of what it covers, guards that are gone.

    All of it is read as of one moment: a server may go on writing.
    """
    with snapshot():
        yield from chain.breaks()
        for what, breaks in (
            ("a reference", _reference_breaks),
            ("a policy", _policy_breaks),
            ("a verdict", verdict_breaks),
            ("an opinion", opinion_breaks),
            ("an appeal", appeal_breaks),
            ("a report", report_breaks),
            ("a comment", _comment_breaks),
            ("the list of guards", _guard_breaks),
        ):
            try:
                yield from breaks()
            except UNREADABLE as error:
                yield Break(None, None, f"{what} cannot be read: {error}")


def count() -> Count:
    """What `verify` goes through."""
    states = Comment.objects.values_list("state", flat=True)
    by_state = {state: states.filter(state=state).count() for state in State.values}
    return Count(
        entries=Entry.objects.count(),
        comments=sum(by_state.values()),
        verdicts=Verdict.objects.count(),
        opinions=Opinion.objects.count(),
        appeals=Appeal.objects.count(),
        reports=Report.objects.count(),
        states=by_state,
    )


def _reference_breaks() -> Iterator[Break]:
    # A record removed behind the database's back leaves others pointing nowhere. PostgreSQL never lets it come to that.
    if connection.vendor == "sqlite":
        try:
            connection.check_constraints()
        except IntegrityError as error:
            yield Break(None, None, str(error))


def _policy_breaks() -> Iterator[Break]:
    for version in PolicyVersion.objects.iterator():
        if digest(version.text) != version.digest:
            yield Break(None, None, f"policy {version} was changed: its text is not that of its digest")


def _comment_breaks() -> Iterator[Break]:
    """Comments and their entries, walked side by side in the order of their ids."""
    entries = Entry.objects.order_by("subject", "position").iterator(chunk_size=CHUNK)
    histories = groupby(entries, key=lambda entry: entry.subject)
    history = next(histories, None)
    for comment in Comment.objects.select_related("parent").order_by("id").iterator(chunk_size=CHUNK):
        while history and history[0] < comment.pk:
            yield _lost(history[1])
            history = next(histories, None)
        own = list(history[1]) if history and history[0] == comment.pk else []
        history = next(histories, None) if own else history
        yield from _breaks_of(comment, own)
    while history:
        yield _lost(history[1])
        history = next(histories, None)


def _guard_breaks() -> Iterator[Break]:
    for guard in missing(connection, (*APPEND_ONLY, *GUARDS)):
        yield Break(None, None, f"the database's guard {guard.name} is gone; `stet migrate` puts it back")


def _lost(history: Iterator[Entry]) -> Break:
    first = next(history)
    return Break(first.position, first.subject, "names a comment that is not there")


def _breaks_of(comment: Comment, history: list[Entry]) -> Iterator[Break]:
    if not history or history[0].kind != Kind.RECEIVED:
        yield Break(None, comment.pk, "was never received: the ledger does not begin with its receipt")
        return
    first, last = history[0], history[-1]
    expected = state_after(history)
    if facts_in(first) != facts_of_receipt(comment):
        yield Break(first.position, comment.pk, "commits to another text or place than the comment's record")
    if comment.root_id != root_below(comment.parent):
        yield Break(first.position, comment.pk, "stands in another thread than the comment it answers")
    yield from _standing_breaks(comment, history)
    if expected == State.ERASED:
        if (comment.body, comment.author_name, comment.salt, comment.reader_id) != (None, None, None, None):
            yield Break(last.position, comment.pk, "erased it, but its text is still there")
    elif _is_torn(comment) or commitment_of(comment) != comment.commitment:
        yield Break(first.position, comment.pk, "sealed another text, author, place or time than the record's")


def _standing_breaks(comment: Comment, history: list[Entry]) -> Iterator[Break]:
    last, expected = history[-1], state_after(history)
    if comment.state != expected:
        yield Break(last.position, comment.pk, f"leaves it {expected}, but its record says {comment.state}")
    if comment.picked_at != picked_after(history):
        yield Break(last.position, comment.pk, "says of it as an editors' pick what its record does not")


def _is_torn(comment: Comment) -> bool:
    return comment.body is None or comment.author_name is None or comment.salt is None


def state_after(history: list[Entry]) -> str:
    """The state that a comment's entries, in order, leave it in."""
    state: str = State.PENDING
    for entry in history:
        state = _state_by(entry) or state
    return state


def _state_by(entry: Entry) -> State | None:
    """The state that an entry leads to; None where it leaves the comment as it is."""
    if entry.kind == Kind.VERDICT:
        return STATE_AFTER.get(facts_in(entry).get("outcome", ""))
    return STATE_AFTER_ENTRY.get(entry.kind)


def picked_after(history: list[Entry]) -> datetime | None:
    """Since when a comment's entries, in order, make it an editors' pick; what ceases to be published is none."""
    picked: datetime | None = None
    for entry in history:
        if entry.kind == Kind.PICKED:
            picked = entry.recorded_at
        elif entry.kind == Kind.UNPICKED or _state_by(entry) not in {None, State.APPROVED}:
            picked = None
    return picked
