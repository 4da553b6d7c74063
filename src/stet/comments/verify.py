"""Recomputing everything that was promised: the chain, the texts, the verdicts, the states.

Reads the whole database once, in order; nothing is written.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db import IntegrityError, connection

from stet.comments.acts.consult import facts_of_opinion
from stet.comments.acts.decide import STATE_AFTER, facts_of
from stet.comments.acts.receive import facts_of_receipt, root_below
from stet.comments.commitments import commitment_of, seal_of_reason
from stet.comments.guards import GUARDS
from stet.comments.models import Comment, Opinion, PolicyVersion, State, Verdict
from stet.comments.policies import digest
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
            ("a verdict", _verdict_breaks),
            ("an opinion", _opinion_breaks),
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
        Entry.objects.count(), sum(by_state.values()), Verdict.objects.count(), Opinion.objects.count(), by_state
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


def _verdict_breaks() -> Iterator[Break]:
    verdicts = Verdict.objects.select_related("comment", "entry", "policy", "screening", "moderator")
    for verdict in verdicts.order_by("entry_id").iterator(chunk_size=CHUNK):
        entry = verdict.entry
        if (entry.kind, entry.subject) != (Kind.VERDICT, verdict.comment_id):
            yield Break(entry.position, verdict.comment_id, "is not the entry of the verdict that names it")
        elif _facts(entry) != facts_of(verdict) or entry.recorded_at != verdict.decided_at:
            yield Break(entry.position, verdict.comment_id, "does not say what the verdict's record says")
    sealed = Entry.objects.filter(kind=Kind.VERDICT, verdict=None)
    for entry in sealed.iterator():
        yield Break(entry.position, entry.subject, "has lost its verdict's record")


def _opinion_breaks() -> Iterator[Break]:
    opinions = Opinion.objects.select_related("comment", "entry", "policy")
    for opinion in opinions.order_by("entry_id").iterator(chunk_size=CHUNK):
        entry = opinion.entry
        if (entry.kind, entry.subject) != (Kind.OPINION, opinion.comment_id):
            yield Break(entry.position, opinion.comment_id, "is not the entry of the opinion that names it")
        elif _facts(entry) != facts_of_opinion(opinion) or entry.recorded_at != opinion.given_at:
            yield Break(entry.position, opinion.comment_id, "does not say what the opinion's record says")
        elif opinion.comment.state == State.ERASED:
            if opinion.reason is not None:
                yield Break(entry.position, opinion.comment_id, "was erased, but what was said about it is still there")
        elif None in (opinion.reason, opinion.comment.salt) or seal_of_reason(opinion) != opinion.reason_seal:
            yield Break(entry.position, opinion.comment_id, "sealed another reason than the opinion's record")
    for entry in Entry.objects.filter(kind=Kind.OPINION, opinion=None).iterator():
        yield Break(entry.position, entry.subject, "has lost its opinion's record")


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
    if _facts(first) != facts_of_receipt(comment):
        yield Break(first.position, comment.pk, "commits to another text or place than the comment's record")
    if comment.root_id != root_below(comment.parent):
        yield Break(first.position, comment.pk, "stands in another thread than the comment it answers")
    if comment.state != expected:
        yield Break(last.position, comment.pk, f"leaves it {expected}, but its record says {comment.state}")
    if expected == State.ERASED:
        if (comment.body, comment.author_name, comment.salt, comment.reader_id) != (None, None, None, None):
            yield Break(last.position, comment.pk, "erased it, but its text is still there")
    elif _is_torn(comment) or commitment_of(comment) != comment.commitment:
        yield Break(first.position, comment.pk, "sealed another text, author, place or time than the record's")


def _is_torn(comment: Comment) -> bool:
    return comment.body is None or comment.author_name is None or comment.salt is None


def _facts(entry: Entry) -> dict[str, Any]:
    """What an entry says; nothing when it was altered into something that is no JSON object."""
    try:
        facts = json.loads(entry.facts)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}


def state_after(history: list[Entry]) -> str:
    """The state that a comment's entries, in order, leave it in."""
    state: str = State.PENDING
    for entry in history:
        if entry.kind == Kind.VERDICT:
            state = STATE_AFTER.get(_facts(entry).get("outcome", ""), state)
        else:
            state = STATE_AFTER_ENTRY.get(entry.kind, state)
    return state
