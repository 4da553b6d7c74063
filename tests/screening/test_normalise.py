"""The normalised copy: what it undoes, what it leaves alone, and the way back to the original."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stet.screening.normalise import normalise

# Any code point, lone surrogates too, and the characters that the module treats specially far more often.
SPECIAL = (
    "aAiIıİğĞsSşßﬁ017@$!*.-_ '\u0640\u200b\u200c\u200d\u00ad\ufeff\u202e\u0302\u0307\u064b\u0654كيىةەهآس\ud800\x00\n"
)
TEXTS = st.text(st.one_of(st.sampled_from(SPECIAL), st.characters()), max_size=60)


@given(TEXTS)
@example("i.\u0640 \u0640d\u0307 i d i o t")
def test_spans_stay_inside_the_original_and_never_go_back(text: str) -> None:
    copy = normalise(text)
    assert copy.original == text
    assert len(copy.text) == len(copy.starts) == len(copy.ends)
    assert list(copy.starts) == sorted(copy.starts)
    assert list(copy.ends) == sorted(copy.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(copy.starts, copy.ends, strict=True))


@given(TEXTS)
def test_normalising_twice_changes_nothing(text: str) -> None:
    copy = normalise(text).text
    assert normalise(copy).text == copy


@given(TEXTS)
def test_the_copy_can_always_be_encoded(text: str) -> None:
    assert normalise(text).text.encode("utf-8").decode("utf-8") == normalise(text).text


@given(TEXTS, st.data())
def test_a_longer_span_covers_a_shorter_one(text: str, data: st.DataObject) -> None:
    copy = normalise(text)
    start = data.draw(st.integers(0, len(copy.text)))
    end = data.draw(st.integers(start, len(copy.text)))
    first, last = copy.to_original(start, end)
    assert 0 <= first <= last <= len(text)
    if copy.text and start < end:
        assert copy.to_original(0, len(copy.text))[0] <= first
        assert last <= copy.to_original(0, len(copy.text))[1]


@given(TEXTS)
def test_the_skeleton_maps_back_as_well(text: str) -> None:
    view = normalise(text).skeleton()
    assert view.original == text
    assert len(view.text) == len(view.starts) == len(view.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(view.starts, view.ends, strict=True))


@pytest.mark.parametrize(
    ("written", "copy"),
    [
        ("SALAK", "salak"),
        ("Salak", "salak"),
        ("İDİOT", "idiot"),
        ("IDIOT", "idiot"),
        ("SIKINTI büyük, dağ gibi", "sıkıntı büyük, dağ gibi"),
        ("sık sık", "sık sık"),
        ("I think Erdoğan is wrong", "i think erdoğan is wrong"),
        ("Ｆｕｃｋ 🅵🆄🅲🅺 𝓯𝓾𝓬𝓴 ⓕⓤⓒⓚ", "fuck fuck fuck fuck"),
        ("f\u200bu\u00adc\u2060\ufeffk\u202e", "fuck"),
        ("рutin is on a раssport", "putin is on a passport"),
        ("Путин и Ελλάδα", "путин и ελλάδα"),
        ("1d10t, a$$hole, @ss, sh1t, $hit", "idiot, asshole, ass, shit, shit"),
        ("i d i o t", "idiot"),
        ("i.d.i.o.t or i-d-i-o-t", "idiot or idiot"),
        ("idiooooot", "idioot"),
        ("goood, good, god", "good, good, god"),
        ("!!!!!!!!", "!!!"),
        ("الغـــبي", "الغبی"),
        ("الغَبِيُّ", "الغبی"),
        ("ۆيىی كک", "ۆییی کک".replace("ییی", "یی")),
        ("كهمژه", "کهمژه"),
        ("گە\u200cمژە", "گهمژه"),
        ("أحمد إلى آخر", "احمد الی اخر"),
        ("سـ.ـەگـ.ـبـ.ـاب", "سهگباب"),
        ("قـ7ـبـه ك3ب", "قحبه کعب"),
        ("wa7id", "wahid"),
        ("٢٠٠٣ ۲۰۰۳", "2003 2003"),
        ("e\u0302 i\u0307 h\u0337i", "ê i hi"),
        ("a\n\t b", "a b"),
        ("\ud800", "\ufffd"),
    ],
)
def test_disguise_is_undone(written: str, copy: str) -> None:
    assert normalise(written).text == copy


@pytest.mark.parametrize(
    "prose",
    [
        "5te 2nd 3gün 15dk covid19 500k 2000000 100$ us$",
        "write to foo@bar.com or @john, see www.example.com/a3b4",
        "e.g. this, i.e. that",
        "i am a b c man",
        "good book, little pizza",
    ],
)
def test_prose_stays_as_it_is(prose: str) -> None:
    assert normalise(prose).text == prose


def test_a_hidden_word_is_found_where_its_author_wrote_it() -> None:
    written = "you i\u200b.d.i.o.ttt!"
    copy = normalise("you i d\u200b i o\u0302 t!")
    assert copy.text == "you idiôt!"
    assert copy.to_original(4, 9) == (4, 15)
    assert written[slice(*normalise(written).to_original(4, 6))].startswith("i")


def test_a_stretched_end_belongs_to_the_word() -> None:
    copy = normalise("idiotttttt!")
    assert copy.text == "idiott!"
    assert copy.to_original(0, 6) == (0, 10)


def test_an_empty_span_stays_empty_and_a_wrong_one_is_refused() -> None:
    copy = normalise("a\u0640b")
    assert copy.to_original(1, 1) == (2, 2)
    assert copy.to_original(2, 2) == (3, 3)
    with pytest.raises(ValueError, match="no span"):
        copy.to_original(1, 3)


@pytest.mark.parametrize("hostile", ["\u0640", "a ", "a.", "ـ.", "1a", "@a", "\u0302", "a\u200b", "I\u0307", ".a"])
def test_a_long_text_takes_time_in_proportion(hostile: str) -> None:
    # In proportion means about a second here; a pattern that looks at all pairs of characters would take many minutes.
    text = "ı" + hostile * 200_000
    started = time.perf_counter()
    normalise(text)
    assert time.perf_counter() - started < 60
