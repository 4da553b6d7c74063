"""The queue: what waits for a person, in the order of its turn, and what of it a moderator wants to see.

Three kinds wait: comments that nobody decided about, appeals against rejections, and published comments that readers
reported. However many reports there are about a comment, it waits once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import QueryDict

from stet.comments import policies
from stet.comments.models import Case, CaseKind, Comment
from stet.desk import words
from stet.desk.scope import Scope

Kind = CaseKind


@dataclass(frozen=True, slots=True)
class Wish:
    """What of the queue to show; empty is all.

    A site's slug, a section, an article's id, a language, a guideline's id, a kind, and why the machine stopped (a
    `Cause`).
    """

    site: str = ""
    section: str = ""
    article: str = ""
    language: str = ""
    guideline: str = ""
    kind: str = ""
    cause: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Wish":
        return cls(**{field.name: query.get(field.name, "") for field in fields(cls)})

    @property
    def is_any(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))


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
        waiting = waiting.filter(article__in=scope.articles().filter(pk__in=_ids(wish.article)))
    if wish.guideline:
        waiting = waiting.filter(about__contains=f" {wish.guideline} ")
    if wish.cause:
        waiting = waiting.filter(causes__contains=f" {wish.cause} ")
    return waiting.order_by("-is_grave", "turn_at", "comment")


def queue(scope: Scope, wish: Wish) -> QuerySet[Comment]:
    """The comments of these cases, in their order."""
    return Comment.objects.filter(case__in=cases(scope, wish)).order_by("-case__is_grave", "case__turn_at", "pk")


def how_many(scope: Scope) -> Mapping[str, int]:
    """How many comments wait, by kind."""
    found = scope.cases().filter(is_held=False).order_by().values("kind").annotate(times=Count("pk"))
    numbers = dict(found.values_list("kind", "times"))
    return {kind.value: numbers.get(kind.value, 0) for kind in CaseKind}


def languages(scope: Scope) -> list[str]:
    """The languages found in what waits."""
    return list(scope.cases().order_by("language").values_list("language", flat=True).distinct())


def guidelines(scope: Scope, language: str) -> list[tuple[str, str]]:
    """Id and title of every guideline of every site, as the first site that has it names it."""
    titles: dict[str, str] = {}
    for site in scope.sites():
        policy = policies.in_force(site)[1]
        for guideline in policy.guidelines:
            titles.setdefault(guideline.id, words.guideline(guideline.id, policy, language))
    return list(titles.items())


def _ids(text: str) -> list[UUID]:
    """An id as somebody typed it into an address: what is none finds nothing."""
    try:
        return [UUID(text)]
    except ValueError:
        return []
