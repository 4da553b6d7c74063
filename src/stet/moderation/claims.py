"""Who has which waiting comment before them, so that no two moderators ever get the same one.

A claim lasts three minutes and is renewed while its moderator works. It ends by a ruling, by being let go, by its time,
or when its moderator's account is shut; nothing has to run for that.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from stet.accounts import moderators
from stet.accounts.models import Account
from stet.comments.errors import Conflict
from stet.comments.models import Appeal, Case
from stet.moderation import serving, wellbeing

# Long enough to read a long thread, short enough that what somebody walked away from is soon everybody's again.
LASTS = timedelta(minutes=3)
# A claim that ends later than this is from before the clock was set back. Well above what any claim lasts: of two who
# claim at once, each has read the clock at a moment of its own.
FURTHEST = 2 * LASTS
# Whoever finds that others were quicker looks again so many times; each look finds other cards.
LOOKS = 8


class ClaimedByColleague(Conflict):
    code = "claimed_by_colleague"
    message = _(
        "A colleague has this comment before them just now. Go on with another one; it is everybody’s again when they "
        "leave it, and after three minutes at the latest."
    )


class NotWaiting(Conflict):
    code = "not_waiting"
    message = _(
        "This comment waits no more: somebody decided about it, or its author took it back. Go on with another."
    )


def is_free(now: datetime) -> Q:
    """The condition for a case that nobody has before them.

    One that ends later than any claim can (`FURTHEST`) counts for nothing.
    """
    is_over = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now) | Q(claimed_until__gt=now + FURTHEST)
    is_of_nobody = Q(claimed_by__isnull=True) | Q(claimed_by__in=Account.objects.filter(is_active=False))
    return is_over | is_of_nobody


def held_now(cases: QuerySet[Case], now: datetime) -> QuerySet[Case]:
    """Those of the cases that somebody has before them, with who."""
    in_time = cases.filter(claimed_until__gt=now, claimed_until__lte=now + FURTHEST, claimed_by__is_active=True)
    return in_time.select_related("claimed_by")


def is_anothers(case: Case, account: Account, now: datetime) -> bool:
    """Whether somebody else has it before them."""
    is_over = case.claimed_until is None or not now < case.claimed_until <= now + FURTHEST
    if is_over or case.claimed_by is None or case.claimed_by == account:
        return False
    return case.claimed_by.is_active


def serve(
    waiting: QuerySet[Case], account: Account, now: datetime, wanted: int, have: Iterable[UUID] = ()
) -> list[Case]:
    """Up to `wanted` of the waiting cases, in the order to show them, from now on claimed by the account.

    First those that it has already but does not show (`have`), then the next that are nobody's. None of them is an
    appeal against the account's own rejection, or one about which it waits for a colleague's opinion.
    """
    shown = list(have)
    renew(account, shown, now)
    theirs = _for_them(waiting.exclude(pk__in=shown), account)
    served = list(theirs.filter(claimed_by=account, claimed_until__gt=now)[:wanted])
    renew(account, [case.pk for case in served], now)
    fresh = _newly_claimed(theirs, account, now, wanted - len(served))
    wellbeing.saw(account, fresh, now)
    return served + fresh


def claim(comment: UUID, account: Account, now: datetime, *, takes_over: bool = False) -> Case:
    """Claim this one (its comment's id), or renew the claim.

    Raises NotWaiting; ClaimedByColleague, unless it is to be taken over.
    """
    with transaction.atomic():
        current = Case.objects.select_for_update(of=("self",)).filter(pk=comment, is_held=False).first()
        if current is None:
            raise NotWaiting
        if is_anothers(current, account, now) and not takes_over:
            raise ClaimedByColleague
        current.claimed_by, current.claimed_until = account, now + LASTS
        current.save(update_fields=["claimed_by", "claimed_until"])
    return current


def renew(account: Account, cases: Sequence[UUID], now: datetime) -> None:
    """Put off the end of the account's own claims on these cases (their comments' ids); all others stay as they are."""
    if cases:
        own = Case.objects.filter(pk__in=cases, claimed_by=account, claimed_until__gt=now)
        own.update(claimed_until=now + LASTS)


def release(comment: UUID, account: Account) -> None:
    """Let it go, where it is the account's."""
    Case.objects.filter(pk=comment, claimed_by=account).update(claimed_by=None, claimed_until=None)


def release_all(account: Account) -> None:
    """Let everything go that the account has, as when it is shut."""
    Case.objects.filter(claimed_by=account).update(claimed_by=None, claimed_until=None)


def _for_them(waiting: QuerySet[Case], account: Account) -> QuerySet[Case]:
    waiting = waiting.filter(Q(second_wanted_by__isnull=True) | ~Q(second_wanted_by=account))
    if not moderators.has_colleagues(account):
        return waiting
    own = Appeal.objects.filter(comment=OuterRef("pk"), answer=None, against__moderator=account)
    return waiting.exclude(Exists(own))


def _newly_claimed(waiting: QuerySet[Case], account: Account, now: datetime, wanted: int) -> list[Case]:
    """Looks and claims until there are enough: what others claim between the two is not got, and found no more."""
    claimed: list[Case] = []
    for _look in range(LOOKS):
        missing = wanted - len(claimed)
        free = waiting.filter(is_free(now)).exclude(pk__in=[case.pk for case in claimed])
        found = serving.candidates(free, missing) if missing > 0 else []
        if not found:
            break
        claimed += _claimed(serving.pick_cases(found, account, now, missing), account, now)
    return claimed


def _claimed(picked: Sequence[Case], account: Account, now: datetime) -> list[Case]:
    """Those of the picked cases that are still free, in their order, claimed.

    Where the database locks rows, what somebody else is claiming at this moment is passed over instead of waited for,
    so that two who claim several never stand in each other's way; SQLite lets only one of them write at all.
    """
    with transaction.atomic():
        free = Case.objects.filter(is_free(now), pk__in=[case.pk for case in picked], is_held=False)
        got = set(free.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True))
        Case.objects.filter(pk__in=got).update(claimed_by=account, claimed_until=now + LASTS)
    ours = [case for case in picked if case.pk in got]
    for case in ours:
        case.claimed_by, case.claimed_until = account, now + LASTS
    return ours
