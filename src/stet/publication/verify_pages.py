"""Checking a kept receipt on a page: by itself first, then against this installation's ledger."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from stet.comments import kept_receipts
from stet.comments.errors import KeptReceiptInvalid, Refusal
from stet.comments.kept_receipts import Check, KeptReceipt, NoReceipt
from stet.comments.ledger_answers import LedgerAnswer, answer
from stet.comments.models import State
from stet.comments.pages import ReaderPage, with_retry
from stet.comments.rates import check_rate
from stet.newsroom.dates import digits

# Room for the longest comment with a long history, and for many of one reader's.
LARGEST_FILE = 1024 * 1024
# More receipts than that in one file are for the command line.
MOST_RECEIPTS = 200

# What is said of a check that holds, of one that does not, and where there is nothing left to check.
_TOLD: dict[Check, tuple[Promise, Promise, Promise | None]] = {
    Check.TEXT: (
        _("The text, the name, the place and the time are exactly those that were sealed."),
        _("The text, the name, the place or the time is not the one that was sealed."),
        _("The comment was erased. There is no text any more that could be checked."),
    ),
    Check.RECEIVED: (
        _("The ledger’s first entry received this very comment, at that time."),
        _("The ledger’s first entry received another comment than this one, or at another time."),
        None,
    ),
    Check.HASHES: (
        _("Every entry’s hash is that of its content."),
        _("The hash of an entry is not that of its content: something in it was changed."),
        None,
    ),
    Check.ORDER: (
        _("The entries are about this comment alone and follow one another."),
        _("An entry is about another comment, or does not follow the one before it."),
        None,
    ),
    Check.STATE: (
        _("What the entries say happened leads to the state that the receipt names."),
        _("What the entries say happened leads to another state than the receipt names."),
        None,
    ),
    Check.APPEALS: (
        _("The statement of the appeal is exactly the one that was sealed."),
        _("The statement of the appeal is not the one that was sealed."),
        None,
    ),
    Check.EXPLANATIONS: (
        _("What the moderator wrote to the author is exactly what was sealed."),
        _("What the moderator wrote to the author is not what was sealed."),
        None,
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was checked, in words. `holds` is None for what is neither good nor bad."""

    holds: bool | None
    words: str


@dataclass(frozen=True, slots=True)
class Checked:
    """One receipt, what was found by the file alone, and what this installation's ledger says of it.

    `written_at` is None where the file names no time.
    """

    kept: KeptReceipt
    written_at: datetime | None
    state: str
    by_itself: tuple[Line, ...]
    by_the_ledger: tuple[Line, ...]

    @property
    def is_good(self) -> bool:
        return all(line.holds is not False for line in (*self.by_itself, *self.by_the_ledger))


class VerifyPage(ReaderPage):
    """A form for the file or its text, and what was found."""

    # A file's size is looked at when it is here, so that its sender is told in words.
    largest_body: ClassVar[int | None] = None

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            check_rate(request, "verify", settings.STET_RATE_ACT)
            return self.show(request, [checked(kept) for kept in sent(request)])
        except Refusal as refusal:
            return with_retry(self.show(request, refusal=refusal), refusal)

    def show(
        self, request: HttpRequest, found: list[Checked] | None = None, refusal: Refusal | None = None
    ) -> HttpResponse:
        context = {"found": found, "refusal": refusal, "pasted": request.POST.get("text", "") if refusal else ""}
        response = render(request, "publication/verify.html", context, status=refusal.status if refusal else 200)
        response.headers["Cache-Control"] = "no-store"
        return response


def sent(request: HttpRequest) -> list[KeptReceipt]:
    """The receipts in the file that was sent, or in the text. Raises KeptReceiptInvalid."""
    try:
        receipts = kept_receipts.read(_text(request))
    except NoReceipt:
        raise KeptReceiptInvalid from None
    if not receipts or len(receipts) > MOST_RECEIPTS:
        raise KeptReceiptInvalid
    return receipts


def checked(kept: KeptReceipt) -> Checked:
    """Everything that can be said about a receipt, in words."""
    results = kept_receipts.results(kept)
    by_itself = [Line(one.holds, _words(one.check, one.holds)) for one in results]
    return Checked(
        kept=kept,
        written_at=_time(kept.comment["written_at"]),
        state=str(State(kept.state).label) if kept.state in State.values else kept.state,
        by_itself=tuple(line for line in by_itself if line.words),
        by_the_ledger=tuple(_ledgers_lines(answer(kept))),
    )


def _text(request: HttpRequest) -> str:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return request.POST.get("text", "").strip()
    if (file.size or 0) > LARGEST_FILE:
        raise KeptReceiptInvalid
    try:
        return str(file.read(), "utf-8-sig")
    except UnicodeDecodeError:
        raise KeptReceiptInvalid from None


def _time(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text or "").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _words(check: Check, holds: bool | None) -> str:  # noqa: FBT001 - three answers, not a flag
    good, bad, gone = _TOLD[check]
    if holds is None:
        return str(gone or "")
    return str(good if holds else bad)


def _ledgers_lines(said: LedgerAnswer) -> list[Line]:
    if not said.is_known:
        return [Line(holds=False, words=str(_("This is no receipt of this installation, or not for this comment.")))]
    entries = (
        _("The ledger holds these very entries, and its other entries seal them.")
        if said.holds_entries
        else _("The ledger does not hold these very entries.")
    )
    lines = [Line(said.holds_entries, str(entries)), _text_line(said)]
    return [*lines, _later_line(said.later)] if said.later else lines


def _text_line(said: LedgerAnswer) -> Line:
    if said.keeps_text is None:
        return Line(None, str(_("The comment was erased here since. Its seal is still in the ledger.")))
    if said.keeps_text:
        return Line(holds=True, words=str(_("The text and the name kept here are the same, to the character.")))
    return Line(holds=False, words=str(_("The text or the name kept here is another one.")))


def _later_line(later: int) -> Line:
    told = ngettext(
        "%(n)s more thing has happened to the comment since this file was made.",
        "%(n)s more things have happened to the comment since this file was made.",
        later,
    )
    return Line(None, told % {"n": digits(later, get_language() or "en")})
