"""Counting what happened to a site's comments in a period. Reads alone, and holds no comment and no reader.

A comment's *first decision* is its first verdict that is no referral. Later ones are corrections, and counted as such.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import ExtractHour, Trunc

from stet.comments.models import Appeal, Comment, Report, ScreeningRecord, Site, State, Verdict
from stet.figures.agreement import Audit, audit
from stet.figures.period import Period
from stet.newsroom.verdict import Outcome

DECISIONS = (Outcome.APPROVE.value, Outcome.REJECT.value)
MOST_ARTICLES = 10


@dataclass(frozen=True, slots=True)
class Step:
    """What happened in one step of the period, by the time at which it happened."""

    begin: datetime
    received: int
    approved: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Waits:
    """Time from a comment's receipt to its first decision; None where nothing was decided."""

    decided: int
    median: timedelta | None
    p95: timedelta | None


@dataclass(frozen=True, slots=True)
class Objections:
    """Appeals or reports made in the period, and what came of them so far."""

    made: int
    granted: int
    refused: int

    @property
    def waiting(self) -> int:
        return self.made - self.granted - self.refused


@dataclass(frozen=True, slots=True)
class Figures:
    """A site's figures. `rejections` is by guideline, then by language; `hours` is by hour of the day, UTC.

    `overturned` says how many of the machine's first decisions of the period a person has changed since.
    """

    period: Period
    received: int
    waiting: int
    approved: int
    rejected: int
    by_machine: Waits
    by_people: Waits
    overturned: int
    appeals: Objections
    reports: Objections
    steps: list[Step]
    rejections: Mapping[str, Mapping[str, int]]
    articles: list[tuple[str, int]]
    hours: list[tuple[int, int]]
    audit: Audit

    @property
    def decided(self) -> int:
        return self.approved + self.rejected

    @property
    def machine_share(self) -> float | None:
        """The share of first decisions that the machine made; None where nothing was decided."""
        return self.by_machine.decided / self.decided if self.decided else None

    @property
    def overturn_share(self) -> float | None:
        """The share of the machine's decisions that a person changed; None where it made none."""
        return self.overturned / self.by_machine.decided if self.by_machine.decided else None


def figures(site: Site, period: Period) -> Figures:
    """The site's figures for the period."""
    received = site.comments.filter(written_at__gte=period.begin, written_at__lt=period.end)
    decisions = _first_decisions(site, period)
    outcomes = Counter(decisions.values_list("outcome", flat=True))
    machine, people = decisions.filter(moderator=None), decisions.exclude(moderator=None)
    return Figures(
        period=period,
        received=received.count(),
        waiting=site.comments.filter(state=State.PENDING).count(),
        approved=outcomes[Outcome.APPROVE.value],
        rejected=outcomes[Outcome.REJECT.value],
        by_machine=_waits(machine),
        by_people=_waits(people),
        overturned=_overturned(machine),
        appeals=_objections(Appeal.objects.filter(_made_in(site, period)), granted_by=Outcome.APPROVE),
        reports=_objections(Report.objects.filter(_made_in(site, period)), granted_by=Outcome.REJECT),
        steps=_steps(received, decisions, period),
        rejections=_rejections(decisions),
        articles=_articles(received),
        hours=_hours(received, people),
        audit=audit(site, period),
    )


def _first_decisions(site: Site, period: Period) -> QuerySet[Verdict]:
    earlier = Verdict.objects.filter(comment=OuterRef("comment"), outcome__in=DECISIONS, entry__lt=OuterRef("entry"))
    decided = Verdict.objects.filter(
        comment__site=site, outcome__in=DECISIONS, decided_at__gte=period.begin, decided_at__lt=period.end
    )
    # Without an order of its own, so that what is grouped is not grouped by that too.
    return decided.filter(~Exists(earlier)).order_by()


def _waits(decisions: QuerySet[Verdict]) -> Waits:
    taken = ExpressionWrapper(F("decided_at") - F("comment__written_at"), output_field=DurationField())
    waits = decisions.annotate(taken=taken).order_by("taken").values_list("taken", flat=True)
    count = decisions.count()
    return Waits(count, _at(waits, count, 0.5), _at(waits, count, 0.95))


def _at(waits: "QuerySet[Verdict, timedelta]", count: int, share: float) -> timedelta | None:
    """The quantile by nearest rank: the smallest wait that at least `share` of all do not exceed."""
    return waits[math.ceil(share * count) - 1] if count else None


def _overturned(machine: QuerySet[Verdict]) -> int:
    """How many of the machine's decisions a person decided otherwise later."""
    later = Verdict.objects.filter(comment=OuterRef("comment"), outcome__in=DECISIONS, moderator__isnull=False)
    otherwise = later.filter(entry__gt=OuterRef("entry")).exclude(outcome=OuterRef("outcome"))
    return machine.filter(Exists(otherwise)).count()


def _made_in(site: Site, period: Period) -> Q:
    return Q(comment__site=site, made_at__gte=period.begin, made_at__lt=period.end)


def _objections(made: "QuerySet[Appeal] | QuerySet[Report]", granted_by: Outcome) -> Objections:
    answers = Counter(made.order_by().values_list("answer__outcome", flat=True))
    refused_by = Outcome.APPROVE if granted_by is Outcome.REJECT else Outcome.REJECT
    return Objections(sum(answers.values()), answers[granted_by.value], answers[refused_by.value])


def _steps(received: QuerySet[Comment], decisions: QuerySet[Verdict], period: Period) -> list[Step]:
    came = dict(_by_step(received, "written_at", period))
    approved = dict(_by_step(decisions.filter(outcome=Outcome.APPROVE.value), "decided_at", period))
    rejected = dict(_by_step(decisions.filter(outcome=Outcome.REJECT.value), "decided_at", period))
    return [Step(at, came.get(at, 0), approved.get(at, 0), rejected.get(at, 0)) for at in period.steps()]


def _by_step(
    happenings: "QuerySet[Comment] | QuerySet[Verdict]", when: str, period: Period
) -> "QuerySet[Comment, tuple[datetime, int]] | QuerySet[Verdict, tuple[datetime, int]]":
    grouped = happenings.order_by().annotate(step=Trunc(when, period.step)).values("step")
    return grouped.annotate(times=Count("pk")).values_list("step", "times")


def _rejections(decisions: QuerySet[Verdict]) -> Mapping[str, Mapping[str, int]]:
    language = ScreeningRecord.objects.filter(comment=OuterRef("comment")).order_by("-id").values("language")[:1]
    rejected = decisions.filter(outcome=Outcome.REJECT.value).annotate(found_language=Subquery(language))
    found: dict[str, Counter[str]] = defaultdict(Counter)
    # Neither database groups by what is inside JSON in the same words; a rejection names one or two.
    for guidelines, code in rejected.values_list("guidelines", "found_language").iterator(chunk_size=2000):
        for guideline in guidelines:
            found[guideline][code or "und"] += 1
    return dict(sorted(found.items(), key=lambda item: -item[1].total()))


def _articles(received: QuerySet[Comment]) -> list[tuple[str, int]]:
    named = received.order_by().values("article").annotate(times=Count("pk"))
    most = named.order_by("-times", "article").values_list("article__title", "article__external_id", "times")
    return [(title or name, times) for title, name, times in most[:MOST_ARTICLES]]


def _hours(received: QuerySet[Comment], people: QuerySet[Verdict]) -> list[tuple[int, int]]:
    """For each hour of the day, how many comments came and how many decisions people made."""
    came, decided = _by_hour(received, "written_at"), _by_hour(people, "decided_at")
    return [(came[hour], decided[hour]) for hour in range(24)]


def _by_hour(happenings: "QuerySet[Comment] | QuerySet[Verdict]", when: str) -> Counter[int]:
    grouped = happenings.order_by().annotate(hour=ExtractHour(when)).values("hour").annotate(times=Count("pk"))
    return Counter(dict(grouped.values_list("hour", "times")))
