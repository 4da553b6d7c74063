"""Letters are made by reading the ledger from where it was read last.

No act on a comment knows of letters, so none can fail for them; and since what was read moves in the transaction that
makes the letters, none is lost or made twice, whenever a process dies.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from stet.comments.acts.report import forget_contact
from stet.comments.addresses import address_key, opened
from stet.comments.models import Report, Verdict
from stet.ledger.models import Entry, Kind
from stet.letters.following import forget, is_on
from stet.letters.models import Bookmark, Follower, Letter, Subject
from stet.letters.sending import is_set_up
from stet.newsroom.verdict import Outcome

BOOKMARK_ROW: Final = 1
# Entries read in one transaction: few enough that writers do not wait for it.
CHUNK: Final = 200
# Several replies within this time are one letter. With every letter of the last day the time doubles, up to some ten
# hours: whoever started a long discussion is not sent 144 letters a day.
PATIENCE: Final = timedelta(minutes=10)
MOST_DOUBLINGS: Final = 6
# What became of so many reports an address is told in a day.
MOST_REPORT_LETTERS: Final = 5


def make_letters() -> int:
    """Read the ledger to its end; how many entries there were. In no transaction: each chunk is one."""
    read = 0
    while Entry.objects.filter(position__gt=position()).exists():
        read += _read_on()
    return read


def position() -> int:
    """The last entry that was read."""
    return Bookmark.objects.filter(pk=BOOKMARK_ROW).values_list("position", flat=True).first() or 0


@transaction.atomic
def _read_on() -> int:
    bookmark, _ = Bookmark.objects.select_for_update().get_or_create(pk=BOOKMARK_ROW)
    new = Entry.objects.filter(position__gt=bookmark.position).order_by("position")
    entries = list(new.values_list("position", "kind", "subject")[:CHUNK])
    if not entries:  # another process has read them
        return 0
    _forget_the_gone({subject for _, kind, subject in entries if kind in {Kind.WITHDRAWN, Kind.ERASED}})
    verdicts = [place for place, kind, _ in entries if kind == Kind.VERDICT]
    if is_set_up():
        _tell_of(verdicts)
    else:
        _forget_the_answered(verdicts)
    bookmark.position = entries[-1][0]
    bookmark.save(update_fields=["position"])
    return len(entries)


def _forget_the_gone(comments: set[UUID]) -> None:
    """Nothing more will be told about comments that were withdrawn or erased."""
    forget(Follower.objects.filter(comment__in=comments, stopped_at=None))
    for report in Report.objects.filter(comment__in=comments, contact__isnull=False):
        forget_contact(report)


def _forget_the_answered(positions: Sequence[int]) -> None:
    """Who cannot be told what became of their report leaves no address behind either."""
    for report in Report.objects.filter(answer__entry__in=positions, contact__isnull=False):
        forget_contact(report)


@dataclass(frozen=True, slots=True)
class _Listeners:
    """Who may want to hear of some verdicts: followers by their comment, reports by the verdict that answers them."""

    followers: dict[UUID, Follower]
    reports: dict[UUID, list[Report]]


def _tell_of(positions: Sequence[int]) -> None:
    decisions = Verdict.objects.filter(entry__in=positions).exclude(outcome=Outcome.REFER)
    verdicts = list(decisions.select_related("comment__parent").order_by("entry_id"))
    listeners = _listeners(verdicts)
    for verdict in verdicts:
        _tell_the_author(verdict, listeners)
        _tell_the_answered(verdict, listeners)
        _tell_the_reporters(verdict, listeners.reports[verdict.pk])


def _tell_the_reporters(verdict: Verdict, reports: Sequence[Report]) -> None:
    """One letter to each address for one decision, and not many a day: nobody has confirmed that it is theirs."""
    told: set[str] = set()
    for report in reports:
        key = _key_of(report)
        if key and key not in told and _is_told_seldom(key):
            _add(Subject.REPORT, verdict.decided_at, report=report)
            told.add(key)
        else:
            forget_contact(report)


def _key_of(report: Report) -> str | None:
    """The name of the address to tell; None where it can no longer be read."""
    try:
        return address_key(opened(bytes(report.contact or b"")))
    except ValueError:
        return None


def _is_told_seldom(key: str) -> bool:
    """Whether the address may have one more such letter today; counted in memory, under its name alone."""
    counter = f"letters:report:{key}"
    cache.add(counter, 0, timeout=timedelta(days=1).total_seconds())
    return cache.incr(counter) <= MOST_REPORT_LETTERS


def _listeners(verdicts: Sequence[Verdict]) -> _Listeners:
    concerned = {verdict.comment_id for verdict in verdicts} | {verdict.comment.parent_id for verdict in verdicts}
    followers = Follower.objects.filter(comment__in=concerned - {None}, stopped_at=None)
    reports: defaultdict[UUID, list[Report]] = defaultdict(list)
    for report in Report.objects.filter(answer__in=verdicts, contact__isnull=False, letters=None):
        if report.answer_id:
            reports[report.answer_id].append(report)
    in_use = (one for one in followers.select_related("comment__site") if is_on(one.comment.site))
    return _Listeners({one.comment_id: one for one in in_use}, reports)


def _tell_the_author(verdict: Verdict, listeners: _Listeners) -> None:
    follower = listeners.followers.get(verdict.comment_id)
    if follower is None or not follower.wants_decision or verdict.entry_id <= follower.since:
        return
    if verdict.answers.exists():
        _add(Subject.APPEAL, verdict.decided_at, follower=follower, verdict=verdict)
    elif _outcome_before(verdict) != verdict.outcome:
        _add(Subject.DECISION, verdict.decided_at, follower=follower, verdict=verdict)


def _tell_the_answered(verdict: Verdict, listeners: _Listeners) -> None:
    """Whoever wrote what this comment answers hears that it was published, the first time that it is."""
    comment, parent = verdict.comment, verdict.comment.parent
    follower = listeners.followers.get(parent.pk) if parent else None
    if follower is None or parent is None or not follower.wants_replies or verdict.entry_id <= follower.since:
        return
    is_own = comment.reader_id is not None and comment.reader_id == parent.reader_id
    if verdict.outcome == Outcome.APPROVE and not is_own and not _was_published(verdict):
        _add_reply(follower, verdict.decided_at)


def _add_reply(follower: Follower, published_at: datetime) -> None:
    """One more reply for the letter that waits; a new letter where none does."""
    now = timezone.now()
    unclaimed = Q(claimed_until=None) | Q(claimed_until__lt=now)
    waiting = follower.letters.filter(unclaimed, subject=Subject.REPLIES, sent_at=None, given_up_at=None)
    newest = waiting.order_by("-made_at").values_list("pk", flat=True).first()
    if newest and waiting.filter(pk=newest).update(replies_until=published_at):
        return
    told = follower.letters.filter(subject=Subject.REPLIES, sent_at__gt=now - timedelta(days=1)).count()
    due_at = now + PATIENCE * 2 ** min(told, MOST_DOUBLINGS)
    _add(Subject.REPLIES, due_at, follower=follower, replies_from=published_at, replies_until=published_at)


def _add(subject: Subject, due_at: datetime, **about: Follower | Report | Verdict | datetime) -> None:
    Letter(subject=subject, made_at=timezone.now(), due_at=due_at, **about).save(force_insert=True)


def _outcome_before(verdict: Verdict) -> str | None:
    """What was decided before; None for the first decision."""
    before = Verdict.objects.filter(comment=verdict.comment_id, entry__lt=verdict.entry_id)
    return before.exclude(outcome=Outcome.REFER).order_by("-entry_id").values_list("outcome", flat=True).first()


def _was_published(verdict: Verdict) -> bool:
    before = Verdict.objects.filter(comment=verdict.comment_id, entry__lt=verdict.entry_id)
    return before.filter(outcome=Outcome.APPROVE).exists()
