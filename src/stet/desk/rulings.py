"""A moderator's ruling as a form sends it."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import QueryDict

from stet.comments.models import Comment
from stet.moderation import reasons
from stet.moderation.rulings import Ruling
from stet.newsroom.verdict import Outcome

# As many as fit on two pages of the queue: nobody chooses more by eye.
SEVERAL_AT_MOST = 50


def sent(data: QueryDict, comment: Comment) -> Ruling:
    """The ruling in a form about one comment. Raises BadRequest for one that no page of ours sends."""
    return _ruling(data, comment, data.get("seen"))


def several_sent(data: QueryDict, comments: Sequence[Comment]) -> list[Ruling]:
    """The same ruling about each of the comments that were chosen, with how much was seen of it. Raises BadRequest."""
    return [_ruling(data, comment, data.get(f"seen-{comment.pk}")) for comment in comments]


def _ruling(data: QueryDict, comment: Comment, seen: str | None) -> Ruling:
    outcome, guidelines = _outcome(data), tuple(data.getlist("guideline"))
    explanation = data.get("explanation", "")
    if outcome is Outcome.REJECT and not explanation.strip():
        explanation = _ready_reason(data.get("template", ""), comment, guidelines)
    return Ruling(outcome, guidelines, _number(seen), explanation if outcome is Outcome.REJECT else "")


def _ready_reason(template: str, comment: Comment, guidelines: Sequence[str]) -> str:
    """What the template (its id) says to the comment's author about breaking these guidelines; nothing of none."""
    if not template:
        return ""
    proposed = reasons.proposals(comment, guidelines, comment.reading_language)
    return next((one.text for one in proposed if one.id == template), "")


def chosen(data: QueryDict) -> Sequence[UUID]:
    """The comments (ids) that were chosen, each once. Raises BadRequest for what is none, and for too many."""
    try:
        named = list(dict.fromkeys(UUID(text) for text in data.getlist("comment")))
    except ValueError as error:
        raise BadRequest(f"This is no id: {error}") from error
    if len(named) > SEVERAL_AT_MOST:
        raise BadRequest(f"At most {SEVERAL_AT_MOST} comments are decided about at once.")
    return named


def ids_in(text: str) -> list[UUID]:
    """The id that somebody typed into an address; nothing where it is none."""
    try:
        return [UUID(text)]
    except ValueError:
        return []


def _outcome(data: QueryDict) -> Outcome:
    try:
        outcome = Outcome(data.get("outcome", ""))
    except ValueError as error:
        raise BadRequest(f"This is no ruling: {error}") from error
    if outcome is Outcome.REFER:
        raise BadRequest("A moderator approves or rejects.")
    return outcome


def _number(text: str | None) -> int:
    if text is None or not text.isascii() or not text.isdecimal():
        raise BadRequest("This is no ruling: nothing says how much was seen of the comment.")
    return int(text)
