"""The machine's part: screen a pending comment and record what follows from the site's policy."""

import logging
import time
from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from stet.comments import policies, screening_records
from stet.comments.acts.decide import record_verdict
from stet.comments.models import Comment, State, Verdict
from stet.newsroom.screening import ArticleContext, Screening, Submission
from stet.screening import Screener
from stet.verdicts import decide

log = logging.getLogger(__name__)

# A repeat is looked for among the site's last comments: enough to catch a campaign, little enough to cost nothing.
RECENT_COMMENTS = 50
RECENT_TIME = timedelta(hours=24)


def judge(comment: Comment, screener: Screener) -> Verdict | None:
    """Screen the comment and record the verdict; None when somebody decided or its author withdrew it meanwhile.

    Whatever fails in screening ends as a referral. What fails in the database leaves the comment waiting, to be judged
    later (`waiting`).
    """
    started = time.perf_counter()
    screening = _screened(comment, screener)
    milliseconds = (time.perf_counter() - started) * 1000
    version, policy = policies.in_force(comment.site)
    decision = decide(screening, policy)
    verdict = None
    with transaction.atomic():
        current = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
        if current.state == State.PENDING and not current.verdicts.exists():
            stored = screening_records.record(current, screening, milliseconds) if screening else None
            verdict = record_verdict(current, decision, version, screening=stored)
    comment.state, comment.decided_at, comment.published_at = current.state, current.decided_at, current.published_at
    return verdict


def _screened(comment: Comment, screener: Screener) -> Screening | None:
    submission = _submission(comment)
    try:
        return screener.screen(submission)
    except Exception:
        log.exception("Comment %s could not be screened; a human will decide.", comment.pk)
        return None


def waiting(older_than: timedelta) -> Iterator[Comment]:
    """Comments received that long ago which no machine has judged: those that a failure left behind."""
    received_by = timezone.now() - older_than
    unjudged = Comment.objects.filter(state=State.PENDING, written_at__lt=received_by, verdicts=None)
    return unjudged.select_related("site", "article", "parent").order_by("written_at").iterator(chunk_size=200)


def _submission(comment: Comment) -> Submission:
    article = comment.article
    return Submission(
        text=comment.body or "",
        article=ArticleContext(title=article.title, body=article.body),
        parent=comment.parent.body if comment.parent else None,
        recent=_recent_texts(comment),
    )


def _recent_texts(comment: Comment) -> tuple[str, ...]:
    before = Comment.objects.filter(
        site=comment.site_id,
        written_at__lt=comment.written_at,
        written_at__gte=comment.written_at - RECENT_TIME,
        body__isnull=False,
    )
    bodies = before.order_by("-written_at").values_list("body", flat=True)[:RECENT_COMMENTS]
    return tuple(body for body in bodies if body is not None)
