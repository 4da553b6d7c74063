"""Everything that ever happened to a comment, as the ledger has it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from stet.accounts.models import Account
from stet.comments import policies
from stet.comments.models import Appeal, Comment, Explanation, Opinion, Report, Verdict
from stet.desk import objections, suggestions, words
from stet.ledger.models import Entry, Kind
from stet.newsroom.dates import digits
from stet.newsroom.verdict import Cause, Ground, Outcome

_HAPPENED: dict[str, Promise] = {
    Kind.RECEIVED: gettext_lazy("Received"),
    Kind.APPEALED: gettext_lazy("Appealed against by its author"),
    Kind.REPORTED: gettext_lazy("Reported by a reader"),
    Kind.PICKED: gettext_lazy("Made an editors’ pick"),
    Kind.UNPICKED: gettext_lazy("No editors’ pick any more"),
    Kind.WITHDRAWN: gettext_lazy("Withdrawn by its author"),
    Kind.ERASED: gettext_lazy("Erased by law"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the ledger in words. `who` is empty where nobody of the newsroom acted.

    `reason` is what somebody wrote: the second judge, the author in an appeal, a reader in a report; empty for all
    others, and once it is erased.
    """

    position: int
    hash: str
    at: datetime
    what: str
    kind: str
    who: str = ""
    guidelines: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    policy: int | None = None
    reason: str = ""


# Makes an event of the record that an entry belongs to.
Telling = Callable[[Entry], Event]


def history(comment: Comment) -> list[Event]:
    """The comment's events, first to last."""
    entries = list(Entry.objects.filter(subject=comment.pk).order_by("position"))
    tellings = _tellings(comment) | _choices(entries)
    return [tellings.get(entry.pk, _plain)(entry) for entry in entries]


def _tellings(comment: Comment) -> dict[int, Telling]:
    """What there is to say of the entries that have a record, by their positions."""
    verdicts = comment.verdicts.select_related("policy", "moderator", "explanation")
    verdicts = verdicts.prefetch_related("answers", "answered_reports")
    told: dict[int, Telling] = {one.entry_id: partial(_verdict, verdict=one) for one in verdicts}
    told |= {one.entry_id: partial(_opinion, opinion=one) for one in comment.opinions.select_related("policy")}
    told |= {one.entry_id: partial(_appeal, appeal=one) for one in comment.appeals.all()}
    return told | {
        one.entry_id: partial(_report, report=one) for one in comment.reports.select_related("comment__site")
    }


def _choices(entries: list[Entry]) -> dict[int, Telling]:
    """The editors' choices: who made each stands in the entry alone."""
    chosen = [entry for entry in entries if entry.kind in {Kind.PICKED, Kind.UNPICKED}]
    by = {entry.pk: json.loads(entry.facts)["moderator"] for entry in chosen}
    names = {str(pk): email for pk, email in Account.objects.filter(pk__in=by.values()).values_list("pk", "email")}
    return {entry.pk: partial(_plain, who=names.get(by[entry.pk], "")) for entry in chosen}


def _plain(entry: Entry, who: str = "") -> Event:
    what = str(_HAPPENED.get(entry.kind, entry.kind))
    return Event(entry.position, entry.hash, entry.recorded_at, what, entry.kind, who=who)


def _verdict(entry: Entry, verdict: Verdict) -> Event:
    policy, language = policies.read(verdict.policy), get_language() or "en"
    given = [Ground(Cause(cause), subject) for cause, subject in verdict.grounds]
    # That a person decided is said by their name; that it was the only one is worth saying.
    telling = [one for one in given if one.cause is not Cause.HUMAN or one.subject]
    return Event(
        position=entry.position,
        hash=entry.hash,
        at=entry.recorded_at,
        what=str(words.OUTCOMES[verdict.outcome]),
        kind=verdict.outcome,
        who=words.decided_by(verdict),
        guidelines=tuple(words.guideline(name, policy, language) for name in verdict.guidelines),
        grounds=(*_answers(verdict, language), *words.grounds(telling, policy, language)),
        policy=verdict.policy.number,
        reason=_told(verdict),
    )


def _told(verdict: Verdict) -> str:
    """What its moderator wrote to the author; empty where that is nothing, or erased."""
    told: Explanation | None = getattr(verdict, "explanation", None)
    return (told.text if told else None) or ""


def _answers(verdict: Verdict, language: str) -> tuple[str, ...]:
    """What a ruling answered: an appeal, or reports."""
    approves, told = verdict.outcome == Outcome.APPROVE, []
    if verdict.answers.all():
        told.append(_("The appeal is granted.") if approves else _("The appeal is refused."))
    if number := len(verdict.answered_reports.all()):
        sentence = (
            ngettext("It dismisses %(n)s report.", "It dismisses %(n)s reports.", number)
            if approves
            else ngettext("It upholds %(n)s report.", "It upholds %(n)s reports.", number)
        )
        told.append(sentence % {"n": digits(number, language)})
    return tuple(told)


def _opinion(entry: Entry, opinion: Opinion) -> Event:
    policy, language = policies.read(opinion.policy), get_language() or "en"
    return Event(
        position=entry.position,
        hash=entry.hash,
        at=entry.recorded_at,
        what=suggestions.told(opinion),
        kind=entry.kind,
        who=words.source(opinion.model),
        guidelines=tuple(words.guideline(name, policy, language) for name in opinion.guidelines),
        policy=opinion.policy.number,
        reason=opinion.reason or "",
    )


def _appeal(entry: Entry, appeal: Appeal) -> Event:
    return _said(entry, appeal.statement or "")


def _report(entry: Entry, report: Report) -> Event:
    policy = policies.in_force(report.comment.site)[1]
    about = objections.about(report, policy, get_language() or "en")
    return _said(entry, report.explanation, who=report.reporter_name, guidelines=(about,))


def _said(entry: Entry, reason: str, who: str = "", guidelines: tuple[str, ...] = ()) -> Event:
    what = str(_HAPPENED[entry.kind])
    return Event(
        entry.position, entry.hash, entry.recorded_at, what, entry.kind, who=who, guidelines=guidelines, reason=reason
    )
