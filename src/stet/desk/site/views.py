"""The page of a site's settings."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from stet.accounts.roles import Right
from stet.comments.models import Site
from stet.comments.site_settings import follow_changes
from stet.desk.access import DeskView
from stet.desk.addresses import with_language
from stet.desk.site.forms import SiteForm
from stet.moderation import journal
from stet.newsroom.dates import digits


class SitePage(DeskView):
    """A site's settings, to be read and changed."""

    right = Right.GUIDELINES

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG002 - Django's signature
        site = self.scope.site(slug)
        return self.show(site, SiteForm(instance=site))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        site, before = self.scope.site(slug), self.scope.site(slug)
        form = SiteForm(request.POST, instance=site)
        if not form.is_valid():
            return self.show(before, form, 422)
        moved = self.save(form, before)
        messages.success(request, _("Saved."))
        if moved:
            told = ngettext("%(n)s article is in a section now.", "%(n)s articles are in a section now.", moved)
            messages.info(request, told % {"n": digits(moved, get_language() or "en")})
        return HttpResponseRedirect(with_language(request, "desk:site", slug))

    @transaction.atomic
    def save(self, form: SiteForm, before: Site) -> int:
        """Save what was changed, have everything follow it; how many articles came into a section."""
        changed = {name: value for name, value in form.cleaned_data.items() if value != getattr(before, name)}
        if not changed:
            return 0
        site = form.save(commit=False)
        site.save(update_fields=list(changed))
        was: dict[str, Any] = {name: getattr(before, name) for name in changed}
        journal.note(self.account, "site_changed", site, site.pk, before=was, after=changed)
        return follow_changes(site, before)

    def show(self, site: Site, form: SiteForm, status: int = 200) -> HttpResponse:
        problems = [error for errors in form.errors.values() for error in errors]
        context = {"room": "guidelines", "site": site, "form": form, "problems": problems}
        return self.page(self.request, "desk/site/site.html", context, status)
