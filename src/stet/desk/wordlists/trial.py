"""What would become of a text, by the guidelines in force and by the draft. Nothing of it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from stet.comments.submission import screener
from stet.desk import words
from stet.desk.cards import Evidence, evidence
from stet.newsroom.policy import Circumstances, Mode, Policy, SecondJudge
from stet.newsroom.screening import Span, Submission
from stet.verdicts import decide


@dataclass(frozen=True, slots=True)
class Score:
    """How likely a guideline is broken, or a caution due: in words and as `percent`, 0..100."""

    title: str
    sureness: str
    percent: int


@dataclass(frozen=True, slots=True)
class Trial:
    """One policy's answer. `outcome` is the verdict's code and `would` its words; `guidelines` are titles."""

    outcome: str
    would: str
    guidelines: tuple[str, ...]
    grounds: tuple[str, ...]
    language: str
    mode: str
    spans: tuple[Span, ...]
    evidence: tuple[Evidence, ...]
    scores: tuple[Score, ...]


def try_out(text: str, policy: Policy, section: str, mode: Mode | None, language: str) -> Trial:
    """The answer of one policy to `text`, under an article of that section, told in `language`.

    `mode` tries out another mode than the policy has for such a comment.
    """
    if mode is not None:
        policy = replace(policy, mode=mode, modes=(), second_judge=SecondJudge.SUGGEST)
    screening = screener().screen(Submission(text, vocabulary=policy.vocabulary))
    verdict = decide(screening, policy, Circumstances(section=section))
    return Trial(
        outcome=verdict.outcome.value,
        would=str(words.OUTCOMES[verdict.outcome]),
        guidelines=tuple(words.guideline(name, policy, language) for name in verdict.guidelines),
        grounds=words.grounds(verdict.grounds, policy, language),
        language=screening.language,
        mode=policy.mode_for(section, screening.language).value,
        spans=tuple(span for finding in screening.findings for span in finding.spans),
        evidence=evidence(screening.findings, policy, language),
        scores=tuple(
            Score(words.guideline(name, policy, language), words.sureness(score), round(score * 100))
            for name, score in _judged(policy, screening.scores)
        ),
    )


def _judged(policy: Policy, scores: Mapping[str, float]) -> list[tuple[str, float]]:
    """The scores that the policy looks at, the highest first."""
    looked_at = dict.fromkeys([*policy.cautions, *(each.id for each in policy.guidelines)])
    return sorted(((name, scores[name]) for name in looked_at if name in scores), key=lambda one: -one[1])
