"""A comment with all that a moderator needs to decide about it, ready to be shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.translation import get_language

from stet.accounts.models import Account
from stet.comments import policies, screening_records
from stet.comments.models import Appeal, Article, Comment, Opinion, Report, ScreeningRecord, Verdict
from stet.desk import words
from stet.desk.objections import Complaint, Plea, complaints, plea
from stet.desk.rulings import how_much
from stet.desk.suggestions import Suggestion, suggestion
from stet.newsroom.policy import Policy
from stet.newsroom.screening import Finding, Span
from stet.newsroom.verdict import Cause, Ground

# From this score on a guideline that is in doubt is ticked for the moderator who rejects.
PROPOSED_FROM = 0.5


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found about one guideline: `percent` is the highest score of its screeners, 0..100."""

    title: str
    sureness: str
    percent: int
    screeners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A guideline that a rejection can name, and whether it is ticked at first."""

    id: str
    title: str
    is_proposed: bool


@dataclass(frozen=True, slots=True)
class Card:
    """`language` is the text's; `seen` is how much there was to read when the card was made (`rulings.how_much`)."""

    comment: Comment
    language: str
    spans: tuple[Span, ...]
    evidence: tuple[Evidence, ...]
    advice: tuple[str, ...]
    grounds: tuple[str, ...]
    suggestion: Suggestion | None
    plea: Plea | None
    complaints: tuple[Complaint, ...]
    choices: tuple[Choice, ...]
    seen: int

    @property
    def article(self) -> Article:
        return self.comment.article

    @property
    def proposed(self) -> tuple[Choice, ...]:
        return tuple(choice for choice in self.choices if choice.is_proposed)

    @property
    def others(self) -> tuple[Choice, ...]:
        return tuple(choice for choice in self.choices if not choice.is_proposed)


def with_context(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """The comments with everything that `card` reads, in a few queries for all of them."""
    return comments.select_related("site", "article", "parent").prefetch_related(
        Prefetch("screenings", ScreeningRecord.objects.order_by("id")),
        Prefetch("opinions", Opinion.objects.order_by("entry_id")),
        Prefetch("appeals", Appeal.objects.select_related("against__policy", "against__moderator")),
        Prefetch("reports", Report.objects.order_by("entry_id")),
        Prefetch("verdicts", Verdict.objects.select_related("policy", "moderator").order_by("entry_id")),
    )


def card(comment: Comment, viewer: Account, ticked: Iterable[str] = ()) -> Card:
    """The card of a comment that `with_context` fetched, for one moderator; `ticked` are guidelines already chosen."""
    language = get_language() or "en"
    version, policy = policies.in_force(comment.site)
    stored = list(comment.screenings.all())
    screening = screening_records.restore(stored[-1]) if stored else None
    verdicts = list(comment.verdicts.all())
    machine = next((verdict for verdict in reversed(verdicts) if verdict.moderator_id is None), None)
    findings = screening.findings if screening else ()
    suggested = suggestion(comment, version, policy, language)
    appealed, reported = plea(comment, viewer, language), complaints(comment, policy, language)
    proposed = (
        set(ticked)
        or set(appealed.ids if appealed else ())
        or {complaint.guideline for complaint in reported}
        or set(suggested.ids if suggested else ())
        or _proposed(machine, findings)
    )
    return Card(
        comment=comment,
        language=screening.language if screening else "und",
        spans=tuple(span for finding in findings for span in finding.spans),
        evidence=evidence(findings, policy, language),
        advice=words.advice(screening.scores if screening else {}),
        grounds=grounds(machine, policy, language),
        suggestion=suggested,
        plea=appealed,
        complaints=reported,
        choices=tuple(
            Choice(one.id, words.guideline(one.id, policy, language), one.id in proposed) for one in policy.guidelines
        ),
        seen=how_much(comment),
    )


def evidence(findings: Sequence[Finding], policy: Policy, language: str) -> tuple[Evidence, ...]:
    """What was found, surest first; several screeners' findings on one guideline are one."""
    told = []
    for name in dict.fromkeys(finding.guideline for finding in findings):
        own = [finding for finding in findings if finding.guideline == name]
        score = max(finding.score for finding in own)
        screeners = tuple(dict.fromkeys(words.screener(finding.screener) for finding in own))
        title = words.guideline(name, policy, language)
        told.append(Evidence(title, words.sureness(score), round(score * 100), screeners))
    return tuple(sorted(told, key=lambda one: -one.percent))


def grounds(verdict: Verdict | None, policy: Policy, language: str) -> tuple[str, ...]:
    """Why the machine left it to a person; that it never came to judge when there is no verdict."""
    given = verdict.grounds if verdict else [[Cause.SCREENER.value, "screening"]]
    return words.grounds([Ground(Cause(cause), subject) for cause, subject in given], policy, language)


def _proposed(verdict: Verdict | None, findings: Sequence[Finding]) -> set[str]:
    """The guidelines in doubt that were found likely; where none was, the likeliest of them."""
    if verdict is None:
        return set()
    scores = dict.fromkeys(verdict.guidelines, 0.0)
    for finding in findings:
        if finding.guideline in scores:
            scores[finding.guideline] = max(scores[finding.guideline], finding.score)
    likely = {name for name, score in scores.items() if score >= PROPOSED_FROM}
    return likely or set(sorted(scores, key=lambda name: -scores[name])[:1])
