"""Language and script of one-line comments."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stet.newsroom.screening import ArticleContext, Submission
from stet.screening.language import LanguageModel, identify, reading, script
from stet.screening.model_file import MODELS, ModelError
from stet.screening.steps import prepare


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


SHIPPED = LanguageModel()

# What readers write in a few words, and as a phone types it: without the marks or the keyboard of the language.
SHORT = {
    ("ckb", "Arab"): """سوپاس بۆ ئێوە
دەستتان خۆش بێت
خوا لێی خۆش بێت
ئەمە درۆیە
ئەوە کەی تەواو دەبێت؟
زۆر ڕاستە
شەرم بکەن""",
    ("kmr", "Latn"): """gelek spas
destxweş heval
ev rast nîne
Xwedê rehmê lê bike
kengî diqede ev kar?
em jî wisa dibêjin
ev çi ye lo
ne rast e""",
    ("kmr", "Arab"): """دەستێ تە خۆش بیت
خودێ ژ وە ڕازی بیت
ئەڤە نە ڕاستە
کەنگی دێ دروست کەن؟
ئەز ژی دبێژم وەسا""",
    ("ar", "Arab"): """شكرا لكم
الله يرحمه
هذا كذب
كلام صحيح جدا
متى يخلص المشروع
لا تعليق""",
    ("fa", "Arab"): """خیلی ممنون
دستتون درد نکنه
این دروغه
خدا رحمتش کنه
کی تموم میشه این پروژه؟
واقعا متاسفم""",
    ("tr", "Latn"): """çok teşekkürler
elinize sağlık
bu doğru değil
Allah rahmet eylesin
ne zaman bitecek bu iş?
katılıyorum size""",
    ("en", "Latn"): """thank you
well said
this is not true
may he rest in peace
when will it be finished?
shame on you""",
}
RETYPED = {
    ("ckb", "Arab"): """سوباس بو هه مووتان
زور راسته كاكه
ئه مه كه ي ته واو ده بيت
موجه كه مان نه هاتوه
خوا ليي خوش بيت""",
    ("ckb", "Latn"): """zor supas bo hamutan
dastan xosh bet kaka
awa rast nia
xwa le xosh bet
kay tawaw dabet am kara
mucha nahat am mangash
bashe bra""",
    ("kmr", "Latn"): """gelek spas ji we re
destxwes heval
ev ne rast e
xwede rehme le bike
kengi diqede ev kar
em ji wisa dibejin""",
    ("fa", "Arab"): """اين خبر دروغ است
كي درست ميشه
خيلي خوب گفتيد""",
    ("fa", "Latn"): """in khabar doroughe
kheili mamnoon az shoma
chera kasi javab nemide""",
    ("ar", "Latn"): """wallah 7aram 3alaykum
hatha el kalam mu sa7ee7
allah yir7amha""",
    ("tr", "Latn"): """cok tesekkur ederim
bu dogru degil kardesim
ne zaman bitecek bu is""",
}


@pytest.mark.parametrize(
    ("kind", "text"),
    [(kind, text) for said in (SHORT, RETYPED) for kind, texts in said.items() for text in texts.splitlines()],
)
def test_a_few_words_tell_the_language(kind: tuple[str, str], text: str) -> None:
    assert identify(text)[:2] == kind


@pytest.mark.parametrize("text", ["", "   ", "😂😂🔥", "12345 !!!", "١٢٣", "https://example.org/a", "@someone 👍"])
def test_no_letters_no_language(text: str) -> None:
    assert identify(text) == ("und", "Zyyy", 0.0)


@pytest.mark.parametrize(
    "text", ["ok", "OK 👍", "lol", "haha", "Hahahaha 😂", "ههههه", "هاهاها", "hhhh xD", "wow!!", "jajaja"]
)
def test_laughter_is_of_no_language(text: str) -> None:
    assert identify(text) == ("und", "Zyyy", 0.0)


@pytest.mark.parametrize(
    ("text", "language"), [("haha that was great", "en"), ("ههههه والله صحيح", "ar"), ("ok kaka gyan", "ckb")]
)
def test_laughter_hides_no_language(text: str, language: str) -> None:
    assert identify(text).language == language


def test_digits_count_inside_words_only() -> None:
    assert reading("7mar 12 3aib 2026").split() == ["7mar", "3aib"]


def test_a_word_of_several_languages_is_read_as_what_it_stands_under() -> None:
    articles = {
        "ckb": ArticleContext("خانووی نوێ لە ناوچەی بوومەلەرزەکە ڕادەست کران"),
        "kmr": ArticleContext("Li herêma erdhejê xaniyên nû hatin radestkirin"),
        "en": ArticleContext("New homes handed over in the earthquake zone"),
    }
    read = {
        language: prepare(Submission("wallah", article), SHIPPED).language for language, article in articles.items()
    }
    assert read == {language: language for language in articles}
    answered = Submission("wallah", articles["en"], parent="Kî îro bi ser ket, hevalno?")
    assert prepare(answered, SHIPPED).language == "kmr"


@given(st.text(max_size=60), st.sampled_from(["en", "ckb", "kmr", "ar", "tr", "fa", "und", "xx"]))
@settings(deadline=None)
def test_what_a_text_stands_under_brings_in_no_third_language(text: str, beside: str) -> None:
    assert SHIPPED.identify(text, beside).language in {identify(text).language, beside}


def test_what_a_plain_sentence_stands_under_changes_nothing() -> None:
    article = ArticleContext("New homes handed over in the earthquake zone")
    for kind, text in (
        ("ckb", "زۆر سوپاس بۆ ئەو هەواڵە"),
        ("tr", "Bu haber için çok teşekkür ederim"),
        ("und", "ok 😂"),
    ):
        assert prepare(Submission(text, article), SHIPPED).language == kind


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
    assert identify(text) == found


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"absent\.npz"):
        LanguageModel(tmp_path / "absent.npz")


def test_the_linear_model_is_no_language_model() -> None:
    with pytest.raises(ModelError, match=r"linear\.npz"):
        LanguageModel(MODELS / "linear.npz")
