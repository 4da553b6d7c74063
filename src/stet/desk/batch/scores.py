"""How many waiting comments have which score: what a score to approve below is chosen by."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Floor
from django.http import QueryDict
from django.utils.http import urlencode

from stet.comments.models import Case, Site
from stet.desk.scope import Scope
from stet.moderation import batches

# The steps that scores are counted and chosen by.
STEPS = 20


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What of a site's queue: a language, a guideline's id; empty is all."""

    site: Site
    language: str = ""
    guideline: str = ""

    @classmethod
    def asked(cls, query: QueryDict, scope: Scope) -> "Narrowed":
        """What the address asks for, of its site or the first one by name. Raises Http404 where there is none."""
        slug = query.get("site", "")
        site = (None if slug else scope.sites().first()) or scope.site(slug)
        return cls(site, query.get("language", "").replace("\0", ""), query.get("guideline", "").replace("\0", ""))

    def cases(self, scope: Scope) -> QuerySet[Case]:
        found = scope.cases().filter(site=self.site)
        if self.language:
            found = found.filter(language=self.language)
        return found.filter(about__contains=f" {self.guideline} ") if self.guideline else found

    @property
    def query(self) -> str:
        asked = {"site": self.site.slug, "language": self.language, "guideline": self.guideline}
        return urlencode({name: value for name, value in asked.items() if value})


@dataclass(frozen=True, slots=True)
class Step:
    """Scores from `begin` up to `end` (of a hundred): how many comments have one, and how many one below `end`."""

    begin: int
    end: int
    number: int
    below: int


def steps(cases: QuerySet[Case]) -> list[Step]:
    """The scores of these cases, counted."""
    counted = cases.order_by().annotate(step=Floor(F("risk") * STEPS)).values_list("step").annotate(Count("pk"))
    numbers: Mapping[int, int] = {int(step): number for step, number in counted}
    width, below, found = 100 // STEPS, 0, []
    for step in range(STEPS):
        # A score of 1 is the end of the last step.
        number = numbers.get(step, 0) + (numbers.get(STEPS, 0) if step == STEPS - 1 else 0)
        below += number
        found.append(Step(step * width, (step + 1) * width, number, below))
    return found


def below(query: QueryDict) -> int:
    """The score (of a hundred) to approve below that the address chooses; 0 for none."""
    try:
        chosen = int(query.get("below", ""))
    except ValueError:
        return 0
    return chosen if chosen in range(100 // STEPS, 101, 100 // STEPS) else 0


def chosen_cases(cases: QuerySet[Case], hundredths: int) -> QuerySet[Case]:
    """Those below the score, the highest first, for they are the likeliest to be wrong; as many as one batch takes."""
    lowest = cases.filter(risk__lt=hundredths / 100).order_by("risk", "pk").values("pk")[: batches.MOST]
    return Case.objects.filter(pk__in=list(lowest.values_list("pk", flat=True))).order_by("-risk", "pk")
