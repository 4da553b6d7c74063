"""Asking for a second opinion, and giving one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from stet.accounts.roles import Right
from stet.comments import policies
from stet.comments.errors import Refusal
from stet.desk import words
from stet.desk.access import DeskView
from stet.desk.addresses import with_language
from stet.desk.reviews.blind import Opinion, blind_card, reviews_in
from stet.desk.views import named
from stet.desk.working import Act
from stet.moderation import reviews, settling, wellbeing
from stet.moderation.models import Review
from stet.moderation.reviews import NotYours


class ReviewsView(DeskView):
    """What the pages of this room share: the reviews of the account's scope, and the ways between the pages."""

    right = Right.RULE

    @property
    def reviews(self) -> QuerySet[Review]:
        return reviews_in(self.scope)

    def show(self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        ways: dict[str, Any] = {
            "room": "reviews",
            "here": request.get_full_path(),
            "to_make": reviews.to_make(self.reviews, self.account).count(),
            "asked": reviews.asked_by(self.reviews, self.account).count(),
        }
        if self.account.may(Right.SETTLE):
            ways["disagreeing"] = settling.to_settle(self.reviews, self.account).count()
        return self.page(request, template, ways | context, status)

    def card(
        self, request: HttpRequest, review: Review | None, typed: Opinion | None = None, refusal: Refusal | None = None
    ) -> HttpResponse:
        context = {
            "card": blind_card(review, typed) if review else None,
            "load": wellbeing.load(self.account, timezone.now()),
            "refusal": refusal,
        }
        return self.show(request, "desk/reviews/reviews.html", context, refusal.status if refusal else 200)

    def on(self, name: str, **query: str) -> HttpResponse:
        """On to another page of the desk, in the language of this one."""
        return HttpResponseRedirect(with_language(self.request, name, **query))


class ReviewsPage(ReviewsView):
    """The next comment to look at blindly, from now on claimed for whoever sees it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        after = _id(request.GET.get("after", ""))
        return self.card(request, reviews.claim_next(self.reviews, self.account, timezone.now(), after))


class ReviewPage(ReviewsView):
    """Where an opinion is sent."""

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:  # noqa: ARG002 - Django's signature
        return self.on("desk:reviews")

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        review = get_object_or_404(self.reviews, pk=pk)
        opinion = Opinion.sent(request.POST)
        try:
            reviews.give(review, self.account, opinion.outcome, opinion.guidelines, opinion.remark)
        except NotYours as refusal:
            messages.error(request, str(refusal))
        except Refusal as refusal:
            return self.card(request, review, opinion, refusal)
        else:
            messages.success(request, _("Thank you. Your opinion is kept; the decision is not changed by it."))
        return self.on("desk:reviews")


class PassOn(ReviewsView):
    """Where a reviewer leaves a comment to somebody else."""

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:  # noqa: ARG002 - Django's signature
        return self.on("desk:reviews")

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:  # noqa: ARG002 - Django's signature
        review = get_object_or_404(self.reviews, pk=pk)
        reviews.pass_on(review, self.account)
        return self.on("desk:reviews", after=str(review.pk))


class AskedPage(ReviewsView):
    """What colleagues answered, or will, about comments that one asked about."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = [_answer(review) for review in reviews.asked_by(self.reviews, self.account)]
        return self.show(request, "desk/reviews/asked.html", {"rows": rows})


class SecondAct(Act):
    """Where the button leads that asks a colleague for an opinion."""

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        comment = self.scope.comment(pk)
        try:
            reviews.ask(comment, self.account, request.POST.get("note", ""))
        except Refusal as refusal:
            return self.refused(request, refusal)
        return self.said(request, _("A colleague is asked: about the comment by %(name)s.") % named(comment))


def _answer(review: Review) -> dict[str, Any]:
    """An opinion that was asked for, with what of it has to be said in words."""
    policy, language = policies.in_force(review.comment.site)[1], get_language() or "en"
    return {
        "review": review,
        "what": words.OUTCOMES.get(review.outcome, ""),
        "guidelines": [words.guideline(name, policy, language) for name in review.guidelines],
    }


def _id(text: str) -> UUID | None:
    """An id as somebody typed it into an address: what is none is nothing."""
    try:
        return UUID(text)
    except ValueError:
        return None
