"""A policy's nouns refuse what a policy cannot mean."""

import math

import pytest

from stet.newsroom.policy import Guideline, Mode, Policy, Thresholds


def guideline(name: str, severity: int = 3) -> Guideline:
    return Guideline(name, None, severity, title={}, wording={})


@pytest.mark.parametrize(("low", "high"), [(0.5, 0.4), (-0.1, 0.5), (0.5, 1.1), (math.nan, 0.5), (0.5, math.inf)])
def test_thresholds_keep_their_order(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="keep the order"):
        Thresholds(low, high)


@pytest.mark.parametrize("severity", [0, 6, -1])
def test_a_severity_is_one_to_five(severity: int) -> None:
    with pytest.raises(ValueError, match="severity"):
        guideline("threat", severity)


def test_two_guidelines_do_not_share_an_id() -> None:
    with pytest.raises(ValueError, match="id of its own"):
        Policy(Mode.ADVISE, {}, (guideline("threat"), guideline("threat")))


@pytest.mark.parametrize("score", [-0.1, 1.1, math.nan])
def test_a_caution_is_a_score(score: float) -> None:
    with pytest.raises(ValueError, match="caution"):
        Policy(Mode.ADVISE, {}, (guideline("threat"),), cautions={"toxic": score})


def test_a_guideline_is_found_by_its_id() -> None:
    policy = Policy(Mode.ADVISE, {}, (guideline("threat"), guideline("racism")))
    assert policy.guideline("racism").id == "racism"
    with pytest.raises(KeyError, match="sarcasm"):
        policy.guideline("sarcasm")
