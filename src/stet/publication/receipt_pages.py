"""A comment for its author's eyes: what became of it, and everything that its author may do about it."""

import json
from abc import ABC, abstractmethod
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from stet.comments.acts.appeal import LONGEST_STATEMENT, appeal
from stet.comments.acts.erase import erase
from stet.comments.acts.withdraw import withdraw
from stet.comments.commitments import statement_of
from stet.comments.errors import AlreadyFinal, Refusal
from stet.comments.models import Comment, State
from stet.comments.pages import PrivatePage, SeeOther, with_retry
from stet.comments.rates import check_rate
from stet.comments.receipts import comment_of
from stet.publication.forms import check_encoding
from stet.publication.receipt_files import file_name, receipt_file
from stet.publication.receipts import Receipt, read_receipt
from stet.publication.views import in_language
from stet.publication.waits import usual_wait_told


class ReceiptPage(PrivatePage):
    """What became of a comment, for the one who holds its receipt."""

    def get(self, request: HttpRequest, receipt: str) -> HttpResponse:
        return self.show(request, comment_of(receipt))

    def show(self, request: HttpRequest, comment: Comment, refusal: Refusal | None = None) -> HttpResponse:
        return self.page(request, "publication/receipt.html", context_of(request, comment, refusal), refusal)

    def page(
        self, request: HttpRequest, template: str, context: dict[str, Any], refusal: Refusal | None = None
    ) -> HttpResponse:
        """A page about a receipt; with the refusal's status, where something was refused."""
        response = render(request, template, context, status=refusal.status if refusal else 200)
        return with_retry(response, refusal)


class ActPage(ReceiptPage, ABC):
    """Where a form on the receipt sends its author; afterwards the receipt says what became of it."""

    def get(self, request: HttpRequest, receipt: str) -> HttpResponse:
        """A reload after a refusal comes here; there is nothing to see but the receipt."""
        return SeeOther(in_language(request, "publication:receipt", receipt))

    def post(self, request: HttpRequest, receipt: str) -> HttpResponse:
        comment = comment_of(receipt)
        try:
            check_rate(request, "post", settings.STET_RATE_POST)
            check_encoding(request)
            self.act(request, comment)
        except Refusal as refusal:
            return self.show(request, comment_of(receipt), refusal)
        return SeeOther(in_language(request, "publication:receipt", receipt))

    @abstractmethod
    def act(self, request: HttpRequest, comment: Comment) -> None:
        """What the form is for. Raises the refusal to be shown."""


class WithdrawPage(ActPage):
    """Takes the comment back."""

    def act(self, request: HttpRequest, comment: Comment) -> None:  # noqa: ARG002 - each form has its own fields
        withdraw(comment)


class AppealPage(ActPage):
    """Appeals against the rejection."""

    def act(self, request: HttpRequest, comment: Comment) -> None:
        appeal(comment, statement_sent(request))


class ErasePage(ActPage):
    """Asks once more, for what is erased cannot be brought back; then erases."""

    def get(self, request: HttpRequest, receipt: str) -> HttpResponse:
        comment = comment_of(receipt)
        if comment.state == State.ERASED:
            return super().get(request, receipt)
        return self.page(request, "publication/erase.html", context_of(request, comment))

    def act(self, request: HttpRequest, comment: Comment) -> None:  # noqa: ARG002 - each form has its own fields
        if not erase(comment):
            raise AlreadyFinal


class DataPage(PrivatePage):
    """Everything that is kept about the comment, as a file to keep."""

    def get(self, request: HttpRequest, receipt: str) -> HttpResponse:  # noqa: ARG002 - Django's signature
        comment = comment_of(receipt)
        kept = json.dumps(receipt_file(comment, get_language() or "en"), ensure_ascii=False, indent=2)
        response = HttpResponse(kept, content_type="application/json; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{file_name(comment)}"'
        return response


def context_of(request: HttpRequest, comment: Comment, refusal: Refusal | None = None) -> dict[str, Any]:
    """What every page about a receipt shows."""
    read = read_receipt(comment, get_language() or "en")
    guidelines = read.reason.guidelines if read.reason else ()
    return {
        "receipt": read,
        "comment": comment,
        "article": comment.article,
        "site": comment.site,
        "spans": [span for guideline in guidelines for span in guideline.spans],
        "can_follow": can_follow(read),
        "statement": None if comment.state == State.ERASED else statement_of(comment),
        "usual_wait": usual_wait_told(read.usual_wait),
        "refusal": refusal,
        "said": statement_sent(request),
        "longest_statement": LONGEST_STATEMENT,
    }


def can_follow(receipt: Receipt) -> bool:
    """Whether there is something left to be told by e-mail; of a rejection, only while an appeal may change it."""
    follow = receipt.follow
    may_change = receipt.comment.state != State.REJECTED or receipt.appeal.state in {"possible", "waiting"}
    return follow.possible and (may_change or follow.decision or follow.replies)


def statement_sent(request: HttpRequest) -> str:
    """The statement of an appeal in a form; a browser sends line ends as two characters and counts them as one."""
    return request.POST.get("statement", "").replace("\r\n", "\n")
