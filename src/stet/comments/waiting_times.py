"""How long people take to decide on a site, so that who waits can be told."""

from datetime import datetime, timedelta
from statistics import median

from django.core.cache import cache
from django.db.models import Exists, Min, OuterRef
from django.utils import timezone

from stet.comments.models import Site, Verdict
from stet.newsroom.verdict import Outcome

# Older waits say little about a newsroom of today; fewer decisions than this say nothing at all.
DAYS = 30
FEWEST = 10
# Enough to make a median sure, and a bound for what a busy site costs.
MOST = 1000
# It moves slowly, and every page and receipt asks for it.
KEPT_SECONDS = 300


def usual_wait(site: Site) -> int | None:
    """The median seconds from a comment's receipt to a person's decision, over the last 30 days; None under ten.

    Only comments that waited count: what the machine decided by itself, and a person looked at again later, did not.
    Of more than a thousand decisions the last thousand count.
    """
    return cache.get_or_set(f"usual_wait:{site.pk}", lambda: _measured(site, timezone.now()), KEPT_SECONDS)


def _measured(site: Site, now: datetime) -> int | None:
    by_machine = Verdict.objects.filter(comment=OuterRef("comment"), moderator=None).exclude(outcome=Outcome.REFER)
    decisions = (
        Verdict.objects.filter(comment__site=site, moderator__isnull=False)
        .exclude(Exists(by_machine))
        .order_by()
        .values("comment", "comment__written_at")
        .annotate(decided=Min("decided_at"))
        .filter(decided__gte=now - timedelta(days=DAYS))
        .order_by("-decided")[:MOST]
    )
    waits = [(one["decided"] - one["comment__written_at"]).total_seconds() for one in decisions]
    return round(median(waits)) if len(waits) >= FEWEST else None
