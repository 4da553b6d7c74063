"""The verdict is pure and total: every screening gets one, and whatever the machine cannot know goes to a human."""

import dataclasses
import math
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.newsroom.labels import LABELS
from stet.newsroom.policy import Guideline, Mode, Policy, Thresholds
from stet.newsroom.screening import Finding, Screening
from stet.newsroom.verdict import Cause, Ground, Outcome
from stet.verdicts import decide

TEXTS = {"en": "text"}


def guideline(name: str, severity: int = 3, thresholds: Thresholds | None = None) -> Guideline:
    return Guideline(name, None, severity, TEXTS, TEXTS, (), thresholds)


POLICY = Policy(
    mode=Mode.DECIDE,
    introduction=TEXTS,
    guidelines=(
        guideline("profanity", 2, Thresholds(0.4, 0.8)),
        guideline("threat", 5, Thresholds(0.2, 0.7)),
        guideline("off_topic", 1),
    ),
    cautions={"toxic": 0.6},
    machine_languages=("en", "ckb"),
)
CLEAN = {"profanity": 0.1, "threat": 0.1, "toxic": 0.1}


def with_mode(mode: Mode) -> Policy:
    return Policy(mode, POLICY.introduction, POLICY.guidelines, POLICY.cautions, POLICY.machine_languages)


def screening(
    scores: Mapping[str, float] | None = None, *, language: str = "en", failures: tuple[str, ...] = ()
) -> Screening:
    return Screening(language, "Latn", {**CLEAN, **(scores or {})}, failures=failures)


def without(label: str) -> Screening:
    return Screening("en", "Latn", {name: score for name, score in CLEAN.items() if name != label})


def test_a_clean_comment_is_approved() -> None:
    verdict = decide(screening(), POLICY)
    assert verdict.outcome is Outcome.APPROVE
    assert verdict.guidelines == ()
    assert verdict.grounds == (Ground(Cause.CLEAN),)


def test_a_rejection_names_every_broken_guideline_gravest_first() -> None:
    verdict = decide(screening({"profanity": 0.99, "threat": 0.71}), POLICY)
    assert verdict.outcome is Outcome.REJECT
    assert verdict.guidelines == ("threat", "profanity")
    assert verdict.grounds == (Ground(Cause.BREAKS, "threat"), Ground(Cause.BREAKS, "profanity"))


def test_a_rejection_does_not_name_what_is_only_in_doubt() -> None:
    assert decide(screening({"profanity": 0.99, "threat": 0.5}), POLICY).guidelines == ("profanity",)


@pytest.mark.parametrize("score", [0.4, 0.6, 0.8])
def test_between_the_thresholds_a_human_decides(score: float) -> None:
    verdict = decide(screening({"profanity": score}), POLICY)
    assert (verdict.outcome, verdict.guidelines) == (Outcome.REFER, ("profanity",))
    assert verdict.grounds == (Ground(Cause.UNSURE, "profanity"),)


@pytest.mark.parametrize("score", [0.6, 1.0])
def test_a_caution_stops_an_approval_and_never_rejects(score: float) -> None:
    verdict = decide(screening({"toxic": score}), POLICY)
    assert (verdict.outcome, verdict.guidelines) == (Outcome.REFER, ())
    assert verdict.grounds == (Ground(Cause.CAUTION, "toxic"),)


def test_a_caution_does_not_stop_a_rejection() -> None:
    assert decide(screening({"toxic": 0.9, "threat": 0.9}), POLICY).outcome is Outcome.REJECT


def test_a_missing_screening_goes_to_a_human() -> None:
    verdict = decide(None, POLICY)
    assert (verdict.outcome, verdict.grounds) == (Outcome.REFER, (Ground(Cause.SCREENER, "screening"),))


@pytest.mark.parametrize("scores", [{}, {"threat": 0.99}], ids=["clean", "broken"])
def test_a_failed_screener_goes_to_a_human(scores: Mapping[str, float]) -> None:
    verdict = decide(screening(scores, failures=("words",)), POLICY)
    assert verdict.outcome is Outcome.REFER
    assert Ground(Cause.SCREENER, "words") in verdict.grounds


@pytest.mark.parametrize("label", ["profanity", "threat", "toxic"])
def test_a_missing_label_goes_to_a_human(label: str) -> None:
    verdict = decide(without(label), POLICY)
    assert (verdict.outcome, verdict.grounds) == (Outcome.REFER, (Ground(Cause.SCREENER, label),))


@pytest.mark.parametrize("score", [math.nan, math.inf, -math.inf, -0.01, 1.01])
@pytest.mark.parametrize("label", ["profanity", "threat", "toxic"])
def test_a_score_that_is_none_goes_to_a_human(label: str, score: float) -> None:
    verdict = decide(screening({label: score}), POLICY)
    assert (verdict.outcome, verdict.grounds) == (Outcome.REFER, (Ground(Cause.SCREENER, label),))


@pytest.mark.parametrize("scores", [{}, {"threat": 0.99}], ids=["clean", "broken"])
@pytest.mark.parametrize("language", ["und", "de", "kmr"])
def test_a_language_that_the_policy_does_not_trust_goes_to_a_human(language: str, scores: Mapping[str, float]) -> None:
    verdict = decide(screening(scores, language=language), POLICY)
    assert verdict.outcome is Outcome.REFER
    assert verdict.grounds[-1] == Ground(Cause.LANGUAGE, language)


def test_a_text_without_words_needs_no_language() -> None:
    clean = dataclasses.replace(screening(), language="und", script="Zyyy")
    assert decide(clean, POLICY).outcome is Outcome.APPROVE
    assert decide(dataclasses.replace(clean, failures=("language",)), POLICY).outcome is Outcome.REFER
    assert decide(dataclasses.replace(clean, script="Hebr"), POLICY).outcome is Outcome.REFER


def test_a_guideline_without_thresholds_is_left_to_humans() -> None:
    assert decide(screening({"off_topic": 1.0}), POLICY).outcome is Outcome.APPROVE


@pytest.mark.parametrize(
    ("mode", "scores", "outcome"),
    [
        (Mode.ADVISE, {}, Outcome.REFER),
        (Mode.ADVISE, {"threat": 0.9}, Outcome.REFER),
        (Mode.APPROVE, {}, Outcome.APPROVE),
        (Mode.APPROVE, {"threat": 0.9}, Outcome.REFER),
        (Mode.DECIDE, {}, Outcome.APPROVE),
        (Mode.DECIDE, {"threat": 0.9}, Outcome.REJECT),
    ],
)
def test_the_mode_bounds_what_the_machine_does(mode: Mode, scores: Mapping[str, float], outcome: Outcome) -> None:
    verdict = decide(screening(scores), with_mode(mode))
    assert verdict.outcome is outcome
    assert (Ground(Cause.MODE, mode.value) in verdict.grounds) == (outcome is Outcome.REFER)


def test_what_the_mode_withholds_still_names_the_guidelines() -> None:
    verdict = decide(screening({"threat": 0.5, "profanity": 0.9}), with_mode(Mode.APPROVE))
    assert verdict.guidelines == ("threat", "profanity")


scores = st.one_of(st.floats(0, 1), st.floats())
proper_scores = st.dictionaries(st.sampled_from([*LABELS, "off_topic"]), st.floats(0, 1))
findings = st.builds(
    Finding, st.sampled_from(LABELS), scores, st.lists(st.tuples(st.integers(), st.integers())).map(tuple), st.text()
)
screenings = st.builds(
    Screening,
    st.sampled_from(["en", "ckb", "kmr", "ar", "tr", "fa", "und", "de", ""]),
    st.just("Latn"),
    st.dictionaries(st.sampled_from([*LABELS, "off_topic"]), scores),
    st.lists(findings, max_size=3).map(tuple),
    st.lists(st.sampled_from(["words", "model"]), max_size=2).map(tuple),
)
thresholds = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(lambda pair: Thresholds(min(pair), max(pair)))
guidelines = st.builds(
    Guideline,
    st.sampled_from([*LABELS, "off_topic"]),
    st.none(),
    st.integers(1, 5),
    st.just(TEXTS),
    st.just(TEXTS),
    st.just(()),
    st.none() | thresholds,
)
policies = st.builds(
    Policy,
    st.sampled_from(Mode),
    st.just(TEXTS),
    st.lists(guidelines, max_size=6, unique_by=lambda each: each.id).map(tuple),
    st.dictionaries(st.sampled_from(LABELS), st.floats(0, 1), max_size=3),
    st.lists(st.sampled_from(["en", "ckb", "ar"]), unique=True).map(tuple),
)


@given(st.none() | screenings, policies)
def test_any_screening_under_any_policy_gets_a_verdict(screening: Screening | None, policy: Policy) -> None:
    verdict = decide(screening, policy)
    assert verdict.grounds
    assert {*verdict.guidelines} <= {guideline.id for guideline in policy.guidelines}
    assert not (policy.mode is Mode.ADVISE and verdict.outcome is not Outcome.REFER)
    assert not (policy.mode is Mode.APPROVE and verdict.outcome is Outcome.REJECT)
    if screening is None or screening.failures or screening.language not in policy.machine_languages:
        assert verdict.outcome is Outcome.REFER
    assert verdict == decide(screening, policy)


@given(proper_scores, policies)
def test_a_rejection_names_all_that_is_above_and_nothing_else(scores: dict[str, float], policy: Policy) -> None:
    verdict = decide(Screening("en", "Latn", scores), policy)
    if verdict.outcome is not Outcome.REJECT:
        return
    above = {
        each.id for each in policy.guidelines if each.thresholds and scores[each.id] > each.thresholds.reject_above
    }
    assert {*verdict.guidelines} == above
    severities = [policy.guideline(name).severity for name in verdict.guidelines]
    assert severities == sorted(severities, reverse=True)


@given(proper_scores, policies)
def test_an_approval_has_every_score_below(scores: dict[str, float], policy: Policy) -> None:
    if decide(Screening("en", "Latn", scores), policy).outcome is Outcome.APPROVE:
        assert all(
            scores[each.id] < each.thresholds.approve_below for each in policy.guidelines if each.thresholds is not None
        )
        assert all(scores[label] < limit for label, limit in policy.cautions.items())


HARSHNESS = {Outcome.APPROVE: 0, Outcome.REFER: 1, Outcome.REJECT: 2}


@given(
    st.fixed_dictionaries({label: st.floats(0, 1) for label in LABELS}),
    policies,
    st.sampled_from(LABELS),
    st.floats(0, 1),
)
def test_raising_a_score_never_softens_the_verdict(
    scores: dict[str, float], policy: Policy, label: str, score: float
) -> None:
    before = decide(Screening("en", "Latn", scores), policy).outcome
    after = decide(Screening("en", "Latn", {**scores, label: max(score, scores[label])}), policy).outcome
    assert HARSHNESS[after] >= HARSHNESS[before]
