"""The queue: what waits for a person, in the order of its turn, and what of it a moderator wants to see.

Three kinds wait: comments that nobody decided about, appeals against rejections, and published comments that readers
reported. However many reports there are about a comment, it waits once.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from stet.comments import policies
from stet.comments.models import Case, CaseKind
from stet.desk import words
from stet.desk.rulings import ids_in
from stet.desk.scope import Scope


@dataclass(frozen=True, slots=True)
class Wish:
    """What of the queue to show; empty is all.

    A site's slug, a section, an article's id, a language, a guideline's id, a kind, why the machine stopped (a
    `Cause`), and a signed-in reader's id.
    """

    site: str = ""
    section: str = ""
    article: str = ""
    language: str = ""
    guideline: str = ""
    kind: str = ""
    cause: str = ""
    reader: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Wish":
        return cls(**{field.name: query.get(field.name, "") for field in fields(cls)})

    @property
    def is_any(self) -> bool:
        return bool(self.wished)

    @property
    def wished(self) -> dict[str, str]:
        """What is wished for, by its name in an address."""
        chosen = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in chosen.items() if value}


@dataclass(frozen=True, slots=True)
class Tally:
    """What waits in numbers: by kind; of all of these the grave ones, and those over the time that their site promises.

    `languages` and `sections` are those that are found in it.
    """

    by_kind: Mapping[str, int]
    grave: int
    overdue: int
    languages: tuple[str, ...]
    sections: tuple[str, ...]

    @property
    def whole(self) -> int:
        return sum(self.by_kind.values())


def cases(scope: Scope, wish: Wish) -> QuerySet[Case]:
    """What waits as wished and nobody has just ruled about: the grave first, then whatever has its turn soonest."""
    waiting = scope.cases().filter(is_held=False)
    exact = {
        "site__slug": wish.site,
        "section": wish.section,
        "language": wish.language,
        "kind": wish.kind,
    }
    waiting = waiting.filter(**{name: value for name, value in exact.items() if value})
    if wish.article:
        waiting = waiting.filter(article__in=ids_in(wish.article))
    if wish.reader:
        waiting = waiting.filter(reader__in=ids_in(wish.reader))
    if wish.guideline:
        waiting = waiting.filter(about__contains=f" {wish.guideline} ")
    if wish.cause:
        waiting = waiting.filter(causes__contains=f" {wish.cause} ")
    return waiting.order_by("-is_grave", "turn_at", "comment")


def tally(scope: Scope, now: datetime | None = None) -> Tally:
    """The numbers, in one query that reads an index alone (`case_tally`)."""
    is_over = Q(promised_by__lt=now or timezone.now())
    # Written so that it is a comparison: SQLite searches no index for a column that is just "not" so.
    groups = scope.cases().filter(is_held__in=[False]).order_by().values("section", "language", "kind")
    rows = list(
        groups.annotate(
            times=Count("*"), grave=Count("kind", filter=Q(is_grave=True)), overdue=Count("kind", filter=is_over)
        )
    )
    times: Counter[str] = Counter()
    for row in rows:
        times[row["kind"]] += row["times"]
    return Tally(
        by_kind={kind.value: times[kind] for kind in CaseKind},
        grave=sum(row["grave"] for row in rows),
        overdue=sum(row["overdue"] for row in rows),
        languages=tuple(sorted({row["language"] for row in rows})),
        sections=tuple(sorted({row["section"] for row in rows} - {""})),
    )


def how_many(scope: Scope) -> Mapping[str, int]:
    """How many comments wait, by kind."""
    return tally(scope).by_kind


def guidelines(scope: Scope, language: str) -> list[tuple[str, str]]:
    """Id and title of every guideline of every site, as the first site that has it names it."""
    titles: dict[str, str] = {}
    for site in scope.sites():
        policy = policies.in_force(site)[1]
        for guideline in policy.guidelines:
            titles.setdefault(guideline.id, words.guideline(guideline.id, policy, language))
    return list(titles.items())
