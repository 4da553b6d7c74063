"""What was published since somebody last looked, told cheaply to thousands who wait for it.

A cursor is a position in the ledger. Entries are appended one after the other, whoever writes, so that what is
published later stands behind it: also after a restart, and however the clocks of two writers differ.
"""

from array import array
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import F

from stet.comments.models import Article, State, Verdict
from stet.ledger.models import Head
from stet.newsroom.verdict import Outcome

# So old may be what those who wait are told. One of them reads the database, and all others are told the same.
KEPT_SECONDS = 5


@dataclass(frozen=True, slots=True)
class News:
    """How many comments were published since a cursor, how many there are, and the cursor from now on."""

    new: int
    count: int
    cursor: str


def cursor_now() -> str:
    """The cursor of whoever reads now."""
    return _written(_head())


def news(name: str, find: Callable[[], Article], since: str) -> News:
    """What is new under an article since the cursor; nothing is for one that is no cursor of ours.

    `name` stands for the article among those that were asked about shortly before; `find` looks it up when it is none.
    """
    key = f"news:{name}"
    kept: tuple[int, bytes] | None = cache.get(key)
    if kept is None:
        article = find()
        kept = _published(article)
        if not article._state.adding:  # whoever makes addresses up fills no memory
            cache.set(key, kept, KEPT_SECONDS)
    head, positions = kept[0], array("q", kept[1])
    seen = _read(since)
    new = 0 if seen is None else len(positions) - bisect_right(positions, seen)
    return News(new=new, count=len(positions), cursor=_written(max(head, seen or 0)))


def _published(article: Article) -> tuple[int, bytes]:
    """The ledger's head, and the positions at which the article's published comments were published, in order."""
    head = _head()
    # The verdict that published a comment was given at that moment; one that approved it once more came later.
    verdicts = Verdict.objects.filter(
        comment__article=article,
        comment__state=State.APPROVED,
        outcome=Outcome.APPROVE,
        decided_at=F("comment__published_at"),
        entry_id__lte=head,
    )
    return head, array("q", sorted(verdicts.order_by().values_list("entry_id", flat=True))).tobytes()


def _head() -> int:
    return Head.objects.values_list("position", flat=True).first() or 0


def _written(position: int) -> str:
    return format(position, "x")


def _read(cursor: str) -> int | None:
    """The position that a cursor means. Sixty-three bits, as the database has them: more is none of ours."""
    try:
        position = int(cursor, 16)
    except ValueError:
        return None
    return position if 0 <= position < 2**63 else None
