"""The pages of signed-in readers. Guests have none: nothing tells one from another."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from stet.accounts.roles import Right
from stet.comments import sanctions
from stet.comments.errors import Conflict, Refusal
from stet.comments.models import Comment, Measure, Reader, Sanction
from stet.comments.names import name_key
from stet.desk.access import DeskView
from stet.desk.addresses import with_language
from stet.desk.readers import acts, record
from stet.desk.readers.forms import TERMS, MeasureForm, NoteForm, WarningForm
from stet.moderation.models import ReaderNote

READERS_A_PAGE = 25
COMMENTS_A_PAGE = 20
LISTS = ("trouble", "measures", "newest")


class ReadersPage(DeskView):
    """Readers by recent trouble, under measures, or the newest; or those of a name."""

    right = Right.READ

    def get(self, request: HttpRequest) -> HttpResponse:
        site, name, order = (request.GET.get(key, "") for key in ("site", "name", "order"))
        found = self.scope.readers().exclude(name="").select_related("site")
        if site:
            found = found.filter(site__slug=site)
        order = order if order in LISTS else LISTS[0]
        page = Paginator(self.listed(found, name, order), READERS_A_PAGE).get_page(request.GET.get("page"))
        context = {
            "room": "readers",
            "page": page,
            "rows": rows(list(page)),
            "name": name,
            "order": order,
            "site_slug": site,
            "sites": self.scope.sites(),
        }
        return self.page(request, "desk/readers/readers.html", context)

    def listed(self, found: QuerySet[Reader], name: str, order: str) -> QuerySet[Reader]:
        """Readers under that name, however it is spelled; without one, those of one of the LISTS."""
        if name.strip():
            return found.filter(name_key__contains=name_key(name)).order_by("name_key", "pk")
        if order == "measures":
            under = Sanction.objects.filter(sanctions.in_force()).exclude(measure=Measure.WARNING)
            return found.filter(pk__in=under.order_by().values("reader")).order_by("-pk")
        if order == "newest":
            return found.order_by("-pk")
        return record.troubled(found, list(self.scope.sites().values_list("pk", flat=True)))


def rows(readers: list[Reader]) -> list[dict[str, Any]]:
    """The readers of a page with their numbers, in a few queries for all of them."""
    ids = [reader.pk for reader in readers]
    counts, strikes, measures = record.counts(readers), record.strikes_of_all(ids), sanctions.of_readers(ids)
    return [
        {
            "reader": reader,
            "comments": counts.get(reader.pk, (0, 0))[0],
            "rejected": counts.get(reader.pk, (0, 0))[1],
            "strikes": strikes[reader.pk],
            "measures": measures.get(reader.pk, []),
        }
        for reader in readers
    ]


class _ReaderView(DeskView):
    """What all pages about one reader share: finding them, and showing the page again after a refusal."""

    right = Right.READ

    def reader(self, pk: UUID) -> Reader:
        """The reader of that id. Raises Http404."""
        return get_object_or_404(self.scope.readers().select_related("site"), pk=pk)

    def back(self, reader: Reader) -> HttpResponse:
        return HttpResponseRedirect(with_language(self.request, "desk:reader", reader.pk))

    def show(self, reader: Reader, problem: str = "", status: int = 200, **forms_typed: forms.Form) -> HttpResponse:
        """The reader's page; after a refusal with `problem` and the form (by name) as it was typed."""
        language = get_language() or "en"
        own = self.scope.comments().filter(reader=reader)
        page = Paginator(record.with_verdicts(own), COMMENTS_A_PAGE).get_page(self.request.GET.get("page"))
        measures = reader.sanctions.select_related("made_by", "lifted_by", "comment")
        context = {
            "room": "readers",
            "reader": reader,
            "record": record.record(own, language),
            "strikes": record.strikes_of(reader.pk),
            "in_force": measures.filter(sanctions.in_force()).exclude(measure=Measure.WARNING),
            "measures": measures.order_by("-made_at"),
            "notes": reader.notes.select_related("author").order_by("-written_at"),
            "page": page,
            "rows": [record.told(comment, language) for comment in page],
            "reads": own.order_by("-written_at").values_list("reading_language", flat=True).first(),
            "about": self.about(reader),
            "terms": TERMS,
            "longest_reason": sanctions.LONGEST_REASON,
            "problem": problem,
            "me": self.account,
        } | forms_typed
        return self.page(self.request, "desk/readers/reader.html", context, status)

    def about(self, reader: Reader) -> Comment | None:
        """The reader's comment that a measure is to be about, where the address or the form names one."""
        named = self.request.POST.get("comment") or self.request.GET.get("comment", "")
        try:
            return self.scope.comments().filter(reader=reader, pk=UUID(named)).first()
        except ValueError:
            return None

    def refused(self, reader: Reader, refusal: Refusal, **forms_typed: forms.Form) -> HttpResponse:
        return self.show(reader, str(refusal), 409 if isinstance(refusal, Conflict) else 422, **forms_typed)

    def wrong(self, reader: Reader, name: str, form: forms.Form) -> HttpResponse:
        """The page again, saying what is wrong with the form called `name`."""
        problem = next(error for errors in form.errors.values() for error in errors)
        return self.show(reader, str(problem), 422, **{name: form})


class ReaderPage(_ReaderView):
    """One reader: record, strikes, measures, notes, comments."""

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:  # noqa: ARG002 - Django's signature
        return self.show(self.reader(pk))


class _Sent(_ReaderView):
    """Where a form of the reader's page goes; a reload leads back there."""

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:  # noqa: ARG002 - Django's signature
        return self.back(self.reader(pk))


class WarningPage(_Sent):
    """Where the form goes that warns a reader."""

    right_to_act = Right.TALK

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        reader, form = self.reader(pk), WarningForm(request.POST)
        if not form.is_valid():
            return self.wrong(reader, "warning_form", form)
        try:
            acts.take(reader, Measure.WARNING, form.cleaned_data["reason"], self.account, None, self.about(reader))
        except Refusal as refusal:
            return self.refused(reader, refusal, warning_form=form)
        messages.success(request, _("Warned. The reader is asked to read it before they write again."))
        return self.back(reader)


class MeasurePage(_Sent):
    """Where the form goes by which a reader is pre-moderated, suspended or banned."""

    right_to_act = Right.SANCTION

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        reader, form = self.reader(pk), MeasureForm(request.POST)
        if not form.is_valid():
            return self.wrong(reader, "measure_form", form)
        measure, reason = Measure(form.cleaned_data["measure"]), form.cleaned_data["reason"]
        try:
            acts.take(reader, measure, reason, self.account, form.term, self.about(reader))
        except Refusal as refusal:
            return self.refused(reader, refusal, measure_form=form)
        messages.success(request, _("In force from now on. The reader is told why."))
        return self.back(reader)


class LiftPage(_ReaderView):
    """Where the button goes that lifts a measure."""

    right_to_act = Right.SANCTION

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:  # noqa: ARG002 - Django's signature
        return self.back(self.measure(pk).reader)

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        measure = self.measure(pk)
        try:
            acts.lift(measure, self.account)
        except Refusal as refusal:
            return self.refused(measure.reader, refusal)
        messages.success(request, _("Lifted."))
        return self.back(measure.reader)

    def measure(self, pk: UUID) -> Sanction:
        """The measure of that id. Raises Http404."""
        found = Sanction.objects.filter(reader__in=self.scope.readers()).select_related("reader__site")
        return get_object_or_404(found, pk=pk)


class NotePage(_Sent):
    """Where the form for a note goes."""

    right_to_act = Right.TALK

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        reader, form = self.reader(pk), NoteForm(request.POST)
        if not form.is_valid():
            return self.wrong(reader, "note_form", form)
        try:
            acts.write_note(reader, form.cleaned_data["text"], self.account)
        except Refusal as refusal:
            return self.refused(reader, refusal, note_form=form)
        messages.success(request, _("Noted for your colleagues."))
        return self.back(reader)


class NoteRemovalPage(_ReaderView):
    """Where the button goes that removes a note: one's own, or with the right to take measures anybody's."""

    right_to_act = Right.TALK

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:  # noqa: ARG002 - Django's signature
        return self.back(self.note(pk).reader)

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        note = self.note(pk)
        if note.author_id != self.account.pk and not self.account.may(Right.SANCTION):
            raise PermissionDenied
        acts.remove_note(note, self.account)
        messages.success(request, _("Removed."))
        return self.back(note.reader)

    def note(self, pk: UUID) -> ReaderNote:
        """The note of that id. Raises Http404."""
        found = ReaderNote.objects.filter(reader__in=self.scope.readers()).select_related("reader__site")
        return get_object_or_404(found, pk=pk)
