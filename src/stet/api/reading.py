"""Reading a thread, the rest of a conversation, the counts, and the guidelines."""

from typing import cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from ninja import P, Path, Query, QueryEx, Router
from ninja.errors import ValidationError

from stet.api.failures import FAILURES, Failure
from stet.api.schemas import (
    ArticleOut,
    AuthorOut,
    CommentOut,
    CountsOut,
    Direction,
    ExamplesOut,
    GuidelineOut,
    GuidelinesOut,
    Name,
    PlaceOut,
    RepliesOut,
    ThreadOut,
)
from stet.api.site_settings import site_settings
from stet.comments import policies
from stet.comments.errors import CommentUnknown
from stet.comments.models import Article, Comment, Site
from stet.comments.rates import check_rate
from stet.comments.sites import article_at, find_site
from stet.newsroom.languages import LANGUAGES, reading_language
from stet.newsroom.policy import Guideline
from stet.publication.orders import Order
from stet.publication.reading import published_comment
from stet.publication.shown import Shown
from stet.publication.thread import counts, counts_by_url, replies_after, thread_page

router = Router(tags=["reading"])
# Of articles by id and by address together.
MOST_COUNTS = 100


def _site(request: HttpRequest, slug: str | None) -> Site:
    check_rate(request, "read", settings.STET_RATE_READ)
    return find_site(slug, request.headers.get("Origin"))


@router.get("thread", response={200: ThreadOut, FAILURES: Failure}, operation_id="read_thread")
def read_thread(
    request: HttpRequest,
    article: QueryEx[str | None, P(max_length=255)] = None,
    url: QueryEx[str | None, P(max_length=2000)] = None,
    site: QueryEx[str | None, P(max_length=50)] = None,
    order: Query[Order] = Order.NEWEST,
    page: QueryEx[int, P(ge=1, le=1_000_000)] = 1,
    comment: QueryEx[str, P(max_length=50)] = "",
    picks: Query[bool] = False,  # noqa: FBT002 - by name, as all of a query is
) -> ThreadOut:
    """One page of an article's published comments, or with `picks` of its editors' picks, without replies.

    With `comment` it is the page on which that comment stands in this order, and the comment is in it; one that is not
    published here leaves `place` null, and the first page is answered.
    """
    found = article_at(_site(request, site), article, url)
    asked = published_comment(found, comment)
    shown = thread_page(found, order, 1 if comment else page, asked=asked, picks=picks)
    base = _thread_address(request, found)
    return ThreadOut(
        site=found.site.slug,
        article=_article_out(found),
        count=shown.count,
        page=shown.page,
        pages=shown.pages,
        order=shown.order.value,
        longest_comment=found.site.longest_comment,
        guests_may_comment=found.site.guests_may_comment,
        cursor=shown.cursor,
        place=PlaceOut(id=shown.place.id, page=shown.place.page) if shown.place else None,
        site_settings=site_settings(request, found.site),
        comments=[_comment_out(one, base) for one in shown.comments],
    )


@router.get("comments/{comment}/replies", response={200: RepliesOut, FAILURES: Failure}, operation_id="read_replies")
def read_replies(request: HttpRequest, comment: Path[UUID], after: Query[UUID | None] = None) -> RepliesOut:
    """What was answered to a top comment beyond the fifty answers that a thread has: up to a hundred at a time, flat.

    `after` is the last answer seen, as `next` names it; the top comment's own id begins at its first answer. The place
    of a comment that is not shown comes before its answers, so that every answer's parent was there.
    """
    check_rate(request, "read", settings.STET_RATE_READ)
    top = Comment.objects.select_related("article__site").filter(pk=comment).first()
    if top is None:
        raise CommentUnknown
    part, following = replies_after(top, after)
    base = _thread_address(request, top.article)
    return RepliesOut(comments=[_comment_out(one, base) for one in part], next=following)


@router.get("counts", response={200: CountsOut, FAILURES: Failure}, operation_id="read_counts")
def read_counts(
    request: HttpRequest,
    article: QueryEx[list[Name], P(max_length=MOST_COUNTS)] = [],  # noqa: B006 - pydantic makes one for each request
    url: QueryEx[list[Name], P(max_length=MOST_COUNTS)] = [],  # noqa: B006
    site: QueryEx[str | None, P(max_length=50)] = None,
) -> CountsOut:
    """How many comments are published under each of up to a hundred articles, for a page that lists them."""
    if not article and not url:
        raise ValidationError([{"type": "missing", "loc": ("query", "article"), "msg": "Name articles, or addresses"}])
    if len(article) + len(url) > MOST_COUNTS:
        raise ValidationError([{"type": "too_long", "loc": ("query", "url"), "msg": f"More than {MOST_COUNTS} in all"}])
    found = _site(request, site)
    return CountsOut(counts=dict(counts(found, article)), urls=dict(counts_by_url(found, url)))


@router.get("guidelines", response={200: GuidelinesOut, FAILURES: Failure}, operation_id="read_guidelines")
def read_guidelines(
    request: HttpRequest, site: QueryEx[str | None, P(max_length=50)] = None, lang: QueryEx[str, P(max_length=35)] = ""
) -> GuidelinesOut:
    """The guidelines that comments are judged by, in one of six languages."""
    found = _site(request, site)
    version, policy = policies.in_force(found)
    language = reading_language(lang, translation.get_language() or found.language)
    return GuidelinesOut(
        site=found.slug,
        version=version.number,
        language=language,
        direction=cast(Direction, LANGUAGES[language].direction),
        introduction=policy.introduction[language],
        guidelines=[_guideline_out(guideline, language) for guideline in policy.guidelines],
    )


def _guideline_out(guideline: Guideline, language: str) -> GuidelineOut:
    examples = [example for example in guideline.examples if example.language == language]
    return GuidelineOut(
        id=guideline.id,
        group=guideline.group,
        title=guideline.title[language],
        wording=guideline.wording[language],
        severity=guideline.severity,
        examples=ExamplesOut(
            passes=[example.text for example in examples if example.passes],
            breaks=[example.text for example in examples if not example.passes],
        ),
    )


def _thread_address(request: HttpRequest, article: Article) -> str:
    return request.build_absolute_uri(reverse("publication:thread", args=[article.site.slug, article.external_id]))


def _article_out(article: Article) -> ArticleOut:
    return ArticleOut(
        id=article.external_id,
        url=article.url,
        title=article.title,
        language=article.language,
        open=article.is_open,
    )


def _author_out(comment: Shown) -> AuthorOut | None:
    if comment.author is None:
        return None
    return AuthorOut(name=comment.author, signed_in=comment.signed_in, badge=comment.badge, key=comment.key)


def _comment_out(comment: Shown, thread: str) -> CommentOut:
    return CommentOut(
        id=comment.id,
        parent=comment.parent,
        state="approved" if comment.is_available else "unavailable",
        author=_author_out(comment),
        body=comment.body,
        language=comment.language,
        written_at=comment.written_at,
        published_at=comment.published_at,
        permalink=f"{thread}?comment={comment.id}#comment-{comment.id}",
        picked=comment.picked,
        reactions=comment.reactions,
        more_replies=comment.more_replies,
        replies=[_comment_out(reply, thread) for reply in comment.replies],
    )
