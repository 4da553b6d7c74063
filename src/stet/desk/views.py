"""The desk's pages."""

from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from stet.accounts.models import Account
from stet.comments import consultations, policies
from stet.comments.errors import Conflict, Refusal
from stet.comments.models import Comment, Site, Verdict
from stet.desk import waiting, words
from stet.desk.access import DeskView
from stet.desk.cards import card, with_context
from stet.desk.history import decided_by, history
from stet.desk.rulings import Ruling, give
from stet.desk.waiting import Wish
from stet.desk.words import OUTCOMES
from stet.newsroom.verdict import Outcome

CARDS_A_PAGE = 20
DECISIONS_A_PAGE = 50


class QueuePage(DeskView):
    """What waits for a person."""

    def get(self, request: HttpRequest) -> HttpResponse:
        wish = Wish.of(request.GET)
        page = Paginator(with_context(waiting.queue(wish)), CARDS_A_PAGE).get_page(request.GET.get("page"))
        context = {
            "page": page,
            "cards": [card(comment) for comment in page],
            "wish": wish,
            "sites": Site.objects.order_by("name"),
            "languages": waiting.languages(),
            "guidelines": waiting.guidelines(get_language() or "en"),
            "here": request.get_full_path(),
            "is_one_judge_away": bool(settings.STET_SECOND_JUDGE and consultations.rests_until()),
        }
        return self.page(request, "desk/queue.html", context)


class CommentPage(DeskView):
    """One comment with its whole history, and the form to rule about it, for the first time or again."""

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        return self.show(request, pk)

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        comment = get_object_or_404(Comment, pk=pk)
        ruling = Ruling.sent(request.POST)
        try:
            give(ruling, comment, cast(Account, request.user))
        except Refusal as refusal:
            return self.show(request, pk, refusal, ruling.guidelines)
        messages.success(request, done(request, comment, ruling.outcome))
        return HttpResponseRedirect(next_page(request))

    def show(
        self, request: HttpRequest, pk: UUID, refusal: Refusal | None = None, ticked: tuple[str, ...] = ()
    ) -> HttpResponse:
        comment = get_object_or_404(with_context(Comment.objects.all()), pk=pk)
        context = {
            "card": card(comment, ticked),
            "history": history(comment),
            "refusal": refusal,
            "here": next_page(request),
        }
        status = 200 if refusal is None else 409 if isinstance(refusal, Conflict) else 422
        return self.page(request, "desk/comment.html", context, status)


class DecidedPage(DeskView):
    """What was decided lately, by whom, and by which guideline."""

    def get(self, request: HttpRequest) -> HttpResponse:
        by = request.GET.get("by", "")
        page = Paginator(decisions(by), DECISIONS_A_PAGE).get_page(request.GET.get("page"))
        rows = [decision(verdict) for verdict in page]
        return self.page(request, "desk/decided.html", {"page": page, "rows": rows, "by": by})


def decisions(by: str) -> QuerySet[Verdict]:
    """Approvals and rejections, newest first; `by` is "people", "machine" or anything else for both."""
    decided = Verdict.objects.exclude(outcome=Outcome.REFER.value).order_by("-entry_id")
    if by in {"people", "machine"}:
        decided = decided.filter(moderator__isnull=by == "machine")
    return decided.select_related("comment__article", "comment__site", "policy", "moderator")


def decision(verdict: Verdict) -> dict[str, Any]:
    """One row of the list: the verdict, and what of it has to be said in words."""
    policy, language = policies.read(verdict.policy), get_language() or "en"
    return {
        "verdict": verdict,
        "what": OUTCOMES[verdict.outcome],
        "who": decided_by(verdict),
        "guidelines": [words.guideline(name, policy, language) for name in verdict.guidelines],
    }


def done(request: HttpRequest, comment: Comment, outcome: Outcome) -> str:
    """What to tell the moderator who has just ruled, with the way back in case it was a slip."""
    chosen = request.GET.get("lang")
    again = reverse("desk:comment", args=[comment.pk]) + (f"?{urlencode({'lang': chosen})}" if chosen else "")
    by = {"name": f"\u2068{comment.author_name}\u2069"}
    approved = outcome is Outcome.APPROVE
    told = _("Published: the comment by %(name)s.") % by if approved else _("Rejected: the comment by %(name)s.") % by
    return format_html('{} <a href="{}">{}</a>', told, again, _("Look at it again"))


def next_page(request: HttpRequest) -> str:
    """The page of the desk to go on with: the one that the moderator came from."""
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if own else reverse("desk:queue")
