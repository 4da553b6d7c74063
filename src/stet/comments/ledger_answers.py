"""What this installation's own ledger says about a receipt that an author has kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from stet.comments.errors import ReceiptUnknown
from stet.comments.kept_receipts import KeptReceipt
from stet.comments.models import Comment, State
from stet.comments.receipts import comment_of
from stet.ledger.chain import GENESIS
from stet.ledger.models import Entry


@dataclass(frozen=True, slots=True)
class LedgerAnswer:
    """`is_known`: it is a receipt of this installation, for this comment; everything else is None where it is not.

    `holds_entries`: the ledger has these very entries about the comment, none more and none less up to the last of
    them, and the entries around them seal them. `keeps_text`: what is stored and shown is what the receipt seals (None
    once it is erased here). `later`: how many entries have come since the receipt was made.
    """

    is_known: bool
    holds_entries: bool | None = None
    keeps_text: bool | None = None
    later: int | None = None

    @property
    def is_good(self) -> bool:
        return self.is_known and bool(self.holds_entries) and self.keeps_text is not False


def answer(kept: KeptReceipt) -> LedgerAnswer:
    """What the ledger says. It tells nothing about a comment to anybody without its receipt."""
    try:
        comment = comment_of(kept.receipt)
    except ReceiptUnknown:
        return LedgerAnswer(is_known=False)
    if str(comment.pk) != kept.comment["id"]:
        return LedgerAnswer(is_known=False)
    entries = list(Entry.objects.filter(subject=comment.pk).order_by("position"))
    last = kept.entries[-1]["position"]
    covered = [entry for entry in entries if entry.position <= last]
    is_same = [entry_record(entry) for entry in covered] == [dict(entry) for entry in kept.entries]
    return LedgerAnswer(
        is_known=True,
        holds_entries=is_same and _is_linked(covered),
        keeps_text=_keeps_text(comment, kept),
        later=len(entries) - len(covered),
    )


def entry_record(entry: Entry) -> dict[str, Any]:
    """An entry as a kept receipt has it: all that its hash covers, and its hash."""
    return {
        "position": entry.position,
        "kind": entry.kind,
        "subject": str(entry.subject),
        "recorded_at": entry.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "facts": entry.facts,
        "previous_hash": entry.previous_hash,
        "hash": entry.hash,
    }


def _is_linked(entries: list[Entry]) -> bool:
    """Whether the entry before each is the one it seals, and the entry after it seals it."""
    positions = {entry.position + step for entry in entries for step in (-1, 1)}
    around = {entry.position: entry for entry in Entry.objects.filter(position__in=positions)}
    return all(_fits(entry, around) for entry in entries)


def _fits(entry: Entry, around: Mapping[int, Entry]) -> bool:
    before, after = around.get(entry.position - 1), around.get(entry.position + 1)
    sealed = before.hash if before else GENESIS
    return entry.previous_hash == sealed and (after is None or after.previous_hash == entry.hash)


def _keeps_text(comment: Comment, kept: KeptReceipt) -> bool | None:
    if comment.state == State.ERASED:
        return None
    return (comment.body, comment.author_name) == (kept.comment["body"], kept.comment["author"])
