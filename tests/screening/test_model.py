"""The step `model`: linear model and encoder as one, or not at all."""

import base64
import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stet.newsroom.labels import LABELS, PERSPECTIVE, RELEVANCE
from stet.newsroom.policy_file import default_policy_text, parse_policy
from stet.newsroom.screening import ArticleContext, Submission
from stet.newsroom.verdict import Outcome
from stet.screening import Screener
from stet.screening.model import Model
from stet.screening.model_file import ModelError, write_model
from stet.verdicts import decide
from tests.screening.model_folder import SHIPPED, folder_admitting, folder_saying, folder_with, shipped_meta

POLICY = parse_policy(default_policy_text())
SCREENER = Screener()
BRIDGE = ArticleContext("The bridge is closed", "The ministry has closed the bridge over the river for repairs.")
FILES = ("linear.npz", "encoder/meta.json", "encoder/graph.onnx", "encoder/words.npz", "encoder/tokenizer.json")

# y = x, and a graph that answers by the right names in other shapes.
OTHER_NAMES = base64.b64decode(
    "CAg6TQoQCgF4EgF5IghJZGVudGl0eRIBZ1oaCgF4EhUKEwgBEg8KAxIBbgoDEgF0CgMIgANiGgoBeRIVChMIARIPCgMSAW4KAxIBdAoDCIADQgQKABAR"
)
OTHER_SHAPES = base64.b64decode(
    "CAg6nwIKOQoFd29yZHMSBmxvZ2l0cyIKUmVkdWNlTWVhbioLCgRheGVzQAGgAQcqDwoIa2VlcGRpbXMYAKABAgo4CgV3b3JkcxIFc3BhbnMiClJlZHV"
    "jZU1lYW4qCwoEYXhlc0ACoAEHKg8KCGtlZXBkaW1zGACgAQIKGAoEbWFzaxIGdmVjdG9yIghJZGVudGl0eRIBZ1oeCgV3b3JkcxIVChMIARIPCgMSAW"
    "4KAxIBdAoDCIADWhgKBG1hc2sSEAoOCAESCgoDEgFuCgMSAXRiGgoGbG9naXRzEhAKDggBEgoKAxIBbgoDCIADYhkKBXNwYW5zEhAKDggBEgoKAxIBb"
    "goDEgF0YhoKBnZlY3RvchIQCg4IARIKCgMSAW4KAxIBdEIECgAQEQ=="
)


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 0xFF]) + content[middle + 1 :]


DAMAGE: dict[str, Callable[[bytes], bytes | None]] = {
    "missing": lambda content: None,
    "empty": lambda content: b"",
    "cut short": lambda content: content[: len(content) // 2],
    "with a flipped byte": flipped,
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("name", FILES)
def test_without_any_one_file_a_human_decides(tmp_path: Path, name: str, damage: str) -> None:
    models = folder_with(tmp_path, name, DAMAGE[damage]((SHIPPED.parent / name).read_bytes()))
    with pytest.raises(ModelError, match=Path(name).name):
        Model(models)
    screening = Screener([("model", lambda: Model(models))]).screen_text("The council met on Tuesday.")
    assert (screening.failures, screening.scores) == (("model",), {})
    assert decide(screening, POLICY).outcome is Outcome.REFER


@pytest.mark.parametrize(
    "meta",
    [
        {"kind": "linear"},
        {"format": 2},
        {"normalisation": -1},
        {"labels": ["toxic"]},
        {"labels": LABELS[::-1]},
        {"most": 20},
        {"overlap": -1},
        {"linear_weight": {"en": [1.0] * len(LABELS)}},
        {"linear_weight": {"": [1.0]}},
        {"linear_weight": {"": [float("nan")] * len(LABELS)}},
        {"curves": {"": [[1.0] * len(LABELS)]}},
        {"curves": {}},
        {"span_threshold": 1.5},
        {"relevance": {"slope": 1.0}},
        {"perspective": {"linear": 1.0, "encoder": 1.0}},
        {"digest": {}},
    ],
    ids=str,
)
def test_an_encoder_made_for_something_else_is_refused(tmp_path: Path, meta: dict[str, Any]) -> None:
    with pytest.raises(ModelError, match=r"meta\.json"):
        Model(folder_saying(tmp_path, **meta))


@pytest.mark.parametrize("key", ["kind", "labels", "prefix", "curves", "relevance", "perspective", "digest"])
def test_an_encoder_that_does_not_say_what_it_is_is_refused(tmp_path: Path, key: str) -> None:
    meta = shipped_meta()
    del meta[key]
    with pytest.raises(ModelError, match=r"(?s)meta\.json.*" + key):
        Model(folder_with(tmp_path, "encoder/meta.json", json.dumps(meta).encode()))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("graph.onnx", b"no graph"),
        ("graph.onnx", OTHER_NAMES),
        ("graph.onnx", OTHER_SHAPES),
        ("words.npz", b"no table"),
        ("tokenizer.json", b"{}"),
    ],
)
def test_a_wrong_file_is_named_even_if_its_digest_is_right(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(ModelError, match=name):
        Model(folder_admitting(tmp_path, name, content))


def test_windows_longer_than_the_graph_reads_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"graph\.onnx"):
        Model(folder_saying(tmp_path, most=2000))


def test_a_word_table_for_other_pieces_is_refused(tmp_path: Path) -> None:
    with np.load(SHIPPED / "words.npz") as arrays:
        np.savez(tmp_path / "fewer.npz", blocks=arrays["blocks"][:-1])
    home = tmp_path / "models"
    home.mkdir()
    with pytest.raises(ModelError, match=r"words\.npz"):
        Model(folder_admitting(home, "words.npz", (tmp_path / "fewer.npz").read_bytes()))


def test_its_version_names_both() -> None:
    linear, encoder = SCREENER.screen_text("x").screeners["model"].split()
    assert linear.startswith("linear-")
    assert encoder.startswith("encoder-")


def test_a_text_longer_than_it_reads_is_left_to_a_human_and_the_others_are_not() -> None:
    short = Submission("The council met on Tuesday.")
    alone = SCREENER.screen(short)
    before, long, after = SCREENER.screen_many([short, Submission("The council met. " * 5000), short])
    assert before == after == alone
    assert long.failures == ("model",)
    assert decide(long, POLICY).outcome is Outcome.REFER


@given(st.lists(st.text(st.characters(exclude_categories=[]), max_size=200), max_size=5))
@settings(max_examples=30)
def test_a_batch_is_screened_as_its_texts_alone(texts: list[str]) -> None:
    many = [Submission(text, BRIDGE, "parent") for text in texts]
    assert SCREENER.screen_many(many) == [SCREENER.screen(each) for each in many]


@pytest.mark.parametrize(
    ("plain", "disguised"),
    [
        ("you are an idiot", "You are an 1d10t"),
        ("you are an idiot", "you are an i.d.i.o.t"),
        ("you are an idiot", "YOU ARE AN IDIOT"),
        ("you are an idiot", "you are an idіоt"),  # with two Cyrillic letters
        ("you are an idiot", "you  are an i\u200bdi\u00adot"),
        ("sen aptalsın", "Sen  apta\u200blsın"),
        ("أنت الغبي", "أنت الغـــبي"),
        ("أنت الغبي", "أنت الغَبِيّ"),
        ("ئەو گەمژەکان", "ئەو گەمـژەکان"),
        ("ئەو گەمژەکان", "ئەو گەم\u200cژەکان"),
    ],
)
def test_a_disguise_changes_no_score(plain: str, disguised: str) -> None:
    assert SCREENER.screen_text(disguised).scores == SCREENER.screen_text(plain).scores


def test_relevance_needs_something_to_compare_with() -> None:
    assert RELEVANCE not in SCREENER.screen_text("The bridge is old.").scores
    assert RELEVANCE not in SCREENER.screen_text("The bridge is old.", ArticleContext(" ", "\n"), "").scores


def test_a_reply_may_be_about_its_article_or_its_parent() -> None:
    text, parent = "Nobody asked the people who drive over it.", "My sister bakes the best bread in town."
    by_article, by_parent, by_both = (
        SCREENER.screen_text(text, article, answered).scores[RELEVANCE]
        for article, answered in ((BRIDGE, None), (None, parent), (BRIDGE, parent))
    )
    assert by_both == max(by_article, by_parent)
    assert by_article != by_parent


def test_relevance_is_the_same_whoever_asks_and_however_often() -> None:
    first, again = (SCREENER.screen_text("The bridge is old.", BRIDGE) for _ in range(2))
    assert first == again == Screener().screen_text("The bridge is old.", BRIDGE)


@pytest.mark.parametrize(
    "text", ["You are a stupid idiot.", "The bridge is old.", "Subscribe to my channel t.me/x", "…"]
)
def test_relevance_decides_nothing(text: str) -> None:
    far = ArticleContext("Bread", "My sister bakes the best bread in town. " * 1000)
    alone, near, away = (SCREENER.screen_text(text, article) for article in (None, BRIDGE, far))
    assert decide(alone, POLICY) == decide(near, POLICY) == decide(away, POLICY)
    assert near.scores == {**alone.scores, RELEVANCE: near.scores[RELEVANCE]}
    assert 0 <= away.scores[RELEVANCE] <= 1


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("The bridge over the river was closed on Tuesday.", True),
        ("پردی سەر ڕووبارەکە لە ڕۆژی سێشەممە داخرا.", False),
        ("Salı günü nehrin üzerindeki köprü kapatıldı.", False),
        ("😂😂", False),
    ],
)
def test_what_perspective_would_say_is_known_in_english_alone(text: str, *, known: bool) -> None:
    assert (PERSPECTIVE in SCREENER.screen_text(text).scores) is known


def test_what_perspective_would_say_grades_comments() -> None:
    graded = [
        "Thank you for the article, the second part explains the budget well.",
        "This is nonsense and the author should have checked the numbers.",
        "You are a stupid idiot and nobody wants to read your crap.",
    ]
    scores = [SCREENER.screen_text(text).scores[PERSPECTIVE] for text in graded]
    assert scores == sorted(scores)
    assert scores[0] < 0.2
    assert scores[-1] > 0.8


def test_what_perspective_would_say_decides_nothing() -> None:
    screening = SCREENER.screen_text("The bridge over the river was closed on Tuesday.")
    for score in (0.0, 1.0):
        other = dataclasses.replace(screening, scores={**screening.scores, PERSPECTIVE: score})
        assert decide(other, POLICY) == decide(screening, POLICY)


def test_a_table_without_a_column_for_perspective_is_refused(tmp_path: Path) -> None:
    with np.load(SHIPPED.parent / "linear.npz") as stored:
        arrays = {name: stored[name] for name in stored.files}
    meta = json.loads(str(arrays.pop("meta")))
    write_model(tmp_path / "narrow.npz", meta, arrays | {"table": arrays["table"][:, :-1]})
    models = folder_with(tmp_path / "models", "linear.npz", (tmp_path / "narrow.npz").read_bytes())
    with pytest.raises(ModelError, match=r"linear\.npz"):
        Model(models)
