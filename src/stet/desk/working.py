"""Working through the queue: the next card, claims, taking back, and several at once.

What a page without JavaScript does by forms, the desk's scripts do at the same addresses, asking for JSON.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stet.accounts.roles import Right
from stet.comments.errors import Refusal
from stet.comments.models import Comment
from stet.comments.templatetags.stet import digits
from stet.desk import answers, rulings, waiting
from stet.desk.access import DeskView
from stet.desk.cards import Card, cards_of
from stet.desk.views import HELD, RULED, filters, named, next_page
from stet.desk.waiting import Wish
from stet.ledger.models import Head
from stet.moderation import claims, holding, journal, notes, wellbeing
from stet.moderation.rulings import Ruling

# So many cards a browser has ready before they are needed: the next one stands there before anybody can blink.
CARDS_AHEAD = 3
# A browser that remembers more cards than this has been open for days.
MOST_REMEMBERED = 500
# Without scripts they stand in the page's address, which must not grow for ever.
MOST_PASSED_OVER = 40


class WorkPage(DeskView):
    """One card after the other: the next that is nobody else's, claimed for whoever sees it."""

    right = Right.RULE

    def get(self, request: HttpRequest) -> HttpResponse:
        wish, now = Wish.of(request.GET), timezone.now()
        cards = next_cards(self, request, wanted=1)
        context = {
            "cards": cards,
            "here": here(request, wish),
            "later": here(request, wish, passed_over=[*remembered(request), *(card.comment.pk for card in cards)]),
            "problems": holding.problems_of(self.account),
            "load": wellbeing.load(self.account, now),
            "claim_seconds": claims.LASTS.total_seconds(),
            "undo_seconds": settings.STET_UNDO_SECONDS,
        }
        return self.page(request, "desk/work.html", context | filters(wish, waiting.tally(self.scope), self.scope))


class NextCards(DeskView):
    """The next cards as a piece of HTML, claimed; 204 when nothing is left. `have` are those already shown."""

    right = Right.RULE

    def get(self, request: HttpRequest) -> HttpResponse:
        cards = next_cards(self, request, CARDS_AHEAD)
        headers = {"Stet-Waiting": str(waiting.tally(self.scope).whole), "Cache-Control": "no-store"}
        if not cards:
            return HttpResponse(status=204, headers=headers)
        context = {"cards": cards, "here": here(request, Wish.of(request.GET)), "is_work": True}
        rights = {right.value: self.account.may(right) for right in Right}
        piece = render_to_string("desk/cards.html", context | {"rights": rights}, request)
        return HttpResponse(piece, headers=headers)


class Pulse(DeskView):
    """What has changed, for a page that asks every few seconds."""

    right = Right.READ

    def get(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002 - Django's signature
        now = timezone.now()
        tally = waiting.tally(self.scope, now)
        held = claims.held_now(self.scope.cases(), now).exclude(claimed_by=self.account)
        told: dict[str, Any] = {
            "waiting": tally.by_kind,
            "grave": tally.grave,
            "overdue": tally.overdue,
            "claimed": [{"comment": str(one.pk), "by": one.claimed_by.email} for one in held if one.claimed_by],
            "problems": [
                {
                    "comment": str(one.comment.pk),
                    "name": one.comment.author_name or "",
                    "message": one.message,
                    "url": reverse("desk:comment", args=[one.comment.pk]),
                }
                for one in holding.problems_of(self.account)
            ],
        }
        return answers.answer(**told, version=_version(told))


class Act(DeskView):
    """Where a button about one comment leads. A reload after a refusal comes here, and goes on to the comment."""

    right = Right.READ
    right_to_act = Right.RULE

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:  # noqa: ARG002 - Django's signature
        return HttpResponseRedirect(reverse("desk:comment", args=[pk]))

    def said(self, request: HttpRequest, told: str, **more: Any) -> HttpResponse:
        """That it is done: as JSON, or by a message on the page to go on with."""
        if answers.wants_json(request):
            return answers.answer(told=told, waiting=waiting.how_many(self.scope), **more)
        messages.success(request, told)
        return HttpResponseRedirect(next_page(request))

    def refused(self, request: HttpRequest, refusal: Refusal) -> HttpResponse:
        if answers.wants_json(request):
            return answers.refused(refusal)
        messages.error(request, str(refusal))
        return HttpResponseRedirect(next_page(request))


class ClaimAct(Act):
    """Claims a comment that waits, or goes on claiming it; `take=over` takes it from a colleague (Right.SETTLE)."""

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        comment, now = self.scope.comment(pk), timezone.now()
        takes_over = request.POST.get("take") == "over"
        if takes_over and not self.account.may(Right.SETTLE):
            raise PermissionDenied
        try:
            case = claims.claim(comment.pk, self.account, now, takes_over=takes_over)
        except Refusal as refusal:
            return self.refused(request, refusal)
        if takes_over:
            journal.note(self.account, "claim_taken_over", comment.site, comment.pk)
        until = case.claimed_until.isoformat() if case.claimed_until else None
        told = _("You have it now: the comment by %(name)s.") % named(comment)
        return self.said(request, told, claimed_until=until, seconds=claims.LASTS.total_seconds())


class ReleaseAct(Act):
    """Lets a comment go, for a colleague to take."""

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        comment = self.scope.comment(pk)
        claims.release(comment.pk, self.account)
        return self.said(request, _("Left to the others: the comment by %(name)s.") % named(comment), released=True)


class UndoAct(Act):
    """Takes a ruling back that was not given yet; of one that came back it ends the telling."""

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        comment = self.scope.comment(pk)
        try:
            was_held = holding.undo(comment, self.account, timezone.now())
        except Refusal as refusal:
            return self.refused(request, refusal)
        told = _("Taken back: nothing was decided about the comment by %(name)s.") if was_held else _("Dismissed.")
        return self.said(request, told % named(comment), undone=was_held)


class NoteAct(Act):
    """Keeps a note about a comment, for colleagues."""

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        comment = self.scope.comment(pk)
        try:
            written = notes.write(comment, self.account, request.POST.get("note", ""))
        except Refusal as refusal:
            return self.refused(request, refusal)
        return self.said(request, _("Your note is kept. Colleagues see it on the comment’s card."), note=written.text)


class SeveralAct(DeskView):
    """The same ruling about every comment that was chosen, each as if it had been decided about alone."""

    right = Right.READ
    right_to_act = Right.RULE

    def get(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002 - Django's signature
        return HttpResponseRedirect(reverse("desk:queue"))

    def post(self, request: HttpRequest) -> HttpResponse:
        held, refused = [], []
        comments = [self.scope.comment(pk) for pk in rulings.chosen(request.POST)]
        for comment, ruling in zip(comments, rulings.several_sent(request.POST, comments), strict=True):
            try:
                held.append(self._one(comment, ruling))
            except Refusal as refusal:
                refused.append((comment, refusal))
        told = _told_of_several(len(held), len(refused))
        if answers.wants_json(request):
            return answers.answer(
                held=held, refused=[_why(*one) for one in refused], told=told, waiting=waiting.how_many(self.scope)
            )
        (messages.warning if refused else messages.success)(request, told)
        for comment, why in refused:
            messages.error(request, _("%(name)s: %(reason)s") % (named(comment) | {"reason": str(why)}))
        return HttpResponseRedirect(next_page(request))

    def _one(self, comment: Comment, ruling: Ruling) -> dict[str, Any]:
        hold = timedelta(seconds=settings.STET_UNDO_SECONDS)
        held = holding.hold(ruling, comment, self.account, timezone.now(), hold)
        told = str((HELD if held else RULED)[ruling.outcome]) % named(comment)
        return {"comment": str(comment.pk), "told": told} | answers.hold_of(held)


class UndoSeveralAct(DeskView):
    """Takes several rulings back at once: those named by `comment` that were not given yet."""

    right = Right.READ
    right_to_act = Right.RULE

    def get(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002 - Django's signature
        return HttpResponseRedirect(reverse("desk:queue"))

    def post(self, request: HttpRequest) -> HttpResponse:
        undone, late, now = [], [], timezone.now()
        for pk in rulings.chosen(request.POST):
            comment = self.scope.comment(pk)
            try:
                holding.undo(comment, self.account, now)
                undone.append(str(pk))
            except Refusal as refusal:
                late.append((comment, refusal))
        number = len(undone)
        told = ngettext("Taken back: %(n)s decision.", "Taken back: %(n)s decisions.", number) % {"n": digits(number)}
        if answers.wants_json(request):
            by_kind = waiting.how_many(self.scope)
            return answers.answer(undone=undone, refused=[_why(*one) for one in late], told=told, waiting=by_kind)
        messages.success(request, told)
        return HttpResponseRedirect(next_page(request))


def next_cards(view: DeskView, request: HttpRequest, wanted: int) -> list[Card]:
    """The next cards for the account, but for those that its browser has, as wished in the address."""
    cases = waiting.cases(view.scope, Wish.of(request.GET))
    served = claims.serve(cases, view.account, timezone.now(), wanted, remembered(request))
    return cards_of(served, view.account, with_reasons=True)


def remembered(request: HttpRequest) -> list[UUID]:
    """The comments (ids) that the browser has before it, or has passed over."""
    return [pk for text in request.GET.get("have", "").split(",")[-MOST_REMEMBERED:] for pk in rulings.ids_in(text)]


def here(request: HttpRequest, wish: Wish, passed_over: Sequence[UUID] = ()) -> str:
    """The address of the work page with the same wish, in the same language: where one goes on."""
    chosen = request.GET.get("lang")
    have = ",".join(map(str, passed_over[-MOST_PASSED_OVER:]))
    query = wish.wished | ({"lang": chosen} if chosen else {}) | ({"have": have} if have else {})
    return reverse("desk:work") + (f"?{urlencode(query)}" if query else "")


def _version(told: dict[str, Any]) -> str:
    """A word that changes whenever anything does that happens to comments, or that is told here."""
    position = Head.objects.values_list("position", flat=True).first() or 0
    return hashlib.sha256(json.dumps([position, told]).encode()).hexdigest()[:16]


def _told_of_several(held: int, refused: int) -> str:
    done = ngettext("Decided about %(n)s comment.", "Decided about %(n)s comments.", held) % {"n": digits(held)}
    if not refused:
        return done
    left = ngettext("%(n)s was left as it is:", "%(n)s were left as they are:", refused) % {"n": digits(refused)}
    return f"{done} {left}"


def _why(comment: Comment, refusal: Refusal) -> dict[str, str]:
    return {
        "comment": str(comment.pk),
        "name": comment.author_name or "",
        "code": refusal.code,
        "message": str(refusal),
    }
