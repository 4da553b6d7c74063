"""The search page, what was found as a file, and searches that are kept."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from stet.accounts.models import Account
from stet.accounts.roles import Right
from stet.comments.models import Comment, State, Verdict
from stet.comments.search_words import spans
from stet.desk import waiting
from stet.desk.access import DeskView
from stet.desk.addresses import with_language
from stet.desk.answers import answer, wants_json
from stet.desk.search import export, finding
from stet.desk.search.asked import Asked, is_id
from stet.desk.search.keeping import KeepForm, kept_views
from stet.desk.views import decision, next_page
from stet.moderation import journal
from stet.moderation.models import SavedView
from stet.newsroom.languages import LANGUAGES
from stet.newsroom.screening import Span

# How much of a comment a list shows, in code points, and how much of it before the first word that was looked for.
SHOWN, BEFORE = 280, 80


class SearchPage(DeskView):
    """What was looked for: comments, the readers who have these names, the articles that are called so."""

    right = Right.READ

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = Asked.of(request.GET)
        found = self.found(request, asked)
        comments = finding.comments_of(found, self.scope)
        readers, articles = finding.readers(asked, self.scope), finding.articles(asked, self.scope)
        if wants_json(request):
            return answer(
                comments=[_in_short(request, comment) for comment in comments[: finding.FEW]],
                readers=[{"name": one.name, "address": _address(request, "reader", one.pk)} for one in readers],
                articles=[{"title": str(one), "address": _address(request, "article", one.pk)} for one in articles],
            )
        context = {
            "room": "search",
            "asked": asked,
            "found": found,
            "rows": _rows(comments, asked),
            "readers": readers,
            "articles": articles,
            "states": State.choices,
            "sites": self.scope.sites(),
            "article": self.scope.articles().filter(pk=asked.article).first() if asked.article else None,
            "sections": _sections(self),
            "languages": _languages(self),
            "guidelines": waiting.guidelines(self.scope, get_language() or "en"),
            "deciders": Account.objects.exclude(role="").order_by("email"),
            "views": kept_views(self.account, "search"),
            "queue_views": kept_views(self.account, "queue"),
            "keeping": KeepForm(),
            "most_exported": export.MOST_ROWS,
            "here": request.get_full_path(),
        }
        return self.page(request, "desk/search/search.html", context)

    def found(self, request: HttpRequest, asked: Asked) -> finding.Found:
        """Nothing before anything is asked for."""
        if not asked.is_any:
            return finding.Found((), None)
        before = request.GET.get("before", "")
        if asked.by_relevance:
            return finding.most_relevant(asked, self.scope)
        return finding.find(asked, self.scope, UUID(before) if is_id(before) else None)


class ExportFile(DeskView):
    """What a search finds as a file: "csv" or "jsonl"."""

    right = Right.EXPORT

    def get(self, request: HttpRequest, form: str) -> HttpResponseBase:
        if form not in export.FORMS:
            raise Http404
        asked = Asked.of(request.GET)
        # What was looked for may be a reader's name: the journal keeps what it was narrowed to, and not the words.
        narrowed = {name: getattr(asked, name) for name in asked.__slots__ if name != "q" and getattr(asked, name)}
        site = self.scope.sites().filter(slug=asked.site).first()
        journal.note(self.account, "comments_exported", site, form=form, has_words=bool(asked.q), narrowed=narrowed)
        rows = export.FORMS[form](export.records(asked, self.scope))
        response = StreamingHttpResponse(rows, content_type=export.TYPES[form])
        name = f"comments-{timezone.now():%Y-%m-%d}.{form}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["Cache-Control"] = "no-store"
        return response


class KeepView(DeskView):
    """Where a search, or a way to see the queue, is kept under a name."""

    right = Right.READ
    right_to_act = Right.ENTER

    def get(self, request: HttpRequest) -> HttpResponse:
        """A reload after a refusal comes here; what is kept is on the search page."""
        return HttpResponseRedirect(with_language(request, "desk:search"))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = KeepForm(request.POST)
        if form.is_valid():
            form.keep(self.account)
            messages.success(request, _("Kept."))
            return HttpResponseRedirect(next_page(request))
        context = {"room": "search", "form": form, "here": next_page(request)}
        return self.page(request, "desk/search/keep.html", context, status=422)


class ForgetView(DeskView):
    """Where a kept search is forgotten by whoever kept it."""

    right = Right.READ
    right_to_act = Right.ENTER

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:  # noqa: ARG002 - Django's signature
        return HttpResponseRedirect(with_language(request, "desk:search"))

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        own = self._own()
        get_object_or_404(own, pk=pk).delete()
        messages.success(request, _("Not kept any more."))
        return HttpResponseRedirect(next_page(request))

    def _own(self) -> QuerySet[SavedView]:
        return SavedView.objects.filter(owner=self.account)


def _rows(comments: list[Comment], asked: Asked) -> list[dict[str, Any]]:
    """Each comment with its excerpt, the words in it that were looked for, and who decided about it last."""
    decided = Verdict.objects.filter(pk__in=[getattr(comment, "decision", None) for comment in comments])
    kept = {one.comment_id: one for one in decided.select_related("comment__site", "policy", "moderator")}
    return [_row(comment, asked, kept.get(comment.pk)) for comment in comments]


def _row(comment: Comment, asked: Asked, verdict: Verdict | None) -> dict[str, Any]:
    told = decision(verdict) if verdict else {}
    marks = sorted(spans(comment.body or "", asked.terms)) if asked.where != "author" else []
    text, own = _excerpt(comment.body or "", marks)
    return {
        "comment": comment,
        "text": text,
        "marks": own,
        "name_marks": sorted(spans(comment.author_name or "", asked.terms)) if asked.where != "text" else [],
        "who": told.get("who", ""),
        "guidelines": told.get("guidelines", []) if comment.state == State.REJECTED else [],
        "decided_at": verdict.decided_at if verdict else None,
    }


def _excerpt(body: str, marks: list[tuple[int, int]]) -> tuple[str, list[Span]]:
    """What of a text a list shows, from shortly before the first mark on, and the marks that are in it."""
    begin = max(0, marks[0][0] - BEFORE) if marks else 0
    # From the beginning of a word on, where one is near.
    begin = body.rfind(" ", max(0, begin - 20), begin) + 1 if begin else 0
    end = begin + SHOWN
    before, after = "… " if begin else "", " …" if end < len(body) else ""
    shift = len(before) - begin
    own = [(start + shift, stop + shift) for start, stop in marks if begin <= start and stop <= end]
    return f"{before}{body[begin:end]}{after}", own


def _in_short(request: HttpRequest, comment: Comment) -> dict[str, str]:
    return {
        "text": " ".join((comment.body or "").split())[:SHOWN],
        "name": comment.author_name or "",
        "address": _address(request, "comment", comment.pk),
    }


def _address(request: HttpRequest, name: str, pk: UUID) -> str:
    return with_language(request, f"desk:{name}", pk)


def _sections(view: DeskView) -> list[str]:
    """The sections that the sites in sight have."""
    named = (name for site in view.scope.sites() for name, _path in site.sections)
    return sorted(set(named))


def _languages(view: DeskView) -> list[str]:
    """The languages that a text may be found to be in and the account is for."""
    own = view.scope.languages or LANGUAGES
    return [*own, "und"]
