"""Where a second look came to another decision than the first: somebody who is neither of the two settles it."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stet.accounts import moderators
from stet.accounts.models import Account
from stet.accounts.roles import Right
from stet.comments.errors import Conflict
from stet.comments.models import State, Verdict
from stet.moderation import journal, rulings
from stet.moderation.models import Review
from stet.moderation.rulings import Ruling


class SettledAlready(Conflict):
    code = "settled_already"
    message = _("A colleague has settled this already. Go on with the next one.")


class OwnDisagreement(Conflict):
    code = "own_disagreement"
    message = _("You are one of the two who disagree here, so somebody else settles it. Leave it to a colleague.")


def disagreements(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Those of the reviews that came to another outcome than the decision they look at, and that nobody settled yet.

    What its author or the law has ended meanwhile needs no decision any more.
    """
    told = reviews.filter(given_at__isnull=False, verdict__isnull=False, settled_at=None)
    there = told.filter(comment__state__in=[State.APPROVED, State.REJECTED])
    return there.exclude(outcome=F("verdict__outcome")).order_by("given_at", "pk")


def to_settle(reviews: QuerySet[Review], account: Account) -> QuerySet[Review]:
    """Those of the disagreements that the account may settle: it is neither of the two, or nobody else could."""
    settlers = {one.pk for one in moderators.who_may(Right.SETTLE)}
    found = disagreements(reviews)
    if settlers <= {account.pk}:
        return found
    is_no_side = ~Q(reviewer=account) & (Q(verdict__moderator=None) | ~Q(verdict__moderator=account))
    if len(settlers) == 2:  # where the two who disagree are the only ones, one of them has to
        return found.filter(is_no_side | Q(reviewer__in=settlers, verdict__moderator__in=settlers))
    return found.filter(is_no_side)


@transaction.atomic
def let_stand(review: Review, settler: Account) -> None:
    """The comment stays as it is. Raises SettledAlready, OwnDisagreement."""
    _settle(_open(review, settler), settler, None, timezone.now())


@transaction.atomic
def overrule(review: Review, settler: Account, ruling: Ruling) -> Verdict:
    """Decide about the comment anew, as a further ruling. Raises as `let_stand` and `rulings.give` do."""
    current = _open(review, settler)
    verdict = rulings.give(ruling, current.comment, settler)
    _settle(current, settler, verdict, verdict.decided_at)
    return verdict


def _open(review: Review, settler: Account) -> Review:
    """The review as it is now, held until the transaction ends."""
    found = Review.objects.select_for_update(of=("self",)).select_related("comment__site", "verdict").get(pk=review.pk)
    this = Review.objects.filter(pk=found.pk)
    if not disagreements(this).exists():
        raise SettledAlready
    if not to_settle(this, settler).exists():
        raise OwnDisagreement
    return found


def _settle(review: Review, settler: Account, ruling: Verdict | None, now: datetime) -> None:
    review.settled_by, review.settled_at, review.ruling = settler, now, ruling
    review.save(update_fields=["settled_by", "settled_at", "ruling"])
    how = "ruled" if ruling else "stands"
    journal.note(settler, "review_settled", review.comment.site, review.comment_id, why=review.why, how=how)
