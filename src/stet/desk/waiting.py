"""The queue: what waits for a person, oldest first, and what of it a moderator wants to see.

Three kinds wait: comments that nobody decided about, appeals against rejections, and published comments that readers
reported. However many reports there are about a comment, it waits once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Coalesce
from django.http import QueryDict

from stet.comments import policies
from stet.comments.models import Appeal, Comment, Report, ScreeningRecord, Site, State, Verdict
from stet.desk import words


class Kind(StrEnum):
    """Why a comment waits for a person."""

    NEW = "new"
    APPEAL = "appeal"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Wish:
    """What of the queue to show: a site's slug, a language, a guideline's id, a kind; empty is all."""

    site: str = ""
    language: str = ""
    guideline: str = ""
    kind: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Wish":
        return cls(*(query.get(name, "") for name in ("site", "language", "guideline", "kind")))

    @property
    def is_any(self) -> bool:
        return bool(self.site or self.language or self.guideline or self.kind)


def queue(wish: Wish) -> QuerySet[Comment]:
    """What waits as wished: reports of what is against the law first, then whatever has waited longest.

    Nobody should wait longer because others write more. `waits_since` is when the comment was received, when the appeal
    was made, or the first of the reports that wait.
    """
    waiting = Comment.objects.filter(pk__in=_ids(wish.kind))
    if wish.site:
        waiting = waiting.filter(site__slug=wish.site)
    if wish.language:
        waiting = waiting.filter(Exists(_screenings().filter(language=wish.language)))
    if wish.guideline:
        waiting = waiting.filter(_concerns(wish.guideline))
    own_reports = _OPEN_REPORTS.filter(comment=OuterRef("pk")).order_by("made_at")
    own_appeals = _OPEN_APPEALS.filter(comment=OuterRef("pk")).order_by("made_at")
    since = [Subquery(records.values("made_at")[:1]) for records in (own_appeals, own_reports)]
    waiting = waiting.annotate(
        waits_since=Coalesce(*since, "written_at"), is_urgent=Exists(own_reports.filter(is_illegal=True))
    )
    return waiting.order_by("-is_urgent", "waits_since", "id")


def how_many() -> Mapping[str, int]:
    """How many comments wait, by kind."""
    return {kind.value: comments.count() for kind, comments in _KINDS.items()}


def languages() -> list[str]:
    """The languages found in what waits."""
    found = ScreeningRecord.objects.filter(comment__in=_ids("")).order_by("language")
    return list(found.values_list("language", flat=True).distinct())


def guidelines(language: str) -> list[tuple[str, str]]:
    """Id and title of every guideline of every site, as the first site that has it names it."""
    titles: dict[str, str] = {}
    for site in Site.objects.order_by("name"):
        policy = policies.in_force(site)[1]
        for guideline in policy.guidelines:
            titles.setdefault(guideline.id, words.guideline(guideline.id, policy, language))
    return list(titles.items())


# An appeal on a comment that its author withdrew meanwhile, or a report of one, waits for nothing any more.
_OPEN_APPEALS = Appeal.objects.filter(answer=None, comment__state=State.REJECTED)
_OPEN_REPORTS = Report.objects.filter(answer=None, comment__state=State.APPROVED)
_KINDS: Mapping[Kind, QuerySet[Comment]] = {
    Kind.NEW: Comment.objects.filter(state=State.PENDING),
    Kind.APPEAL: Comment.objects.filter(pk__in=_OPEN_APPEALS.values("comment")),
    Kind.REPORT: Comment.objects.filter(pk__in=_OPEN_REPORTS.values("comment")),
}


def _ids(kind: str) -> QuerySet[Comment, UUID]:
    """The ids of what waits of a kind, of any if it is none. Each is found by an index of its own, so not by one OR."""
    if kind in _KINDS:
        return _own_ids(_KINDS[Kind(kind)])
    first, *others = (_own_ids(comments) for comments in _KINDS.values())
    return first.union(*others)


def _own_ids(comments: QuerySet[Comment]) -> QuerySet[Comment, UUID]:
    return comments.order_by().values_list("pk", flat=True)


def _screenings() -> QuerySet[ScreeningRecord]:
    return ScreeningRecord.objects.filter(comment=OuterRef("pk"))


def _concerns(guideline: str) -> Q:
    """Comments with a finding, a doubt or a report about the guideline.

    The two databases search inside JSON differently; an id in quotation marks is found in both by its text.
    """
    quoted = f'"{guideline}"'
    findings = _screenings().annotate(found=Cast("findings", TextField())).filter(found__contains=quoted)
    verdicts = Verdict.objects.filter(comment=OuterRef("pk")).annotate(doubt=Cast("guidelines", TextField()))
    reports = _OPEN_REPORTS.filter(comment=OuterRef("pk"), guideline=guideline)
    return Q(Exists(findings)) | Q(Exists(verdicts.filter(doubt__contains=quoted))) | Q(Exists(reports))
