"""The encoder as it ships: it reads all of a text, the same alone and in company, and says where."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stet.newsroom.labels import LABELS
from stet.screening.encoder import MOST_WINDOWS, Encoder, Reading, TooLongError, readable
from stet.screening.model_file import MODELS
from stet.screening.normalise import normalise

ENCODER = Encoder()
ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=120)
FILLER = ("the bridge over the river was closed", "پردەکە لەسەر ڕووبارەکە داخراوە", "köprü dün akşam kapatıldı")


def copy(text: str, language: str = "en") -> str:
    return readable(normalise(text), language)


def same(one: Reading, other: Reading) -> bool:
    """Whether two readings agree to the last bit."""
    return (
        np.array_equal(one.logits, other.logits)
        and one.perspective == other.perspective
        and one.spans == other.spans
        and np.array_equal(one.vector, other.vector)
    )


@given(ANY_TEXT)
@settings(max_examples=60)
def test_any_text_is_read(text: str) -> None:
    [reading] = ENCODER.read([copy(text)])
    assert reading.logits.shape == (len(LABELS),)
    assert np.isfinite(reading.logits).all()
    assert np.isclose(np.linalg.norm(reading.vector), 1, atol=1e-5)


@given(ANY_TEXT, st.sampled_from(["en", "ar"]))
@settings(max_examples=60)
def test_spans_are_words_of_the_text_in_order(text: str, language: str) -> None:
    read = copy(text, language)
    end_before = 0
    for start, end in ENCODER.read([read])[0].spans:
        assert end_before <= start < end <= len(read)
        assert read[start:end].strip() == read[start:end] != ""
        end_before = end


@given(st.lists(ANY_TEXT.map(copy), min_size=1, max_size=6))
@settings(max_examples=25)
def test_a_batch_says_to_the_bit_what_its_texts_say_alone(texts: list[str]) -> None:
    assert all(same(one, ENCODER.read([text])[0]) for one, text in zip(ENCODER.read(texts), texts, strict=True))


def test_threads_say_what_one_says() -> None:
    texts = [" ".join([filler] * count) for filler in FILLER for count in (1, 15)]
    expected = ENCODER.read(texts)
    with ThreadPoolExecutor(4) as pool:
        for readings in pool.map(ENCODER.read, [texts] * 4):
            assert all(same(one, other) for one, other in zip(readings, expected, strict=True))


@given(st.sampled_from(FILLER), st.integers(0, 40))
@settings(max_examples=15)
def test_a_word_anywhere_in_a_long_text_is_read(filler: str, place: int) -> None:
    sentences = [copy(filler)] * 40
    changed = [*sentences[:place], "idiot", *sentences[place:]]
    before, after = ENCODER.read([" ".join(sentences), " ".join(changed)])
    assert not np.array_equal(before.vector, after.vector)


@pytest.mark.parametrize("text", ["🐖", "ئ", "a ", "?!", "1a", "I don’t. "])
def test_the_longest_comment_a_site_takes_is_read_whatever_it_holds(text: str) -> None:
    assert len(ENCODER.read([copy((text * 5000)[:5000])])) == 1


def test_a_text_is_never_judged_by_its_beginning() -> None:
    with pytest.raises(TooLongError):
        ENCODER.read(["short", "word " * (MOST_WINDOWS * ENCODER.meta.most)])


def test_reading_nothing_gives_nothing() -> None:
    assert ENCODER.read([]) == []


def test_what_a_text_is_about_is_told_by_its_first_window() -> None:
    short, long = copy(FILLER[0]), copy(" ".join([FILLER[0]] * 100))
    assert np.allclose(ENCODER.about(short), ENCODER.read([short])[0].vector, atol=1e-6)
    assert np.array_equal(ENCODER.about(long), ENCODER.about(long + copy(" and more")))


def test_arabic_is_read_in_its_own_letters_and_offsets_stay() -> None:
    text = "كيف حالك www.example.com/a"
    assert copy(text, "ar").split() == ["كيف", "حالك"]
    assert copy(text, "ckb").split() == ["کیف", "حالک"]
    assert len(copy(text, "ar")) == len(normalise(text).text)


def test_the_version_names_the_files() -> None:
    assert ENCODER.version.startswith("encoder-")
    assert ENCODER.version == Encoder().version


def test_the_models_stay_small() -> None:
    assert sum(path.stat().st_size for path in MODELS.rglob("*.*")) <= 45_000_000
