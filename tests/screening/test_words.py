"""The word lists: what they must find, what they must leave alone, and the lists themselves."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.screening.normalise import normalise
from stet.screening.word_files import FOLDER, MILD, STRONG, WordListError, parse_list, read_lists
from stet.screening.words import WordLists

LISTS = WordLists()
LANGUAGES = ("en", "ckb", "kmr", "ar", "tr", "fa")
# A list of one class, for tests of single lines.
CLASS = "class\tnoun\tal\ts er\n"


def scores(text: str, language: str) -> dict[str, float]:
    return {finding.guideline: finding.score for finding in LISTS.find(normalise(text), language)}


def marked(text: str, language: str) -> list[str]:
    spans = {span for finding in LISTS.find(normalise(text), language) for span in finding.spans}
    return [text[start:end] for start, end in sorted(spans)]


@pytest.mark.parametrize(
    ("language", "text", "guideline", "words"),
    [
        ("tr", "Sen aptalsın", "personal_attack", "aptalsın"),
        ("tr", "SEREFSIZLER!", "profanity", "SEREFSIZLER"),
        ("tr", "SALAK", "personal_attack", "SALAK"),
        ("tr", "amınakoyim ya", "vulgarity", "amınakoyim"),
        ("ar", "هذا الغبي", "personal_attack", "الغبي"),
        ("ar", "الغـــبي", "personal_attack", "الغـــبي"),
        ("ar", "الغَبِيّ", "personal_attack", "الغَبِيّ"),
        ("ar", "انتم اغبياء", "personal_attack", "اغبياء"),
        ("ar", "يا كلب", "personal_attack", "يا كلب"),
        ("ar", "قـ7ـبة", "profanity", "قـ7ـبة"),
        ("ckb", "گەمژەکان", "personal_attack", "گەمژەکان"),
        ("ckb", "كهمژه", "personal_attack", "كهمژه"),
        ("ckb", "گه‌مژه‌یه‌کی تەواو", "personal_attack", "گه‌مژه‌یه‌کی"),
        ("ckb", "سـ.ـەگـ.ـبـ.ـاب", "profanity", "سـ.ـەگـ.ـبـ.ـاب"),
        ("ckb", "ق.ح.ب.ەیە", "profanity", "ق.ح.ب.ەیە"),
        ("ckb", "gamzhayt bra", "personal_attack", "gamzhayt"),
        ("kmr", "ehmeqo", "personal_attack", "ehmeqo"),
        ("kmr", "beseref in", "profanity", "beseref"),
        ("kmr", "kurê kerê ye", "profanity", "kurê kerê"),
        ("kmr", "کورێ سەی", "profanity", "کورێ سەی"),
        ("fa", "بی‌شرف", "profanity", "بی‌شرف"),
        ("fa", "کثافت‌های نفهم", "personal_attack", "نفهم"),
        ("en", "you 1d10t", "personal_attack", "1d10t"),
        ("en", "i d i o t", "personal_attack", "i d i o t"),
        ("en", "idiooooots", "personal_attack", "idiooooots"),
        ("en", "what a$$holes", "profanity", "a$$holes"),
        ("en", "f*ck this", "profanity", "f*ck"),
        ("en", "f.u.cking thing", "profanity", "f.u.cking"),
        ("en", "іdіоt", "personal_attack", "іdіоt"),
        ("en", "I will kill you", "threat", "I will kill you"),
        ("tr", "seni öldüreceğim", "threat", "seni öldüreceğim"),
        ("ar", "سأقتلك", "threat", "سأقتلك"),
        ("ckb", "دەتکوژم", "threat", "دەتکوژم"),
        ("kmr", "ez ê te bikujim", "threat", "ez ê te bikujim"),
        ("kmr", "te dikujim", "threat", "te dikujim"),
        ("fa", "می‌کشمت", "threat", "می‌کشمت"),
    ],
)
def test_abuse_is_found_where_it_stands(language: str, text: str, guideline: str, words: str) -> None:
    assert scores(text, language).get(guideline) == STRONG
    assert words in marked(text, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "innocent",
    [
        "Scunthorpe, Cockburn and Essex play Arsenal",
        "ISIS killed and beheaded hostages, the assassins will be killed",
        "Kurds, Arabs, Turks, Sunnis, Shias, gays and lesbians live here",
        "a classic assessment of the cocktail",
        "sık sık sıkıntı, şık amca götürmek ister",
        "کارەبا لە کەرکووک و کەرت و حیزب",
        "خرید آخر خرداد",
        "الكسر والكسور وخول المجلس",
        "Got u got, dîsa kir, segment û dînamo",
        "هەڵبژاردن و حیزبەکان، سەیر و سەیارە",
    ],
)
def test_innocent_words_are_left_alone_in_every_language(innocent: str, language: str) -> None:
    assert LISTS.find(normalise(innocent), language) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "عندي كلب في البيت"),
        ("ckb", "سەگ و شوان بێکار بوون"),
        ("ckb", "نەوت بە کەر دێنێ"),
        ("tr", "köpek çok sevimli"),
        ("en", "Dick Cheney was there"),
        ("en", "retarded ignition timing"),
    ],
)
def test_a_word_that_is_abuse_only_sometimes_is_no_ground_to_reject(language: str, text: str) -> None:
    assert all(score <= MILD for score in scores(text, language).values())


@pytest.mark.parametrize(
    ("language", "text", "guideline"),
    [
        ("en", "he said I will kill you", "threat"),
        ("en", 'somebody wrote "idiots" under it', "personal_attack"),
        ("en", "this idiotic printer", "personal_attack"),
        ("ckb", "گوتی دەتکوژم", "threat"),
        ("tr", "bana aptal dediler", "personal_attack"),
        ("kmr", 'gotiye "ez ê te bikujim"', "threat"),
        ("ar", "ما گلت اللاعب غبي", "personal_attack"),
    ],
)
def test_quoted_and_reported_abuse_goes_to_a_human(language: str, text: str, guideline: str) -> None:
    assert scores(text, language)[guideline] == MILD


def test_findings_are_merged_by_guideline_and_name_the_lists() -> None:
    findings = LISTS.find(normalise("idiot! you moron, you idiot"), "en")
    assert [finding.guideline for finding in findings] == ["personal_attack"]
    assert findings[0].screener == LISTS.name == "words"
    assert findings[0].spans == ((0, 5), (11, 16), (22, 27))


def test_a_word_bound_to_a_language_counts_in_that_one_and_where_none_is_known() -> None:
    assert scores("hoes", "en")
    assert scores("hoes", "und")
    assert scores("hoes", "tr") == {}


@given(st.text(max_size=80), st.sampled_from([*LANGUAGES, "und"]))
def test_any_text_gives_spans_inside_it(text: str, language: str) -> None:
    for finding in LISTS.find(normalise(text), language):
        assert all(0 <= start < end <= len(text) for start, end in finding.spans)
        assert list(finding.spans) == sorted(finding.spans)
        assert finding.score in (STRONG, MILD)


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.tsv")), ids=lambda file: file.stem)
def test_every_stem_of_a_list_is_found_by_the_lists(file: Path) -> None:
    words = parse_list(file.read_text("utf-8"), file.name).words
    lost = [word.stem for word in words if word.stem not in marked(word.stem, min(word.languages, default=file.stem))]
    assert lost == []


def test_there_is_a_list_for_each_language_and_it_is_broad() -> None:
    sizes = {file.stem: len(parse_list(file.read_text("utf-8"), file.name).words) for file in FOLDER.glob("*.tsv")}
    assert set(sizes) == set(LANGUAGES)
    assert min(sizes.values()) >= 100


def test_the_version_changes_with_the_contents(tmp_path: Path) -> None:
    (tmp_path / "en.tsv").write_text(CLASS, "utf-8")
    before = read_lists(tmp_path)[1]
    (tmp_path / "en.tsv").write_text(CLASS + "word\tbad\tprofanity\tmild\tnoun\n", "utf-8")
    assert read_lists(tmp_path)[1] != before


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("wort\tbad", "begins with one of"),
        ("word\tbad\tprofanity\tmild", "columns"),
        ("word\tbad\tprofanity\tmild\tverb", "no class 'verb'"),
        ("word\tbad\trudeness\tmild\tnoun", "'rudeness' is no guideline"),
        ("word\tbad\tprofanity\tweak\tnoun", "'weak' is no strength"),
        ("word\tbad\tprofanity\tmild\tnoun\txx", "'xx' is no language"),
        ("word\tvery bad\tprofanity\tmild\tnoun", "not one word"),
        ("word\tbad|BAD\tprofanity\tmild\tnoun\nword\tbad\tthreat\tmild\tnoun", "line 2 already"),
        ("phrase\tbad\tprofanity\tmild", "two words or more"),
        ("phrase\tbad |x\tprofanity\tmild", "empty alternative"),
        ("class\tverb\t-\ting\t9", "Between 1 and 4"),
    ],
)
def test_a_broken_line_is_named_with_its_file(line: str, problem: str) -> None:
    with pytest.raises(WordListError, match=problem) as raised:
        parse_list(CLASS + line, "en.tsv")
    assert str(raised.value).startswith(f"en.tsv, line {raised.value.line}: ")
    assert raised.value.line == CLASS.count("\n") + line.count("\n") + 1


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WordListError, match="no word lists"):
        WordLists(tmp_path)
