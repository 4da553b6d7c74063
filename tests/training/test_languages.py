"""What the language model learns from, and what is kept back to measure it."""

from pathlib import Path

import pytest

from stet.screening.language import LanguageModel
from training import card, languages
from training.config import Config, load_config
from training.languages import Example
from training.prepare import Corpus, corpus_of
from training.texts import HELD_FOLDS, Row

TOWNS = ("Amed", "Wan", "Riha", "Colemêrg", "Sêrt", "Mêrdîn", "Dêrsim", "Bidlîs", "Agirî", "Qers")


@pytest.fixture(scope="module")
def config() -> Config:
    return load_config()


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    rows = []
    for number in range(60):
        town, fold = TOWNS[number % 10], number % 10
        said = {
            "kmr": f"Gelek spas ji bo nûçeyê, hevalê min ê {number} li {town} dijî",
            "ckb": f"سوپاس بۆ هەواڵەکە، هاوڕێکەم لە گەڕەکی {number} دەژی",
            "fa": f"خیلی ممنون، دوست من در محله {number} زندگی می‌کند",
            "tr": f"Haber için teşekkürler, {number} numaralı arkadaşım {town} ilinde yaşıyor",
        }
        rows += [Row(text, language, "authored", "train", {}, fold=fold) for language, text in said.items()]
        rows.append(Row(f"Thank you for the story, friend {number} lives in {town}", "en", "olid", "train", {}))
    return corpus_of(rows)


@pytest.fixture(scope="module")
def made(corpus: Corpus, config: Config, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    path = tmp_path_factory.mktemp("languages") / "language.npz"
    return path, languages.train_languages(corpus, config, path)


def test_comments_held_back_teach_nothing(corpus: Corpus, config: Config) -> None:
    train, held = languages.examples(corpus, config)
    folds = dict(zip(corpus.raw, corpus.fold, strict=True))
    assert {int(folds[example.text]) for example in held if example.own} == set(HELD_FOLDS)
    assert not {int(folds[example.text]) for example in train if example.own} & set(HELD_FOLDS)
    assert not {example.text for example in train} & {example.text for example in held}


def test_the_script_is_the_texts_own(config: Config) -> None:
    rows = [
        Row("kheili mamnoon dadash", "fa", "authored", "train", {}, fold=5),
        Row("ez ji zakho me", "kmr-Arab", "authored", "train", {}, fold=5),
        Row("Это по-русски", "tr", "authored", "train", {}, fold=5),
    ]
    train, _ = languages.examples(corpus_of(rows), config)
    assert {example.kind for example in train} == {("fa", "Latn"), ("kmr", "Latn")}


@pytest.mark.parametrize(
    ("kind", "text", "typed"),
    [
        (("ckb", "Arab"), "کوردی زۆر ڕوونە", "كوردي زور روونه"),
        (("kmr", "Arab"), "ئەڤە ڕاستە", "ئهفه راسته"),
        (("fa", "Arab"), "می‌گوید یک کتاب", "مي گويد يك كتاب"),
        (("ar", "Arab"), "أهلا يا فاطمة", "اهلا يا فاطمه"),
    ],
)
def test_a_text_is_learned_as_an_arabic_keyboard_types_it(kind: tuple[str, str], text: str, typed: str) -> None:
    same_kind = [more.text for more in languages.spellings(Example(text, kind, own=True)) if more.kind == kind]
    assert same_kind == [typed]


def test_marks_are_left_off_as_a_phone_types_it() -> None:
    texts = [f"Şêx û ğüzel ışık Łódź straße {number}" for number in range(20)]
    typed = {more.text for text in texts for more in languages.spellings(Example(text, ("tr", "Latn"), own=True))}
    assert typed
    assert all(text.startswith("sex u guzel isik lodz strasse") for text in typed)


def test_pieces_are_the_beginning_and_short_stretches() -> None:
    text = " ".join(f"word{number}" for number in range(40))
    whole, *short = languages.pieces(text)
    assert text.startswith(whole)
    assert [1 <= len(piece.split()) <= 5 and piece in text for piece in short] == [True, True]
    assert list(languages.pieces(text)) == [whole, *short]


def test_the_model_tells_what_it_has_learned(made: tuple[Path, dict[str, object]]) -> None:
    model = LanguageModel(made[0])
    assert model.identify("Gelek spas hevalê min")[:2] == ("kmr", "Latn")
    assert model.identify("gelek spas hevale min")[:2] == ("kmr", "Latn")
    assert model.identify("هاوڕێکەم دەژی")[:2] == ("ckb", "Arab")
    assert model.identify("دوست من زندگی می‌کند")[:2] == ("fa", "Arab")


def test_the_same_rows_give_the_same_model(
    made: tuple[Path, dict[str, object]], corpus: Corpus, config: Config, tmp_path: Path
) -> None:
    figures = languages.train_languages(corpus, config, tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == made[0].read_bytes()
    assert figures == made[1]


def test_figures_are_by_length_and_the_card_shows_them(made: tuple[Path, dict[str, object]]) -> None:
    kurmanji = made[1]["kmr-Latn"]
    assert isinstance(kurmanji, dict)
    assert kurmanji["own"]["6-12 words"]["texts"] == kurmanji["texts"] == 12
    assert 0 <= kurmanji["own_retyped"]["6-12 words"]["right"] <= 1
    assert "| Kurmanji (Latn) | 12 |" in card._language(made[1])


def test_what_is_expected_is_written_somewhere() -> None:
    kinds = set(languages._EXPECTED)
    assert all(script in languages._SCRIPTS.get(language, languages._LATIN) for language, script in kinds)
