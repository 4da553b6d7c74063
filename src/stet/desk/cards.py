"""A comment with all that a moderator needs to decide about it, ready to be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from django.db.models import Prefetch, QuerySet
from django.utils.translation import get_language

from stet.accounts.models import Account
from stet.accounts.roles import Right
from stet.comments import policies, screening_records
from stet.comments.models import Appeal, Article, Case, Comment, Opinion, Report, ScreeningRecord, Verdict
from stet.desk import words
from stet.desk.objections import Complaint, Plea, complaints, plea
from stet.desk.suggestions import Suggestion, suggestion
from stet.desk.surroundings import Record, Surroundings, surroundings
from stet.moderation import claims, reasons
from stet.moderation.models import ColleagueNote, HeldRuling
from stet.moderation.reasons import Proposal
from stet.moderation.rulings import how_much
from stet.moderation.wellbeing import HEAVY_RISK, HEAVY_SEVERITY
from stet.newsroom.policy import Policy
from stet.newsroom.screening import Finding, Span
from stet.newsroom.verdict import Cause, Ground, Outcome

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
    """A guideline that a rejection can name, and whether it is ticked at first.

    `number` is its place in the policy, from 1: keys mean the same one on every card.
    """

    id: str
    title: str
    is_proposed: bool
    number: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """A decision that was made about the comment before: what, by whom, for breaking which guidelines (titles)."""

    what: str
    who: str
    guidelines: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a form that came back: guidelines (ids) and the words to the author."""

    guidelines: tuple[str, ...] = ()
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """By when the site promises a decision; `left` is the time until then, `over` the time since."""

    promised_by: datetime
    left: timedelta | None
    over: timedelta | None
    is_grave: bool


@dataclass(frozen=True, slots=True)
class Card:
    """`language` is the text's; `seen` is how much there was to read when the card was made (`rulings.how_much`).

    `thread` is what the comment answers, the top of it first; `others` is how many more of its author's comments wait.
    `claimed_by` and `held` are a colleague's claim and anybody's ruling that is not given yet; `claimed_until` is when
    the viewer's own claim ends.
    """

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
    turn: Turn | None
    thread: tuple[Comment, ...]
    record: Record | None
    others: int
    notes: tuple[ColleagueNote, ...]
    claimed_by: Account | None
    claimed_until: datetime | None
    held: HeldRuling | None
    waits_for_an_opinion: bool
    is_masked: bool
    is_kept_as_evidence: bool
    translation: str
    earlier: tuple[Earlier, ...]
    proposals: tuple[Proposal, ...]
    explanation: str

    @property
    def article(self) -> Article:
        return self.comment.article

    @property
    def proposed(self) -> tuple[Choice, ...]:
        return tuple(choice for choice in self.choices if choice.is_proposed)

    @property
    def others_to_choose(self) -> tuple[Choice, ...]:
        return tuple(choice for choice in self.choices if not choice.is_proposed)


def with_context(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """The comments with everything that `card` reads, in a few queries for all of them."""
    return comments.select_related("site", "article", "reader", "evidence", "case__claimed_by").prefetch_related(
        Prefetch("screenings", ScreeningRecord.objects.order_by("id")),
        Prefetch("opinions", Opinion.objects.order_by("entry_id")),
        Prefetch("appeals", Appeal.objects.select_related("against__policy", "against__moderator")),
        Prefetch("reports", Report.objects.order_by("entry_id")),
        Prefetch("verdicts", Verdict.objects.select_related("policy", "moderator").order_by("entry_id")),
    )


def cards_of(waiting: Sequence[Case], viewer: Account, *, with_reasons: bool = False) -> list[Card]:
    """The cards of these cases, in their order, in as many queries as one needs."""
    found = {
        comment.pk: comment for comment in with_context(Comment.objects.filter(pk__in=[one.pk for one in waiting]))
    }
    comments = [found[one.pk] for one in waiting if one.pk in found]
    about = surroundings(comments)
    return [_card(comment, viewer, Typed(), about, with_reasons=with_reasons) for comment in comments]


def card(comment: Comment, viewer: Account, typed: Typed | None = None) -> Card:
    """The card of a comment that `with_context` fetched, for one moderator, with what was typed into it already."""
    return _card(comment, viewer, typed or Typed(), surroundings([comment]), with_reasons=True)


def _card(comment: Comment, viewer: Account, typed: Typed, about: Surroundings, *, with_reasons: bool) -> Card:
    language = get_language() or "en"
    version, policy = about.in_force[comment.site_id]
    stored = list(comment.screenings.all())
    screening = screening_records.restore(stored[-1]) if stored else None
    machine = _last_of_machine(comment)
    findings = screening.findings if screening else ()
    suggested = suggestion(comment, version, policy, language)
    appealed, reported = plea(comment, viewer, language), complaints(comment, policy, language)
    proposed = (
        set(typed.guidelines)
        or set(appealed.ids if appealed else ())
        or {complaint.guideline for complaint in reported}
        or set(suggested.ids if suggested else ())
        or _proposed(machine, findings)
    )
    case: Case | None = getattr(comment, "case", None)
    is_anothers = case is not None and claims.is_anothers(case, viewer, about.now)
    record = about.records.get(comment.reader_id) if comment.reader_id else None
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
            Choice(one.id, words.guideline(one.id, policy, language), one.id in proposed, number)
            for number, one in enumerate(policy.guidelines, 1)
        ),
        seen=how_much(comment),
        turn=_turn(case, about.now),
        thread=about.ancestors.get(comment.pk, ()),
        record=record,
        others=record.cases - int(case is not None and not case.is_held) if record else 0,
        notes=about.notes.get(comment.pk, ()),
        claimed_by=case.claimed_by if case and is_anothers else None,
        claimed_until=_own_claim(case, viewer, about.now),
        held=about.held.get(comment.pk),
        waits_for_an_opinion=case is not None and case.second_wanted_by_id is not None,
        is_masked=_is_masked(comment, case),
        is_kept_as_evidence=viewer.may(Right.SANCTION) and getattr(comment, "evidence", None) is not None,
        translation=_translation(comment, language),
        earlier=_earlier(comment, language),
        proposals=_proposals(comment, policy, proposed) if with_reasons else (),
        explanation=typed.explanation,
    )


def _last_of_machine(comment: Comment) -> Verdict | None:
    return next((one for one in reversed(list(comment.verdicts.all())) if one.moderator_id is None), None)


def _earlier(comment: Comment, language: str) -> tuple[Earlier, ...]:
    """What was decided before, newest first; that the machine left it to a person is said elsewhere."""
    decided = [one for one in comment.verdicts.all() if one.outcome != Outcome.REFER]
    return tuple(
        Earlier(
            what=str(words.OUTCOMES[one.outcome]),
            who=words.decided_by(one),
            guidelines=tuple(words.guideline(name, policies.read(one.policy), language) for name in one.guidelines),
            at=one.decided_at,
        )
        for one in reversed(decided)
    )


def _turn(case: Case | None, now: datetime) -> Turn | None:
    if case is None:
        return None
    left = case.promised_by - now
    is_over = left <= timedelta(0)
    return Turn(case.promised_by, None if is_over else left, -left if is_over else None, case.is_grave)


def _own_claim(case: Case | None, viewer: Account, now: datetime) -> datetime | None:
    is_own = case is not None and case.claimed_by_id == viewer.pk and case.claimed_until and case.claimed_until > now
    return case.claimed_until if case and is_own else None


def _is_masked(comment: Comment, case: Case | None) -> bool:
    """Whether the text may hurt to read, and its site has it shown only to those who ask."""
    is_heavy = case is not None and case.severity >= HEAVY_SEVERITY and case.risk >= HEAVY_RISK
    return is_heavy and comment.site.masks_abuse and comment.body is not None


def _translation(comment: Comment, language: str) -> str:
    """Where the viewer may have the text translated into their language; empty where the site names no place."""
    address = comment.site.translation_url
    if not address or comment.body is None:
        return ""
    return address.replace("{language}", quote(language, safe="")).replace("{text}", quote(comment.body, safe=""))


def _proposals(comment: Comment, policy: Policy, proposed: set[str]) -> tuple[Proposal, ...]:
    """What could be written to the author: first about the guidelines proposed, then about each of the others."""
    if comment.is_final:
        return ()
    named = [one.id for one in policy.guidelines if one.id in proposed]
    others = [one.id for one in policy.guidelines if one.id not in proposed]
    found = reasons.proposals(comment, named, comment.reading_language)
    more = [one for one in reasons.proposals(comment, others, comment.reading_language) if one.guideline in others]
    known = {one.id for one in found}
    return (*found, *(one for one in more if one.id not in known))


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
