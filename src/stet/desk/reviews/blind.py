"""A comment as somebody sees it who must not know what others made of it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import get_language

from stet.comments import policies
from stet.comments.models import Article, Comment
from stet.desk import words
from stet.desk.cards import Choice
from stet.desk.scope import UNKNOWN, Scope
from stet.desk.surroundings import surroundings
from stet.moderation.models import Review
from stet.newsroom.verdict import Outcome


@dataclass(frozen=True, slots=True)
class BlindCard:
    """The comment, what it answers (the top of the thread first), and the guidelines to judge it by.

    No state, no score, no finding, no earlier decision, and of colleagues only what one wrote when they asked.
    """

    review: Review
    thread: tuple[Comment, ...]
    choices: tuple[Choice, ...]
    remark: str

    @property
    def comment(self) -> Comment:
        return self.review.comment

    @property
    def article(self) -> Article:
        return self.comment.article


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a reviewer chose and wrote."""

    outcome: Outcome
    guidelines: tuple[str, ...]
    remark: str

    @classmethod
    def sent(cls, data: QueryDict) -> "Opinion":
        """The opinion in a form. Raises BadRequest for one that no page of ours sends."""
        try:
            outcome = Outcome(data.get("outcome", ""))
        except ValueError as error:
            raise BadRequest(f"This is no opinion: {error}") from error
        if outcome is Outcome.REFER:
            raise BadRequest("A reviewer approves or rejects.")
        return cls(outcome, tuple(data.getlist("guideline")), data.get("remark", ""))


def reviews_in(scope: Scope) -> QuerySet[Review]:
    """All second looks at comments that the account is for."""
    found = Review.objects.select_related("comment__site", "comment__article", "comment__reader", "verdict")
    if scope.sites_of:
        found = found.filter(comment__site__in=scope.sites())
    return found.filter(comment__language__in=(*scope.languages, UNKNOWN)) if scope.languages else found


def blind_card(review: Review, typed: Opinion | None = None) -> BlindCard:
    """The card of a review that `reviews_in` fetched, with what was chosen and written already."""
    ticked = typed.guidelines if typed else ()
    thread = surroundings([review.comment]).ancestors[review.comment_id]
    return BlindCard(review, thread, choices(review.comment, ticked), typed.remark if typed else "")


def choices(comment: Comment, ticked: Collection[str]) -> tuple[Choice, ...]:
    """The guidelines of the comment's site."""
    policy, language = policies.in_force(comment.site)[1], get_language() or "en"
    return tuple(
        Choice(one.id, words.guideline(one.id, policy, language), one.id in ticked, number)
        for number, one in enumerate(policy.guidelines, start=1)
    )
