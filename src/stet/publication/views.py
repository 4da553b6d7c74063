"""The public's pages. None of them needs a script, and every refusal says what to do next."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views import View

from stet.comments import policies
from stet.comments.acts.receive import receive
from stet.comments.acts.withdraw import withdraw
from stet.comments.commitments import statement_of
from stet.comments.errors import PageUnknown, Refusal, TokenInvalid
from stet.comments.models import Article, Comment, State
from stet.comments.rates import check_rate
from stet.comments.receipts import comment_of, receipt_of
from stet.comments.sites import find_article, find_site
from stet.comments.submission import judge_now
from stet.publication.forms import CommentForm, check_encoding
from stet.publication.guidelines import Group, grouped
from stet.publication.outline import outline
from stet.publication.receipts import read_receipt
from stet.publication.refusals import refused, with_retry
from stet.publication.thread import Order, page_of, thread_page
from stet.publication.thread import ThreadPage as Thread

ORDERS = {
    Order.NEWEST: _("Newest first"),
    Order.OLDEST: _("Oldest first"),
    Order.PUBLISHED: _("Last published"),
    Order.REPLIES: _("Most replies"),
}


class SeeOther(HttpResponseRedirect):
    """303: whatever the method was, look there now (RFC 9110, 15.4.4)."""

    status_code = 303


class PublicPage(View):
    """A page that counts its readers' requests and turns every refusal into words."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            if request.method in {"GET", "HEAD"}:
                check_rate(request, "read", settings.STET_RATE_READ)
            return super().dispatch(request, *args, **kwargs)
        except Refusal as refusal:
            return refused(request, refusal)


class ThreadPage(PublicPage):
    """An article's comments, and the form to write one."""

    def get(self, request: HttpRequest, site: str, article: str) -> HttpResponse:
        found = find_article(find_site(site, None), article, None)
        return self.show(request, found, CommentForm(parent=request.GET.get("reply", "")))

    def post(self, request: HttpRequest, site: str, article: str) -> HttpResponse:
        found = find_article(find_site(site, None), article, None)
        form = CommentForm.sent(request.POST)
        try:
            return self.take(request, found, form)
        except Refusal as refusal:
            return with_retry(self.show(request, found, form, refusal), refusal)

    def take(self, request: HttpRequest, article: Article, form: CommentForm) -> HttpResponse:
        """Receive and judge what was sent; its author goes on to the receipt."""
        check_rate(request, "post", settings.STET_RATE_POST)
        check_encoding(request)
        if not article.site.guests_may_comment:
            raise TokenInvalid
        comment, is_new = receive(article, form.draft(get_language() or "en"))
        if is_new:
            judge_now(comment)
        return SeeOther(in_language(request, "publication:receipt", receipt_of(comment)))

    def show(
        self, request: HttpRequest, article: Article, form: CommentForm, refusal: Refusal | None = None
    ) -> HttpResponse:
        asked = published_comment(article, request.GET.get("comment", ""))
        shown = page_of_thread(request, article, asked)
        context = {
            "article": article,
            "site": article.site,
            "thread": shown,
            "before": shown.page - 1,
            "after": shown.page + 1,
            "placed": outline(shown.comments),
            "orders": ORDERS,
            "is_gone": "comment" in request.GET and asked is None,
            "form": form,
            "answered": published_comment(article, form.parent),
            "refusal": refusal,
            "wrong_field": (refusal.field or "").rpartition(".")[2] if refusal else "",
            "groups": guidelines_beside(article),
        }
        status = refusal.status if refusal else 200
        return render(request, "publication/thread.html", context, status=status)


class ReceiptPage(PublicPage):
    """What became of a comment, for the one who holds its receipt."""

    def get(self, request: HttpRequest, receipt: str) -> HttpResponse:
        return self.show(request, comment_of(receipt))

    def show(self, request: HttpRequest, comment: Comment, refusal: Refusal | None = None) -> HttpResponse:
        read = read_receipt(comment, get_language() or "en")
        guidelines = read.reason.guidelines if read.reason else ()
        context = {
            "receipt": read,
            "comment": comment,
            "article": comment.article,
            "site": comment.site,
            "spans": [span for guideline in guidelines for span in guideline.spans],
            "can_withdraw": not comment.is_final,
            "statement": None if comment.state == State.ERASED else statement_of(comment),
            "refusal": refusal,
        }
        response = render(request, "publication/receipt.html", context, status=refusal.status if refusal else 200)
        # Who knows the address may withdraw the comment: it goes into no cache, no search engine, no other site's log.
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "same-origin"
        return response


class WithdrawPage(ReceiptPage):
    """Where the receipt's button sends its author."""

    def get(self, request: HttpRequest, receipt: str) -> HttpResponse:
        """A reload after a refusal comes here; there is nothing to see but the receipt."""
        return SeeOther(in_language(request, "publication:receipt", receipt))

    def post(self, request: HttpRequest, receipt: str) -> HttpResponse:
        comment = comment_of(receipt)
        try:
            check_rate(request, "post", settings.STET_RATE_POST)
            withdraw(comment)
        except Refusal as refusal:
            return with_retry(self.show(request, comment_of(receipt), refusal), refusal)
        return SeeOther(in_language(request, "publication:receipt", receipt))


class GuidelinesPage(PublicPage):
    """What a site publishes and what not, with examples."""

    def get(self, request: HttpRequest, site: str) -> HttpResponse:
        found = find_site(site, None)
        language = get_language() or "en"
        version, policy = policies.in_force(found)
        context = {
            "site": found,
            "version": version,
            "introduction": policy.introduction[language],
            "groups": grouped(policy, language),
        }
        return render(request, "publication/guidelines.html", context)


def published_comment(article: Article, text: str) -> Comment | None:
    """The article's published comment of that id; None when `text` names none."""
    try:
        pk = UUID(text)
    except ValueError:
        return None
    return article.comments.filter(pk=pk, state=State.APPROVED).select_related("article", "root").first()


def page_of_thread(request: HttpRequest, article: Article, asked: Comment | None) -> Thread:
    """The page that the address names, or the one on which `asked` stands. Raises PageUnknown."""
    named, order = request.GET.get("page"), request.GET.get("order", "")
    if asked and named is None:
        return thread_page(article, page=page_of(asked))
    try:
        number = int(named or 1)
    except ValueError:
        raise PageUnknown from None
    return thread_page(article, Order(order) if order in set(Order) else Order.NEWEST, number)


def guidelines_beside(article: Article) -> list[Group]:
    """The site's guidelines, to be read while writing."""
    return list(grouped(policies.in_force(article.site)[1], get_language() or "en"))


def in_language(request: HttpRequest, name: str, *args: str) -> str:
    """The address of a page, in the language that the reader chose for this one."""
    chosen = request.GET.get("lang")
    return reverse(name, args=args) + (f"?{urlencode({'lang': chosen})}" if chosen else "")
