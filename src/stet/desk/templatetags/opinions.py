"""Colleagues' opinions on a card, wherever it is shown."""

from typing import Any

from django import template
from django.utils.translation import get_language

from stet.comments import policies
from stet.comments.models import Comment
from stet.desk import words
from stet.moderation import reviews
from stet.moderation.models import Review

register = template.Library()


@register.inclusion_tag("desk/reviews/opinions.html", takes_context=True)
def opinions_on(context: template.Context, comment: Comment) -> dict[str, Any]:
    """What colleagues who were asked think of it. One query finds those on all the cards of the page."""
    request = context["request"]
    if not hasattr(request, "opinions_of_page"):
        shown = {card.comment.pk for card in context.get("cards") or ()} | {comment.pk}
        request.opinions_of_page = shown, reviews.opinions(shown)
    known, found = request.opinions_of_page
    if comment.pk not in known:
        found = reviews.opinions([comment.pk])
    return {"opinions": [_in_words(review) for review in found.get(comment.pk, ())]}


def _in_words(review: Review) -> dict[str, Any]:
    policy, language = policies.in_force(review.comment.site)[1], get_language() or "en"
    titles = [words.guideline(name, policy, language) for name in review.guidelines]
    return {"review": review, "guidelines": titles}
