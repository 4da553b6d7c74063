"""What stands around comments: the thread above them, their authors' records, and what colleagues are at."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from stet.comments import policies, sanctions
from stet.comments.models import Case, Comment, PolicyVersion, Reader, Sanction, State
from stet.moderation import holding, notes
from stet.moderation.models import ColleagueNote, HeldRuling
from stet.newsroom.policy import Policy

# Deeper threads are read on their own page; a card that needs more than this to be understood is rare.
MOST_ANCESTORS = 12
# A record counts so many of the author's comments, the newest: enough to know somebody, and never slow.
MOST_COUNTED = 500


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a signed-in author on this site.

    The numbers are of their last `MOST_COUNTED` comments (`is_more`: there are older ones); `cases` are all that wait
    for a person, appeals and reports among them.
    """

    reader: Reader
    approved: int
    rejected: int
    waiting: int
    is_more: bool
    cases: int
    sanctions: tuple[Sanction, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """By the comments' ids; records by the readers', policies by the sites'."""

    now: datetime
    in_force: Mapping[UUID, tuple[PolicyVersion, Policy]]
    ancestors: Mapping[UUID, tuple[Comment, ...]]
    records: Mapping[UUID, Record]
    notes: Mapping[UUID, tuple[ColleagueNote, ...]]
    held: Mapping[UUID, HeldRuling]


def surroundings(comments: Sequence[Comment]) -> Surroundings:
    """What stands around these comments, fetched with their site and reader, for all of them at once."""
    written: dict[UUID, list[ColleagueNote]] = defaultdict(list)
    for note in notes.about(comments):
        written[note.comment_id].append(note)
    return Surroundings(
        now=timezone.now(),
        in_force={site.pk: policies.in_force(site) for site in {comment.site for comment in comments}},
        ancestors=_ancestors(comments),
        records=_records(comments),
        notes={pk: tuple(own) for pk, own in written.items()},
        held=holding.about([comment.pk for comment in comments]),
    )


def _ancestors(comments: Sequence[Comment]) -> dict[UUID, tuple[Comment, ...]]:
    """What each comment answers, the top of it first: one query for every level that there is."""
    above: dict[UUID, Comment] = {}
    wanted = {comment.parent_id for comment in comments if comment.parent_id}
    for _level in range(MOST_ANCESTORS):
        if not wanted:
            break
        found = list(Comment.objects.filter(pk__in=wanted).select_related("article"))
        above.update({comment.pk: comment for comment in found})
        wanted = {one.parent_id for one in found if one.parent_id and one.parent_id not in above}
    return {comment.pk: _line(comment, above) for comment in comments}


def _line(comment: Comment, above: Mapping[UUID, Comment]) -> tuple[Comment, ...]:
    line: list[Comment] = []
    while parent := above.get(comment.parent_id) if comment.parent_id else None:
        line.append(parent)
        comment = parent
    return tuple(reversed(line))


def _records(comments: Sequence[Comment]) -> dict[UUID, Record]:
    readers = {comment.reader_id: comment.reader for comment in comments if comment.reader_id and comment.reader}
    if not readers:
        return {}
    measures: dict[UUID, list[Sanction]] = defaultdict(list)
    for sanction in Sanction.objects.filter(sanctions.in_force(), reader__in=readers):
        measures[sanction.reader_id].append(sanction)
    waiting = _waiting(list(readers))
    return {pk: _record(reader, waiting[pk], tuple(measures[pk])) for pk, reader in readers.items()}


def _waiting(readers: Sequence[UUID]) -> Counter[UUID]:
    """How many cases each reader has that a moderator may look at now."""
    found = Case.objects.filter(reader__in=readers, is_held=False).order_by()
    return Counter(dict(found.values_list("reader").annotate(times=Count("*"))))


def _record(reader: Reader, waiting: int, measures: tuple[Sanction, ...]) -> Record:
    own = Comment.objects.filter(reader=reader).order_by("-written_at")
    states = list(own.values_list("state", flat=True)[: MOST_COUNTED + 1])
    counted = Counter(states[:MOST_COUNTED])
    return Record(
        reader=reader,
        approved=counted[State.APPROVED],
        rejected=counted[State.REJECTED],
        waiting=counted[State.PENDING],
        is_more=len(states) > MOST_COUNTED,
        cases=waiting,
        sanctions=measures,
    )
