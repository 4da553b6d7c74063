"""The screener answers for every text, whatever breaks inside it, and always the same."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stet.newsroom.labels import GUIDELINE_LABELS, LABELS, PERSPECTIVE
from stet.newsroom.policy_file import default_policy_text, parse_policy
from stet.newsroom.screening import ArticleContext, Finding, Screening, Submission
from stet.newsroom.verdict import Outcome
from stet.screening.model import MODEL_PROMOTION_AT_MOST
from stet.screening.prepared import Evidence, Prepared
from stet.screening.screener import BATCH, Screener
from stet.screening.steps import STEPS
from stet.verdicts import decide

POLICY = parse_policy(default_policy_text())
TEXTS = (
    "The minister failed and should resign.",
    "You are a stupid idiot.",
    "Sen aptalsın",
    "أنت الغبي",
    "ئەو گەمژەکان",
    "Subscribe to my channel t.me/x",
    "👏👏👏",
    "…",
)


@pytest.fixture(scope="module")
def screener() -> Screener:
    return Screener()


@dataclass
class Fixed:
    """A step that always gives the same evidence."""

    evidence: Evidence
    name: str = "fixed"
    version: str = "7"

    def screen(self, texts: Sequence[Prepared]) -> list[Evidence]:
        return [self.evidence for _ in texts]


class Choosy:
    """A step that fails on one text."""

    name, version = "choosy", "1"

    def screen(self, texts: Sequence[Prepared]) -> list[Evidence]:
        if any("bad" in each.submission.text for each in texts):
            raise RuntimeError("I do not read this.")
        return [Evidence({"threat": 0.25}) for _ in texts]


def unloadable() -> NoReturn:
    raise OSError("The file is gone.")


def test_every_label_has_a_score(screener: Screener) -> None:
    screening = screener.screen_text("The minister failed and should resign.")
    assert set(screening.scores) == {*LABELS, PERSPECTIVE}
    assert (screening.language, screening.script, screening.failures) == ("en", "Latn", ())
    assert set(screening.screeners) == {"normalise", "language", *(name for name, _ in STEPS)}
    assert all(screening.screeners.values())


def test_a_score_is_the_highest_that_anybody_gave() -> None:
    findings = (Finding("threat", 0.9, ((0, 1),), "fixed"),)
    screening = Screener([("fixed", lambda: Fixed(Evidence({"threat": 0.2, "hate": 0.3}, findings)))]).screen_text("x")
    assert screening.scores == {"threat": 0.9, "hate": 0.3}
    assert screening.findings == findings


def test_findings_name_guidelines_and_lie_within_the_text(screener: Screener) -> None:
    for text in TEXTS:
        for finding in screener.screen_text(text).findings:
            assert finding.guideline in GUIDELINE_LABELS
            assert all(0 <= start < end <= len(text) for start, end in finding.spans)


def test_a_screener_that_cannot_be_loaded_is_named_and_the_rest_goes_on() -> None:
    screening = Screener([("lost", unloadable), *STEPS]).screen_text("You are a stupid idiot.")
    assert screening.failures == ("lost",)
    assert screening.scores["personal_attack"] > 0.9
    assert decide(screening, POLICY).outcome is Outcome.REFER


def test_languages_that_cannot_be_loaded_are_named_and_the_rest_goes_on() -> None:
    screening = Screener(languages=unloadable).screen_text("You are a stupid idiot.")
    assert (screening.language, screening.script, screening.failures) == ("und", "Zyyy", ("language",))
    assert screening.scores["personal_attack"] > 0.9


def test_a_step_that_fails_on_one_text_still_answers_for_the_others() -> None:
    good, bad, other = Screener([("choosy", Choosy)]).screen_many(map(Submission, ("good", "bad", "fine")))
    assert good.scores == other.scores == {"threat": 0.25}
    assert (bad.scores, bad.failures) == ({}, ("choosy",))


@pytest.mark.parametrize(
    "evidence",
    [
        Evidence({"threat": float("nan")}),
        Evidence({"threat": 1.5}),
        Evidence({"threat": -0.1}),
        Evidence(findings=(Finding("threat", float("inf"), (), "fixed"),)),
    ],
)
def test_a_step_whose_scores_are_none_has_failed(evidence: Evidence) -> None:
    screening = Screener([("fixed", lambda: Fixed(evidence))]).screen_text("x")
    assert (screening.scores, screening.findings, screening.failures) == ({}, (), ("fixed",))


def test_a_step_that_gives_too_few_answers_has_failed() -> None:
    class Short(Fixed):
        def screen(self, texts: Sequence[Prepared]) -> list[Evidence]:
            return []

    assert Screener([("fixed", lambda: Short(Evidence()))]).screen_text("x").failures == ("fixed",)


def test_many_are_screened_as_one_by_one(screener: Screener) -> None:
    many = [Submission(text, ArticleContext("Title", "Body"), "parent") for text in TEXTS] * (BATCH // 4)
    assert screener.screen_many(iter(many)) == [screener.screen(each) for each in many]
    assert screener.screen_many([]) == []


def test_threads_share_one_screener(screener: Screener) -> None:
    expected = [screener.screen_text(text) for text in TEXTS]
    barrier = threading.Barrier(4)

    def work(_: int) -> list[Screening]:
        barrier.wait()
        return [screener.screen_text(text) for text in TEXTS]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(4))) == [expected] * 4


def test_a_second_screener_says_the_same(screener: Screener) -> None:
    other = Screener()
    assert [other.screen_text(text) for text in TEXTS] == [screener.screen_text(text) for text in TEXTS]


def test_a_repeat_of_a_recent_text_is_found(screener: Screener) -> None:
    text = "The new shop in Erbil has the finest carpets of the whole region at low prices"
    screening = screener.screen(Submission(text, recent=(text,) * 3))
    assert "repeats" in {finding.screener for finding in screening.findings}
    assert decide(screening, POLICY).guidelines == ("promotion",)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=[]), max_size=400))
def test_any_string_is_screened(screener: Screener, text: str) -> None:
    screening = screener.screen_text(text)
    assert screening.failures == ()
    assert set(LABELS) <= set(screening.scores) <= {*LABELS, PERSPECTIVE}
    assert all(0 <= score <= 1 for score in screening.scores.values())
    assert all(0 <= start < end <= len(text) for finding in screening.findings for start, end in finding.spans)


def test_the_model_does_not_read_links(screener: Screener) -> None:
    text = "According to {} the number of families is five thousand."
    plain, linked = (screener.screen_text(text.format(source)) for source in ("them", "https://buy-now.example/cheap"))
    assert linked.scores["promotion"] < 0.4
    model = {finding for finding in linked.findings if finding.screener == "model"}
    assert {finding.guideline for finding in model} <= {finding.guideline for finding in plain.findings}


def test_the_model_alone_never_rejects_for_promotion(screener: Screener) -> None:
    screening = screener.screen_text("I subscribe to two newspapers and this one is better.")
    assert screening.scores["promotion"] <= MODEL_PROMOTION_AT_MOST
    threshold = POLICY.guideline("promotion").thresholds
    assert threshold is not None
    assert threshold.reject_above > MODEL_PROMOTION_AT_MOST


@pytest.mark.parametrize(
    "text", ["گوو لەم حکوومەتە.", "ئیمامەکە هێرشی سەر کەنیسەکەی شەرمەزار کرد.", "بێدەنگ بە قەحبە."]
)
def test_a_short_sorani_text_is_read_as_sorani(screener: Screener, text: str) -> None:
    assert screener.screen_text(text).language == "ckb"
