"""Drawing decisions for a second look: by a lot that nobody can foresee, and everybody with the key can check.

Of each site's decisions its `reviewed_percent` are drawn. Whether one is, follows from its entry in the ledger: the
HMAC-SHA-256 of the entry's hash under the installation's secret key, read as a share of all there can be. Nobody knows
it before they have decided, for the hash covers the very moment; nobody can draw again until somebody else is drawn.
"""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from stet.accounts import moderators
from stet.accounts.models import Account
from stet.accounts.roles import Right
from stet.comments.models import Verdict
from stet.ledger.models import Head
from stet.moderation.models import Bookmark, Reason, Review
from stet.newsroom.verdict import Outcome

BOOKMARK = 1
# So many decisions at once: a transaction that is over before anybody waits for it.
CHUNK = 500
_BITS = 256


def is_drawn(entry_hash: str, percent: int) -> bool:
    """Whether the decision of this entry is one of `percent` in a hundred."""
    number = int(salted_hmac("stet.moderation.lot", entry_hash, algorithm="sha256").hexdigest(), 16)
    return number * 100 < percent << _BITS


def draw() -> int:
    """Draw among the decisions made since the last time; how many were drawn.

    An installation that never drew begins with what is decided from now on.
    """
    drawn, goes_on = 0, True
    while goes_on:
        some, goes_on = _draw_some()
        drawn += some
    return drawn


@transaction.atomic
def _draw_some() -> tuple[int, bool]:
    """How many of the next decisions were drawn, and whether there are more behind them."""
    head = Head.objects.values_list("position", flat=True).first() or 0
    bookmark, _ = Bookmark.objects.select_for_update().get_or_create(pk=BOOKMARK, defaults={"position": head})
    decided = list(_decisions(bookmark.position, head)[:CHUNK])
    reviews = _reviews([one for one in decided if is_drawn(one.entry.hash, one.comment.site.reviewed_percent)])
    Review.objects.bulk_create(reviews, ignore_conflicts=True)
    goes_on = len(decided) == CHUNK
    bookmark.position = decided[-1].entry_id if goes_on else head
    bookmark.save()
    return len(reviews), goes_on


def _decisions(after: int, up_to: int) -> QuerySet[Verdict]:
    decisions = Verdict.objects.filter(entry__gt=after, entry__lte=up_to).exclude(outcome=Outcome.REFER.value)
    return decisions.select_related("entry", "comment__site").order_by("entry")


def _reviews(drawn: list[Verdict]) -> list[Review]:
    """Nobody judges their own decision: where there is only one person, only the machine's are looked at."""
    people = moderators.who_may(Right.RULE) if drawn else []
    now = timezone.now()
    return [
        Review(comment=one.comment, verdict=one, why=Reason.DOUBLE if one.moderator_id else Reason.AUDIT, asked_at=now)
        for one in drawn
        if one.moderator_id is None or _others(people, one)
    ]


def _others(people: list[Account], verdict: Verdict) -> list[Account]:
    return [one for one in people if one.pk != verdict.moderator_id]
