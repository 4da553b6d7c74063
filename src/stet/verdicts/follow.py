"""A second judge's opinion about a referral becomes a verdict where the site lets it. Pure."""

from typing import Final

from stet.newsroom.policy import Mode, Policy, SecondJudge
from stet.newsroom.verdict import Cause, Ground, Opinion, Outcome, Verdict

# What a site lets the second judge do by itself. Everything else it says is a suggestion.
_MAY: Final = {
    SecondJudge.NOTHING: frozenset[Outcome](),
    SecondJudge.SUGGEST: frozenset[Outcome](),
    SecondJudge.REJECT: frozenset({Outcome.REJECT}),
    SecondJudge.DECIDE: frozenset({Outcome.APPROVE, Outcome.REJECT}),
}
# With these the machine did not see enough, and the policy says that then a human decides: not another machine.
_FOR_HUMANS: Final = frozenset({Cause.SCREENER, Cause.LANGUAGE, Cause.MODE})


def follow(opinion: Opinion, referral: Verdict, policy: Policy, judge: str) -> Verdict | None:
    """What the opinion decides by itself about a comment that the machine has referred; None: it is a suggestion.

    `judge` is the second judge's name, the verdict's ground. A guideline without thresholds is left to humans here too.
    """
    if policy.mode is not Mode.DECIDE or opinion.outcome not in _MAY[policy.second_judge]:
        return None
    if any(ground.cause in _FOR_HUMANS for ground in referral.grounds):
        return None
    named = [guideline for guideline in policy.guidelines if guideline.id in opinion.guidelines]
    if len(named) < len(opinion.guidelines) or any(guideline.thresholds is None for guideline in named):
        return None
    gravest_first = sorted(named, key=lambda guideline: -guideline.severity)
    guidelines = tuple(guideline.id for guideline in gravest_first)
    return Verdict(opinion.outcome, guidelines, (Ground(Cause.SECOND_JUDGE, judge),))
