"""What a signed-in reader's comments came to: counts, strikes, the comments themselves."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.functional import Promise

from stet.comments import policies, strikes
from stet.comments.models import Comment, Measure, Reader, State, Verdict
from stet.desk import words
from stet.desk.readers.words import ADVICE, SUGGESTS
from stet.newsroom.verdict import Outcome

# A record is told for a year; what is older says little about who somebody is now.
MONTHS = 12
# Of so many rejections the guidelines are counted: enough for a picture, and soon done.
REJECTIONS_COUNTED = 500
RECENT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: what it is about, and how many comments there are of it and were rejected."""

    name: str
    comments: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Weighed:
    """A strike and what it weighs now (0..1)."""

    strike: strikes.Strike
    weight: float


@dataclass(frozen=True, slots=True)
class Strikes:
    """A reader's strikes now, those that make them up, and the measure they suggest."""

    total: float
    weighed: tuple[Weighed, ...]
    suggested: Measure | None

    @property
    def suggests(self) -> str | Promise:
        """What they suggest, for a list; "" for nothing."""
        return SUGGESTS[self.suggested] if self.suggested else ""

    @property
    def advice(self) -> str | Promise:
        """What they suggest, in a sentence; "" for nothing."""
        return ADVICE[self.suggested] if self.suggested else ""


@dataclass(frozen=True, slots=True)
class Record:
    """`months` has the first day of each; `guidelines` how often each was named by a rejection in force."""

    states: tuple[tuple[str | Promise, int], ...]
    languages: tuple[Line, ...]
    guidelines: tuple[tuple[str, int], ...]
    months: tuple[tuple[datetime, int, int], ...]


def record(own: QuerySet[Comment], language: str) -> Record:
    """What came of these comments of one reader; guidelines are named in `language`."""
    counted = dict(own.order_by().values_list("state").annotate(times=Count("pk")))
    rejected = Count("pk", filter=Q(state=State.REJECTED))
    by_language = own.order_by().values("language").annotate(times=Count("pk"), rejected=rejected).order_by("-times")
    since = timezone.now() - timedelta(days=31 * MONTHS)
    by_month = own.filter(written_at__gte=since).order_by().annotate(month=TruncMonth("written_at"))
    months = by_month.values("month").annotate(times=Count("pk"), rejected=rejected).order_by("-month")[:MONTHS]
    return Record(
        states=tuple((state.label, counted[state]) for state in State if counted.get(state)),
        languages=tuple(Line(row["language"], row["times"], row["rejected"]) for row in by_language),
        guidelines=_guidelines(own, language),
        months=tuple((row["month"], row["times"], row["rejected"]) for row in months),
    )


def strikes_of(reader: UUID) -> Strikes:
    """The reader's strikes now."""
    return strikes_of_all([reader])[reader]


def strikes_of_all(readers: Iterable[UUID]) -> Mapping[UUID, Strikes]:
    """The strikes now of each of these readers (ids)."""
    now = timezone.now()
    return {reader: _strikes(found, now) for reader, found in strikes.of_readers(readers, now).items()}


def _strikes(found: Sequence[strikes.Strike], now: datetime) -> Strikes:
    total = strikes.total(found, now)
    weighed = tuple(Weighed(strike, strike.weight(now)) for strike in found)
    return Strikes(total, weighed, strikes.suggested(total))


def with_verdicts(own: QuerySet[Comment]) -> QuerySet[Comment]:
    """The comments, the newest first, with what `told` reads."""
    verdicts = Verdict.objects.exclude(outcome=Outcome.REFER.value).select_related("policy", "moderator")
    return (
        own.select_related("article", "site")
        .prefetch_related(Prefetch("verdicts", verdicts.order_by("entry_id")))
        .order_by("-written_at", "-pk")
    )


@dataclass(frozen=True, slots=True)
class Told:
    """A comment with the decision in force; `who` is empty where there is none."""

    comment: Comment
    guidelines: tuple[str, ...]
    who: str
    decided_at: datetime | None


def told(comment: Comment, language: str) -> Told:
    """A comment that `with_verdicts` fetched, in words."""
    latest = next(reversed(list(comment.verdicts.all())), None)
    if latest is None:
        return Told(comment, (), "", None)
    policy = policies.read(latest.policy)
    names = tuple(words.guideline(name, policy, language) for name in latest.guidelines)
    return Told(comment, names, words.decided_by(latest), latest.decided_at)


def troubled(readers: QuerySet[Reader], sites: Sequence[UUID]) -> QuerySet[Reader]:
    """Those of these readers of whose comments of the last 30 days some were rejected, the most of them first.

    `sites` are all those that the readers are of: the index of what was written lately begins with the site.
    """
    recent = Q(
        comments__site__in=sites, comments__written_at__gte=timezone.now() - RECENT, comments__state=State.REJECTED
    )
    return readers.filter(recent).annotate(recently_rejected=Count("comments")).order_by("-recently_rejected", "-pk")


def counts(readers: Iterable[Reader]) -> Mapping[UUID, tuple[int, int]]:
    """How many comments each of these readers wrote, and how many of them are rejected; in one query."""
    found = Comment.objects.filter(reader__in=list(readers)).order_by().values("reader")
    rows = found.annotate(times=Count("pk"), rejected=Count("pk", filter=Q(state=State.REJECTED)))
    return {row["reader"]: (row["times"], row["rejected"]) for row in rows}


def _guidelines(own: QuerySet[Comment], language: str) -> tuple[tuple[str, int], ...]:
    """How often the rejections in force name each guideline, the most frequent first."""
    rejected = own.filter(state=State.REJECTED).order_by("-written_at").values_list("pk", flat=True)
    named = list(rejected[:REJECTIONS_COUNTED])
    given = Verdict.objects.filter(comment__in=named, outcome=Outcome.REJECT.value).select_related("policy")
    latest = {verdict.comment_id: verdict for verdict in given.order_by("entry_id")}
    titles: Counter[str] = Counter()
    for verdict in latest.values():
        policy = policies.read(verdict.policy)
        titles.update(words.guideline(name, policy, language) for name in verdict.guidelines)
    return tuple(titles.most_common())
