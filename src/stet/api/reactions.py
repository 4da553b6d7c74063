"""Saying that a comment was worth reading, and taking it back."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from ninja import HeaderEx, P, Path, Router

from stet.api.failures import FAILURES, Failure
from stet.api.schemas import ReactionIn, ReactionOut
from stet.api.tokens import read_authorization
from stet.comments.acts.react import Reacting, react, unreact
from stet.comments.errors import CommentUnknown, DeviceMissing
from stet.comments.models import Comment, Site
from stet.comments.rates import check_rate
from stet.comments.sites import check_origin

router = Router(tags=["comments"])


@router.post("comments/{comment}/reaction", response={200: ReactionOut, FAILURES: Failure}, operation_id="react")
def post_reaction(
    request: HttpRequest,
    comment: Path[UUID],
    said: ReactionIn,
    authorization: HeaderEx[str | None, P(alias="Authorization")] = None,
) -> ReactionOut:
    """Find a published comment worth reading. A reader, or without a token a device, is counted once."""
    found, who = _asked(request, comment, said, authorization)
    return ReactionOut(reactions=react(found, who), mine=True)


@router.delete("comments/{comment}/reaction", response={200: ReactionOut, FAILURES: Failure}, operation_id="unreact")
def delete_reaction(
    request: HttpRequest,
    comment: Path[UUID],
    said: ReactionIn,
    authorization: HeaderEx[str | None, P(alias="Authorization")] = None,
) -> ReactionOut:
    """Take a reaction back; where there was none, nothing changes."""
    found, who = _asked(request, comment, said, authorization)
    return ReactionOut(reactions=unreact(found, who), mine=False)


def _asked(request: HttpRequest, pk: UUID, said: ReactionIn, authorization: str | None) -> tuple[Comment, Reacting]:
    check_rate(request, "react", settings.STET_RATE_ACT)
    comment = Comment.objects.select_related("site").filter(pk=pk).first()
    if comment is None:
        raise CommentUnknown
    check_origin(comment.site, request.headers.get("Origin"), own=f"{request.scheme}://{request.get_host()}")
    return comment, _who(comment.site, said, authorization)


def _who(site: Site, said: ReactionIn, authorization: str | None) -> Reacting:
    if authorization:
        return Reacting(reader_key=read_authorization(site, authorization).key, device=None)
    if said.device is None:
        raise DeviceMissing
    return Reacting(reader_key=None, device=said.device)
