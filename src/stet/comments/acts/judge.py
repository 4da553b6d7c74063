"""The machine's part: screen a pending comment and record what follows from the site's policy."""

import logging
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from stet.comments import cases, circumstances, policies, screening_records
from stet.comments.acts.decide import Ruling, record_verdicts
from stet.comments.models import Comment, PolicyVersion, Site, State, Verdict
from stet.newsroom.policy import Policy
from stet.newsroom.screening import ArticleContext, Screening, Submission
from stet.screening import Screener
from stet.verdicts import decide

log = logging.getLogger(__name__)

InForce = Mapping[Site, tuple[PolicyVersion, Policy]]

# A repeat is looked for among the site's last comments: enough to catch a campaign, little enough to cost nothing.
RECENT_COMMENTS = 50
RECENT_TIME = timedelta(hours=24)


def judge(comment: Comment, screener: Screener) -> Verdict | None:
    """Screen the comment and record the verdict; None when somebody decided or its author withdrew it meanwhile.

    Whatever fails in screening ends as a referral. What fails in the database leaves the comment waiting, to be judged
    later (`waiting`).
    """
    return judge_all([comment], screener)[0]


def judge_all(comments: Sequence[Comment], screener: Screener) -> list[Verdict | None]:
    """Judge several comments, in the order in which they were written, in one transaction; as `judge` does for one."""
    if not comments:
        return []
    in_force = {site: policies.in_force(site) for site in {comment.site for comment in comments}}
    started = time.perf_counter()
    screenings = _screened(comments, screener, in_force)
    milliseconds = (time.perf_counter() - started) * 1000 / len(comments)
    with transaction.atomic():
        current = _locked_if_undecided(comments)
        standing = circumstances.of(current.values())
        rulings = []
        for comment, screening in zip(comments, screenings, strict=True):
            if comment.pk in current:
                version, policy = in_force[comment.site]
                held = current[comment.pk]
                held.site, held.article = comment.site, comment.article
                stored = screening_records.record(held, screening, milliseconds) if screening else None
                decision = decide(screening, policy, standing[comment.pk])
                rulings.append(Ruling(held, decision, version, stored))
        screening_records.save([ruling.screening for ruling in rulings if ruling.screening])
        verdicts = {verdict.comment_id: verdict for verdict in record_verdicts(rulings)}
        cases.follow([ruling.comment for ruling in rulings])
    _refresh(comments, current)
    return [verdicts.get(comment.pk) for comment in comments]


def _locked_if_undecided(comments: Sequence[Comment]) -> dict[UUID, Comment]:
    """Those that still wait for a first verdict, as they are now, held until the transaction ends."""
    named = [comment.pk for comment in comments]
    # Always in the same order, so that two who lock several do not wait for each other.
    pending = Comment.objects.filter(pk__in=named, state=State.PENDING).order_by("pk")
    current = {comment.pk: comment for comment in pending.select_for_update(of=("self",))}
    # Asked once they are held: a referral leaves the comment pending, and whoever recorded one held it before.
    judged = Verdict.objects.filter(comment__in=named).values_list("comment_id", flat=True)
    return {pk: current[pk] for pk in current.keys() - set(judged)}


def _refresh(comments: Sequence[Comment], current: Mapping[UUID, Comment]) -> None:
    for comment in comments:
        if now := current.get(comment.pk):
            comment.state, comment.decided_at, comment.published_at = now.state, now.decided_at, now.published_at
        else:
            comment.refresh_from_db(fields=["state", "decided_at", "published_at"])


def _screened(comments: Sequence[Comment], screener: Screener, in_force: InForce) -> list[Screening | None]:
    submissions = list(_submissions(comments, in_force))
    try:
        return list(screener.screen_many(submissions))
    except Exception:
        log.exception("%d comments could not be screened; a human will decide.", len(comments))
        return [None] * len(comments)


def waiting(older_than: timedelta) -> Iterator[Comment]:
    """Comments received that long ago which no machine has judged: those that a failure left behind."""
    received_by = timezone.now() - older_than
    unjudged = Comment.objects.filter(state=State.PENDING, written_at__lt=received_by, verdicts=None)
    return unjudged.select_related("site", "article", "parent").order_by("written_at").iterator(chunk_size=200)


def _submissions(comments: Sequence[Comment], in_force: InForce) -> Iterator[Submission]:
    recent: dict[UUID, deque[str]] = {}
    for comment in comments:
        article, body = comment.article, comment.body or ""
        if comment.site_id not in recent:
            recent[comment.site_id] = deque(_recent_texts(comment), maxlen=RECENT_COMMENTS)
        yield Submission(
            text=body,
            article=ArticleContext(title=article.title, body=article.body),
            parent=comment.parent.body if comment.parent else None,
            recent=tuple(recent[comment.site_id]),
            vocabulary=in_force[comment.site][1].vocabulary,
        )
        recent[comment.site_id].appendleft(body)


def _recent_texts(comment: Comment) -> list[str]:
    """What was written on the site shortly before, newest first."""
    before = Comment.objects.filter(
        site=comment.site_id,
        written_at__lt=comment.written_at,
        written_at__gte=comment.written_at - RECENT_TIME,
        body__isnull=False,
    )
    bodies = before.order_by("-written_at").values_list("body", flat=True)[:RECENT_COMMENTS]
    return [body for body in bodies if body is not None]
