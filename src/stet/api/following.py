"""Letters about a comment: asking for them by its receipt, and ending them."""

from django.conf import settings
from django.http import HttpRequest
from ninja import Path, Router, Status

from stet.api.failures import FAILURES, Failure
from stet.api.schemas import FollowedOut, FollowIn, FollowOut
from stet.comments.rates import check_rate
from stet.comments.receipts import comment_of
from stet.letters.asking import check_asking
from stet.letters.following import Follow, follow, state_of, unfollow
from stet.newsroom.languages import reading_language

router = Router(tags=["receipts"])


@router.get("receipts/{receipt}/follow", response={200: FollowedOut, FAILURES: Failure}, operation_id="read_following")
def read(request: HttpRequest, receipt: Path[str]) -> FollowedOut:
    """Which letters about a comment were asked for. The address is told to nobody."""
    check_rate(request, "read", settings.STET_RATE_READ)
    return _told(state_of(comment_of(receipt)))


@router.post("receipts/{receipt}/follow", response={202: FollowedOut, FAILURES: Failure}, operation_id="follow")
def ask(request: HttpRequest, receipt: Path[str], wish: FollowIn) -> Status[FollowedOut]:
    """Ask for letters about a comment: on what is decided about it, on published replies to it, or on both.

    A letter asks the mailbox's owner to confirm; until then no other is sent, and after a week the address is
    forgotten. Asking again changes the wishes, and another address takes the place of the one before.
    """
    check_asking(request)
    comment = comment_of(receipt)
    language = reading_language(wish.lang or "", comment.reading_language)
    state = follow(comment, wish.email, decision=wish.decision, replies=wish.replies, language=language)
    return Status(202, _told(state))


@router.delete("receipts/{receipt}/follow", response={200: FollowedOut, FAILURES: Failure}, operation_id="unfollow")
def end(request: HttpRequest, receipt: Path[str]) -> FollowedOut:
    """End the letters about a comment and forget the address; nothing happens where there are none."""
    check_rate(request, "read", settings.STET_RATE_READ)
    return _told(unfollow(comment_of(receipt)))


def _told(state: Follow) -> FollowedOut:
    return FollowedOut(follow=FollowOut.from_orm(state))
