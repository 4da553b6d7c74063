"""The linear model as it ships: what it promises its callers, and what it must know."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stet.newsroom.labels import LABELS
from stet.screening.linear import LinearModel
from stet.screening.model_file import MODELS, ModelError, write_model
from stet.screening.normalise import normalise

ANY_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=120)


@pytest.fixture(scope="module")
def model() -> LinearModel:
    return LinearModel()


def score(model: LinearModel, text: str, label: str, language: str = "en") -> float:
    return float(model.scores([normalise(text).text], [language])[0, LABELS.index(label)])


@given(st.lists(ANY_TEXT, max_size=5))
@settings(deadline=None)
def test_any_text_has_a_probability_for_each_label(texts: list[str]) -> None:
    scores = SHIPPED.scores(texts)
    assert scores.shape == (len(texts), len(LABELS))
    assert ((scores >= 0) & (scores <= 1)).all()


@given(st.lists(ANY_TEXT, min_size=1, max_size=5))
@settings(deadline=None)
def test_a_batch_says_to_the_bit_what_its_texts_say_alone(texts: list[str]) -> None:
    alone = np.concatenate([SHIPPED.scores([text]) for text in texts])
    assert np.array_equal(SHIPPED.scores(texts), alone)


@given(ANY_TEXT, st.sampled_from(LABELS))
@settings(deadline=None)
def test_spans_are_words_of_the_text_in_order(text: str, label: str) -> None:
    end_before = 0
    for start, end in SHIPPED.explain(text, label):
        assert end_before <= start < end <= len(text)
        assert text[start:end].strip() == text[start:end] != ""
        end_before = end


def test_a_large_batch_is_cut_and_put_together_in_order(model: LinearModel) -> None:
    texts = [f"comment number {number} " * 40 for number in range(400)]
    assert np.array_equal(model.scores(texts)[[0, 399]], model.scores([texts[0], texts[399]]))


@pytest.mark.parametrize(
    ("text", "label", "language"),
    [
        ("You are an idiot and a liar.", "personal_attack", "en"),
        ("fuck this shit", "profanity", "en"),
        ("Check out my channel and subscribe!!!", "promotion", "en"),
        ("Aptalsın sen, gerizekalı", "personal_attack", "tr"),
        ("انت كلب وحقير", "toxic", "ar"),
        ("ئەو گەمژانە هەموویان سەگن", "toxic", "ckb"),
    ],
)
def test_plain_abuse_scores_high(model: LinearModel, text: str, label: str, language: str) -> None:
    assert score(model, text, label, language) > 0.5


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ministry has not paid the teachers for three months.", "en"),
        ("Police killed three ISIS fighters near the border.", "en"),
        ("Kurds, Arabs and Turkmens live in Kirkuk.", "en"),
        ("کورد و عەرەب و تورکمان لە کەرکووک دەژین.", "ckb"),
        ("Kürtler ve Araplar bu şehirde birlikte yaşıyor.", "tr"),
        ("يعيش الأكراد والعرب في كركوك.", "ar"),
    ],
)
def test_plain_news_is_not_uncivil_and_not_refused(model: LinearModel, text: str, language: str) -> None:
    scores = model.scores([normalise(text).text], [language])[0]
    assert scores[LABELS.index("toxic")] < 0.5
    # Lists of peoples still raise `racism` (docs/screening.md): enough to ask a human, never to refuse.
    assert scores[: LABELS.index("constructive")].max() < 0.8


def test_the_words_that_made_the_score_are_marked(model: LinearModel) -> None:
    text = "i read the article twice and you are an idiot, dear author"
    marked = [text[start:end] for start, end in model.explain(text, "personal_attack", "en")]
    assert any("idiot" in words for words in marked)
    assert sum(map(len, marked)) < len(text) / 2


def test_a_text_without_words_has_nothing_to_mark(model: LinearModel) -> None:
    assert model.explain("", "toxic") == ()


def test_an_unknown_label_is_refused(model: LinearModel) -> None:
    with pytest.raises(ValueError, match="rudeness"):
        model.explain("text", "rudeness")


def test_an_unknown_language_has_the_common_curve(model: LinearModel) -> None:
    assert np.array_equal(model.scores(["some text"], ["xx"]), model.scores(["some text"]))


def test_the_version_names_the_file(model: LinearModel) -> None:
    assert model.version.startswith("linear-")
    assert len(model.version) == len("linear-") + 8


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"absent\.npz"):
        LinearModel(tmp_path / "absent.npz")


@pytest.mark.parametrize("length", [0, 10, 5000])
def test_a_damaged_file_is_named(tmp_path: Path, length: int) -> None:
    path = tmp_path / "cut.npz"
    path.write_bytes((MODELS / "linear.npz").read_bytes()[:length])
    with pytest.raises(ModelError, match=r"cut\.npz"):
        LinearModel(path)


@pytest.mark.parametrize("place", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_flipped_byte_is_noticed(tmp_path: Path, place: float) -> None:
    content = bytearray((MODELS / "linear.npz").read_bytes())
    content[int(place * len(content))] ^= 0xFF
    path = tmp_path / "flipped.npz"
    path.write_bytes(bytes(content))
    with pytest.raises(ModelError, match=r"flipped\.npz"):
        LinearModel(path)


@pytest.mark.parametrize(
    ("key", "value"), [("kind", "language"), ("normalisation", -1), ("features", -1), ("labels", ["toxic"])]
)
def test_a_model_made_for_something_else_is_refused(tmp_path: Path, key: str, value: object) -> None:
    with np.load(MODELS / "linear.npz") as stored:
        arrays = {name: stored[name] for name in stored.files}
    meta = json.loads(str(arrays.pop("meta"))) | {key: value}
    write_model(tmp_path / "other.npz", meta, arrays)
    with pytest.raises(ModelError, match=r"other\.npz"):
        LinearModel(tmp_path / "other.npz")


def test_a_file_without_its_table_is_refused(tmp_path: Path) -> None:
    with np.load(MODELS / "linear.npz") as stored:
        arrays = {name: stored[name] for name in stored.files if name != "table"}
    write_model(tmp_path / "part.npz", json.loads(str(arrays.pop("meta"))), arrays)
    with pytest.raises(ModelError, match=r"part\.npz"):
        LinearModel(tmp_path / "part.npz")


def test_the_models_stay_small() -> None:
    assert sum(path.stat().st_size for path in MODELS.glob("*.npz")) <= 6_000_000


SHIPPED = LinearModel()
