"""What a second judge's opinion may do by itself: never more than the site says, nothing where a human must decide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.newsroom.policy import Circumstances, Guideline, Mode, ModeRule, Policy, SecondJudge, Thresholds
from stet.newsroom.verdict import Cause, Ground, Opinion, Outcome, Verdict
from stet.verdicts import follow

TEXTS = {"en": "text"}
UNSURE = Verdict(Outcome.REFER, ("threat",), (Ground(Cause.UNSURE, "threat"),))


def guideline(name: str, severity: int, thresholds: Thresholds | None) -> Guideline:
    return Guideline(name, None, severity, TEXTS, TEXTS, (), thresholds)


def policy(may: SecondJudge, mode: Mode = Mode.DECIDE, *modes: ModeRule) -> Policy:
    guidelines = (
        guideline("profanity", 2, Thresholds(0.4, 0.8)),
        guideline("racism", 4, Thresholds(0.2, 0.7)),
        guideline("threat", 5, Thresholds(0.2, 0.7)),
        guideline("off_topic", 1, None),
    )
    return Policy(mode, TEXTS, guidelines, second_judge=may, modes=modes)


def said(outcome: Outcome, *guidelines: str) -> Opinion:
    return Opinion(outcome, guidelines, "Because.")


OPINIONS = st.one_of(
    st.sampled_from([said(Outcome.APPROVE), said(Outcome.REFER)]),
    st.sets(st.sampled_from(["profanity", "racism", "threat", "off_topic", "gone"]), min_size=1).map(
        lambda names: said(Outcome.REJECT, *names)
    ),
)
GROUNDS = st.builds(Ground, st.sampled_from(Cause), st.sampled_from(["threat", "und", ""]))
REFERRALS = st.lists(GROUNDS).map(lambda grounds: Verdict(Outcome.REFER, (), tuple(grounds)))


def test_it_rejects_by_name_gravest_first() -> None:
    verdict = follow(said(Outcome.REJECT, "profanity", "racism"), UNSURE, policy(SecondJudge.REJECT), "judge-7b")
    assert verdict == Verdict(Outcome.REJECT, ("racism", "profanity"), (Ground(Cause.SECOND_JUDGE, "judge-7b"),))


def test_it_never_decides_that_somebody_is_in_danger() -> None:
    assert follow(said(Outcome.REJECT, "profanity", "threat"), UNSURE, policy(SecondJudge.DECIDE), "judge-7b") is None


@pytest.mark.parametrize(
    "circumstances", [Circumstances(article_premoderated=True), Circumstances(reader_premoderated=True)]
)
def test_what_came_under_pre_moderation_since_it_was_referred_a_person_decides(circumstances: Circumstances) -> None:
    free = policy(SecondJudge.DECIDE)
    assert follow(said(Outcome.APPROVE), UNSURE, free, "judge-7b") is not None
    assert follow(said(Outcome.APPROVE), UNSURE, free, "judge-7b", circumstances) is None


def test_it_does_no_more_than_the_machine_may_in_this_section_and_language() -> None:
    bounded = policy(SecondJudge.DECIDE, Mode.DECIDE, ModeRule(Mode.APPROVE, section="opinion", language="ckb"))
    opinion = Circumstances("opinion")
    assert follow(said(Outcome.APPROVE), UNSURE, bounded, "judge-7b", opinion, "ckb") is None
    assert follow(said(Outcome.APPROVE), UNSURE, bounded, "judge-7b", opinion, "en") is not None
    assert follow(said(Outcome.APPROVE), UNSURE, bounded, "judge-7b", Circumstances("sport"), "ckb") is not None


def test_it_approves_where_it_may_decide() -> None:
    assert follow(said(Outcome.APPROVE), UNSURE, policy(SecondJudge.DECIDE), "judge-7b") == Verdict(
        Outcome.APPROVE, (), (Ground(Cause.SECOND_JUDGE, "judge-7b"),)
    )
    assert follow(said(Outcome.APPROVE), UNSURE, policy(SecondJudge.REJECT), "judge-7b") is None


@pytest.mark.parametrize(
    "cause", [Cause.SCREENER, Cause.LANGUAGE, Cause.MODE, Cause.GRAVE, Cause.ARTICLE, Cause.READER]
)
def test_what_the_policy_leaves_to_a_human_no_machine_decides(cause: Cause) -> None:
    referral = Verdict(Outcome.REFER, (), (Ground(Cause.UNSURE, "threat"), Ground(cause, "x")))
    assert follow(said(Outcome.APPROVE), referral, policy(SecondJudge.DECIDE), "judge-7b") is None


def test_a_guideline_that_humans_alone_judge_is_left_to_them() -> None:
    both = said(Outcome.REJECT, "racism", "off_topic")
    assert follow(both, UNSURE, policy(SecondJudge.DECIDE), "judge-7b") is None


@given(OPINIONS, REFERRALS, st.sampled_from([SecondJudge.NOTHING, SecondJudge.SUGGEST]), st.sampled_from(Mode))
def test_unless_the_site_says_so_it_decides_nothing(
    opinion: Opinion, referral: Verdict, may: SecondJudge, mode: Mode
) -> None:
    assert follow(opinion, referral, policy(may, mode), "judge-7b") is None


@given(OPINIONS, REFERRALS, st.sampled_from(SecondJudge))
def test_what_it_decides_is_what_it_said(opinion: Opinion, referral: Verdict, may: SecondJudge) -> None:
    verdict = follow(opinion, referral, policy(may), "judge-7b")
    if verdict:
        assert verdict.outcome == opinion.outcome != Outcome.REFER
        assert set(verdict.guidelines) == set(opinion.guidelines) <= {"racism", "profanity"}


@pytest.mark.parametrize("mode", [Mode.ADVISE, Mode.APPROVE])
@pytest.mark.parametrize("may", [SecondJudge.REJECT, SecondJudge.DECIDE])
def test_it_may_not_do_more_than_the_machine(may: SecondJudge, mode: Mode) -> None:
    with pytest.raises(ValueError, match="only where the mode"):
        policy(may, mode)


@pytest.mark.parametrize(
    ("outcome", "guidelines"), [(Outcome.REJECT, ()), (Outcome.APPROVE, ("threat",)), (Outcome.REFER, ("threat",))]
)
def test_an_opinion_names_guidelines_when_it_would_reject_and_only_then(
    outcome: Outcome, guidelines: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match="names guidelines"):
        Opinion(outcome, guidelines, "Because.")
