"""The queue: what waits for a person, oldest first, and what of it a moderator wants to see."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import QueryDict

from stet.comments import policies
from stet.comments.models import Comment, ScreeningRecord, Site, State, Verdict
from stet.desk import words


@dataclass(frozen=True, slots=True)
class Wish:
    """What of the queue to show: a site's slug, a language, a guideline's id; empty is all."""

    site: str = ""
    language: str = ""
    guideline: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Wish":
        return cls(*(query.get(name, "") for name in ("site", "language", "guideline")))

    @property
    def is_any(self) -> bool:
        return bool(self.site or self.language or self.guideline)


def queue(wish: Wish) -> QuerySet[Comment]:
    """Pending comments as wished, oldest first: nobody should wait longer because others write more."""
    waiting = Comment.objects.filter(state=State.PENDING)
    if wish.site:
        waiting = waiting.filter(site__slug=wish.site)
    if wish.language:
        waiting = waiting.filter(Exists(_screenings().filter(language=wish.language)))
    if wish.guideline:
        waiting = waiting.filter(_concerns(wish.guideline))
    return waiting.order_by("written_at", "id")


def languages() -> list[str]:
    """The languages found in what waits."""
    found = ScreeningRecord.objects.filter(comment__state=State.PENDING).order_by("language")
    return list(found.values_list("language", flat=True).distinct())


def guidelines(language: str) -> list[tuple[str, str]]:
    """Id and title of every guideline of every site, as the first site that has it names it."""
    titles: dict[str, str] = {}
    for site in Site.objects.order_by("name"):
        policy = policies.in_force(site)[1]
        for guideline in policy.guidelines:
            titles.setdefault(guideline.id, words.guideline(guideline.id, policy, language))
    return list(titles.items())


def _screenings() -> QuerySet[ScreeningRecord]:
    return ScreeningRecord.objects.filter(comment=OuterRef("pk"))


def _concerns(guideline: str) -> Q:
    """Comments with a finding or a doubt about the guideline.

    The two databases search inside JSON differently; an id in quotation marks is found in both by its text.
    """
    quoted = f'"{guideline}"'
    findings = _screenings().annotate(found=Cast("findings", TextField())).filter(found__contains=quoted)
    verdicts = Verdict.objects.filter(comment=OuterRef("pk")).annotate(doubt=Cast("guidelines", TextField()))
    return Q(Exists(findings)) | Q(Exists(verdicts.filter(doubt__contains=quoted)))
