"""A thread as a page writes it: one comment after the other, each knowing how deep it stands."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from stet.publication.shown import Shown

# Deeper answers are not set in further: on a phone nothing would be left of the line. They say whom they answer.
DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Placed:
    """A comment, how deep it is set in (0..DEEPEST), and the one it answers if that is known here.

    `goes_on` is the top comment behind whose last answer on this page this one stands, if it has more.
    """

    comment: Shown
    depth: int
    parent: Shown | None
    goes_on: Shown | None = None


def outline(comments: Iterable[Shown], known: Mapping[UUID, Shown] | None = None) -> Iterator[Placed]:
    """Every comment of the trees, answers after what they answer; `known` are others that may be answered."""
    for top in comments:
        yield from _conversation(top, known or {})


def _conversation(top: Shown, known: Mapping[UUID, Shown]) -> Iterator[Placed]:
    # No recursion: a quarrel can be long. Whom a comment answers is said by its `parent`: where that one is on another
    # page, it stands below the top comment.
    waiting = [(top, 0)]
    passed = dict(known)
    while waiting:
        comment, depth = waiting.pop()
        passed[comment.id] = comment
        below = min(depth + 1, DEEPEST)
        waiting.extend((reply, below) for reply in reversed(comment.replies))
        parent = passed.get(comment.parent) if comment.parent else None
        yield Placed(comment, depth, parent, top if top.more_replies and not waiting else None)
