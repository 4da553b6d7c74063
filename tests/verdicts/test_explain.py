"""A reason is written in the author's language, names the guideline and marks the words."""

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.newsroom.languages import LANGUAGES
from stet.newsroom.policy import Policy
from stet.newsroom.policy_file import default_policy_text, parse_policy
from stet.newsroom.screening import Finding, Screening
from stet.newsroom.verdict import Outcome, Verdict
from stet.verdicts import explain
from stet.verdicts.messages import MESSAGES

POLICY: Policy = parse_policy(default_policy_text())
REJECTED = Verdict(Outcome.REJECT, ("threat", "profanity"))


def screening(*findings: Finding) -> Screening:
    return Screening("en", "Latn", {}, findings)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_message_and_all_differ(language: str) -> None:
    texts = dataclasses.asdict(MESSAGES[language])
    sentences = {name: text for name, text in texts.items() if name not in {"quoted", "separator"}}
    assert all(text.strip() for text in sentences.values())
    assert len(set(sentences.values())) == len(sentences)
    for name in ("rejected_for_one", "rejected_for_many", "quoted"):
        assert texts[name].count("{}") == 1
    for other in set(LANGUAGES) - {language}:
        assert MESSAGES[other].approved != MESSAGES[language].approved


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rejection_names_its_guidelines_and_a_way_forward(language: str) -> None:
    reason = explain(REJECTED, None, POLICY, language)
    assert reason.language == language
    for guideline in reason.guidelines:
        assert guideline.title == POLICY.guideline(guideline.guideline).title[language]
        assert guideline.wording == POLICY.guideline(guideline.guideline).wording[language]
        assert guideline.title in reason.text
    assert [guideline.guideline for guideline in reason.guidelines] == ["threat", "profanity"]
    assert reason.text.endswith(MESSAGES[language].way_forward)


def test_one_guideline_is_spoken_of_in_the_singular() -> None:
    reason = explain(Verdict(Outcome.REJECT, ("threat",)), None, POLICY, "en")
    assert "this guideline: “Threats”." in reason.text


def test_the_words_at_issue_are_marked_once_and_in_order() -> None:
    findings = (
        Finding("threat", 0.9, ((20, 25), (0, 4)), "words"),
        Finding("threat", 0.95, ((3, 8),), "model"),
        Finding("profanity", 0.9, ((30, 34),), "words"),
    )
    threat, profanity = explain(REJECTED, screening(*findings), POLICY, "en").guidelines
    assert threat.spans == ((0, 8), (20, 25))
    assert profanity.spans == ((30, 34),)


def test_weak_evidence_is_not_shown() -> None:
    findings = (Finding("threat", 0.9, ((0, 4),), "words"), Finding("threat", 0.01, ((9, 12),), "model"))
    assert explain(REJECTED, screening(*findings), POLICY, "en").guidelines[0].spans == ((0, 4),)


@pytest.mark.parametrize("outcome", [Outcome.APPROVE, Outcome.REFER])
def test_nothing_is_held_against_a_comment_that_is_not_rejected(outcome: Outcome) -> None:
    reason = explain(Verdict(outcome, ("threat",)), None, POLICY, "tr")
    assert reason.guidelines == ()
    assert reason.text in {MESSAGES["tr"].approved, MESSAGES["tr"].referred}


@pytest.mark.parametrize(
    ("wished", "given"), [("ar-IQ", "ar"), ("ku", "kmr"), ("CKB_IQ", "ckb"), ("de", "en"), ("", "en")]
)
def test_the_wish_for_a_language_is_met_or_english_is_given(wished: str, given: str) -> None:
    assert explain(REJECTED, None, POLICY, wished).language == given


def test_a_guideline_that_the_policy_no_longer_has_is_left_out() -> None:
    reason = explain(Verdict(Outcome.REJECT, ("sarcasm",)), None, POLICY, "en")
    assert reason.guidelines == ()
    assert reason.text.startswith(MESSAGES["en"].rejected)


def test_a_title_that_is_not_translated_is_given_in_english() -> None:
    guideline = dataclasses.replace(POLICY.guideline("threat"), title={"en": "Threats"}, wording={})
    policy = dataclasses.replace(POLICY, guidelines=(guideline,))
    (reason,) = explain(Verdict(Outcome.REJECT, ("threat",)), None, policy, "fa").guidelines
    assert (reason.title, reason.wording) == ("Threats", "")


@given(st.sampled_from(Outcome), st.lists(st.sampled_from(["threat", "hate", "sarcasm"]), min_size=1), st.text())
def test_every_verdict_is_explained(outcome: Outcome, guidelines: list[str], language: str) -> None:
    reason = explain(Verdict(outcome, tuple(guidelines)), None, POLICY, language)
    assert 1 <= len(re.findall(r"[.](?:\s|$)", reason.text)) <= 2
