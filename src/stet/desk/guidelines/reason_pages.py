"""The reasons that moderators send with rejections: kept by editors, filled for one comment."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from stet.accounts.roles import Right
from stet.comments import policies
from stet.comments.errors import Refusal
from stet.comments.models import Comment, Site
from stet.desk import words
from stet.desk.access import DeskView
from stet.desk.addresses import with_language
from stet.desk.guidelines.forms import TemplateForm
from stet.moderation import reasons
from stet.moderation.reasons import LONGEST_TEXT, PLACEHOLDERS, Template


class ReasonsView(DeskView):
    """A page about one site's reasons."""

    right = Right.GUIDELINES

    def to_list(self, site: Site) -> HttpResponse:
        return HttpResponseRedirect(with_language(self.request, "desk:reasons", site.slug))

    def form_page(
        self, request: HttpRequest, site: Site, form: TemplateForm, pk: UUID | None = None, status: int = 200
    ) -> HttpResponse:
        for name in form.errors:
            if name in form.fields:
                form.fields[name].widget.attrs["aria-invalid"] = "true"
        context = {"room": "reasons", "site": site, "form": form, "pk": pk, "placeholders": _explained()}
        return self.page(request, "desk/guidelines/reason.html", context, status)

    def save(self, request: HttpRequest, site: Site, form: TemplateForm, pk: UUID | None = None) -> HttpResponse:
        if not form.is_valid():
            return self.form_page(request, site, form, pk, status=422)
        template = Template(
            str(pk) if pk else "", form.cleaned_data["name"], form.cleaned_data["guideline"], form.texts
        )
        try:
            reasons.keep(site, self.account, template, get_language() or "en")
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
            return self.form_page(request, site, form, pk, refusal.status)
        messages.success(request, _("Saved: %(name)s.") % {"name": f"\u2068{template.name}\u2069"})
        return self.to_list(site)


class ReasonsPage(ReasonsView):
    """All reasons of a site; a click makes those that Stet ships its own."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        site, language = self.scope.site(slug), get_language() or "en"
        policy = policies.in_force(site)[1]
        every = reasons.templates(site, language)
        context = {
            "room": "reasons",
            "site": site,
            "sites": self.scope.sites(),
            "are_shipped": not site.reason_templates.exists(),
            "rows": [(one, words.guideline(one.guideline, policy, language) if one.guideline else "") for one in every],
        }
        return self.page(request, "desk/guidelines/reasons.html", context)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG002 - Django's signature
        site = self.scope.site(slug)
        reasons.adopt(site, self.account, get_language() or "en")
        return self.to_list(site)


class NewReasonPage(ReasonsView):
    """A further reason."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        site = self.scope.site(slug)
        return self.form_page(request, site, _form(site))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        site = self.scope.site(slug)
        return self.save(request, site, _form(site, data=request.POST))


class ReasonPage(ReasonsView):
    """One reason: changed, or removed."""

    def get(self, request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
        site = self.scope.site(slug)
        template = self.template(site, pk)
        if template is None:
            messages.error(request, str(reasons.TemplateUnknown()))
            return self.to_list(site)
        kept = {"name": template.name, "guideline": template.guideline}
        texts = {f"text_{code}": text for code, text in template.texts.items()}
        return self.form_page(request, site, _form(site, initial=kept | texts), pk)

    def post(self, request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
        site = self.scope.site(slug)
        if request.POST.get("act") != "remove":
            return self.save(request, site, _form(site, data=request.POST), pk)
        try:
            reasons.remove(site, self.account, str(pk))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Removed."))
        return self.to_list(site)

    def template(self, site: Site, pk: UUID) -> Template | None:
        every = reasons.templates(site, get_language() or "en")
        return next((one for one in every if one.id == str(pk)), None)


class ProposalsAnswer(DeskView):
    """The site's reasons for breaking the guidelines that are asked for, filled for one comment: JSON."""

    right = Right.READ

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        comment = self.scope.comment(pk, Comment.objects.select_related("site", "article"))
        language = request.GET.get("language") or comment.reading_language
        found = reasons.proposals(comment, request.GET.getlist("guideline"), language)
        told = [
            {"id": one.id, "name": one.name, "text": one.text, "guideline": one.guideline, "missing": one.missing}
            for one in found
        ]
        response = JsonResponse({"proposals": told})
        response.headers["Cache-Control"] = "no-store"
        return response


def _form(site: Site, data: Any = None, initial: Any = None) -> TemplateForm:
    policy, language = policies.in_force(site)[1], get_language() or "en"
    titles = [(one.id, words.guideline(one.id, policy, language)) for one in policy.guidelines]
    return TemplateForm(titles, LONGEST_TEXT, data, initial)


def _explained() -> list[tuple[str, str]]:
    """Each placeholder as it is written, and what it stands for."""
    meanings = {
        "guideline": _("the titles of the guidelines that are named, in quotation marks"),
        "words": _("the words at issue, in quotation marks"),
        "article": _("the article’s title"),
        "site": _("the site’s name"),
    }
    return [(f"{{{name}}}", meanings[name]) for name in PLACEHOLDERS]
