"""The desk's pages."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from stet.accounts.roles import Right
from stet.comments import consultations, policies
from stet.comments.acts.pick import pick, unpick
from stet.comments.errors import Conflict, Refusal
from stet.comments.models import CaseKind, Comment, Verdict
from stet.desk import answers, rulings, waiting, words
from stet.desk.access import DeskView
from stet.desk.cards import Typed, card, cards_of, with_context
from stet.desk.history import history
from stet.desk.scope import Scope
from stet.desk.waiting import Wish
from stet.desk.words import OUTCOMES
from stet.moderation import holding
from stet.newsroom.verdict import Outcome

CARDS_A_PAGE = 20
DECISIONS_A_PAGE = 50
# No ledger is as long as this, and no position has as many digits: what is longer is none.
LAST_POSITION = 2**63 - 1
LONGEST_POSITION = 19
# No account has this id.
NOBODY = UUID(int=0)
RULED: Mapping[str, Promise] = {
    Outcome.APPROVE: gettext_lazy("Published: the comment by %(name)s."),
    Outcome.REJECT: gettext_lazy("Rejected: the comment by %(name)s."),
}
# While a ruling can be taken back it has not happened yet.
HELD: Mapping[str, Promise] = {
    Outcome.APPROVE: gettext_lazy("About to be published: the comment by %(name)s."),
    Outcome.REJECT: gettext_lazy("About to be rejected: the comment by %(name)s."),
}


class QueuePage(DeskView):
    """What waits for a person."""

    right = Right.READ

    def get(self, request: HttpRequest) -> HttpResponse:
        wish, tally = Wish.of(request.GET), waiting.tally(self.scope)
        page = Paginator(waiting.cases(self.scope, wish), CARDS_A_PAGE).get_page(request.GET.get("page"))
        context = {
            "page": page,
            "cards": cards_of(list(page), self.account),
            "here": request.get_full_path(),
            "problems": holding.problems_of(self.account),
            "is_one_judge_away": bool(settings.STET_SECOND_JUDGE and consultations.rests_until()),
        }
        return self.page(request, "desk/queue.html", context | filters(wish, tally, self.scope))


def filters(wish: Wish, tally: waiting.Tally, scope: Scope) -> dict[str, Any]:
    """What the form that filters the queue is made of (desk/filter.html)."""
    return {
        "wish": wish,
        "tally": tally,
        "waiting_by_kind": tally.by_kind,
        "kinds": [(kind, name, tally.by_kind[kind]) for kind, name in CaseKind.choices],
        "sites": scope.sites(),
        "languages": tally.languages,
        "sections": tally.sections,
        "guidelines": waiting.guidelines(scope, get_language() or "en"),
        "causes": words.CAUSES.items(),
        "wished_article": scope.articles().filter(pk__in=rulings.ids_in(wish.article)).first(),
        "wished_reader": scope.readers().filter(pk__in=rulings.ids_in(wish.reader)).first(),
    }


class CommentPage(DeskView):
    """One comment with its whole history, and the form to rule about it, for the first time or again."""

    right = Right.READ
    right_to_act = Right.RULE

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        return self.show(request, pk)

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        comment = self.scope.comment(pk)
        ruling = rulings.sent(request.POST, comment)
        hold = timedelta(seconds=settings.STET_UNDO_SECONDS)
        try:
            held = holding.hold(ruling, comment, self.account, timezone.now(), hold)
        except Refusal as refusal:
            if answers.wants_json(request):
                return answers.refused(refusal)
            return self.show(request, pk, refusal, Typed(ruling.guidelines, ruling.explanation))
        told = str((HELD if held else RULED)[ruling.outcome])
        if answers.wants_json(request):
            by_kind = waiting.how_many(self.scope)
            return answers.answer(**answers.hold_of(held), told=told % named(comment), waiting=by_kind)
        messages.success(request, done(request, comment, told))
        return HttpResponseRedirect(next_page(request))

    def show(
        self, request: HttpRequest, pk: UUID, refusal: Refusal | None = None, typed: Typed | None = None
    ) -> HttpResponse:
        comment = self.scope.comment(pk, with_context(Comment.objects.all()))
        context = {
            "card": card(comment, self.account, typed),
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
    """What was decided lately, by whom, and by which guideline.

    Pages go by the ledger: `before` is the entry that the next page begins below. Counting a million decisions to
    number the pages would take longer than reading them.
    """

    right = Right.READ

    def get(self, request: HttpRequest) -> HttpResponse:
        by = request.GET.get("by", "")
        found = list(decisions(by, self.scope, request.GET.get("before", ""))[: DECISIONS_A_PAGE + 1])
        shown = found[:DECISIONS_A_PAGE]
        context = {
            "rows": [decision(verdict) for verdict in shown],
            "by": by,
            "next": shown[-1].entry_id if len(found) > len(shown) else None,
            "is_first": not request.GET.get("before"),
        }
        return self.page(request, "desk/decided.html", context)


def decisions(by: str, scope: Scope, before: str = "") -> QuerySet[Verdict]:
    """Approvals and rejections, newest first; `by` is "people", "machine" or anything else for both."""
    decided = Verdict.objects.exclude(outcome=Outcome.REFER.value).order_by("-entry_id")
    if scope.sites_of or scope.languages:
        # Asked of each decision from the newest on: to begin with all comments of a site would mean to sort them all.
        decided = decided.filter(Exists(scope.comments().filter(pk=OuterRef("comment_id"))))
    if by == "people":
        decided = decided.filter(moderator__isnull=False)
    if by == "machine":
        # Put so that no index of moderators answers it: nearly all are the machine's, and they would have to be sorted.
        decided = decided.alias(person=Coalesce("moderator_id", Value(NOBODY))).filter(person=NOBODY)
    # An end is always named: by it SQLite knows that the ledger's order is the cheapest way to these rows.
    is_position = before.isascii() and before.isdecimal() and len(before) < LONGEST_POSITION
    decided = decided.filter(entry__lt=int(before) if is_position else LAST_POSITION)
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
    told = what % named(comment)
    return format_html('{} <a href="{}">{}</a>', told, again, _("Look at it again"))


def named(comment: Comment) -> dict[str, str]:
    """The author's name for a sentence, kept from turning its order around."""
    return {"name": f"\u2068{comment.author_name}\u2069"}


def next_page(request: HttpRequest) -> str:
    """The page of the desk to go on with: the one that the moderator came from."""
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if own else reverse("desk:queue")
