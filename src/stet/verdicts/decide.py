"""A screening and a policy become a verdict. Pure and total: every screening gets one, and doubt goes to a human."""

from collections.abc import Iterable, Iterator
from typing import Final

from stet.newsroom.policy import GRAVEST, Circumstances, Guideline, Mode, Policy
from stet.newsroom.screening import SITE_WORDS, Screening
from stet.newsroom.verdict import Cause, Ground, Outcome, Verdict

ORDINARY: Final = Circumstances()


def decide(screening: Screening | None, policy: Policy, circumstances: Circumstances = ORDINARY) -> Verdict:
    """What the machine decides about a comment under a policy; `screening` is None when it is missing.

    A rejection names every guideline whose score is above its threshold, gravest first. A guideline without thresholds
    is left to humans, whom a word that the site lists for it calls. Whatever the machine cannot know (a screener
    failed, a label has no usable score, the language is not one that the policy trusts it with) makes the verdict a
    referral. So does a guideline of the highest severity that seems broken, whatever the policy says: nobody's life is
    a machine's to judge. So does a pre-moderated article or author; and the policy's mode for this section and language
    bounds the rest.
    """
    if screening is None:
        return Verdict(Outcome.REFER, grounds=(Ground(Cause.SCREENER, "screening"),))
    broken = _ids(policy, screening, Cause.BREAKS)
    unsure = _ids(policy, screening, Cause.UNSURE)
    mode = policy.mode_for(circumstances.section, screening.language)
    for_a_person = (*_grave(broken, policy), *_asked_for(circumstances), *_unknown(screening, policy))
    if broken:
        return _breach(broken, unsure, for_a_person, policy, mode)
    doubts = (*_grounds(Cause.UNSURE, unsure), *_cautions(screening, policy), *for_a_person)
    return _without_breach(unsure, doubts, mode)


def _breach(
    broken: tuple[str, ...], unsure: tuple[str, ...], for_a_person: tuple[Ground, ...], policy: Policy, mode: Mode
) -> Verdict:
    breaches = _grounds(Cause.BREAKS, broken)
    if mode is Mode.DECIDE and not for_a_person:
        return Verdict(Outcome.REJECT, broken, breaches)
    doubtful = tuple(guideline.id for guideline in _gravest_first(policy) if guideline.id in {*broken, *unsure})
    withheld = for_a_person or _mode(mode)
    return Verdict(Outcome.REFER, doubtful, (*breaches, *_grounds(Cause.UNSURE, unsure), *withheld))


def _without_breach(unsure: tuple[str, ...], doubts: tuple[Ground, ...], mode: Mode) -> Verdict:
    if doubts:
        return Verdict(Outcome.REFER, unsure, doubts)
    if mode is Mode.ADVISE:
        return Verdict(Outcome.REFER, grounds=_mode(mode))
    return Verdict(Outcome.APPROVE, grounds=(Ground(Cause.CLEAN),))


def _ids(policy: Policy, screening: Screening, cause: Cause) -> tuple[str, ...]:
    return tuple(each.id for each in _gravest_first(policy) if _standing(each, screening) is cause)


def _standing(guideline: Guideline, screening: Screening) -> Cause | None:
    """How a text stands with one guideline; None when the guideline, or the screening, has nothing to go by."""
    score = _score(screening, guideline.id)
    # Whatever the thresholds are: a site that lists a word wants a person to look where it stands.
    least = Cause.UNSURE if _is_listed(guideline, screening) else Cause.CLEAN
    if guideline.thresholds is None or score is None:
        return least if least is Cause.UNSURE else None
    if score > guideline.thresholds.reject_above:
        return Cause.BREAKS
    return least if score < guideline.thresholds.approve_below else Cause.UNSURE


def _is_listed(guideline: Guideline, screening: Screening) -> bool:
    """Whether one of the site's own words for this guideline stands in the text."""
    return any(each.screener == SITE_WORDS and each.guideline == guideline.id for each in screening.findings)


def _gravest_first(policy: Policy) -> list[Guideline]:
    """Guidelines by severity; those of one severity in the order in which the site publishes them."""
    return sorted(policy.guidelines, key=lambda guideline: -guideline.severity)


def _grave(broken: Iterable[str], policy: Policy) -> Iterator[Ground]:
    """The broken guidelines that are a danger to somebody."""
    yield from _grounds(Cause.GRAVE, (name for name in broken if policy.guideline(name).severity == GRAVEST))


def _asked_for(circumstances: Circumstances) -> Iterator[Ground]:
    """What a person asked to decide about themselves."""
    if circumstances.article_premoderated:
        yield Ground(Cause.ARTICLE)
    if circumstances.reader_premoderated:
        yield Ground(Cause.READER)


def _unknown(screening: Screening, policy: Policy) -> Iterator[Ground]:
    """What the machine cannot know."""
    yield from _silence(screening, policy)
    yield from _language(screening, policy)


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


def _mode(mode: Mode) -> tuple[Ground, ...]:
    return (Ground(Cause.MODE, mode.value),)


def _grounds(cause: Cause, subjects: Iterable[str]) -> tuple[Ground, ...]:
    return tuple(Ground(cause, subject) for subject in subjects)


def _score(screening: Screening, label: str) -> float | None:
    """The score of a label; None when it is missing or no number within 0..1 (a comparison with NaN is false)."""
    score = screening.scores.get(label)
    return score if score is not None and 0 <= score <= 1 else None
