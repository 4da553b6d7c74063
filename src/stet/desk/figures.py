"""The desk's figures: those that are public, and those that help to share the work out."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language

from stet.accounts.roles import Right
from stet.comments.models import Site
from stet.desk.access import DeskView
from stet.desk.scope import Scope
from stet.figures import charts
from stet.figures.page import asked_figures, asked_size, chart_response, csv_response, in_words, own_style


def asked_site(request: HttpRequest, scope: Scope) -> Site:
    """The site that the address names, or the first one by name. Raises Http404 where there is none."""
    slug = request.GET.get("site", "")
    first = None if slug else scope.sites().first()
    return first or scope.site(slug)


class FiguresPage(DeskView):
    """A site's figures for a time."""

    right = Right.READ

    def get(self, request: HttpRequest) -> HttpResponse:
        site = asked_site(request, self.scope)
        found = asked_figures(request, site)
        context: dict[str, Any] = in_words(found, site) | {"sites": self.scope.sites()}
        return self.page(request, "desk/figures.html", context)


class FiguresChart(DeskView):
    """One of that page's charts: "flow" or "hours"."""

    right = Right.READ

    @method_decorator(own_style)
    def get(self, request: HttpRequest, chart: str) -> HttpResponse:
        draw = charts.hours_chart if chart == "hours" else charts.flow_chart
        found = asked_figures(request, asked_site(request, self.scope))
        response = chart_response(draw(found, get_language() or "en", asked_size(request)))
        response.headers["Cache-Control"] = "no-store"
        return response


class FiguresFile(DeskView):
    """The figures as CSV."""

    right = Right.READ

    def get(self, request: HttpRequest) -> HttpResponse:
        site = asked_site(request, self.scope)
        response = csv_response(asked_figures(request, site), site.slug)
        response.headers["Cache-Control"] = "no-store"
        return response
