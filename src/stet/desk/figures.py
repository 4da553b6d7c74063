"""The desk's figures: those that are public, and those that help to share the work out."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language

from stet.accounts.roles import Right
from stet.desk.access import DeskView
from stet.figures import charts
from stet.figures.page import asked_figures, asked_size, chart_response, csv_response, in_words, own_style


class FiguresPage(DeskView):
    """A site's figures for a time."""

    right = Right.READ

    def get(self, request: HttpRequest) -> HttpResponse:
        site = self.scope.site_or_first(request.GET.get("site", ""))
        found = asked_figures(request, site)
        context: dict[str, Any] = in_words(found, site) | {"sites": self.scope.sites()}
        return self.page(request, "desk/figures.html", context)


class FiguresChart(DeskView):
    """One of that page's charts: "flow" or "hours"."""

    right = Right.READ

    @method_decorator(own_style)
    def get(self, request: HttpRequest, chart: str) -> HttpResponse:
        draw = charts.hours_chart if chart == "hours" else charts.flow_chart
        found = asked_figures(request, self.scope.site_or_first(request.GET.get("site", "")))
        response = chart_response(draw(found, get_language() or "en", asked_size(request)))
        response.headers["Cache-Control"] = "no-store"
        return response


class FiguresFile(DeskView):
    """The figures as CSV."""

    right = Right.READ

    def get(self, request: HttpRequest) -> HttpResponse:
        site = self.scope.site_or_first(request.GET.get("site", ""))
        response = csv_response(asked_figures(request, site), site.slug)
        response.headers["Cache-Control"] = "no-store"
        return response
