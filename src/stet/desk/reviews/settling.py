"""Where two came to different decisions: both sides, and the form to settle it."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from stet.accounts.roles import Right
from stet.comments import policies
from stet.comments.errors import Refusal
from stet.comments.models import Comment, Explanation, State
from stet.desk import words
from stet.desk.cards import Choice
from stet.desk.reviews.blind import choices
from stet.desk.reviews.views import ReviewsView
from stet.desk.rulings import sent
from stet.desk.surroundings import Surroundings, surroundings
from stet.desk.views import RULED, named
from stet.moderation import settling
from stet.moderation.models import Review
from stet.moderation.rulings import Ruling, how_much
from stet.moderation.settling import OwnDisagreement, SettledAlready
from stet.newsroom.verdict import Outcome

# Whoever settles reads both sides of each: nobody reads more than this in one go.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two decisions: `what` in words, for which guidelines, by whom, and what they wrote about it."""

    what: str
    guidelines: tuple[str, ...]
    who: str
    remark: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Both sides, without people's names, and the form; `is_over` where the reviewer's outcome holds by now."""

    review: Review
    thread: tuple[Comment, ...]
    first: Side
    second: Side
    choices: tuple[Choice, ...]
    explanation: str
    seen: int
    is_over: bool

    @property
    def comment(self) -> Comment:
        return self.review.comment

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.first, self.second


class _SettlingView(ReviewsView):
    """What the list and its forms share."""

    right = Right.SETTLE

    def list(
        self,
        request: HttpRequest,
        refused: Review | None = None,
        refusal: Refusal | None = None,
        ruling: Ruling | None = None,
    ) -> HttpResponse:
        """What is to be settled, the longest waiting first; after a refusal with what was chosen and written.

        It holds nothing that the account is a side of, where somebody else can settle it.
        """
        whole = self.reviews.select_related("verdict__policy", "verdict__explanation")
        found = list(settling.to_settle(whole, self.account)[:SHOWN])
        about = surroundings([review.comment for review in found])
        context = {
            "rows": [_disagreement(one, about, ruling if one == refused else None) for one in found],
            "shown": SHOWN,
            "refused": refused,
            "refusal": refusal,
        }
        return self.show(request, "desk/reviews/disagreements.html", context, refusal.status if refusal else 200)


class DisagreementsPage(_SettlingView):
    """What is to be settled."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.list(request)


class SettleAct(_SettlingView):
    """Where one of them is settled: the comment stays as it is (`stand`), or is decided about anew."""

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:  # noqa: ARG002 - Django's signature
        return self.on("desk:disagreements")

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        review = get_object_or_404(self.reviews, pk=pk)
        ruling = None if "stand" in request.POST else sent(request.POST, review.comment)
        try:
            told = self._settle(review, ruling)
        except (SettledAlready, OwnDisagreement) as refusal:
            messages.error(request, str(refusal))
        except Refusal as refusal:
            return self.list(request, review, refusal, ruling)
        else:
            messages.success(request, told % named(review.comment))
        return self.on("desk:disagreements")

    def _settle(self, review: Review, ruling: Ruling | None) -> str:
        """Settle it; what to tell whoever did, with "%(name)s"."""
        if ruling is None:
            settling.let_stand(review, self.account)
            return _("Settled. It stays as it is: the comment by %(name)s.")
        settling.overrule(review, self.account, ruling)
        return str(RULED[ruling.outcome])


def _disagreement(review: Review, about: Surroundings, typed: Ruling | None) -> Disagreement:
    if review.verdict is None:
        raise ValueError("Nobody disagrees with a decision that there is not.")
    comment, verdict = review.comment, review.verdict
    would_be = State.APPROVED if review.outcome == Outcome.APPROVE.value else State.REJECTED
    policy, language = policies.read(verdict.policy), get_language() or "en"
    told: Explanation | None = getattr(verdict, "explanation", None)
    return Disagreement(
        review=review,
        thread=about.ancestors[comment.pk],
        first=Side(
            what=str(words.OUTCOMES[verdict.outcome]),
            guidelines=tuple(words.guideline(name, policy, language) for name in verdict.guidelines),
            who=_("A moderator") if verdict.moderator_id else words.decided_by(verdict),
            remark=told.text or "" if told else "",
        ),
        second=Side(
            what=str(words.OUTCOMES[review.outcome]),
            guidelines=_titles(review, language),
            who=_("A reviewer, who did not know this"),
            remark=review.remark,
        ),
        choices=choices(comment, typed.guidelines if typed else review.guidelines),
        explanation=typed.explanation if typed else "",
        seen=how_much(comment),
        is_over=comment.state == would_be,
    )


def _titles(review: Review, language: str) -> tuple[str, ...]:
    policy = policies.in_force(review.comment.site)[1]
    return tuple(words.guideline(name, policy, language) for name in review.guidelines)
