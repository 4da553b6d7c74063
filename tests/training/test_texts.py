"""The project's own comments: their form, their labels, and the folds that keep pairs and spellings together."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.newsroom.labels import GUIDELINE_LABELS, LABELS
from tests.training.kit import write_lines, write_own
from training.config import TIERS, load_config, load_sources
from training.encoder.rows import choose
from training.encoder.settings import load_settings
from training.identity import balancing_sentences, probe_sentences
from training.prepare import corpus_of
from training.spelling import respelled
from training.texts import HELD_FOLDS, TRANSLATED, Row, authored, authored_labels, translated

CONFIG, SOURCES, SETTINGS = load_config(), load_sources(), load_settings()

words = st.text("abdeghijklmnoprstuvwxyzêîûşçکوردەیێۆڕڵاب", min_size=1, max_size=9)
sentences = st.lists(words, min_size=1, max_size=9).map(" ".join)


@pytest.mark.parametrize(
    ("named", "one", "zero", "unknown"),
    [
        (
            ["racism"],
            {"racism", "hate", "toxic"},
            {"profanity", "threat", "promotion"},
            {"xenophobia", "religious_hate"},
        ),
        (["personal_attack"], {"personal_attack", "toxic"}, {"racism", "hate"}, {"profanity", "vulgarity", "threat"}),
        (["promotion"], {"promotion"}, {"threat", "hate", "profanity"}, {"toxic", "constructive"}),
        (["threat", "?sexism"], {"threat", "toxic"}, {"racism", "profanity"}, {"sexism", "personal_attack"}),
    ],
)
def test_a_rejected_comment_leaves_neighbouring_and_doubted_labels_open(
    named: list[str], one: set[str], zero: set[str], unknown: set[str]
) -> None:
    labels = authored_labels("reject", named)
    assert all(labels[name] == 1 for name in one)
    assert all(labels[name] == 0 for name in zero)
    assert not unknown & set(labels)


ORIGINALS = [
    {"id": "p:1", "source": "paradetox", "lang": "en", "split": "train", "labels": {"toxic": 1}, "text": "You FOOL!"},
    {"id": "p:2", "source": "paradetox", "lang": "en", "split": "dev", "labels": {"toxic": 0}, "text": "held out"},
    {"id": "o:3", "source": "olid", "lang": "en", "split": "train", "labels": {"toxic": 1}, "text": "of no licence"},
]


@pytest.mark.parametrize(("licences", "kept"), [("all", ["p:1", "o:3"]), ("open", ["p:1"])])
def test_a_translation_says_what_its_original_says_unless_that_is_held_out(
    tmp_path: Path, licences: str, kept: list[str]
) -> None:
    write_lines(tmp_path / "comments_en.jsonl.gz", ORIGINALS)
    numbers = [*(each["id"] for each in ORIGINALS), "p:unknown"]
    lines = [f"approve\t\t{number}\tTu BÊAQIL î! {number[-1]}" for number in numbers]
    (tmp_path / "kmr.tsv").write_text("# expect\tlabels\tcomment\ttext\n" + "\n".join(lines) + "\n", "utf-8")
    rows = list(translated(tmp_path, SOURCES, TIERS[licences], tmp_path))
    assert [row.text[-1] for row in rows] == [number[-1] for number in kept]
    assert all(row.labels == {"toxic": 1.0} and row.split == "train" and row.variety == "kmr" for row in rows)
    # A set whose halves differ in their signs loses them in every language.
    assert rows[0].text == "tu bêaqil î 1"


def test_no_translation_that_measures_is_trained_on() -> None:
    measured, trained = (
        {line.split("\t")[-2] for path in folder.glob("*.tsv") for line in path.read_text("utf-8").splitlines()[1:]}
        for folder in (TRANSLATED.parent, TRANSLATED)
    )
    assert measured
    assert trained
    assert not measured & trained


def test_an_approved_comment_breaks_nothing() -> None:
    labels = authored_labels("approve", [])
    assert set(labels) == set(LABELS) - {"constructive"}
    assert not any(labels.values())


def test_a_file_that_marks_constructive_comments_marks_all_of_them(tmp_path: Path) -> None:
    write_own(tmp_path, "en", "approve\tconstructive\tx\tthe bridge was built in 1994\napprove\t\tx\tfirst!\n", "one")
    write_own(tmp_path, "en", "approve\t\tx\tnobody looked here\n", "two")
    known = {row.text: row.labels.get("constructive") for row in authored(tmp_path)}
    assert known == {"the bridge was built in 1994": 1.0, "first!": 0.0, "nobody looked here": None}


@pytest.mark.parametrize(
    "line",
    [
        "approve\tx\tno fourth column",
        "approve\t\tx\tone\ttoo many",
        "maybe\t\tx\tno judgement",
        "reject\t\tx\tbreaks nothing",
        "reject\t?racism\tx\tbreaks only what is open",
        "approve\tracism\tx\tbreaks something",
        "reject\trudeness\tx\tno such guideline",
        "reject\ttoxic\tx\tno guideline",
    ],
)
def test_a_malformed_line_is_named_by_file_and_number(tmp_path: Path, line: str) -> None:
    write_own(tmp_path, "ckb", f"approve\t\tx\tfine\n\n{line}\n")
    with pytest.raises(ValueError, match=r"ckb/hand\.tsv:4"):
        list(authored(tmp_path))


def test_a_minimal_pair_keeps_together(tmp_path: Path) -> None:
    good, bad = "this ball is a donkey for not going in", "this man is a donkey for all I see"
    write_own(tmp_path, "en", f"approve\t\tx\t{good}\nreject\tpersonal_attack\tx\t{bad}\n")
    first, second = authored(tmp_path)
    assert first.fold == second.fold


def test_the_projects_own_comments_are_in_form() -> None:
    rows = list(authored())
    assert len(rows) > 3000
    assert {row.split for row in rows} == {"train", "dev"}
    assert 0.15 < np.mean([row.fold in HELD_FOLDS for row in rows]) < 0.25


@given(texts=st.lists(st.tuples(st.sampled_from(["ckb", "kmr", "en"]), sentences, st.booleans()), max_size=30))
def test_what_is_held_out_is_in_no_example_whatever_its_spelling(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str, bool]]
) -> None:
    folder = tmp_path_factory.mktemp("own")
    for variety in {variety for variety, _, _ in texts}:
        own = [(text, bad) for one, text, bad in texts if one == variety]
        lines = [f"{'reject' if bad else 'approve'}\t{'threat' if bad else ''}\tx\t{text}\n" for text, bad in own]
        write_own(folder, variety, "".join(lines))
    rows = list(authored(folder))
    every = [*rows, *respelled(rows)]
    if not every:
        return
    corpus = corpus_of(every)
    numbers = choose(corpus, CONFIG, SOURCES, SETTINGS).numbers
    assert not np.isin(corpus.fold[numbers], HELD_FOLDS).any()
    assert set(numbers) == set(np.flatnonzero(~corpus.dev))


@given(text=sentences, variety=st.sampled_from(["ckb", "kmr"]), fold=st.integers(0, 9), bad=st.booleans())
def test_another_spelling_keeps_fold_split_and_labels(text: str, variety: str, fold: int, bad: bool) -> None:
    split = "dev" if fold in HELD_FOLDS else "train"
    row = Row(text, variety, "authored", split, authored_labels("reject", ["threat"]) if bad else {}, fold=fold)
    for other in respelled([row]):
        assert (other.fold, other.split, other.labels, other.source) == (fold, split, row.labels, "spelling")
        assert other.variety.split("-")[0] == variety
    assert list(respelled([row])) == list(respelled([row]))


def test_sorani_in_latin_letters_has_no_arabic_letter() -> None:
    row = Row("ڕۆژباش هاوڕێ، چۆنی؟ سوپاس بۆ هەواڵەکە", "ckb", "authored", "train", {})
    latin = next(each for each in respelled([row]) if each.variety == "ckb-Latn")
    assert latin.text.isascii()


def test_sentences_that_measure_are_not_trained_on() -> None:
    trained = {text for _, text in balancing_sentences()}
    measured = {text for language in ("en", "ckb", "kmr", "ar", "tr", "fa") for *_, text in probe_sentences(language)}
    assert len(measured) > 3000
    assert not trained & measured


def test_every_guideline_has_a_comment_of_our_own() -> None:
    broken = {name for row in authored() for name, value in row.labels.items() if value == 1}
    assert set(GUIDELINE_LABELS) <= broken
