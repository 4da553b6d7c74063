"""A screening and a policy become a verdict. Pure and total: every screening gets one, and doubt goes to a human."""

from collections.abc import Iterable, Iterator

from stet.newsroom.policy import Guideline, Mode, Policy
from stet.newsroom.screening import Screening
from stet.newsroom.verdict import Cause, Ground, Outcome, Verdict


def decide(screening: Screening | None, policy: Policy) -> Verdict:
    """What the machine decides about a comment under a policy; `screening` is None when it is missing.

    A rejection names every guideline whose score is above its threshold, gravest first. A guideline without thresholds
    is left to humans. Whatever the machine cannot know (a screener failed, a label has no usable score, the language is
    not one that the policy trusts it with) makes the verdict a referral.
    """
    if screening is None:
        return Verdict(Outcome.REFER, grounds=(Ground(Cause.SCREENER, "screening"),))
    broken = _ids(policy, screening, Cause.BREAKS)
    unsure = _ids(policy, screening, Cause.UNSURE)
    unknown = (*_silence(screening, policy), *_language(screening, policy))
    if broken:
        return _breach(broken, unsure, unknown, policy)
    doubts = (*_grounds(Cause.UNSURE, unsure), *_cautions(screening, policy), *unknown)
    return _without_breach(unsure, doubts, policy)


def _breach(broken: tuple[str, ...], unsure: tuple[str, ...], unknown: tuple[Ground, ...], policy: Policy) -> Verdict:
    breaches = _grounds(Cause.BREAKS, broken)
    if policy.mode is Mode.DECIDE and not unknown:
        return Verdict(Outcome.REJECT, broken, breaches)
    doubtful = tuple(guideline.id for guideline in _gravest_first(policy) if guideline.id in {*broken, *unsure})
    withheld = unknown or _mode(policy)
    return Verdict(Outcome.REFER, doubtful, (*breaches, *_grounds(Cause.UNSURE, unsure), *withheld))


def _without_breach(unsure: tuple[str, ...], doubts: tuple[Ground, ...], policy: Policy) -> Verdict:
    if doubts:
        return Verdict(Outcome.REFER, unsure, doubts)
    if policy.mode is Mode.ADVISE:
        return Verdict(Outcome.REFER, grounds=_mode(policy))
    return Verdict(Outcome.APPROVE, grounds=(Ground(Cause.CLEAN),))


def _ids(policy: Policy, screening: Screening, cause: Cause) -> tuple[str, ...]:
    return tuple(each.id for each in _gravest_first(policy) if _standing(each, screening) is cause)


def _standing(guideline: Guideline, screening: Screening) -> Cause | None:
    """How a text stands with one guideline; None when the guideline, or the screening, has nothing to go by."""
    score = _score(screening, guideline.id)
    if guideline.thresholds is None or score is None:
        return None
    if score > guideline.thresholds.reject_above:
        return Cause.BREAKS
    return Cause.CLEAN if score < guideline.thresholds.approve_below else Cause.UNSURE


def _gravest_first(policy: Policy) -> list[Guideline]:
    """Guidelines by severity; those of one severity in the order in which the site publishes them."""
    return sorted(policy.guidelines, key=lambda guideline: -guideline.severity)


def _silence(screening: Screening, policy: Policy) -> Iterator[Ground]:
    """Screeners that failed or, where none is named, labels that the policy relies on and nobody could score."""
    if screening.failures:
        yield from _grounds(Cause.SCREENER, screening.failures)
        return
    judged = [guideline.id for guideline in policy.guidelines if guideline.thresholds is not None]
    missing = (label for label in dict.fromkeys([*judged, *policy.cautions]) if _score(screening, label) is None)
    yield from _grounds(Cause.SCREENER, missing)


def _cautions(screening: Screening, policy: Policy) -> Iterator[Ground]:
    for label, limit in policy.cautions.items():
        score = _score(screening, label)
        if score is not None and score >= limit:
            yield Ground(Cause.CAUTION, label)


def _language(screening: Screening, policy: Policy) -> Iterator[Ground]:
    # A text without words is in every language; where the language could not be told, a screener has failed.
    if screening.language not in policy.machine_languages and not screening.is_wordless:
        yield Ground(Cause.LANGUAGE, screening.language)


def _mode(policy: Policy) -> tuple[Ground, ...]:
    return (Ground(Cause.MODE, policy.mode.value),)


def _grounds(cause: Cause, subjects: Iterable[str]) -> tuple[Ground, ...]:
    return tuple(Ground(cause, subject) for subject in subjects)


def _score(screening: Screening, label: str) -> float | None:
    """The score of a label; None when it is missing or no number within 0..1 (a comparison with NaN is false)."""
    score = screening.scores.get(label)
    return score if score is not None and 0 <= score <= 1 else None
