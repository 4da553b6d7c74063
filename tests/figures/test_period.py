"""The time that figures are about."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.figures.period import Length, period

TIMES = st.integers(1_577_836_800, 2_208_988_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
STEPS = {Length.DAY: 24, Length.WEEK: 7, Length.MONTH: 30, Length.QUARTER: 13, Length.YEAR: 12}


@given(length=st.sampled_from(Length), now=TIMES)
def test_it_holds_now_in_its_last_step_and_has_no_gaps(length: Length, now: datetime) -> None:
    found = period(length, now)
    steps = found.steps()
    assert len(steps) == STEPS[length]
    assert steps[0] == found.begin
    assert steps[-1] <= now < found.end
    assert all(before < after for before, after in pairwise(steps))


@pytest.mark.parametrize(
    ("length", "begin", "end"),
    [
        (Length.DAY, datetime(2026, 3, 1, 15, tzinfo=UTC), datetime(2026, 3, 2, 15, tzinfo=UTC)),
        (Length.WEEK, datetime(2026, 2, 24, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)),
        (Length.QUARTER, datetime(2025, 12, 8, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)),
        (Length.YEAR, datetime(2025, 4, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)),
    ],
)
def test_steps_begin_where_people_expect_them(length: Length, begin: datetime, end: datetime) -> None:
    found = period(length, datetime(2026, 3, 2, 14, 30, tzinfo=UTC))
    assert (found.begin, found.end) == (begin, end)
    assert found.end - found.begin >= timedelta(days=1)
