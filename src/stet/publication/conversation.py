"""What was answered to a top comment, as one line of talk: every answer behind what it answers, oldest first."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from stet.comments.models import Comment, State


@dataclass(frozen=True, slots=True)
class Turn:
    """One answer's place in a conversation."""

    id: UUID
    parent: UUID
    is_published: bool


@dataclass(frozen=True, slots=True)
class Conversation:
    """All answers below one top comment. `turns` has every one, shown or not; `shown` those that appear.

    These are the published ones, and the places of others that something published answers. An answer's place among the
    turns never changes: others are put in between, but none is ever taken out. So its id is a cursor that stays good.
    """

    top: UUID
    turns: Sequence[Turn]
    shown: Sequence[Turn]

    @property
    def count(self) -> int:
        """How many are published."""
        return sum(turn.is_published for turn in self.shown)

    def first(self, most: int) -> Sequence[Turn]:
        """The beginning that has so many published answers; whatever one in it answers is in it too."""
        return _beginning(self.shown, most)

    def after(self, turn: UUID, most: int) -> Sequence[Turn]:
        """What follows that answer (the top comment itself: all). Raises KeyError for one that is not in it."""
        if turn == self.top:
            return self.first(most)
        before = {one.id: number for number, one in enumerate(self.turns)}
        # Whatever stands behind the answer, even where it is not shown any more itself.
        start = before[turn]
        return _beginning([one for one in self.shown if before[one.id] > start], most)

    def parts(self, most: int) -> list[Sequence[Turn]]:
        """All that is shown, in parts of so many published answers."""
        parts, rest = [], self.shown
        while part := _beginning(rest, most):
            parts.append(part)
            rest = rest[len(part) :]
        return parts

    def way_to(self, turn: UUID, most: int) -> set[UUID]:
        """The answer and those that it goes back to, the nearest `most` of them."""
        parents = {one.id: one.parent for one in self.shown}
        way: set[UUID] = set()
        while turn in parents and len(way) <= most:
            way.add(turn)
            turn = parents[turn]
        return way


def conversations(tops: Collection[UUID]) -> dict[UUID, Conversation]:
    """The conversation below each of the top comments, in one query that reads no text."""
    rows = Comment.objects.filter(root__in=tops).order_by("written_at", "id")
    answers: dict[UUID, list[Turn]] = defaultdict(list)
    for pk, parent, state in rows.values_list("pk", "parent_id", "state"):
        answers[parent].append(Turn(pk, parent, state == State.APPROVED))
    return {top: _conversation(top, answers) for top in tops}


def _conversation(top: UUID, answers: dict[UUID, list[Turn]]) -> Conversation:
    # No recursion: a quarrel can be a thousand deep.
    turns: list[Turn] = []
    waiting = answers[top][::-1]
    while waiting:
        turn = waiting.pop()
        turns.append(turn)
        waiting.extend(answers[turn.id][::-1])
    return Conversation(top, turns, _shown(turns))


def _shown(turns: Sequence[Turn]) -> Sequence[Turn]:
    # Walked backwards, everything below a place is known before the place itself.
    answered: set[UUID] = set()
    kept = []
    for turn in reversed(turns):
        if turn.is_published or turn.id in answered:
            answered.add(turn.parent)
            kept.append(turn)
    return kept[::-1]


def _beginning(turns: Iterable[Turn], most: int) -> Sequence[Turn]:
    taken: list[Turn] = []
    published = 0
    for turn in turns:
        if published == most:
            break
        taken.append(turn)
        published += turn.is_published
    return taken
