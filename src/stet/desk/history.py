"""Everything that ever happened to a comment, as the ledger has it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from stet.comments import policies
from stet.comments.models import Comment, Verdict
from stet.desk import words
from stet.ledger.models import Entry, Kind
from stet.newsroom.verdict import Cause, Ground

_HAPPENED: dict[str, Promise] = {
    Kind.RECEIVED: gettext_lazy("Received"),
    Kind.WITHDRAWN: gettext_lazy("Withdrawn by its author"),
    Kind.ERASED: gettext_lazy("Erased by law"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the ledger in words. `who` is empty where nobody of the newsroom acted."""

    position: int
    hash: str
    at: datetime
    what: str
    kind: str
    who: str = ""
    guidelines: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    policy: int | None = None


def history(comment: Comment) -> list[Event]:
    """The comment's events, first to last."""
    entries = Entry.objects.filter(subject=comment.pk).order_by("position")
    verdicts = {verdict.entry_id: verdict for verdict in comment.verdicts.select_related("policy", "moderator")}
    return [_verdict(entry, verdicts[entry.pk]) if entry.pk in verdicts else _plain(entry) for entry in entries]


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


def decided_by(verdict: Verdict) -> str:
    """A moderator by the address they sign in with, or the machine."""
    return verdict.moderator.email if verdict.moderator else _("the machine")
