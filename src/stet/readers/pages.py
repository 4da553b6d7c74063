"""What the pages for signing in have in common: they are kept by nobody, and every refusal shows a way forward."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views import View

from stet.comments import pages
from stet.comments.errors import Refusal, SignInLinkInvalid
from stet.comments.models import Site
from stet.comments.pages import with_retry
from stet.comments.sites import find_site


class EntrancePage(View):
    """A page of one site. `site` is found before anything else happens."""

    site: Site

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            self.site = find_site(kwargs.pop("site"), None)
        except Refusal as refusal:
            return refused(request, refusal)
        try:
            return private(super().dispatch(request, *args, **kwargs))
        except SignInLinkInvalid as refusal:
            again = entrance(self.site, refusal.back) if refusal.back else ""
            return refused(request, refusal, self.site, again)
        except Refusal as refusal:
            return refused(request, refusal, self.site)


def private(response: HttpResponseBase) -> HttpResponseBase:
    """The response, kept and named nowhere: who knows the address of such a page may sign in.

    A page that opened this one in a window of its own waits for word from it, which "same-origin" would cut off.
    """
    response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return pages.private(response)


def refused(request: HttpRequest, refusal: Refusal, site: Site | None = None, again: str = "") -> HttpResponseBase:
    """A page for a refusal that leaves nothing else to show; `again` is where to begin anew, where that is known."""
    context = {"message": str(refusal), "site": site, "again": again}
    return private(with_retry(render(request, "readers/refused.html", context, status=refusal.status), refusal))


def entrance(site: Site, back: str, **query: str) -> str:
    """The address of the page where this site's readers choose how to sign in, in the language of now."""
    asked = {"return": back, "lang": get_language() or "en"} | query
    return f"{reverse('readers:sign-in', args=[site.slug])}?{urlencode(asked)}"


def name_page(site: Site, ticket: str) -> str:
    """The address of the page where somebody who was verified chooses a name, in the language of now."""
    path = reverse("readers:name", args=[site.slug, ticket])
    return f"{path}?{urlencode({'lang': get_language() or 'en'})}"


def show(request: HttpRequest, template: str, context: dict[str, Any], refusal: Refusal | None = None) -> HttpResponse:
    """A page, with what was wrong with what was sent to it, if anything was."""
    response = render(request, template, context | {"refusal": refusal}, status=refusal.status if refusal else 200)
    return with_retry(response, refusal)
