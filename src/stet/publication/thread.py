"""Approved comments as a thread: nested, ordered, paged."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.core.paginator import EmptyPage, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from stet.comments.errors import PageUnknown
from stet.comments.models import Article, Comment, ScreeningRecord, Site, State

TOP_COMMENTS_A_PAGE = 50
# Answers are nested so deep and no deeper: beyond it they stand side by side, each still naming its parent. Readers of
# JSON give up at a few hundred levels, and two people with time on their hands must not take a thread down.
DEEPEST = 100


class Order(StrEnum):
    """In which order a thread's top comments stand; replies always stand as a conversation goes, oldest first."""

    NEWEST = "newest"  # by time of writing
    OLDEST = "oldest"
    PUBLISHED = "published"  # by time of publication: what was approved late is not buried
    REPLIES = "replies"  # most answered first


@dataclass(frozen=True, slots=True)
class Shown:
    """One comment as the public sees it: `author` and `body` are None for a place kept for its replies."""

    id: UUID
    parent: UUID | None
    author: str | None
    signed_in: bool
    body: str | None
    language: str
    written_at: datetime
    published_at: datetime | None
    replies: list["Shown"] = field(default_factory=list)

    @property
    def is_available(self) -> bool:
        return self.body is not None


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """One page of an article's comments; `count` is of all published ones under the article."""

    article: Article
    count: int
    page: int
    pages: int
    order: Order
    comments: list[Shown]


def thread_page(article: Article, order: Order = Order.NEWEST, page: int = 1) -> ThreadPage:
    """Raises PageUnknown for a page that is not there; the first one always is."""
    paginator = Paginator(_ordered(_tops(article), order), TOP_COMMENTS_A_PAGE)
    try:
        tops = list(paginator.page(page))
    except EmptyPage:
        raise PageUnknown from None
    below = _visible(Comment.objects.filter(root__in=[top.pk for top in tops])).order_by("written_at", "id")
    return ThreadPage(
        article=article,
        count=article.comments.filter(state=State.APPROVED).count(),
        page=page,
        pages=paginator.num_pages,
        order=order,
        comments=_nested(tops, below),
    )


def page_of(comment: Comment) -> int:
    """The page, in the order of newest first, on which a published comment stands."""
    top = comment.root or comment
    later = _tops(comment.article).filter(
        Q(written_at__gt=top.written_at) | Q(written_at=top.written_at, id__gt=top.pk)
    )
    return later.count() // TOP_COMMENTS_A_PAGE + 1


def counts(site: Site, external_ids: Iterable[str]) -> Mapping[str, int]:
    """How many comments are published under each of the articles; 0 for one that is not there."""
    wanted = list(external_ids)
    published = Count("comments", filter=Q(comments__state=State.APPROVED))
    rows = site.articles.filter(external_id__in=wanted).annotate(published=published)
    return dict.fromkeys(wanted, 0) | dict(rows.values_list("external_id", "published"))


def newest(article: Article, how_many: int) -> list[Shown]:
    """The last published comments, newest publication first, without their replies."""
    approved = _visible(article.comments.filter(state=State.APPROVED))
    return [_shown(comment) for comment in approved.order_by("-published_at", "-id")[:how_many]]


def _tops(article: Article) -> QuerySet[Comment]:
    """The thread's beginnings: published themselves, or keeping the place of replies that are."""
    published_below = Comment.objects.filter(root=OuterRef("pk"), state=State.APPROVED)
    return _with_language(article.comments.filter(parent=None)).filter(
        Q(state=State.APPROVED) | Exists(published_below)
    )


def _visible(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """Published ones, and those that others answer: whether these keep a place is seen when the tree stands."""
    answered = Comment.objects.filter(parent=OuterRef("pk"))
    return _with_language(comments).filter(Q(state=State.APPROVED) | Exists(answered))


def _with_language(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    found = ScreeningRecord.objects.filter(comment=OuterRef("pk")).order_by("-id").values("language")[:1]
    return comments.annotate(found_language=Subquery(found))


def _ordered(tops: QuerySet[Comment], order: Order) -> QuerySet[Comment]:
    match order:
        case Order.NEWEST:
            return tops.order_by("-written_at", "-id")
        case Order.OLDEST:
            return tops.order_by("written_at", "id")
        case Order.PUBLISHED:
            return tops.order_by(F("published_at").desc(nulls_last=True), "-id")
        case Order.REPLIES:
            answers = Count("descendants", filter=Q(descendants__state=State.APPROVED))
            return tops.annotate(answers=answers).order_by("-answers", "-written_at", "-id")


def _nested(tops: list[Comment], below: Iterable[Comment]) -> list[Shown]:
    answers: dict[UUID | None, list[Comment]] = defaultdict(list)
    for comment in below:
        answers[comment.parent_id].append(comment)
    # Breadth first, so that parents stand before their replies; walked backwards, every reply is done before its parent
    # is, and a place without anything published below it turns out to be no place.
    everyone, levels = list(tops), dict.fromkeys((top.pk for top in tops), 0)
    holders: dict[UUID, UUID] = {}
    for comment in everyone:
        holder = comment.pk if levels[comment.pk] < DEEPEST else holders[comment.pk]
        for answer in answers[comment.pk]:
            holders[answer.pk], levels[answer.pk] = holder, levels[holder] + 1
        everyone.extend(answers[comment.pk])
    shown = {comment.pk: _shown(comment) for comment in everyone}
    for place in reversed(shown.values()):
        place.replies.reverse()
        if place.id in holders and (place.is_available or place.replies):
            shown[holders[place.id]].replies.append(place)
    return [shown[top.pk] for top in tops]


def _shown(comment: Comment) -> Shown:
    published = comment.state == State.APPROVED
    return Shown(
        id=comment.pk,
        parent=comment.parent_id,
        author=comment.author_name if published else None,
        signed_in=published and comment.reader_id is not None,
        body=comment.body if published else None,
        language=(published and getattr(comment, "found_language", None)) or "und",
        written_at=comment.written_at,
        published_at=comment.published_at,
    )
