"""Reading a thread, the counts, and the guidelines."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from ninja import P, Query, QueryEx, Router

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
    ThreadOut,
)
from stet.comments import policies
from stet.comments.models import Article, Site
from stet.comments.rates import check_rate
from stet.comments.sites import article_at, find_site
from stet.newsroom.languages import LANGUAGES, reading_language
from stet.newsroom.policy import Guideline
from stet.publication.thread import Order, Shown, counts, thread_page

router = Router(tags=["reading"])
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
) -> ThreadOut:
    """One page of an article's published comments."""
    found = article_at(_site(request, site), article, url)
    shown = thread_page(found, order, page)
    base = request.build_absolute_uri(reverse("publication:thread", args=[found.site.slug, found.external_id]))
    return ThreadOut(
        site=found.site.slug,
        article=_article_out(found),
        count=shown.count,
        page=shown.page,
        pages=shown.pages,
        order=shown.order.value,
        longest_comment=found.site.longest_comment,
        guests_may_comment=found.site.guests_may_comment,
        comments=[_comment_out(comment, base) for comment in shown.comments],
    )


@router.get("counts", response={200: CountsOut, FAILURES: Failure}, operation_id="read_counts")
def read_counts(
    request: HttpRequest,
    article: QueryEx[list[Name], P(max_length=MOST_COUNTS)],
    site: QueryEx[str | None, P(max_length=50)] = None,
) -> CountsOut:
    """How many comments are published under each of up to a hundred articles, for a page that lists them."""
    return CountsOut(counts=dict(counts(_site(request, site), article)))


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


def _article_out(article: Article) -> ArticleOut:
    return ArticleOut(
        id=article.external_id,
        url=article.url,
        title=article.title,
        language=article.language,
        open=article.is_open,
    )


def _comment_out(comment: Shown, thread: str) -> CommentOut:
    author = AuthorOut(name=comment.author, signed_in=comment.signed_in) if comment.author is not None else None
    return CommentOut(
        id=comment.id,
        parent=comment.parent,
        state="approved" if comment.is_available else "unavailable",
        author=author,
        body=comment.body,
        language=comment.language,
        written_at=comment.written_at,
        published_at=comment.published_at,
        permalink=f"{thread}?comment={comment.id}#comment-{comment.id}",
        replies=[_comment_out(reply, thread) for reply in comment.replies],
    )
