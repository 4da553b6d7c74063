"""The pages of evidence. What a copy holds is shown only when it is opened, and that is written down."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stet.accounts.roles import Right
from stet.comments import evidence
from stet.comments.errors import Conflict, Refusal
from stet.comments.models import Comment, Evidence
from stet.desk.access import DeskView
from stet.desk.addresses import with_language
from stet.desk.scope import UNKNOWN
from stet.moderation import journal

COPIES_A_PAGE = 25


class KeepForm(forms.Form):
    """Why a copy is kept."""

    reason = forms.CharField(
        max_length=evidence.LONGEST_REASON,
        error_messages={
            "required": gettext_lazy("Say who needs the copy, and what for."),
            "max_length": gettext_lazy("It is too long."),
        },
    )


class _EvidenceView(DeskView):
    """What all of these share: the right, and finding comment and copy."""

    right = Right.SANCTION

    def comment(self, pk: UUID) -> Comment:
        """The comment of that id. Raises Http404."""
        return self.scope.comment(pk, Comment.objects.select_related("site", "article", "reader"))

    def copy(self, comment: Comment) -> Evidence | None:
        """The comment's copy, where one is kept."""
        return evidence.kept().filter(comment=comment).select_related("kept_by").first()

    def back(self, pk: UUID) -> HttpResponse:
        return HttpResponseRedirect(with_language(self.request, "desk:evidence", pk))

    def show(self, comment: Comment, status: int = 200, **more: Any) -> HttpResponse:
        context = {
            "room": "readers",
            "comment": comment,
            "copy": self.copy(comment),
            "term": evidence.TERM,
            "longest": evidence.LONGEST_REASON,
        } | more
        return self.page(self.request, "desk/evidence/evidence.html", context, status)


class EvidenceList(_EvidenceView):
    """All copies that are kept, the newest first; none of them opened."""

    def get(self, request: HttpRequest) -> HttpResponse:
        scope, copies = self.scope, evidence.kept().order_by("-kept_at", "-pk")
        # Copies are few and comments many: the scope is looked up for the copies, not the copies among all in scope.
        if scope.sites_of:
            copies = copies.filter(comment__site__in=scope.sites_of)
        if scope.languages:
            copies = copies.filter(comment__language__in=(*scope.languages, UNKNOWN))
        found = copies.select_related("comment__article", "comment__site", "kept_by")
        page = Paginator(found, COPIES_A_PAGE).get_page(request.GET.get("page"))
        return self.page(request, "desk/evidence/list.html", {"room": "readers", "page": page, "term": evidence.TERM})


class EvidencePage(_EvidenceView):
    """Whether a copy of one comment is kept, since when and why; keeping one."""

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:  # noqa: ARG002 - Django's signature
        return self.show(self.comment(pk))

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        comment, form = self.comment(pk), KeepForm(request.POST)
        if not form.is_valid():
            return self.show(comment, 422, form=form, problem=form.errors["reason"][0])
        try:
            self.keep(comment, form.cleaned_data["reason"])
        except Refusal as refusal:
            return self.show(comment, 409 if isinstance(refusal, Conflict) else 422, form=form, problem=str(refusal))
        messages.success(request, _("A copy is kept from now on."))
        return self.back(pk)

    @transaction.atomic
    def keep(self, comment: Comment, reason: str) -> None:
        evidence.keep(comment, self.account, reason)
        journal.note(self.account, "evidence_kept", comment.site, comment.pk)


class OpenPage(_EvidenceView):
    """Where the button goes that opens a copy; what it holds is the answer, and a reload of it leads back."""

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:  # noqa: ARG002 - Django's signature
        return self.back(self.comment(pk).pk)

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:  # noqa: ARG002 - Django's signature
        comment = self.comment(pk)
        copy = self.copy(comment)
        if copy is None:
            raise Http404
        try:
            opened = evidence.unsealed(copy)
        except ValueError:
            problem = _("The copy was made under another secret key, so it cannot be opened here any more.")
            return self.show(comment, 409, problem=problem)
        journal.note(self.account, "evidence_opened", comment.site, comment.pk)
        return self.show(comment, opened=opened)


class LetGoPage(_EvidenceView):
    """Where the button goes that lets a copy go before its term is over."""

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:  # noqa: ARG002 - Django's signature
        return self.back(self.comment(pk).pk)

    @transaction.atomic
    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        comment = self.comment(pk)
        if evidence.let_go(comment):
            journal.note(self.account, "evidence_let_go", comment.site, comment.pk)
            messages.success(request, _("The copy is destroyed."))
        return self.back(pk)
