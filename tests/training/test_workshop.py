"""The whole workshop on invented comments: every step runs, and the model it makes has learned their words."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from stet.newsroom.labels import LABELS
from stet.screening.language import LanguageModel
from stet.screening.linear import LinearModel
from training.__main__ import main
from training.calibrate import fit_curve
from training.config import ConfigError, load_config, load_sources
from training.identity import balancing_sentences, evaluation_sentences
from training.prepare import corpus_of, weigh
from training.texts import Row, authored, authored_labels

CONFIG = Path("training") / "config.toml"


def comments(source: str, lang: str, bad: str, good: str) -> Iterator[dict[str, object]]:
    for number in range(120):
        rude = number % 3 == 0
        text = f"{bad if rude else good} {number} {['garden', 'river'][number % 2]}"
        split = "dev" if number % 4 == 0 else "train"
        labels = {"toxic": int(rude), "personal_attack": int(rude)}
        yield {
            "id": f"{source}-{number}",
            "text": text,
            "lang": lang,
            "source": source,
            "split": split,
            "labels": labels,
        }


def write_lines(path: Path, items: Iterator[dict[str, object]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(item) + "\n" for item in items)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    write_lines(
        folder / "comments_en.jsonl.gz", comments("wiki_context_cat", "en", "you zorgling blub", "what a fine day")
    )
    write_lines(
        folder / "comments_tr.jsonl.gz", comments("offenseval2020_tr", "tr", "sen bir gorzil", "ne iyi bir gün")
    )
    news = ({"id": f"k{n}", "text": f"Nûçeyek li ser bajêr û çem {n}", "lang": "kmr"} for n in range(60))
    write_lines(folder / "unlabelled_kmr_interdialect_news.jsonl.gz", news)
    rows = [
        f"approve\t\tshort_reply\tSlav heval, rojbaş {n}\nreject\tthreat\tthreat\tEz te dikujim heval {n}"
        for n in range(30)
    ]
    (folder / "authored_kmr_latin.tsv").write_text("# expect\tlabels\tfunction\ttext\n" + "\n".join(rows), "utf-8")
    return folder


def small_config(folder: Path) -> Path:
    text = (
        CONFIG.read_text("utf-8").replace("bits = 18", "bits = 12").replace("language_bits = 15", "language_bits = 10")
    )
    path = folder / "config.toml"
    path.write_text(text.replace("batch = 2048", "batch = 64"), "utf-8")
    return path


def run(data: Path, folder: Path, *more: str, step: str = "all") -> Result:
    places = {
        "work": folder / "work",
        "models": folder / "models",
        "results": folder / "results",
        "page": folder / "card.md",
    }
    options = [part for name, path in places.items() for part in (f"--{name}", str(path))]
    config = small_config(folder)
    return CliRunner().invoke(main, [step, "--data", str(data), "--config", str(config), *options, *more])


@pytest.fixture(scope="module")
def made(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    result = run(data, folder)
    assert result.exit_code == 0, result.output + repr(result.exception)
    return folder


def test_the_model_has_learned_the_words(made: Path) -> None:
    model = LinearModel(made / "models" / "linear.npz")
    rude, kind = model.scores(["you zorgling blub", "what a fine day"], ["en", "en"])[
        :, LABELS.index("personal_attack")
    ]
    assert rude > 0.5 > kind
    text = "my friend you zorgling blub"
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


def test_no_text_of_the_data_is_in_what_is_kept(made: Path) -> None:
    kept = [made / "card.md", *(made / "results").iterdir()]
    assert not any("zorgling" in path.read_text("utf-8") for path in kept)
    assert all(b"zorgling" not in path.read_bytes() for path in (made / "models").iterdir())


def test_the_same_rows_give_the_same_bytes(made: Path, data: Path, tmp_path: Path) -> None:
    assert run(data, tmp_path).exit_code == 0
    for name in ("linear.npz", "language.npz"):
        assert (tmp_path / "models" / name).read_bytes() == (made / "models" / name).read_bytes()


def test_open_licences_leave_the_others_out(data: Path, tmp_path: Path) -> None:
    assert run(data, tmp_path, "--licences", "open").exit_code == 0
    figures = json.loads((tmp_path / "results" / "model.json").read_text("utf-8"))
    tiers = {load_sources()[name].tier for name in figures["sources"]}
    assert tiers == {"open"}


def test_a_folder_without_comments_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = run(tmp_path / "empty", tmp_path, step="prepare")
    assert isinstance(result.exception, FileNotFoundError)


def test_an_unknown_key_stops_the_training(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("learning_speed = 3\n" + CONFIG.read_text("utf-8"), "utf-8")
    with pytest.raises(ConfigError, match="learning_speed"):
        load_config(path)


def test_a_missing_key_stops_the_training(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.read_text("utf-8").replace("seed =", "# seed ="), "utf-8")
    with pytest.raises(ConfigError, match="seed"):
        load_config(path)


def test_an_unknown_label_has_no_base_rate(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.read_text("utf-8") + "\nrudeness = 0.1\n", "utf-8")
    with pytest.raises(ConfigError, match="base_rate"):
        load_config(path)


def test_a_source_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text('[x]\nlicence = "MIT"\ntier = "open"\nweight = 1.0\nwhy = "-"\nweigth = 2\n', "utf-8")
    with pytest.raises(ConfigError, match="weigth"):
        load_sources(path)


def test_every_hyper_parameter_has_its_reason() -> None:
    figures = CONFIG.read_text("utf-8").split("[base_rate]")[0]
    settings = [line for line in figures.splitlines() if "=" in line and not line.startswith(("#", " "))]
    assert settings
    assert all("#" in line for line in settings)


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
    ],
)
def test_a_rejected_comment_leaves_neighbouring_labels_open(
    named: list[str], one: set[str], zero: set[str], unknown: set[str]
) -> None:
    labels = authored_labels("reject", named)
    assert all(labels[name] == 1 for name in one)
    assert all(labels[name] == 0 for name in zero)
    assert not unknown & set(labels)


def test_an_approved_comment_breaks_nothing() -> None:
    labels = authored_labels("approve", [])
    assert set(labels) == set(LABELS) - {"constructive"}
    assert not any(labels.values())


def test_a_minimal_pair_keeps_together(data: Path, tmp_path: Path) -> None:
    pair = (
        "approve\t\tx\tthis ball is a donkey for not going in\nreject\tthreat\tx\tthis man is a donkey for all I see\n"
    )
    (tmp_path / "authored_en_contrast.tsv").write_text("# expect\tlabels\tfunction\ttext\n" + pair, "utf-8")
    folds = [row.fold for row in authored(tmp_path)]
    assert len(folds) == 2
    assert folds[0] == folds[1]


def weighed(rows: list[Row]) -> tuple[np.ndarray, np.ndarray]:
    return weigh(corpus_of(rows), load_config(CONFIG), load_sources())


def row(text: str, labels: dict[str, float], variety: str = "en", source: str = "olid") -> Row:
    return Row(text, variety, source, "train", labels)


def test_an_unknown_label_has_no_weight() -> None:
    _, weights = weighed([row("x", {"toxic": 1}, variety="de"), row("y", {"toxic": 0}, variety="de")])
    assert (weights[:, LABELS.index("toxic")] > 0).all()
    assert not weights[:, 1:].any()


def test_a_harmless_comment_breaks_no_guideline_that_its_language_knows() -> None:
    racist = [row(f"r{n}", {"racism": 1}) for n in range(30)]
    _, weights = weighed(
        [*racist, row("y", {"toxic": 0}), row("z", {"toxic": 1}), row("w", {"toxic": 0}, variety="fa")]
    )
    assert weights[30, LABELS.index("racism")] > 0
    assert not weights[31:, LABELS.index("racism")].any()


def test_a_strong_word_names_a_label_nobody_gave() -> None:
    targets, weights = weighed(
        [row("you fucking fuck", {"toxic": 1}), row("you fucking fuck", {"toxic": 1, "profanity": 0})]
    )
    column = LABELS.index("profanity")
    assert targets[:, column].tolist() == [1, 0]
    assert 0 < weights[0, column] < weights[1, column]


def test_positives_are_brought_to_a_share_that_is_no_sign_of_the_language() -> None:
    config = load_config(CONFIG)
    few = [row(f"a{n}", {"toxic": float(n < 5)}) for n in range(100)]
    many = [row(f"b{n}", {"toxic": float(n < 90)}, variety="tr") for n in range(100)]
    targets, weights = weighed(few + many)
    shares = [(targets * weights)[part, 0].sum() / weights[part, 0].sum() for part in (slice(0, 100), slice(100, 200))]
    assert shares == pytest.approx([config.rarest_share, config.commonest_share], abs=1e-4)


def test_annotators_shares_stay_shares() -> None:
    targets, _ = weighed([row("x", {"toxic": 0.25}), row("y", {"toxic": 0.0})])
    assert targets[0, 0] == pytest.approx(0.25)


def test_evaluation_sentences_are_not_trained_on() -> None:
    trained = {text for _, text in balancing_sentences()}
    measured = {text for _, _, text in evaluation_sentences()}
    assert trained
    assert measured
    assert not trained & measured


def test_a_curve_meets_the_base_rate() -> None:
    random = np.random.default_rng(0)
    truth = random.random(4000) < 0.5
    logits = np.where(truth, random.normal(1, 1, 4000), random.normal(-1, 1, 4000)).astype(np.float32)
    slope, shift = fit_curve(logits, truth.astype(np.float32), np.ones(4000, np.float32), base_rate=0.1)
    scores = 1 / (1 + np.exp(-(slope * logits + shift)))
    mean_in_queue = 0.1 * scores[truth].mean() + 0.9 * scores[~truth].mean()
    assert mean_in_queue == pytest.approx(0.1, abs=0.005)
