"""Everything that ever happened to a comment, as the ledger has it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from stet.comments import policies
from stet.comments.models import Comment, Opinion, Verdict
from stet.desk import suggestions, words
from stet.ledger.models import Entry, Kind
from stet.newsroom.verdict import Cause, Ground

_HAPPENED: dict[str, Promise] = {
    Kind.RECEIVED: gettext_lazy("Received"),
    Kind.WITHDRAWN: gettext_lazy("Withdrawn by its author"),
    Kind.ERASED: gettext_lazy("Erased by law"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the ledger in words. `who` is empty where nobody of the newsroom acted.

    `reason` is what the second judge wrote; empty for everybody else, and once it is erased.
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


def history(comment: Comment) -> list[Event]:
    """The comment's events, first to last."""
    entries = Entry.objects.filter(subject=comment.pk).order_by("position")
    verdicts = {verdict.entry_id: verdict for verdict in comment.verdicts.select_related("policy", "moderator")}
    opinions = {opinion.entry_id: opinion for opinion in comment.opinions.select_related("policy")}
    return [_event(entry, verdicts.get(entry.pk), opinions.get(entry.pk)) for entry in entries]


def _event(entry: Entry, verdict: Verdict | None, opinion: Opinion | None) -> Event:
    if verdict:
        return _verdict(entry, verdict)
    return _opinion(entry, opinion) if opinion else _plain(entry)


def _plain(entry: Entry) -> Event:
    return Event(entry.position, entry.hash, entry.recorded_at, str(_HAPPENED.get(entry.kind, entry.kind)), entry.kind)


def _verdict(entry: Entry, verdict: Verdict) -> Event:
    policy, language = policies.read(verdict.policy), get_language() or "en"
    given = [Ground(Cause(cause), subject) for cause, subject in verdict.grounds]
    return Event(
        position=entry.position,
        hash=entry.hash,
        at=entry.recorded_at,
        what=str(words.OUTCOMES[verdict.outcome]),
        kind=verdict.outcome,
        who=decided_by(verdict),
        guidelines=tuple(words.guideline(name, policy, language) for name in verdict.guidelines),
        grounds=words.grounds([one for one in given if one.cause is not Cause.HUMAN], policy, language),
        policy=verdict.policy.number,
    )


def _opinion(entry: Entry, opinion: Opinion) -> Event:
    policy, language = policies.read(opinion.policy), get_language() or "en"
    return Event(
        position=entry.position,
        hash=entry.hash,
        at=entry.recorded_at,
        what=suggestions.told(opinion),
        kind=entry.kind,
        who=suggestions.source(opinion.model),
        guidelines=tuple(words.guideline(name, policy, language) for name in opinion.guidelines),
        policy=opinion.policy.number,
        reason=opinion.reason or "",
    )


def decided_by(verdict: Verdict) -> str:
    """A moderator by the address they sign in with, the second judge by its model, or the machine."""
    if verdict.moderator:
        return verdict.moderator.email
    second = [subject for cause, subject in verdict.grounds if cause == Cause.SECOND_JUDGE]
    return suggestions.source(second[0]) if second else _("the machine")
