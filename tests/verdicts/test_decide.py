"""The verdict is pure and total: every screening gets one, and whatever the machine cannot know goes to a human."""

import dataclasses
import math
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.newsroom.labels import LABELS
from stet.newsroom.policy import GRAVEST, Circumstances, Guideline, Mode, ModeRule, Policy, Thresholds
from stet.newsroom.screening import SITE_WORDS, Finding, Screening
from stet.newsroom.verdict import Cause, Ground, Outcome, Verdict
from stet.verdicts import decide

TEXTS = {"en": "text"}


def guideline(name: str, severity: int = 3, thresholds: Thresholds | None = None) -> Guideline:
    return Guideline(name, None, severity, TEXTS, TEXTS, (), thresholds)


POLICY = Policy(
    mode=Mode.DECIDE,
    introduction=TEXTS,
    guidelines=(
        guideline("profanity", 2, Thresholds(0.4, 0.8)),
        guideline("racism", 4, Thresholds(0.2, 0.7)),
        guideline("threat", 5, Thresholds(0.2, 0.7)),
        guideline("off_topic", 1),
    ),
    cautions={"toxic": 0.6},
    machine_languages=("en", "ckb"),
)
CLEAN = {"profanity": 0.1, "racism": 0.1, "threat": 0.1, "toxic": 0.1}


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
    verdict = decide(screening({"profanity": 0.99, "racism": 0.71}), POLICY)
    assert verdict.outcome is Outcome.REJECT
    assert verdict.guidelines == ("racism", "profanity")
    assert verdict.grounds == (Ground(Cause.BREAKS, "racism"), Ground(Cause.BREAKS, "profanity"))


def test_no_machine_decides_that_somebody_is_in_danger() -> None:
    verdict = decide(screening({"profanity": 0.99, "racism": 0.5, "threat": 0.71}), POLICY)
    assert (verdict.outcome, verdict.guidelines) == (Outcome.REFER, ("threat", "racism", "profanity"))
    assert verdict.grounds == (
        Ground(Cause.BREAKS, "threat"),
        Ground(Cause.BREAKS, "profanity"),
        Ground(Cause.UNSURE, "racism"),
        Ground(Cause.GRAVE, "threat"),
    )


def test_a_doubt_about_the_gravest_is_a_doubt_like_others() -> None:
    assert decide(screening({"threat": 0.7}), POLICY).grounds == (Ground(Cause.UNSURE, "threat"),)
    assert decide(screening({"threat": 0.5, "profanity": 0.9}), POLICY).outcome is Outcome.REJECT


@pytest.mark.parametrize(
    ("circumstances", "causes"),
    [
        (Circumstances(article_premoderated=True), [Cause.ARTICLE]),
        (Circumstances(reader_premoderated=True), [Cause.READER]),
        (Circumstances("sport", article_premoderated=True, reader_premoderated=True), [Cause.ARTICLE, Cause.READER]),
    ],
)
@pytest.mark.parametrize(
    ("scores", "before"),
    [
        ({}, []),
        ({"profanity": 0.9}, [Cause.BREAKS]),
        ({"profanity": 0.5}, [Cause.UNSURE]),
        ({"toxic": 1}, [Cause.CAUTION]),
    ],
)
def test_what_is_pre_moderated_a_person_decides(
    circumstances: Circumstances, causes: list[Cause], scores: Mapping[str, float], before: list[Cause]
) -> None:
    verdict = decide(screening(scores), POLICY, circumstances)
    assert verdict.outcome is Outcome.REFER
    assert [ground.cause for ground in verdict.grounds] == [*before, *causes]


MODES = (
    ModeRule(Mode.ADVISE, section="opinion"),
    ModeRule(Mode.APPROVE, language="ckb"),
    ModeRule(Mode.DECIDE, section="opinion", language="ckb"),
)


@pytest.mark.parametrize(
    ("section", "language", "mode"),
    [
        ("", "en", Mode.DECIDE),
        ("sport", "en", Mode.DECIDE),
        ("opinion", "en", Mode.ADVISE),
        ("opinion", "und", Mode.ADVISE),
        ("sport", "ckb", Mode.APPROVE),
        ("", "ckb", Mode.APPROVE),
        ("opinion", "ckb", Mode.DECIDE),
        ("Opinion", "en", Mode.DECIDE),
    ],
)
def test_the_most_specific_rule_for_the_mode_counts(section: str, language: str, mode: Mode) -> None:
    policy = dataclasses.replace(POLICY, modes=MODES)
    assert policy.mode_for(section, language) is mode
    broken = decide(screening({"profanity": 0.9}, language=language), policy, Circumstances(section))
    clean = decide(screening(language=language), policy, Circumstances(section))
    trusted = language in POLICY.machine_languages
    assert (broken.outcome is Outcome.REJECT) == (trusted and mode is Mode.DECIDE)
    assert (clean.outcome is Outcome.APPROVE) == (trusted and mode is not Mode.ADVISE)


def listed(name: str, score: float = 0.6) -> Screening:
    """A text in which a word stands that the site lists for a guideline."""
    found = Finding(name, score, ((0, 4),), SITE_WORDS)
    return dataclasses.replace(screening({name: score}), findings=(found,))


def test_a_word_of_the_sites_own_calls_a_person_even_to_a_guideline_that_no_machine_judges() -> None:
    verdict = decide(listed("off_topic"), POLICY)
    assert verdict == Verdict(Outcome.REFER, ("off_topic",), (Ground(Cause.UNSURE, "off_topic"),))
    assert decide(listed("off_topic", 0.97), POLICY) == verdict


def test_a_word_of_the_sites_own_calls_a_person_whatever_the_thresholds() -> None:
    lenient = dataclasses.replace(POLICY, guidelines=(guideline("racism", 4, Thresholds(0.9, 0.98)),), cautions={})
    assert decide(screening({"racism": 0.6}), lenient).outcome is Outcome.APPROVE
    assert decide(listed("racism"), lenient).grounds == (Ground(Cause.UNSURE, "racism"),)


def test_a_sure_word_of_the_sites_own_rejects() -> None:
    assert decide(listed("racism", 0.97), POLICY) == Verdict(
        Outcome.REJECT, ("racism",), (Ground(Cause.BREAKS, "racism"),)
    )


def test_a_rejection_does_not_name_what_is_only_in_doubt() -> None:
    assert decide(screening({"profanity": 0.99, "racism": 0.5}), POLICY).guidelines == ("profanity",)


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
    assert decide(screening({"toxic": 0.9, "racism": 0.9}), POLICY).outcome is Outcome.REJECT


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
        (Mode.ADVISE, {"racism": 0.9}, Outcome.REFER),
        (Mode.APPROVE, {}, Outcome.APPROVE),
        (Mode.APPROVE, {"racism": 0.9}, Outcome.REFER),
        (Mode.DECIDE, {}, Outcome.APPROVE),
        (Mode.DECIDE, {"racism": 0.9}, Outcome.REJECT),
    ],
)
def test_the_mode_bounds_what_the_machine_does(mode: Mode, scores: Mapping[str, float], outcome: Outcome) -> None:
    verdict = decide(screening(scores), with_mode(mode))
    assert verdict.outcome is outcome
    assert (Ground(Cause.MODE, mode.value) in verdict.grounds) == (outcome is Outcome.REFER)


def test_what_the_mode_withholds_still_names_the_guidelines() -> None:
    verdict = decide(screening({"racism": 0.5, "profanity": 0.9}), with_mode(Mode.APPROVE))
    assert verdict.guidelines == ("racism", "profanity")


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
rules = st.builds(
    lambda mode, place: ModeRule(mode, *place),
    st.sampled_from(Mode),
    st.sampled_from([("sport", ""), ("opinion", ""), ("", "en"), ("", "ckb"), ("sport", "en"), ("opinion", "ckb")]),
)
policies = st.builds(
    Policy,
    st.sampled_from(Mode),
    st.just(TEXTS),
    st.lists(guidelines, max_size=6, unique_by=lambda each: each.id).map(tuple),
    st.dictionaries(st.sampled_from(LABELS), st.floats(0, 1), max_size=3),
    st.lists(st.sampled_from(["en", "ckb", "ar"]), unique=True).map(tuple),
    modes=st.lists(rules, max_size=4, unique_by=lambda rule: (rule.section, rule.language)).map(tuple),
)
circumstances = st.builds(Circumstances, st.sampled_from(["", "sport", "opinion"]), st.booleans(), st.booleans())


@given(st.none() | screenings, policies, circumstances)
def test_any_screening_under_any_policy_gets_a_verdict(
    screening: Screening | None, policy: Policy, circumstances: Circumstances
) -> None:
    verdict = decide(screening, policy, circumstances)
    mode = policy.mode_for(circumstances.section, screening.language) if screening else policy.mode
    assert verdict.grounds
    assert {*verdict.guidelines} <= {guideline.id for guideline in policy.guidelines}
    assert not (mode is Mode.ADVISE and verdict.outcome is not Outcome.REFER)
    assert not (mode is Mode.APPROVE and verdict.outcome is Outcome.REJECT)
    if circumstances.article_premoderated or circumstances.reader_premoderated:
        assert verdict.outcome is Outcome.REFER
    if screening is None or screening.failures or screening.language not in policy.machine_languages:
        assert verdict.outcome is Outcome.REFER
    assert verdict == decide(screening, policy, circumstances)


@given(screenings, policies, circumstances)
def test_no_machine_rejects_for_the_gravest_and_all_that_seems_so_is_named(
    screening: Screening, policy: Policy, circumstances: Circumstances
) -> None:
    verdict = decide(screening, policy, circumstances)
    gravest = {each.id for each in policy.guidelines if each.severity == GRAVEST}
    broken = {ground.subject for ground in verdict.grounds if ground.cause is Cause.BREAKS} & gravest
    assert {ground.subject for ground in verdict.grounds if ground.cause is Cause.GRAVE} == broken
    assert not (broken and verdict.outcome is not Outcome.REFER)
    if verdict.outcome is Outcome.REJECT:
        assert not gravest & {*verdict.guidelines}


@given(st.sampled_from(["", "sport", "opinion"]), st.sampled_from(["en", "ckb", "und"]), policies)
def test_a_mode_is_that_of_the_narrowest_rule_that_fits(section: str, language: str, policy: Policy) -> None:
    fitting = [rule for rule in policy.modes if rule.section in {"", section} and rule.language in {"", language}]
    narrowest = max(fitting, key=lambda rule: (bool(rule.section), bool(rule.language)), default=None)
    assert policy.mode_for(section, language) is (narrowest.mode if narrowest else policy.mode)


@given(screenings, policies, circumstances)
def test_who_is_not_pre_moderated_and_where_no_rule_is_the_mode_alone_counts(
    screening: Screening, policy: Policy, circumstances: Circumstances
) -> None:
    plain = dataclasses.replace(policy, modes=())
    free = dataclasses.replace(circumstances, article_premoderated=False, reader_premoderated=False)
    assert decide(screening, plain, free) == decide(screening, plain)


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


def harshness(verdict: Verdict) -> int:
    """What seems to endanger somebody is treated the hardest, although a person decides."""
    return 3 if any(ground.cause is Cause.GRAVE for ground in verdict.grounds) else HARSHNESS[verdict.outcome]


@given(
    st.fixed_dictionaries({label: st.floats(0, 1) for label in LABELS}),
    policies,
    st.sampled_from(LABELS),
    st.floats(0, 1),
)
def test_raising_a_score_never_softens_the_verdict(
    scores: dict[str, float], policy: Policy, label: str, score: float
) -> None:
    before = decide(Screening("en", "Latn", scores), policy)
    after = decide(Screening("en", "Latn", {**scores, label: max(score, scores[label])}), policy)
    assert harshness(after) >= harshness(before)
