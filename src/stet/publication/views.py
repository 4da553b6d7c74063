"""The public's pages. None of them needs a script, and every refusal says what to do next."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from stet.comments import policies, sanctions, sessions
from stet.comments.acts.receive import receive
from stet.comments.automation import check_form
from stet.comments.errors import Refusal, TokenInvalid
from stet.comments.models import Article
from stet.comments.pages import ReaderPage, SeeOther, with_retry
from stet.comments.rates import address_key, check_rate
from stet.comments.receipts import receipt_of
from stet.comments.sites import find_article, find_site
from stet.comments.submission import judge_now
from stet.comments.ways import ways_of
from stet.newsroom.published import Group, grouped
from stet.publication.forms import CommentForm, check_encoding
from stet.publication.reading import published_comment, reading_context


class ThreadPage(ReaderPage):
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
        reader = sessions.kept(request, article.site)
        if reader is None:
            if not article.site.guests_may_comment:
                raise TokenInvalid
            check_form(request, article.site, form.trap, form.opened)
        if reader:
            # What stood above the form was read; what did not is told now.
            sanctions.see(article.site, reader.key, form.read)
            sanctions.tell_warning(article.site, reader.key)
        comment, is_new = receive(article, form.draft(get_language() or "en", reader, address_key(request)))
        if is_new:
            judge_now(comment)
        return SeeOther(in_language(request, "publication:receipt", receipt_of(comment)))

    def show(
        self, request: HttpRequest, article: Article, form: CommentForm, refusal: Refusal | None = None
    ) -> HttpResponse:
        reader = sessions.kept(request, article.site)
        context = reading_context(request, article) | {
            "article": article,
            "site": article.site,
            "form": form,
            "reader": reader,
            "measures": sanctions.shown_to(article.site, reader.key) if reader else [],
            "sign_in": sign_in_address(request, article),
            "answered": published_comment(article, form.parent),
            "refusal": refusal,
            "wrong_field": (refusal.field or "").rpartition(".")[2] if refusal else "",
            "groups": guidelines_beside(article),
        }
        status = refusal.status if refusal else 200
        return render(request, "publication/thread.html", context, status=status)


class GuidelinesPage(ReaderPage):
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


def guidelines_beside(article: Article) -> list[Group]:
    """The site's guidelines, to be read while writing."""
    return list(grouped(policies.in_force(article.site)[1], get_language() or "en"))


def sign_in_address(request: HttpRequest, article: Article) -> str | None:
    """Where the thread page's readers sign in, to come back to it; None where the site has no ways of ours."""
    if not ways_of(article.site).are_ours:
        return None
    back = in_language(request, "publication:thread", article.site.slug, article.external_id)
    asked = {"return": back} | ({"lang": request.GET["lang"]} if request.GET.get("lang") else {})
    return f"{reverse('readers:sign-in', args=[article.site.slug])}?{urlencode(asked)}"


def in_language(request: HttpRequest, name: str, *args: str) -> str:
    """The address of a page, in the language that the reader chose for this one."""
    chosen = request.GET.get("lang")
    return reverse(name, args=args) + (f"?{urlencode({'lang': chosen})}" if chosen else "")
