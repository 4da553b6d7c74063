"""The whole workshop on invented comments: every step runs, and the model it makes has learned their words."""

import json
from functools import partial
from pathlib import Path

import pytest

from stet.newsroom.labels import LABELS, PERSPECTIVE
from stet.screening import Screener
from stet.screening.language import LanguageModel
from stet.screening.linear import LinearModel
from stet.screening.model import Model
from tests.training.kit import KIND, RUDE, Workshop, small_encoder, write_own
from training.config import load_sources

pytestmark = pytest.mark.workshop

ATTACK = LABELS.index("personal_attack")


def test_the_programs_own_screener_reads_the_model_and_it_has_learned(made: Path) -> None:
    languages = partial(LanguageModel, made / "models" / "language.npz")
    screener = Screener([("model", partial(Model, made / "models"))], languages)
    text = f"my friend {RUDE} 7 river"
    rude, kind = screener.screen_text(text), screener.screen_text(f"my friend {KIND} 7 river")
    assert rude.failures == kind.failures == ()
    assert rude.scores["personal_attack"] > 0.5 > kind.scores["personal_attack"]
    (finding,) = (each for each in rude.findings if each.guideline == "personal_attack")
    assert "zorgling" in " ".join(text[start:end] for start, end in finding.spans)


def test_it_says_what_perspective_would_have_said(made: Path) -> None:
    languages = partial(LanguageModel, made / "models" / "language.npz")
    screener = Screener([("model", partial(Model, made / "models"))], languages)
    rude, kind = (screener.screen_text(f"{text} 7 river").scores[PERSPECTIVE] for text in (RUDE, KIND))
    assert rude > 0.7
    assert kind < 0.3
    figures = json.loads((made / "results" / "model.json").read_text("utf-8"))["perspective"]
    assert [each["rows"] for each in figures if each["ours"] == PERSPECTIVE and each["pearson"] > 0.9]


def test_the_linear_model_has_learned_the_words(made: Path) -> None:
    model = LinearModel(made / "models" / "linear.npz")
    rude, kind = model.scores([RUDE, KIND], ["en", "en"])[:, ATTACK]
    assert rude > 0.5 > kind
    text = f"my friend {RUDE}"
    assert "zorgling" in " ".join(text[a:b] for a, b in model.explain(text, "personal_attack", "en"))


def test_the_language_model_has_learned_its_languages(made: Path) -> None:
    model = LanguageModel(made / "models" / "language.npz")
    assert model.identify("Nûçeyek li ser bajêr")[:2] == ("kmr", "Latn")
    assert model.identify("what a fine day, river")[:2] == ("en", "Latn")


def test_the_card_has_the_figures_and_no_gaps(made: Path) -> None:
    card = (made / "card.md").read_text("utf-8")
    figures = json.loads((made / "results" / "model.json").read_text("utf-8"))
    assert figures["model"] in card
    assert "$" not in card
    assert f"| English | {figures['ranking']['en']['toxic']['rows']} |" in card


def test_no_comment_of_the_data_is_in_what_is_kept(made: Path) -> None:
    kept = [path for folder in ("models", "results") for path in (made / folder).rglob("*") if path.is_file()]
    assert len(kept) > 5
    assert not any(RUDE.encode() in path.read_bytes() for path in (*kept, made / "card.md"))


def test_what_ships_is_what_the_program_reads(made: Path) -> None:
    shipped = {path.relative_to(made / "models").as_posix() for path in (made / "models").rglob("*") if path.is_file()}
    encoder = {f"encoder/{name}" for name in ("graph.onnx", "meta.json", "tokenizer.json", "words.npz")}
    assert shipped == {"linear.npz", "language.npz", *encoder}


def test_the_same_rows_give_the_same_linear_model(workshop: Workshop, made: Path, tmp_path: Path) -> None:
    for step in ("prepare", "train"):
        assert workshop.run(step, tmp_path).exit_code == 0
    for name in ("corpus.npz", "fit.npz", "texts.jsonl"):
        assert (tmp_path / "work/all" / name).read_bytes() == (made / "work/all" / name).read_bytes()


def test_open_licences_leave_the_others_out(workshop: Workshop, tmp_path: Path) -> None:
    from training.prepare import load

    assert workshop.run("prepare", tmp_path, "--licences", "open").exit_code == 0
    used = set(load(tmp_path / "work" / "open").source)
    assert {"wiki_context_cat", "authored"} <= used
    assert {load_sources()[name].tier for name in used} == {"open"}


def test_a_folder_without_comments_is_an_error(workshop: Workshop, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = workshop.run("prepare", tmp_path, "--data", str(tmp_path / "empty"))
    assert isinstance(result.exception, FileNotFoundError)


def test_a_malformed_own_comment_is_named(workshop: Workshop, tmp_path: Path) -> None:
    write_own(tmp_path / "own", "en", "approve\t\tx\tfine\nreject\trudeness\tx\tyou zorgling\n")
    result = workshop.run("prepare", tmp_path, "--authored", str(tmp_path / "own"))
    assert isinstance(result.exception, ValueError)
    assert "en/hand.tsv:3" in str(result.exception)


@pytest.mark.parametrize("key", ["depht", "seed"])
def test_an_unknown_or_a_missing_figure_stops_the_command(workshop: Workshop, tmp_path: Path, key: str) -> None:
    path = small_encoder(tmp_path / "encoder.toml", depht=3)
    if key == "seed":
        path.write_text(path.read_text("utf-8").replace("depht = 3\n", "").replace("seed =", "# seed ="), "utf-8")
    result = workshop.run("encode", tmp_path, "--encoder", str(path))
    assert result.exit_code == 2
    assert key in result.output
