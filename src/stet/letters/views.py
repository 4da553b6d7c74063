"""The pages about letters: asking for them, confirming, ending them. They work without a script.

A link in a letter does nothing by being opened, because mail servers open links to look for harm: the page that it
leads to has a button. The buttons need no cookie; whoever has the link is whoever the letter was for.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from stet.comments.errors import Refusal
from stet.comments.models import Comment
from stet.comments.pages import PrivatePage, SeeOther, with_retry
from stet.comments.receipts import comment_of
from stet.letters import following
from stet.letters.asking import check_asking
from stet.newsroom.languages import reading_language


class FollowPage(PrivatePage):
    """What the author of a comment hears of by e-mail, and the form to change it."""

    def get(self, request: HttpRequest, receipt: str) -> HttpResponse:
        return self.show(request, receipt, comment_of(receipt))

    def post(self, request: HttpRequest, receipt: str) -> HttpResponse:
        comment = comment_of(receipt)
        try:
            self.take(request, comment)
        except Refusal as refusal:
            return with_retry(self.show(request, receipt, comment, refusal), refusal)
        return SeeOther(request.get_full_path())

    def take(self, request: HttpRequest, comment: Comment) -> None:
        """Do what the form says."""
        if "stop" in request.POST:
            following.unfollow(comment)
            return
        check_asking(request)
        following.follow(
            comment,
            request.POST.get("email") or following.address_of(comment),
            decision="decision" in request.POST,
            replies="replies" in request.POST,
            language=reading_language(get_language() or ""),
        )

    def show(
        self, request: HttpRequest, receipt: str, comment: Comment, refusal: Refusal | None = None
    ) -> HttpResponse:
        state = following.state_of(comment)
        typed = request.POST if refusal else None
        context = {
            "receipt": receipt,
            "comment": comment,
            "site": comment.site,
            "article": comment.article,
            "follow": state,
            "is_asked": state.decision or state.replies,
            "email": typed.get("email", "") if typed else "",
            "decision": "decision" in typed if typed else state.decision or not state.replies,
            "replies": "replies" in typed if typed else state.replies,
            "refusal": refusal,
        }
        return render(request, "letters/follow.html", context, status=refusal.status if refusal else 200)


@method_decorator(csrf_exempt, name="dispatch")
class ConfirmPage(PrivatePage):
    """Where the link of the first letter leads."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        follower = following.asked_by(token)
        context = {"follower": follower, "site": follower.comment.site, "article": follower.comment.article}
        return render(request, "letters/confirm.html", context)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        following.confirm(token)
        return self.get(request, token)


@method_decorator(csrf_exempt, name="dispatch")
class StopPage(PrivatePage):
    """Where the link at the end of every letter leads, and where mail programs send their one click (RFC 8058)."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        follower = following.told_by(token)
        comment = follower.comment if follower else None
        context = {"follower": follower, "site": comment and comment.site, "article": comment and comment.article}
        return render(request, "letters/stop.html", context)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        following.stop(token)
        return self.get(request, token)
