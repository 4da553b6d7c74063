"""Windows over a long text leave nothing out and part no short phrase."""

from hypothesis import assume, given
from hypothesis import strategies as st

from stet.screening.windows import windows

COUNTS = st.integers(0, 3000)
OVERLAPS = st.integers(0, 60)
STEPS = st.integers(1, 200)


@given(COUNTS, STEPS, OVERLAPS)
def test_every_piece_is_in_a_window_and_no_window_is_too_long(count: int, step: int, overlap: int) -> None:
    found = windows(count, step + overlap, overlap)
    assert {piece for part in found for piece in part} == set(range(count))
    assert all(part.step == 1 and len(part) <= step + overlap for part in found)


@given(COUNTS, STEPS, OVERLAPS, st.data())
def test_a_phrase_as_long_as_the_overlap_stands_whole_in_one_window(
    count: int, step: int, overlap: int, data: st.DataObject
) -> None:
    length = overlap + 1
    assume(length <= count)
    start = data.draw(st.integers(0, count - length))
    assert any(part.start <= start and start + length <= part.stop for part in windows(count, step + overlap, overlap))


@given(COUNTS, STEPS, OVERLAPS)
def test_windows_are_equally_long_and_no_more_than_needed(count: int, step: int, overlap: int) -> None:
    found = windows(count, step + overlap, overlap)
    assert max(map(len, found)) - min(map(len, found)) <= 1
    if len(found) > 1:
        # One fewer would not reach to the end.
        assert (len(found) - 1) * step + overlap < count


def test_a_text_that_fits_is_one_window() -> None:
    assert windows(0, 10, 3) == [range(0)]
    assert windows(1, 10, 3) == [range(1)]
    assert windows(10, 10, 3) == [range(10)]
    assert windows(11, 10, 3) == [range(7), range(4, 11)]
