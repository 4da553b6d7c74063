"""The whole judgement on comments written for it: what it gets right today it must get right tomorrow.

The figures in tests/cases/figures.tsv are no goals; they are what this version does. They may rise, never fall.
"""

import pytest

from stet.newsroom.labels import GUIDELINE_LABELS
from stet.newsroom.languages import LANGUAGES
from stet.newsroom.policy_file import default_policy_text, parse_policy
from stet.newsroom.screening import Screening
from stet.newsroom.verdict import Outcome, Verdict
from stet.screening import Screener
from stet.verdicts import decide
from tests.case_figures import CASES, EXPECTATIONS, Case, cases, figures, is_found_broken, judged, kept_figures
from training.identity import balancing_sentences, ordinary_sentences

POLICY = parse_policy(default_policy_text())


@pytest.fixture(scope="module")
def screener() -> Screener:
    return Screener()


@pytest.fixture(scope="module")
def results(screener: Screener) -> list[tuple[Case, Verdict]]:
    return judged(screener)


def test_every_language_has_cases_for_every_guideline() -> None:
    assert {(path.parent.name, path.stem) for path in CASES.glob("*/*.tsv")} == {
        (language, guideline) for language in LANGUAGES for guideline in GUIDELINE_LABELS
    }


def test_every_guideline_is_shown_from_both_sides_in_every_language() -> None:
    sides = {(case.language, case.guideline, case.expect in {"approve", "not-reject"}) for case in cases()}
    assert len(sides) == 2 * len(LANGUAGES) * len(GUIDELINE_LABELS)
    assert {case.expect for case in cases()} == set(EXPECTATIONS)


def test_no_case_stands_in_the_shipped_policy() -> None:
    shown = {example.text for guideline in POLICY.guidelines for example in guideline.examples}
    assert not shown & {case.text for case in cases()}


def test_no_case_is_trained_on() -> None:
    trained = {text for _, text in (*balancing_sentences(), *ordinary_sentences())}
    assert trained
    assert not trained & {case.text for case in cases()}


def test_no_good_comment_is_rejected(results: list[tuple[Case, Verdict]]) -> None:
    good = [(case, verdict) for case, verdict in results if case.expect in {"approve", "not-reject"}]
    assert good
    assert not [case.text for case, verdict in good if verdict.outcome is Outcome.REJECT]


@pytest.mark.parametrize(("language", "expect"), kept_figures())
def test_no_figure_falls(results: list[tuple[Case, Verdict]], language: str, expect: str) -> None:
    met, of = figures(results)[language, expect]
    kept_met, kept_of = kept_figures()[language, expect]
    assert of == kept_of, "Cases were added or removed: run python -m tests.case_figures and read what it prints."
    missed = [case.text for case, verdict in results if (case.language, case.expect) == (language, expect)
              and not case.is_met_by(verdict)]  # fmt: skip
    assert met >= kept_met, missed


def test_every_figure_is_kept(results: list[tuple[Case, Verdict]]) -> None:
    assert figures(results).keys() == kept_figures().keys()


def words_found(screening: Screening) -> bool:
    return any(finding.screener == "words" for finding in screening.findings)


@pytest.mark.parametrize(
    "text",
    [
        "Sen aptalsın",
        "SEN APTALSIN",
        "sen a p t a l s ı n",
        "أنت الغبي",
        "أنت الغـــبي",
        "أنت الغَبِيّ",
        "ئەو گەمژەکان",
        "ئەو گەمـژەکان",
        "ئەو گەم\u200cژەکان",
        "You are an 1d10t",
        "you are an i.d.i.o.t",
        "You are an idіоt",  # with two Cyrillic letters
        "You are an iiiidiooooot",
        "ｙｏｕ ａｒｅ ａｎ ｉｄｉｏｔ",
        "fu\u200bck this",
    ],
)
def test_a_word_is_found_in_every_disguise(screener: Screener, text: str) -> None:
    screening = screener.screen_text(text)
    assert words_found(screening)
    assert decide(screening, POLICY).outcome is not Outcome.APPROVE


@pytest.mark.parametrize(
    "text",
    [
        "He grew up in Scunthorpe.",
        "ISIS beheaded two hostages and killed their guards.",
        "Eleven people were killed near Kirkuk.",
        "Kurds, Arabs, Turkmen, Assyrians, Armenians and Yazidis live here.",
        "Sunnis and Shias, Christians and Jews signed the letter.",
        "He is gay and she is a Muslim.",
        "Kürtler, Araplar, Ermeniler ve Süryaniler",
        "الأكراد والعرب والتركمان والسنة والشيعة والمسيحيون",
        "کورد و عەرەب و تورکمان و ئێزدی و مەسیحی",
        "Kurd, ereb, tirkmen, êzidî û fileh",
        "کردها و عرب‌ها و ترک‌ها و ارمنی‌ها",
        "داعش هەزاران کەسی کوشت",
        "قُتل عشرة أشخاص في الهجوم",
        "Saldırıda on kişi öldürüldü",
        "Kürtler insan hakları istiyor",
        "Bacağını kırdı, ameliyat oldu",
        "We know where you stand on this question",
        "I hope you get well soon",
        "We will break their monopoly",
        "The government should ask somebody who knows the roads",
        "أعرف أين تقع المدرسة",
        "كسر رجله في حادث",
        "قاچی شکا لە ڕووداوێکدا",
        "Wî çi kire te?",
        "هر کس رای خودش را دارد",
    ],
)
def test_an_innocent_word_is_not_found(screener: Screener, text: str) -> None:
    assert not words_found(screener.screen_text(text))


@pytest.mark.parametrize(
    ("guideline", "text", "passes"),
    [(guideline.id, example.text, example.passes) for guideline in POLICY.guidelines for example in guideline.examples],
)
def test_every_shipped_example_is_judged_as_it_says(
    screener: Screener, guideline: str, text: str, *, passes: bool
) -> None:
    verdict = decide(screener.screen_text(text), POLICY)
    if passes:
        assert verdict.outcome is Outcome.APPROVE, verdict
    else:
        assert is_found_broken(verdict, guideline), verdict
