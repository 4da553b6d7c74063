"""A verdict in its author's language: what happened, by which guideline, at which words, and what can be done now."""

from collections.abc import Iterable, Iterator, Mapping

from stet.newsroom.languages import reading_language
from stet.newsroom.policy import Guideline, Policy
from stet.newsroom.screening import Screening, Span
from stet.newsroom.verdict import GuidelineReason, Outcome, Reason, Verdict
from stet.verdicts.messages import MESSAGES, Messages


def explain(verdict: Verdict, screening: Screening | None, policy: Policy, language: str) -> Reason:
    """The reason for a verdict in the language wished for (``"ar-IQ"`` will do), English when we do not have it.

    A rejection's guidelines come with title, wording and the spans that screening found. A guideline that the policy no
    longer has is left out. An approval and a referral name none: what is in doubt is not held against anybody.
    """
    code = reading_language(language)
    messages = MESSAGES[code]
    if verdict.outcome is Outcome.APPROVE:
        return Reason(code, messages.approved, ())
    if verdict.outcome is Outcome.REFER:
        return Reason(code, messages.referred, ())
    reasons = tuple(_guideline_reasons(verdict, screening, policy, code))
    return Reason(code, _rejection(messages, reasons), reasons)


def _rejection(messages: Messages, reasons: tuple[GuidelineReason, ...]) -> str:
    if not reasons:
        return f"{messages.rejected} {messages.way_forward}"
    titles = messages.separator.join(messages.quoted.format(reason.title) for reason in reasons)
    sentence = messages.rejected_for_one if len(reasons) == 1 else messages.rejected_for_many
    return f"{sentence.format(titles)} {messages.way_forward}"


def _guideline_reasons(
    verdict: Verdict, screening: Screening | None, policy: Policy, code: str
) -> Iterator[GuidelineReason]:
    known = {guideline.id: guideline for guideline in policy.guidelines}
    for guideline in (known[name] for name in verdict.guidelines if name in known):
        title, wording = _in(code, guideline.title, guideline.id), _in(code, guideline.wording, "")
        yield GuidelineReason(guideline.id, title, wording, _spans(guideline, screening))


def _in(code: str, texts: Mapping[str, str], otherwise: str) -> str:
    return texts.get(code) or texts.get("en") or otherwise


def _spans(guideline: Guideline, screening: Screening | None) -> tuple[Span, ...]:
    """Where the guideline is at issue; evidence too weak to hold back an approval is not shown."""
    enough = guideline.thresholds.approve_below if guideline.thresholds else 0
    findings = screening.findings if screening else ()
    return _joined(
        span
        for finding in findings
        if finding.guideline == guideline.id and finding.score >= enough
        for span in finding.spans
    )


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, those that touch or overlap as one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
