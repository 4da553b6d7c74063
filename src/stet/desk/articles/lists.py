"""Articles in an order that an editor asks for, with their numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, UUIDField
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils import timezone

from stet.comments.models import Article, Case, Comment
from stet.desk.scope import Scope

LATELY = timedelta(days=7)
ORDERS = ("waiting", "lately", "newest")
# What of an article's moderation is filtered by.
STATES: Mapping[str, Q] = {
    "open": Q(closed_at=None),
    "closed": Q(closed_at__isnull=False),
    "premoderated": Q(is_premoderated=True),
    "slowed": Q(seconds_between__gt=0),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """Which articles to show: a site's slug, a section, one of STATES, words of the title; one of ORDERS."""

    site: str = ""
    section: str = ""
    state: str = ""
    title: str = ""
    order: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Wish":
        asked = {field.name: query.get(field.name, "") for field in fields(cls)}
        asked["order"] = asked["order"] if asked["order"] in ORDERS else ORDERS[0]
        return cls(**asked)

    @property
    def is_any(self) -> bool:
        return bool(self.site or self.section or self.state or self.title.strip())


def articles(scope: Scope, wish: Wish) -> QuerySet[Any, UUID]:
    """The ids of the articles in scope as wished.

    An order by numbers leaves those out that have none, and counts from the comments' side: they are few among many
    articles, and found by an index of their own. A sought title is found whatever its numbers.
    """
    found = _filtered(scope.articles(), wish)
    if wish.title.strip() or wish.order == "newest":
        return found.order_by("-created_at", "-pk").values_list("pk", flat=True)
    counted = _waiting(scope) if wish.order == "waiting" else _lately(scope)
    if wish.is_any:
        counted = counted.filter(article__in=found)
    # Grouped by an expression, or SQLite walks through all comments in the order of their articles to count a few.
    under = counted.order_by().annotate(under=Coalesce("article_id", "article_id", output_field=UUIDField()))
    ranked = under.values("under").annotate(times=Count("pk")).order_by("-times", "-under")
    return ranked.values_list("under", flat=True)


def _filtered(found: QuerySet[Article], wish: Wish) -> QuerySet[Article]:
    if wish.site:
        found = found.filter(site__slug=wish.site)
    if wish.section:
        found = found.filter(section=wish.section)
    if title := wish.title.strip():
        found = found.filter(Q(title__icontains=title) | Q(external_id=title))
    return found.filter(STATES[wish.state]) if wish.state in STATES else found


def _waiting(scope: Scope) -> QuerySet[Case]:
    return scope.cases().filter(is_held=False)


def _lately(scope: Scope) -> QuerySet[Comment]:
    # The sites are named, however many they are: the index of what was written lately begins with the site.
    sites = list(scope.sites().values_list("pk", flat=True))
    return scope.comments().filter(site__in=sites, written_at__gte=timezone.now() - LATELY)


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many comments of an article wait for a person, and were written lately."""

    waiting: int
    lately: int


def numbers(scope: Scope, of: Iterable[Article]) -> Mapping[UUID, Numbers]:
    """The numbers of these articles, in two queries for all of them."""
    named = list(of)
    since = timezone.now() - LATELY
    waiting = _waiting(scope).filter(article__in=named).order_by().values_list("article")
    lately = scope.comments().filter(article__in=named, written_at__gte=since).order_by().values_list("article")
    waits, came = dict(waiting.annotate(times=Count("pk"))), dict(lately.annotate(times=Count("pk")))
    return {article.pk: Numbers(waits.get(article.pk, 0), came.get(article.pk, 0)) for article in named}


def sections(scope: Scope) -> list[str]:
    """The sections that there are articles in."""
    return list(scope.articles().exclude(section="").order_by("section").values_list("section", flat=True).distinct())
