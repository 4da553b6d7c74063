"""How far people agree with one another, and with the machine: by blind second looks at decisions drawn by lot.

A share of agreement flatters where nearly everything is approved: two who toss coins would agree often. Cohen's κ
("A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20, 1960) takes off what
chance would bring by the two's own habits: 1 is always, 0 no more than by chance, less than 0 is less than that.

Its interval is Cohen's, which takes the agreement by chance as given, with Wilson's interval ("Probable inference",
Journal of the American Statistical Association 22, 1927) for the share of agreement in place of the normal one: it says
something true also of few cases and where nobody disagreed. Fleiss, Cohen and Everitt ("Large sample standard errors of
kappa", Psychological Bulletin 72, 1969) show Cohen's to be rather too wide than too narrow.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt
from uuid import UUID

from django.db.models import QuerySet

from stet.moderation.models import Review
from stet.newsroom.verdict import Outcome

# The standard normal distribution's 97.5 % quantile: for intervals of 95 %.
Z = 1.959964
# Fewer second looks than this say little about two people: their interval is about ± 0.3 wide.
FEW = 30


def wilson(times: int, number: int) -> tuple[float, float]:
    """Between which shares (0..1) the true one lies, at 95 %, where `times` of `number` were counted."""
    if not number:
        return 0.0, 1.0
    share, spread = times / number, Z * Z / number
    middle = (share + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * sqrt(share * (1 - share) / number + spread / (4 * number))
    # The ends are exactly 0 and 1 where nothing, or everything, was counted.
    return (max(0.0, middle - half) if times else 0.0), (min(1.0, middle + half) if times < number else 1.0)


@dataclass(frozen=True, slots=True)
class Share:
    """How many `times` something was so, of a `number` of cases."""

    times: int
    number: int

    @property
    def value(self) -> float | None:
        return self.times / self.number if self.number else None

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.times, self.number)

    @property
    def percent(self) -> int:
        """In a hundred, rounded; 0 of nothing."""
        return round(100 * (self.value or 0))

    @property
    def least(self) -> int:
        """In a hundred, what it is at least, at 95 %."""
        return floor(100 * self.interval[0])

    @property
    def most(self) -> int:
        """In a hundred, what it is at most, at 95 %."""
        return ceil(100 * self.interval[1])

    @property
    def is_of_few(self) -> bool:
        return self.number < FEW


@dataclass(frozen=True, slots=True)
class Kappa:
    """Agreement beyond chance about `shared.number` cases; `value` is None where chance alone would bring all of it."""

    shared: Share
    value: float | None
    interval: tuple[float, float]


def kappa(table: Mapping[tuple[str, str], int]) -> Kappa:
    """Cohen's κ of how often the first said the one and the second the other."""
    number = sum(table.values())
    shared = Share(sum(times for (one, other), times in table.items() if one == other), number)
    first, second = Counter[str](), Counter[str]()
    for (one, other), times in table.items():
        first[one] += times
        second[other] += times
    by_chance = sum(first[name] * second[name] for name in first) / number**2 if number else 1.0
    if shared.value is None or by_chance >= 1:
        return Kappa(shared, None, (-1.0, 1.0))
    low, high = (max(-1.0, _beyond(share, by_chance)) for share in shared.interval)
    return Kappa(shared, _beyond(shared.value, by_chance), (low, high))


def _beyond(share: float, by_chance: float) -> float:
    return (share - by_chance) / (1 - by_chance)


@dataclass(frozen=True, slots=True)
class Look:
    """A decision and a blind second look at it. `first` is None where the machine decided."""

    first: UUID | None
    second: UUID
    was: str
    broke: tuple[str, ...]
    would_be: str
    would_break: tuple[str, ...]
    language: str

    @property
    def is_shared(self) -> bool:
        return self.was == self.would_be


def looks(reviews: QuerySet[Review]) -> list[Look]:
    """The second looks among these reviews that were given, at decisions: asked opinions have none to agree with."""
    given = reviews.filter(given_at__isnull=False, verdict__isnull=False, reviewer__isnull=False)
    rows = given.values_list(
        *("verdict__moderator", "reviewer", "verdict__outcome", "verdict__guidelines"),
        *("outcome", "guidelines", "comment__language"),
    )
    return [
        Look(first, second, was, tuple(broke), would_be, tuple(would_break), language)
        for first, second, was, broke, would_be, would_break, language in rows
        if second is not None
    ]


def shared(found: Iterable[Look]) -> Share:
    """How many of the decisions the second look shared: whether to publish, whatever the guideline."""
    told = [look.is_shared for look in found]
    return Share(sum(told), len(told))


def overall(found: Iterable[Look]) -> Kappa:
    """κ of the first and the second decision, whoever made them."""
    return kappa(Counter((look.was, look.would_be) for look in found))


def by_pair(found: Iterable[Look]) -> Mapping[tuple[UUID, UUID], Kappa]:
    """κ of every two people, whoever of them decided first; those with most cases come first."""
    tables: dict[tuple[UUID, UUID], Counter[tuple[str, str]]] = {}
    for look in found:
        if look.first is None:
            continue
        is_in_order = look.first < look.second
        pair = (look.first, look.second) if is_in_order else (look.second, look.first)
        said = (look.was, look.would_be) if is_in_order else (look.would_be, look.was)
        tables.setdefault(pair, Counter())[said] += 1
    return dict(sorted(((pair, kappa(table)) for pair, table in tables.items()), key=lambda one: -one[1].shared.number))


def by_guideline(found: Sequence[Look]) -> Mapping[str, Kappa]:
    """κ of whether a comment breaks each guideline that either side named; those named most often come first."""
    named = Counter(name for look in found for name in {*_broken(look, 0), *_broken(look, 1)})
    return {
        name: kappa(Counter((str(name in _broken(look, 0)), str(name in _broken(look, 1))) for look in found))
        for name, _times in named.most_common()
    }


def _broken(look: Look, which: int) -> tuple[str, ...]:
    """The guidelines that the first (0) or the second (1) rejected the comment for."""
    outcome, guidelines = ((look.was, look.broke), (look.would_be, look.would_break))[which]
    return guidelines if outcome == Outcome.REJECT.value else ()
