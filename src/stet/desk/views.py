"""The desk's pages."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from stet.accounts.roles import Right
from stet.comments import consultations, policies
from stet.comments.acts.pick import pick, unpick
from stet.comments.errors import Conflict, Refusal
from stet.comments.models import Comment, Verdict
from stet.desk import waiting, words
from stet.desk.access import DeskView
from stet.desk.cards import card, with_context
from stet.desk.history import history
from stet.desk.rulings import Ruling, give
from stet.desk.scope import Scope
from stet.desk.waiting import Kind, Wish
from stet.desk.words import OUTCOMES
from stet.newsroom.verdict import Outcome

CARDS_A_PAGE = 20
KINDS: Mapping[str, Promise] = {
    Kind.NEW: gettext_lazy("New comments"),
    Kind.APPEAL: gettext_lazy("Appeals"),
    Kind.REPORT: gettext_lazy("Reported comments"),
}
DECISIONS_A_PAGE = 50
RULED: Mapping[str, Promise] = {
    Outcome.APPROVE: gettext_lazy("Published: the comment by %(name)s."),
    Outcome.REJECT: gettext_lazy("Rejected: the comment by %(name)s."),
}


class QueuePage(DeskView):
    """What waits for a person."""

    right = Right.READ

    def get(self, request: HttpRequest) -> HttpResponse:
        wish, numbers = Wish.of(request.GET), waiting.how_many(self.scope)
        page = Paginator(with_context(waiting.queue(self.scope, wish)), CARDS_A_PAGE).get_page(request.GET.get("page"))
        context = {
            "page": page,
            "cards": [card(comment, self.account) for comment in page],
            "wish": wish,
            "waiting_by_kind": numbers,
            "kinds": [(kind, name, numbers[kind]) for kind, name in KINDS.items()],
            "sites": self.scope.sites(),
            "languages": waiting.languages(self.scope),
            "guidelines": waiting.guidelines(self.scope, get_language() or "en"),
            "here": request.get_full_path(),
            "is_one_judge_away": bool(settings.STET_SECOND_JUDGE and consultations.rests_until()),
        }
        return self.page(request, "desk/queue.html", context)


class CommentPage(DeskView):
    """One comment with its whole history, and the form to rule about it, for the first time or again."""

    right = Right.READ
    right_to_act = Right.RULE

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        return self.show(request, pk)

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        comment = self.scope.comment(pk)
        ruling = Ruling.sent(request.POST)
        try:
            give(ruling, comment, self.account)
        except Refusal as refusal:
            return self.show(request, pk, refusal, ruling.guidelines)
        messages.success(request, done(request, comment, str(RULED[ruling.outcome])))
        return HttpResponseRedirect(next_page(request))

    def show(
        self, request: HttpRequest, pk: UUID, refusal: Refusal | None = None, ticked: tuple[str, ...] = ()
    ) -> HttpResponse:
        comment = self.scope.comment(pk, with_context(Comment.objects.all()))
        context = {
            "card": card(comment, self.account, ticked),
            "history": history(comment),
            "is_picked": comment.picked_at is not None,
            "refusal": refusal,
            "here": next_page(request),
        }
        status = 200 if refusal is None else 409 if isinstance(refusal, Conflict) else 422
        return self.page(request, "desk/comment.html", context, status)


class PickPage(DeskView):
    """Where the button sends a moderator who makes a published comment stand out, or no longer."""

    right = Right.READ
    right_to_act = Right.RULE

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """A reload after a refusal comes here; there is nothing to see but the comment."""
        return HttpResponseRedirect(reverse("desk:comment", args=[pk]))

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        comment, moderator = self.scope.comment(pk), self.account
        try:
            if request.POST.get("pick") == "no":
                unpick(comment, moderator)
                told = _("No editors’ pick any more: the comment by %(name)s.")
            else:
                pick(comment, moderator)
                told = _("An editors’ pick now: the comment by %(name)s.")
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done(request, comment, told))
        return HttpResponseRedirect(next_page(request))


class DecidedPage(DeskView):
    """What was decided lately, by whom, and by which guideline."""

    right = Right.READ

    def get(self, request: HttpRequest) -> HttpResponse:
        by = request.GET.get("by", "")
        page = Paginator(decisions(by, self.scope), DECISIONS_A_PAGE).get_page(request.GET.get("page"))
        rows = [decision(verdict) for verdict in page]
        return self.page(request, "desk/decided.html", {"page": page, "rows": rows, "by": by})


def decisions(by: str, scope: Scope) -> QuerySet[Verdict]:
    """Approvals and rejections, newest first; `by` is "people", "machine" or anything else for both."""
    decided = Verdict.objects.exclude(outcome=Outcome.REFER.value).order_by("-entry_id")
    if scope.sites_of or scope.languages:
        decided = decided.filter(comment__in=scope.comments())
    if by in {"people", "machine"}:
        decided = decided.filter(moderator__isnull=by == "machine")
    return decided.select_related("comment__article", "comment__site", "policy", "moderator")


def decision(verdict: Verdict) -> dict[str, Any]:
    """One row of the list: the verdict, and what of it has to be said in words."""
    policy, language = policies.read(verdict.policy), get_language() or "en"
    return {
        "verdict": verdict,
        "what": OUTCOMES[verdict.outcome],
        "who": words.decided_by(verdict),
        "guidelines": [words.guideline(name, policy, language) for name in verdict.guidelines],
    }


def done(request: HttpRequest, comment: Comment, what: str) -> str:
    """What to tell the moderator who has just done `what` (with "%(name)s"), and the way back in case it was a slip."""
    chosen = request.GET.get("lang")
    again = reverse("desk:comment", args=[comment.pk]) + (f"?{urlencode({'lang': chosen})}" if chosen else "")
    told = what % {"name": f"\u2068{comment.author_name}\u2069"}
    return format_html('{} <a href="{}">{}</a>', told, again, _("Look at it again"))


def next_page(request: HttpRequest) -> str:
    """The page of the desk to go on with: the one that the moderator came from."""
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if own else reverse("desk:queue")
