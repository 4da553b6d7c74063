"""Marked pieces become marked words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.screening.marks import joined, marked_words

TEXTS = st.text(st.one_of(st.sampled_from("ab .'-🐖\u0301ه"), st.characters()), max_size=40)


@given(TEXTS, st.data())
def test_marked_words_hold_their_marks_and_lie_within_the_text(text: str, data: st.DataObject) -> None:
    places = st.integers(0, len(text))
    marks = [tuple(sorted(data.draw(st.tuples(places, places)))) for _ in range(3)]
    spans = marked_words(text, marks)
    covered = {place for start, end in spans for place in range(start, end)}
    assert all(text[place].isspace() or place in covered for start, end in marks for place in range(start, end))
    end_before = 0
    for start, end in spans:
        assert end_before <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        end_before = end


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        ((4, 5), ["are"]),
        ((6, 13), ["are an idiot"]),
        ((3, 4), []),
        ((17, 18), ["🐖"]),
        ((0, 19), ["you are an idiot 🐖!"]),
        ((5, 5), []),
    ],
)
def test_half_a_word_is_the_word(mark: tuple[int, int], words: list[str]) -> None:
    text = "you are an idiot 🐖!"
    assert [text[start:end] for start, end in marked_words(text, [mark])] == words


def test_words_with_more_than_space_between_them_stay_apart() -> None:
    assert joined("pig, dog  cat", [(0, 3), (5, 8), (10, 13)]) == ((0, 3), (5, 13))
