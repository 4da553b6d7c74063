"""A second judge's opinion about a referral becomes a verdict where the site lets it. Pure."""

from typing import Final

from stet.newsroom.policy import GRAVEST, Circumstances, Mode, Policy, SecondJudge
from stet.newsroom.verdict import Cause, Ground, Opinion, Outcome, Verdict
from stet.verdicts.decide import ORDINARY

# What a site lets the second judge do by itself. Everything else it says is a suggestion.
_MAY: Final = {
    SecondJudge.NOTHING: frozenset[Outcome](),
    SecondJudge.SUGGEST: frozenset[Outcome](),
    SecondJudge.REJECT: frozenset({Outcome.REJECT}),
    SecondJudge.DECIDE: frozenset({Outcome.APPROVE, Outcome.REJECT}),
}
# With these the machine did not see enough, or the policy, an editor or the danger says that a human decides: not
# another machine.
_FOR_HUMANS: Final = frozenset({Cause.SCREENER, Cause.LANGUAGE, Cause.MODE, Cause.GRAVE, Cause.ARTICLE, Cause.READER})


def follow(
    opinion: Opinion,
    referral: Verdict,
    policy: Policy,
    judge: str,
    circumstances: Circumstances = ORDINARY,
    language: str = "und",
) -> Verdict | None:
    """What the opinion decides by itself about a comment that the machine has referred; None: it is a suggestion.

    `judge` is the second judge's name, the verdict's ground. `circumstances` are those of now: an article may have come
    under pre-moderation since the referral. `language` is the comment's. A guideline without thresholds is left to
    humans here too, and so is a breach of one of the highest severity.
    """
    mode = policy.mode_for(circumstances.section, language)
    if mode is not Mode.DECIDE or opinion.outcome not in _MAY[policy.second_judge]:
        return None
    if circumstances.article_premoderated or circumstances.reader_premoderated or _is_for_humans(referral):
        return None
    named = [guideline for guideline in policy.guidelines if guideline.id in opinion.guidelines]
    if len(named) < len(opinion.guidelines) or any(each.thresholds is None for each in named):
        return None
    if any(each.severity == GRAVEST for each in named):
        return None
    gravest_first = sorted(named, key=lambda guideline: -guideline.severity)
    guidelines = tuple(guideline.id for guideline in gravest_first)
    return Verdict(opinion.outcome, guidelines, (Ground(Cause.SECOND_JUDGE, judge),))


def _is_for_humans(referral: Verdict) -> bool:
    return any(ground.cause in _FOR_HUMANS for ground in referral.grounds)
