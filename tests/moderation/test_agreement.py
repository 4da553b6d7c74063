"""Agreement is measured as the literature does, and says how sure it is."""

from collections import Counter
from itertools import product
from math import comb, prod
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.moderation.agreement import Look, Share, by_guideline, by_pair, kappa, overall, shared, wilson

YES, NO = "approve", "reject"
CELLS = [(YES, YES), (YES, NO), (NO, YES), (NO, NO)]
DILAN, SHILAN, ROJIN = (UUID(int=number) for number in (1, 2, 3))

tables = st.lists(st.integers(0, 60), min_size=4, max_size=4).map(lambda times: dict(zip(CELLS, times, strict=True)))


def test_kappa_is_cohens() -> None:
    # Sim and Wright, "The kappa statistic in reliability studies", Physical Therapy 85 (2005), table 1: κ = 0.67.
    found = kappa(dict(zip(CELLS, (22, 2, 4, 11), strict=True)))
    assert found.value == pytest.approx(0.67, abs=0.005)
    assert found.shared == Share(33, 39)


def test_wilsons_interval() -> None:
    # Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I.
    for times, number, low, high in [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611)]:
        assert wilson(times, number) == pytest.approx((low, high), abs=0.00006)
    assert wilson(0, 0) == (0, 1)


@given(tables)
def test_kappa_lies_in_its_interval_and_does_not_depend_on_who_was_first(table: dict[tuple[str, str], int]) -> None:
    found = kappa(table)
    turned = kappa({(other, one): times for (one, other), times in table.items()})
    assert turned == found
    if found.value is not None:
        low, high = found.interval
        assert -1 <= low <= found.value + 1e-9
        assert found.value - 1e-9 <= high <= 1 + 1e-9
        assert high - low > 0, "nothing counted is ever certain"


@given(tables, st.integers(2, 5))
def test_more_of_the_same_makes_it_surer(table: dict[tuple[str, str], int], times: int) -> None:
    few, many = kappa(table), kappa({cell: number * times for cell, number in table.items()})
    assert (few.value is None) == (many.value is None)
    if few.value is not None and many.value is not None:
        assert many.value == pytest.approx(few.value)
        assert many.interval[1] - many.interval[0] <= few.interval[1] - few.interval[0] + 1e-9


def test_who_always_says_the_same_agrees_by_chance_alone() -> None:
    found = kappa({(YES, YES): 40})
    assert (found.value, found.shared) == (None, Share(40, 40))


@pytest.mark.parametrize("chances", [(0.8, 0.05, 0.05, 0.1), (0.45, 0.05, 0.05, 0.45), (0.6, 0.15, 0.05, 0.2)])
@pytest.mark.parametrize("number", [12, 30])
def test_the_interval_holds_the_truth_in_nineteen_cases_of_twenty(chances: tuple[float, ...], number: int) -> None:
    """Exactly: over every table that so many cases can give, weighed by how likely it is."""
    truth = kappa({cell: round(chance * 10_000) for cell, chance in zip(CELLS, chances, strict=True)}).value
    assert truth is not None
    held = known = 0.0
    for times in product(range(number + 1), repeat=3):
        last = number - sum(times)
        if last < 0:
            continue
        found = kappa(dict(zip(CELLS, (*times, last), strict=True)))
        weight = ways(number, (*times, last)) * prod(p**k for p, k in zip(chances, (*times, last), strict=True))
        known += weight
        held += weight * (found.interval[0] - 1e-9 <= truth <= found.interval[1] + 1e-9)
    assert known == pytest.approx(1)
    assert held >= 0.95


def ways(number: int, times: tuple[int, ...]) -> int:
    """In how many orders so many cases can fall into these cells."""
    found = 1
    for some in times:
        found *= comb(number, some)
        number -= some
    return found


def look(first: UUID | None, second: UUID, was: str, would_be: str, broke: str = "", would_break: str = "") -> Look:
    return Look(first, second, was, tuple(broke.split()), would_be, tuple(would_break.split()), "en")


def test_a_pair_is_one_whoever_decided_first() -> None:
    found = by_pair(
        [
            look(DILAN, SHILAN, YES, NO, would_break="insult"),
            look(SHILAN, DILAN, NO, YES, broke="insult"),
            look(DILAN, SHILAN, YES, YES),
            look(DILAN, ROJIN, YES, YES),
            look(None, ROJIN, YES, NO),
        ]
    )
    assert list(found) == [(DILAN, SHILAN), (DILAN, ROJIN)], "the machine is nobody's colleague"
    assert found[DILAN, SHILAN] == kappa({(YES, NO): 2, (YES, YES): 1})


def test_a_guideline_is_agreed_about_when_both_or_neither_name_it() -> None:
    found = [
        *[look(DILAN, SHILAN, YES, YES)] * 5,
        *[look(DILAN, SHILAN, NO, NO, "insult", "insult")] * 3,
        look(DILAN, SHILAN, NO, NO, "insult", "threat"),
    ]
    guidelines = by_guideline(found)
    assert list(guidelines) == ["insult", "threat"]
    assert guidelines["insult"].shared == Share(8, 9)
    assert shared(found) == Share(9, 9)
    assert overall(found) == kappa(Counter({(YES, YES): 5, (NO, NO): 4}))


def test_few_cases_are_said_to_be_few() -> None:
    assert Share(29, 29).is_of_few
    assert not Share(30, 30).is_of_few
    assert Share(0, 0).value is None
