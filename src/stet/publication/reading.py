"""What a thread page shows: a page of the thread, or one conversation of it, and the addresses around that."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stet.comments.errors import CommentUnknown, PageUnknown
from stet.comments.models import Article, Comment, State
from stet.publication import structured
from stet.publication.orders import Order
from stet.publication.outline import outline
from stet.publication.thread import ConversationPage, ThreadPage, conversation_page, thread_page

ORDERS = {
    Order.NEWEST: _("Newest first"),
    Order.OLDEST: _("Oldest first"),
    Order.PUBLISHED: _("Last published"),
    Order.REPLIES: _("Most replies"),
    Order.CONSTRUCTIVE: _("Most constructive"),
}


def reading_context(request: HttpRequest, article: Article) -> dict[str, Any]:
    """What the page's template shows of the comments. Raises PageUnknown, CommentUnknown."""
    if "thread" in request.GET:
        return _conversation(request, article)
    return _list(request, article)


def published_comment(article: Article, text: str) -> Comment | None:
    """The article's published comment of that id; None when `text` names none."""
    pk = _id(text)
    return article.comments.filter(pk=pk, state=State.APPROVED).first() if pk else None


def _list(request: HttpRequest, article: Article) -> dict[str, Any]:
    asked = published_comment(article, request.GET.get("comment", ""))
    wants_picks = request.GET.get("picks") == "1"
    named = request.GET.get("page")
    thread = thread_page(
        article, _order(request), _number(named), asked=asked if named is None else None, picks=wants_picks
    )
    address = request.build_absolute_uri(thread_address(article))
    order = "" if thread.order is Order.NEWEST else thread.order.value
    return {
        "thread": thread,
        **_around(thread),
        "placed": outline(thread.comments),
        "orders": ORDERS,
        "order": order,
        "picks": "1" if wants_picks else "",
        "has_picks": wants_picks or _has_picks(article),
        "is_gone": "comment" in request.GET and asked is None,
        # Pages in the usual order are what search engines should know; the same comments in others are not.
        "canonical": address + ("" if order or wants_picks else _page_query(thread.page)),
        "embedded": f"{address}?comment={asked.pk}" if asked else address,
        "structured": structured.listed(article, address, thread.count, thread.comments),
    }


def _conversation(request: HttpRequest, article: Article) -> dict[str, Any]:
    pk = _id(request.GET["thread"])
    top = article.comments.filter(pk=pk).first() if pk else None
    if top is None:
        raise CommentUnknown
    page = conversation_page(top, _number(request.GET.get("page")))
    address = request.build_absolute_uri(thread_address(article))
    return {
        "conversation": page,
        "thread": page,
        **_around(page),
        "placed": outline([page.top], page.answered),
        "canonical": f"{address}?thread={top.pk}{_page_query(page.page, '&')}",
        "embedded": f"{address}?comment={top.pk}" if page.top.is_available else address,
        "structured": structured.conversation(article, address, page.count, page.top),
    }


def thread_address(article: Article) -> str:
    return reverse("publication:thread", args=[article.site.slug, article.external_id])


def _around(page: ThreadPage | ConversationPage) -> dict[str, int]:
    """The numbers of the pages before and after; 0 where there is none."""
    return {"before": page.page - 1, "after": page.page + 1 if page.page < page.pages else 0}


def _page_query(page: int, sign: str = "?") -> str:
    return f"{sign}page={page}" if page > 1 else ""


def _has_picks(article: Article) -> bool:
    return article.comments.filter(state=State.APPROVED, picked_at__isnull=False).exists()


def _order(request: HttpRequest) -> Order:
    order = request.GET.get("order", "")
    return Order(order) if order in set(Order) else Order.NEWEST


def _number(text: str | None) -> int:
    try:
        return int(text or 1)
    except ValueError:
        raise PageUnknown from None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
