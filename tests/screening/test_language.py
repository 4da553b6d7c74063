"""Language and script of one-line comments."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stet.screening.language import LanguageModel, identify, reading, script
from stet.screening.model_file import MODELS, ModelError


@pytest.mark.parametrize(
    ("text", "language", "written"),
    [
        ("I do not agree with the minister at all.", "en", "Latn"),
        ("this is fine", "en", "Latn"),
        ("مامۆستایان سێ مانگە مووچەیان وەرنەگرتووە", "ckb", "Arab"),
        ("زور جوانه دەستت خۆش", "ckb", "Arab"),
        ("kak chonit, am hawala durust nya", "ckb", "Latn"),
        ("mamostayan 3 manga muchayan warnagrtwa", "ckb", "Latn"),
        ("Mamoste sê meh in meaşê xwe nestandine", "kmr", "Latn"),
        ("ez te fam nakim heval", "kmr", "Latn"),
        ("مامۆستا سێ هەیڤە مووچەیێ خۆ وەرنەگرتینە ژ بەر بەغدا", "kmr", "Arab"),
        ("الوزارة لم تدفع رواتب المعلمين منذ ثلاثة أشهر", "ar", "Arab"),
        ("شلونك شنو اخبارك", "ar", "Arab"),
        ("Öğretmenler üç aydır maaş alamıyor", "tr", "Latn"),
        ("merhaba nasilsin", "tr", "Latn"),
        ("معلم‌ها سه ماه است که حقوق نگرفته‌اند", "fa", "Arab"),
        ("سلام چطوری", "fa", "Arab"),
        ("Die Lehrer haben seit drei Monaten kein Gehalt bekommen", "de", "Latn"),
        ("Los maestros no han cobrado desde hace tres meses", "es", "Latn"),
        ("Les enseignants ne sont pas payés depuis trois mois", "fr", "Latn"),
        ("Gli insegnanti non sono pagati da tre mesi", "it", "Latn"),
        ("Os professores não recebem há três meses", "pt", "Latn"),
        ("Nauczyciele nie dostali pensji od trzech miesięcy", "pl", "Latn"),
        ("Lærerne har ikke fået løn i tre måneder", "da", "Latn"),
        ("Учителям не платят уже три месяца", "ru", "Cyrl"),
        ("Вчителям не платять уже три місяці", "uk", "Cyrl"),
        ("Οι δάσκαλοι δεν έχουν πληρωθεί", "el", "Grek"),
        ("शिक्षकों को तीन महीने से वेतन नहीं मिला", "hi", "Deva"),
        ("اساتذہ کو تین ماہ سے تنخواہ نہیں ملی ہے", "ur", "Arab"),
    ],
)
def test_one_line_tells_the_language(text: str, language: str, written: str) -> None:
    found = identify(text)
    assert (found.language, found.script) == (language, written)
    assert found.confidence > 0.3


@pytest.mark.parametrize("text", ["", "   ", "😂😂🔥", "12345 !!!", "https://example.org/a", "@someone 👍"])
def test_no_letters_no_language(text: str) -> None:
    assert identify(text) == ("und", "Zyyy", 0.0)


@pytest.mark.parametrize(("text", "written"), [("שלום לכולם", "Hebr"), ("สวัสดี", "Thai"), ("ᏣᎳᎩ", "Zzzz")])
def test_a_script_we_have_no_language_for(text: str, written: str) -> None:
    assert identify(text) == ("und", written, 0.0)


def test_addresses_and_accounts_do_not_count() -> None:
    assert identify("https://www.example.com/some/english/words وەڵا ڕاست دەکەیت برا").language == "ckb"
    assert reading("@user_name RT").strip() == ""


def test_most_letters_decide_the_script() -> None:
    assert script("ok بەڵێ وایە برا") == "Arab"


@given(st.text(max_size=200))
@settings(deadline=None)
def test_any_text_has_an_answer(text: str) -> None:
    found = identify(text)
    assert 0 <= found.confidence <= 1
    assert (found.script == "Zyyy") == (not any(letter.isalpha() for letter in reading(text)))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"absent\.npz"):
        LanguageModel(tmp_path / "absent.npz")


def test_the_linear_model_is_no_language_model() -> None:
    with pytest.raises(ModelError, match=r"linear\.npz"):
        LanguageModel(MODELS / "linear.npz")
