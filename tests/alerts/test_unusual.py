"""When a number is more than chance would bring."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.alerts.unusual import RAISED_BELOW, tail


@pytest.mark.parametrize(
    ("count", "expected", "known"),
    # By hand, and from a table of Poisson's distribution: P(X >= 2 | 1) = 1 - 2/e, P(X >= 3 | 2) = 1 - 5/e².
    [(5, 5.0, 1.0), (2, 1.0, 1 - 2 / math.e), (3, 2.0, 1 - 5 * math.exp(-2)), (10, 4.0, 0.008132)],
)
def test_the_tail_is_poissons(count: int, expected: float, known: float) -> None:
    assert tail(count, expected) == pytest.approx(known, rel=1e-3)


@given(st.integers(0, 3000), st.floats(0.01, 2000))
def test_it_is_a_probability_and_falls_with_the_count(count: int, expected: float) -> None:
    assert 0 <= tail(count + 1, expected) <= tail(count, expected) + 1e-12 <= 1 + 1e-9


@given(st.integers(1, 3000), st.floats(0.01, 2000))
def test_the_more_is_usual_the_less_a_number_is_unusual(count: int, expected: float) -> None:
    assert tail(count, expected) <= tail(count, expected * 1.5) + 1e-12


def test_a_flood_is_unusual_and_a_busy_hour_is_not() -> None:
    assert tail(200, 6.0) < RAISED_BELOW
    assert tail(120, 100.0) > RAISED_BELOW
