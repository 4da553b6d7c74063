"""Approving many waiting comments together by their score, where a checked sample shows that few of them are wrong.

The order of it: a batch is drawn, with its sample; a person looks at every comment of the sample; where the bound holds
(`bounds`) the batch is held for a while, in which it can be taken back, and then given, a part at a time. What the
check may miss never goes along: appeals, reports, whatever may cost a life, whatever the machine could not judge.
"""

import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from stet.accounts.models import Account
from stet.accounts.roles import Right
from stet.comments.acts.rule import rule
from stet.comments.errors import Conflict, Invalid, Refusal
from stet.comments.models import Appeal, Case, CaseKind, Comment, Report, Site, State, Verdict
from stet.moderation import claims, journal
from stet.moderation.bounds import sample_size, upper_limit
from stet.moderation.models import Batch, BatchItem, BatchState, HeldRuling
from stet.moderation.rulings import how_much
from stet.newsroom.verdict import Cause, Outcome

log = logging.getLogger(__name__)

# More than this nobody looks at as one; who has more waiting makes another batch.
MOST = 5000
# So many wrong ones a sample may be made for; each makes it longer.
MOST_ALLOWED = 2
# How long a batch that its check refused keeps others with its score, or a higher one, from being tried: whoever draws
# again until a sample is good has shown nothing.
REST = timedelta(hours=24)
# How many are given in one transaction: few enough that nobody who posts meanwhile waits for long.
AT_ONCE = 50
GIVEN, PASSED = "given", "passed"


class NothingToApprove(Conflict):
    code = "nothing_to_approve"
    message = _("There is nothing to approve together: no comment that waits has such a score. Choose a higher one.")


class BatchesOff(Conflict):
    code = "batches_off"
    message = _("This site lets none be wrong, so nothing is approved together. An editor can change that.")


class CheckFailedLately(Conflict):
    code = "check_failed_lately"
    message = _(
        "A check with this score, or a lower one, failed within the last day. Choose a lower score, or decide about "
        "these comments one by one."
    )


class SampleUnfinished(Invalid):
    code = "sample_unfinished"
    message = _("Some comments of the sample are not looked at yet. Look at them first.")


class BatchOver(Conflict):
    code = "batch_over"
    message = _("It is too late for that: something else became of these comments. See below what.")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many comments a batch has, how many are in its sample, and what was said of these and became of all."""

    size: int
    sample: int
    fine: int
    wrong: int
    given: int
    passed: int

    @property
    def judged(self) -> int:
        return self.fine + self.wrong

    @property
    def left(self) -> int:
        """How many of the sample are not looked at yet."""
        return self.sample - self.judged

    @property
    def is_whole(self) -> bool:
        """Whether the sample is all there is: nothing is left to be estimated."""
        return self.sample == self.size

    @property
    def limit(self) -> float:
        """The share (0..1) that, with 95 % certainty, no more than are wrong of all."""
        return upper_limit(self.judged, self.wrong)


def eligible(cases: QuerySet[Case], now: datetime) -> QuerySet[Case]:
    """Those of the cases that may be approved together: new ones with a score, that nobody has before them."""
    unsure = Q(causes__contains=f" {Cause.SCREENER} ")
    free = cases.filter(claims.is_free(now), kind=CaseKind.NEW, is_grave=False, is_held=False, second_wanted_by=None)
    return free.exclude(unsure)


def draw(cases: QuerySet[Case], batch: Batch, now: datetime) -> Batch:
    """Make the batch of the eligible cases of its site below its score, the lowest scores first, and draw its sample.

    Whatever its account was checking before is left alone. Raises NothingToApprove, BatchesOff, CheckFailedLately.
    """
    if not batch.wrong_percent:
        raise BatchesOff
    if _failed_lately(batch, now):
        raise CheckFailedLately
    found = eligible(cases, now).filter(site=batch.site, risk__lt=batch.below)
    chosen = list(found.order_by("risk", "pk").values_list("pk", flat=True)[:MOST])
    if not chosen:
        raise NothingToApprove
    size = sample_size(batch.wrong_percent / 100, batch.allowed)
    sample = set(secrets.SystemRandom().sample(chosen, min(size, len(chosen))))
    seen = _how_much(chosen)
    with transaction.atomic():
        for earlier in Batch.objects.filter(account=batch.account, state=BatchState.CHECKING):
            leave(earlier, now)
        batch.state, batch.made_at = BatchState.CHECKING, now
        batch.save(force_insert=True)
        # In a random order, so that the sample is looked at in one.
        secrets.SystemRandom().shuffle(chosen)
        BatchItem.objects.bulk_create(
            [BatchItem(batch=batch, comment_id=pk, seen=seen[pk], is_sample=pk in sample) for pk in chosen],
            batch_size=500,
        )
        _note(batch, "batch_drawn", size=len(chosen), sample=len(sample))
    return batch


def tally(batch: Batch) -> Tally:
    """The batch in numbers."""
    sample = Q(is_sample=True)
    numbers = batch.items.aggregate(
        size=Count("id"),
        sample=Count("id", filter=sample),
        fine=Count("id", filter=sample & Q(is_fine=True)),
        wrong=Count("id", filter=sample & Q(is_fine=False)),
        given=Count("id", filter=Q(result=GIVEN)),
        passed=Count("id", filter=Q(result=PASSED)),
    )
    return Tally(**numbers)


@transaction.atomic
def judge(batch: Batch, said: Mapping[int, bool], now: datetime) -> Batch:
    """Keep what was said of comments of the sample, by the items' ids; the batch as it is then.

    Where more are wrong than the sample was made for, the check has failed and the batch is refused at once. Raises
    BatchOver where it is not being checked any more.
    """
    current = _locked(batch, BatchState.CHECKING)
    for is_fine in (True, False):
        named = [item for item, fine in said.items() if fine is is_fine]
        current.items.filter(pk__in=named, is_sample=True).update(is_fine=is_fine)
    numbers = tally(current)
    if numbers.wrong > current.allowed and not numbers.is_whole:
        _end(current, BatchState.REFUSED, now)
        _note(current, "batch_refused", judged=numbers.judged, wrong=numbers.wrong)
    return current


@transaction.atomic
def approve(batch: Batch, now: datetime, lasts: timedelta) -> Batch:
    """Hold the batch for so long, once its sample is looked at; then `give_due` gives it.

    Raises SampleUnfinished, BatchOver.
    """
    current = _locked(batch, BatchState.CHECKING)
    numbers = tally(current)
    if numbers.left:
        raise SampleUnfinished
    going = current.items.exclude(is_fine=False)
    # What a colleague has before them just now stays theirs.
    free = eligible(Case.objects.filter(pk__in=going.values("comment")), now).values_list("pk", flat=True)
    chosen = list(free)
    current.items.exclude(comment__in=chosen).update(result=PASSED)
    Case.objects.filter(pk__in=chosen).update(is_held=True, claimed_by=None, claimed_until=None)
    current.state, current.due_at = BatchState.HELD, now + lasts
    current.save(update_fields=["state", "due_at"])
    _note(current, "batch_approved", size=len(chosen), judged=numbers.judged, wrong=numbers.wrong)
    return current


@transaction.atomic
def undo(batch: Batch, now: datetime) -> Batch:
    """Take the batch back while it is held: its comments wait again. Raises BatchOver when it is too late."""
    current = _locked(batch, BatchState.HELD)
    _let_go(current)
    _end(current, BatchState.UNDONE, now)
    _note(current, "batch_undone")
    return current


@transaction.atomic
def leave(batch: Batch, now: datetime) -> Batch:
    """Leave a batch that is being checked alone. With a wrong one found already, its check has failed all the same.

    Raises BatchOver.
    """
    current = _locked(batch, BatchState.CHECKING)
    numbers = tally(current)
    has_failed = bool(numbers.wrong) and not numbers.is_whole
    _end(current, BatchState.REFUSED if has_failed else BatchState.LEFT, now)
    _note(current, "batch_refused" if has_failed else "batch_left", judged=numbers.judged, wrong=numbers.wrong)
    return current


def give_due(now: datetime) -> int:
    """Give every batch whose time has come, as one that an earlier process left half given; how many were approved."""
    due = Batch.objects.filter(state__in=[BatchState.HELD, BatchState.GIVING], due_at__lte=now)
    return sum(_give(batch, now) for batch in list(due.order_by("due_at", "pk")))


def _give(batch: Batch, now: datetime) -> int:
    """Give a batch, part by part; how many were approved. Whatever fails stops it, and the rest waits again."""
    given = 0
    try:
        while (part := _give_a_part(batch, now)) is not None:
            given += part
    except Exception:
        log.exception("A batch was stopped.")
        _stop(batch, "error", now)
    return given


@transaction.atomic
def _give_a_part(batch: Batch, now: datetime) -> int | None:
    """Approve the next few; how many. None when the batch is over."""
    current = _locked(batch, BatchState.HELD, BatchState.GIVING)
    if not current.account.may(Right.SETTLE):
        _stop(current, "not_allowed_any_more", now)
        return None
    items = list(current.items.filter(result="").order_by("pk")[:AT_ONCE])
    if not items:
        _end(current, BatchState.DONE, now)
        numbers = tally(current)
        _note(current, "batch_given", given=numbers.given, passed=numbers.passed)
        return None
    current.state = BatchState.GIVING
    current.save(update_fields=["state"])
    return _approved(current, items)


def _approved(batch: Batch, items: Sequence[BatchItem]) -> int:
    """Approve these comments, but for those that something happened to; how many."""
    # All are held before the first entry is appended, always in the same order (see acts.erase.erase_reader).
    named = [item.comment_id for item in items]
    locked = Comment.objects.select_for_update(of=("self",)).filter(pk__in=named).order_by("pk")
    comments = {comment.pk: comment for comment in locked}
    still = _still_held(named)
    for item in items:
        comment = comments[item.comment_id]
        is_as_seen = comment.pk in still and comment.state == State.PENDING and how_much(comment) == item.seen
        item.result = GIVEN if is_as_seen and _rules(comment, batch) else PASSED
    BatchItem.objects.bulk_update(items, ["result"])
    passed = [item.comment_id for item in items if item.result == PASSED]
    Case.objects.filter(pk__in=set(passed) & still).update(is_held=False)
    return len(items) - len(passed)


def _rules(comment: Comment, batch: Batch) -> bool:
    try:
        rule(comment, batch.account, Outcome.APPROVE, batch=str(batch.pk))
    except Refusal:
        return False
    return True


def _still_held(comments: Sequence[UUID]) -> set[UUID]:
    """Those whose cases the batch still holds, and no ruling of somebody's."""
    cases = Case.objects.filter(pk__in=comments, is_held=True, is_grave=False, kind=CaseKind.NEW)
    ruled = HeldRuling.objects.filter(comment__in=comments, problem="").values_list("comment", flat=True)
    return set(cases.values_list("pk", flat=True)) - set(ruled)


def _stop(batch: Batch, problem: str, now: datetime) -> None:
    with transaction.atomic():
        current = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        _let_go(current)
        current.problem = problem
        _end(current, BatchState.STOPPED, now)
        _note(current, "batch_stopped", problem=problem)


def _let_go(batch: Batch) -> None:
    """Let what was not given wait again."""
    open_ones = list(batch.items.filter(result="").values_list("comment", flat=True))
    Case.objects.filter(pk__in=_still_held(open_ones)).update(is_held=False)


def _locked(batch: Batch, *states: BatchState) -> Batch:
    """The batch as it is now, held until the transaction ends. Raises BatchOver where it is in none of the states."""
    current = Batch.objects.select_for_update(of=("self",)).select_related("account", "site").get(pk=batch.pk)
    if current.state not in states:
        raise BatchOver
    return current


def _end(batch: Batch, state: BatchState, now: datetime) -> None:
    batch.state, batch.ended_at = state, now
    batch.save(update_fields=["state", "ended_at", "problem"])


def _failed_lately(batch: Batch, now: datetime) -> bool:
    """Whether a check on the site failed for a score as low as this one's, within the rest."""
    refused = Batch.objects.filter(site=batch.site, state=BatchState.REFUSED, made_at__gte=now - REST)
    return refused.filter(below__lte=batch.below).exists()


def _how_much(comments: Sequence[UUID]) -> dict[UUID, int]:
    """What `rulings.how_much` counts, for many comments in a few queries."""
    seen = dict.fromkeys(comments, 0)
    for start in range(0, len(comments), 500):
        some = comments[start : start + 500]
        for model in (Verdict, Appeal, Report):
            counted = model.objects.filter(comment__in=some).order_by().values_list("comment").annotate(Count("pk"))
            for comment, number in counted:
                seen[comment] += number
    return seen


def _note(batch: Batch, what: str, **details: object) -> None:
    journal.note(batch.account, what, site=batch.site, about=batch.pk, below=batch.below, **details)


def new(account: Account, site: Site, below: float, allowed: int = 0, language: str = "", guideline: str = "") -> Batch:
    """A batch to be drawn, under the site's limit as it is."""
    return Batch(
        account=account,
        site=site,
        below=below,
        allowed=min(allowed, MOST_ALLOWED),
        wrong_percent=site.wrong_percent,
        language=language,
        guideline=guideline,
    )
