"""A thread as a page writes it: one comment after the other, each knowing how deep it stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from stet.publication.thread import Shown

# Deeper answers are not set in further: on a phone nothing would be left of the line. They say whom they answer.
DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Placed:
    """A comment, how deep it is set in (0..DEEPEST), and the one it answers."""

    comment: Shown
    depth: int
    parent: Shown | None


def outline(comments: Iterable[Shown]) -> Iterator[Placed]:
    """Every comment of the tree, answers after what they answer. No recursion: a quarrel can be a thousand deep."""
    waiting = [(comment, 0) for comment in reversed(list(comments))]
    # Whom a comment answers is said by its `parent`; far down the tree it stands beside that one, not below it.
    passed: dict[UUID, Shown] = {}
    while waiting:
        comment, depth = waiting.pop()
        passed[comment.id] = comment
        yield Placed(comment, depth, passed.get(comment.parent) if comment.parent else None)
        below = min(depth + 1, DEEPEST)
        waiting.extend((reply, below) for reply in reversed(comment.replies))
