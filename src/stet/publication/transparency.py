"""How a site judges its readers' comments, in figures that everybody may see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import get_language

from stet.comments.pages import ReaderPage
from stet.comments.sites import find_site
from stet.figures.charts import flow_chart
from stet.figures.page import KEPT, asked_size, chart_response, csv_response, in_words, own_style, public_figures

CACHED = f"public, max-age={KEPT}"


class TransparencyPage(ReaderPage):
    """What came, what was published and rejected and why, how soon, by whom, and how often people disagreed."""

    def get(self, request: HttpRequest, site: str) -> HttpResponse:
        found = find_site(site, None)
        response = render(request, "publication/transparency.html", in_words(public_figures(request, found), found))
        response.headers["Cache-Control"] = CACHED
        return response


@method_decorator(own_style, name="dispatch")
class TransparencyChart(ReaderPage):
    """The chart of that page."""

    def get(self, request: HttpRequest, site: str) -> HttpResponse:
        found = public_figures(request, find_site(site, None))
        drawn = flow_chart(found, get_language() or "en", asked_size(request))
        response = chart_response(drawn)
        response.headers["Cache-Control"] = CACHED
        return response


class TransparencyFile(ReaderPage):
    """The figures of that page as CSV."""

    def get(self, request: HttpRequest, site: str) -> HttpResponse:
        found = find_site(site, None)
        return csv_response(public_figures(request, found), found.slug)
