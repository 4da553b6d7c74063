"""The pages of approving by score: choosing a score, checking a sample, and what becomes of it."""

from datetime import timedelta
from math import ceil
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from stet.accounts.roles import Right
from stet.comments.errors import Conflict, Refusal
from stet.comments.models import Case, Comment
from stet.desk import waiting
from stet.desk.access import DeskView
from stet.desk.addresses import with_language
from stet.desk.batch import scores
from stet.desk.batch.scores import Narrowed
from stet.figures import charts
from stet.figures.page import asked_size, chart_response, own_style
from stet.moderation import batches
from stet.moderation.batches import Tally
from stet.moderation.bounds import sample_size
from stet.moderation.models import Batch, BatchState
from stet.newsroom.dates import digits

# How many comments of a sample stand on one page, and how many are shown of what a score would approve.
A_PAGE, PREVIEWED = 10, 10
# How long a batch can be taken back, where rulings can: it is more than one, and takes longer to regret.
HELD_FOR = timedelta(seconds=60)
LATEST = 10


class BatchStart(DeskView):
    """Waiting comments by their score, and what would be approved below one."""

    right = Right.SETTLE

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Draw a batch and its sample."""
        narrowed = Narrowed.asked(request.POST, self.scope)
        chosen = scores.below(request.POST)
        allowed = request.POST.get("allowed", "")
        batch = batches.new(
            self.account,
            narrowed.site,
            chosen / 100,
            int(allowed) if allowed in {"0", "1", "2"} else 0,
            narrowed.language,
            narrowed.guideline,
        )
        try:
            batches.draw(narrowed.cases(self.scope), batch, timezone.now())
        except Refusal as refusal:
            return self.show(request, refusal)
        return HttpResponseRedirect(with_language(request, "desk:batch-check", batch.pk))

    def show(self, request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
        query = request.POST if refusal else request.GET
        narrowed, chosen = Narrowed.asked(query, self.scope), scores.below(query)
        cases = batches.eligible(narrowed.cases(self.scope), timezone.now())
        steps = scores.steps(cases)
        would = scores.chosen_cases(cases, chosen) if chosen else Case.objects.none()
        size = min(next((step.below for step in steps if step.end == chosen), 0), batches.MOST)
        context = {
            "room": "batch",
            "refusal": refusal,
            "narrowed": narrowed,
            "steps": steps,
            "total": steps[-1].below,
            "below": chosen,
            "size": size,
            "most": batches.MOST,
            "preview": would.select_related("comment__article")[:PREVIEWED],
            "samples": _samples(narrowed.site.wrong_percent, size),
            "sites": self.scope.sites(),
            "languages": waiting.tally(self.scope).languages,
            "guidelines": waiting.guidelines(self.scope, get_language() or "en"),
            "latest": self.latest(),
        }
        return self.page(request, "desk/batch/start.html", context, refusal.status if refusal else 200)

    def latest(self) -> list[Batch]:
        """The last batches on the sites in sight."""
        found = Batch.objects.filter(site__in=self.scope.sites()).exclude(state=BatchState.LEFT)
        return list(found.select_related("site", "account")[:LATEST])


class BatchChart(DeskView):
    """The scores as a chart."""

    right = Right.SETTLE

    @method_decorator(own_style)
    def get(self, request: HttpRequest) -> HttpResponse:
        narrowed = Narrowed.asked(request.GET, self.scope)
        steps = scores.steps(batches.eligible(narrowed.cases(self.scope), timezone.now()))
        language = get_language() or "en"
        names = [digits(step.begin, language) for step in steps]
        numbers = {_("Waiting"): [step.number for step in steps]}
        response = chart_response(charts.bars(names, numbers, language, asked_size(request)))
        response.headers["Cache-Control"] = "no-store"
        return response


class BatchPage(DeskView):
    """A batch: the sample to be looked at, then what became of it."""

    right = Right.SETTLE

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        return show_batch(self, request, own_batch(self, pk))


class BatchAct(DeskView):
    """Where the forms of that page go: "judge", "approve", "undo" or "leave"."""

    right = Right.SETTLE

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """A reload after a refusal comes here."""
        return HttpResponseRedirect(with_language(request, "desk:batch-check", pk))

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        batch = own_batch(self, pk)
        try:
            told = self.do(request, batch)
        except Refusal as refusal:
            batch.refresh_from_db()
            return show_batch(self, request, batch, refusal)
        if told:
            messages.success(request, told)
        return HttpResponseRedirect(with_language(request, "desk:batch-check", pk))

    def do(self, request: HttpRequest, batch: Batch) -> str:
        """What to tell, once it is done. Raises Refusal."""
        now, act = timezone.now(), request.POST.get("act")
        if act == "judge":
            batches.judge(batch, _said(request), now)
            return ""
        if act == "approve":
            batches.approve(batch, now, HELD_FOR if settings.STET_UNDO_SECONDS else timedelta())
            if not settings.STET_UNDO_SECONDS:
                batches.give_due(now)
            return ""
        if act == "undo":
            batches.undo(batch, now)
            return _("Taken back: nothing was approved, and these comments wait again.")
        batches.leave(batch, now)
        return _("Left alone: nothing was approved.")


def own_batch(view: DeskView, pk: UUID) -> Batch:
    """The batch of that id, on a site in sight: its own account's to act on, everybody's to see who may settle."""
    found = Batch.objects.filter(site__in=view.scope.sites()).select_related("site", "account")
    own = found if view.request.method in {"GET", "HEAD"} else found.filter(account=view.account)
    return get_object_or_404(own, pk=pk)


def show_batch(view: DeskView, request: HttpRequest, batch: Batch, refusal: Refusal | None = None) -> HttpResponse:
    """The batch's page, as the account may see it."""
    numbers = batches.tally(batch)
    is_own = batch.account_id == view.account.pk
    is_checking = batch.state == BatchState.CHECKING
    context = {
        "room": "batch",
        "batch": batch,
        "tally": numbers,
        "refusal": refusal,
        "is_own": is_own,
        "below": round(batch.below * 100),
        "limit": _hundredths(numbers),
        "items": _open_items(view, batch) if is_checking and is_own else [],
        "wrong": _wrong_items(view, batch),
        # Once it is held, what is passed over is known.
        "going": numbers.size - (numbers.wrong if is_checking else numbers.passed),
        "back": reverse("desk:batch") + "?" + urlencode({"site": batch.site.slug}),
    }
    status = 200 if refusal is None else 409 if isinstance(refusal, Conflict) else 422
    return view.page(request, "desk/batch/batch.html", context, status)


def _open_items(view: DeskView, batch: Batch) -> list[dict[str, Any]]:
    """The next comments of the sample that nobody looked at, with what they answer."""
    items = batch.items.filter(is_sample=True, is_fine=None).order_by("pk")[:A_PAGE]
    comments = _comments(view, [item.comment_id for item in items])
    return [{"item": item, "comment": comments[item.comment_id]} for item in items if item.comment_id in comments]


def _wrong_items(view: DeskView, batch: Batch) -> list[Comment]:
    named = batch.items.filter(is_sample=True, is_fine=False).values_list("comment", flat=True)
    return list(_comments(view, list(named)).values())


def _comments(view: DeskView, named: list[UUID]) -> dict[UUID, Comment]:
    found = view.scope.comments().filter(pk__in=named)
    return found.select_related("article", "parent").in_bulk()


def _said(request: HttpRequest) -> dict[int, bool]:
    """What the form says of comments of the sample, by their items' ids."""
    answers = {name.removeprefix("item-"): value for name, value in request.POST.items() if name.startswith("item-")}
    return {int(item): said == "fine" for item, said in answers.items() if item.isdecimal() and said in {"fine", "not"}}


def _samples(wrong_percent: int, size: int) -> list[tuple[int, int]]:
    """How many wrong ones a sample may be made for, and how long it is then: those that choosing makes a difference in.

    Where all there are fit into the shortest sample there is nothing to choose: all are looked at.
    """
    if not wrong_percent or not size:
        return []
    sizes = [(allowed, sample_size(wrong_percent / 100, allowed)) for allowed in range(batches.MOST_ALLOWED + 1)]
    return [(allowed, needed) for allowed, needed in sizes if needed < size] or [(0, size)]


def _hundredths(numbers: Tally) -> str:
    """The bound of the check, of a hundred, to a tenth rounded up."""
    tenths = ceil(numbers.limit * 1000) if numbers.judged else 1000
    return f"{tenths // 10}.{tenths % 10}"
