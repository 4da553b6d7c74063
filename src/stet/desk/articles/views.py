"""The pages of articles."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from stet.accounts.roles import Right
from stet.comments.models import Article, Comment, State
from stet.desk.access import DeskView
from stet.desk.addresses import with_language
from stet.desk.articles import acts, lists
from stet.desk.articles.forms import ArticleForm, filled, paces

ARTICLES_A_PAGE = 25
THREADS_A_PAGE = 25


class ArticlesPage(DeskView):
    """Articles with most waiting, most commented lately, or the newest."""

    right = Right.READ

    def get(self, request: HttpRequest) -> HttpResponse:
        wish = lists.Wish.of(request.GET)
        page = Paginator(lists.articles(self.scope, wish), ARTICLES_A_PAGE).get_page(request.GET.get("page"))
        named = Article.objects.select_related("site").in_bulk(list(page))
        articles = [named[pk] for pk in page]
        numbers = lists.numbers(self.scope, articles)
        context = {
            "room": "articles",
            "page": page,
            "rows": [(article, numbers[article.pk]) for article in articles],
            "wish": wish,
            "sites": self.scope.sites(),
            "sections": lists.sections(self.scope),
        }
        return self.page(request, "desk/articles/articles.html", context)


class ArticlePage(DeskView):
    """One article: how its conversation goes, how it is moderated, its threads.

    It may be gone at its source, so that nothing but the publisher's own id of it is left: its comments are still here.
    """

    right = Right.READ
    right_to_act = Right.ARTICLES

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:  # noqa: ARG002 - Django's signature
        article = self.article(pk)
        return self.show(article, filled(article))

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        article, form = self.article(pk), ArticleForm(request.POST)
        if not form.is_valid():
            return self.show(article, form, 422)
        if acts.change(article, form.settings, self.account):
            messages.success(request, _("Changed. It holds for what is written from now on."))
        return HttpResponseRedirect(with_language(request, "desk:article", pk))

    def article(self, pk: UUID) -> Article:
        """The article of that id. Raises Http404."""
        return get_object_or_404(self.scope.articles().select_related("site"), pk=pk)

    def show(self, article: Article, form: ArticleForm, status: int = 200) -> HttpResponse:
        own = self.scope.comments().filter(article=article)
        counted = dict(own.order_by().values_list("state").annotate(times=Count("pk")))
        tops = own.filter(parent=None).order_by("-written_at", "-pk")
        page = Paginator(tops, THREADS_A_PAGE).get_page(self.request.GET.get("page"))
        below = answers(list(page))
        pace = form["seconds_between"].value()
        context: dict[str, Any] = {
            "room": "articles",
            "article": article,
            "form": form,
            "problem": next((errors[0] for errors in form.errors.values()), ""),
            "paces": paces(int(pace) if str(pace).isdecimal() and len(str(pace)) < 7 else 0),
            "pace": str(pace),
            "states": [(state.label, counted[state]) for state in State if counted.get(state)],
            "waits": self.scope.cases().filter(article=article, is_held=False).count(),
            "page": page,
            "threads": [(comment, *below.get(comment.pk, (0, 0))) for comment in page],
            "known_sections": [name for name, _path in article.site.sections],
        }
        return self.page(self.request, "desk/articles/article.html", context, status)


def answers(tops: Sequence[Comment]) -> Mapping[UUID, tuple[int, int]]:
    """How many answers each of these top comments has, and how many of them wait; in one query."""
    below = Comment.objects.filter(root__in=tops).order_by().values("root")
    counted = below.annotate(times=Count("pk"), waiting=Count("pk", filter=Q(state=State.PENDING)))
    return {row["root"]: (row["times"], row["waiting"]) for row in counted if row["root"]}
