"""The bound that a checked sample gives is Clopper and Pearson's, and no shorter sample would give it."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.moderation.bounds import CONFIDENCE, sample_size, tail, upper_limit


@pytest.mark.parametrize(
    ("limit", "wrong", "size"),
    [
        # As tabulated for 95 %: for 1 %, 0.5 % and 0.1 %, with none, one and two wrong.
        *((0.01, 0, 299), (0.01, 1, 473), (0.01, 2, 628)),
        *((0.005, 0, 598), (0.005, 1, 947), (0.005, 2, 1258)),
        *((0.001, 0, 2995), (0.001, 1, 4742), (0.001, 2, 6294)),
        (0.02, 0, 149),
    ],
)
def test_sample_sizes_are_the_tabulated_ones(limit: float, wrong: int, size: int) -> None:
    assert sample_size(limit, wrong) == size


@given(st.integers(1, 400).flatmap(lambda judged: st.tuples(st.just(judged), st.integers(0, judged))))
def test_at_the_limit_so_few_wrong_ones_are_as_unlikely_as_they_may_be(sample: tuple[int, int]) -> None:
    judged, wrong = sample
    limit = upper_limit(judged, wrong)
    assert wrong / judged < limit <= 1 or wrong == judged
    if wrong < judged:
        assert tail(judged, wrong, limit) == pytest.approx(1 - CONFIDENCE, abs=1e-9)
        assert limit <= upper_limit(judged, wrong + 1), "more wrong ones, a higher limit"
        assert upper_limit(judged + 1, wrong) <= limit, "more that were looked at, a lower one"


@given(st.sampled_from([0.01, 0.02, 0.05, 0.2, 0.5]), st.integers(0, 2))
def test_the_sample_is_long_enough_and_no_longer(limit: float, wrong: int) -> None:
    size = sample_size(limit, wrong)
    assert upper_limit(size, wrong) <= limit
    assert size == wrong + 1 or upper_limit(size - 1, wrong) > limit


def test_a_bad_batch_is_let_through_as_seldom_as_promised() -> None:
    """Simulated without putting back: of batches with a little more than 2 % wrong, hardly one in twenty passes."""
    random.seed(20261123)
    size, wrong = 5000, 105
    passes = sum(max(random.sample(range(size), sample_size(0.02, 0))) < size - wrong for _ in range(2000))
    assert passes / 2000 < 0.06


@pytest.mark.parametrize("sample", [(5, 6), (5, -1)])
def test_what_is_no_sample_has_no_limit(sample: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no sample"):
        upper_limit(*sample)


@pytest.mark.parametrize("limit", [0.0, 1.0, -1.0])
def test_no_sample_shows_nothing_or_everything(limit: float) -> None:
    with pytest.raises(ValueError, match="No sample"):
        sample_size(limit, 0)
