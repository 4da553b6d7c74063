"""A text cut at the edges of its marks is still the text."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from stet.newsroom.passages import Passage, passages

spans = st.lists(st.tuples(st.integers(-3, 40), st.integers(-3, 40)), max_size=8)


def marked(text: str, *spans: tuple[int, int]) -> list[str]:
    return [piece.text for piece in passages(text, spans) if piece.is_marked]


@given(st.text(max_size=30), spans)
def test_the_pieces_are_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    pieces = passages(text, spans)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)
    marks = [piece.is_marked for piece in pieces]
    assert all(one is not following for one, following in pairwise(marks))


@given(st.text(max_size=30), spans)
def test_exactly_the_code_points_of_the_spans_are_marked(text: str, spans: list[tuple[int, int]]) -> None:
    wanted = [any(start <= place < end for start, end in spans) for place in range(len(text))]
    assert [piece.is_marked for piece in passages(text, spans) for _ in piece.text] == wanted


def test_overlapping_and_touching_spans_are_one() -> None:
    assert marked("abcdefgh", (4, 6), (1, 3), (2, 5)) == ["bcdef"]
    assert marked("abcdefgh", (0, 2), (2, 4)) == ["abcd"]


def test_offsets_are_code_points() -> None:
    assert passages("👩‍👧 گەمژە!", [(4, 9)])[1] == Passage("گەمژە", is_marked=True)


def test_a_span_beyond_the_text_is_cut_off() -> None:
    assert marked("abc", (2, 99), (50, 60), (1, 1)) == ["c"]
