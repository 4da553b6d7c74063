"""The installation's own front door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from stet.comments.models import Site
from stet.demo.seed import DEMO_SITE


def start(request: HttpRequest) -> HttpResponse:
    """The demo newspaper where it was set up; else a page that says what runs here and where to go."""
    sites = Site.objects.order_by("name")
    if any(site.slug == DEMO_SITE for site in sites):
        return redirect("demo:front", "ckb" if request.LANGUAGE_CODE == "ckb" else "en")
    return render(request, "start.html", {"sites": sites})
