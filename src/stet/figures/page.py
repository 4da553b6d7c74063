"""What a page of figures needs, whoever may see it."""

from typing import Any

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from stet.comments import policies
from stet.comments.models import Site
from stet.figures.charts import Size
from stet.figures.counting import Figures, figures
from stet.figures.period import Length, period
from stet.figures.tables import as_csv, languages

# How long everybody is shown the same figures, in seconds: counting a year takes longer than reading it.
KEPT = 300

LENGTHS = {
    Length.DAY: _("One day"),
    Length.WEEK: _("One week"),
    Length.MONTH: _("30 days"),
    Length.QUARTER: _("13 weeks"),
    Length.YEAR: _("12 months"),
}


def asked_length(request: HttpRequest) -> Length:
    """The length of time that the address asks for; 30 days when it names none of ours."""
    asked = request.GET.get("period", "")
    return Length(asked) if asked in set(Length) else Length.MONTH


def asked_size(request: HttpRequest) -> Size:
    """The size of chart that the address asks for: "narrow", or else wide."""
    return Size.NARROW if request.GET.get("size") == "narrow" else Size.WIDE


def asked_figures(request: HttpRequest, site: Site) -> Figures:
    """The site's figures for the time that the address asks for, up to now."""
    return figures(site, period(asked_length(request), timezone.now()))


def public_figures(request: HttpRequest, site: Site) -> Figures:
    """The same for everybody, who may ask as often as they like: counted every few minutes."""
    key = f"figures:{site.pk}:{asked_length(request)}"
    found: Figures | None = cache.get(key)
    if found is None:
        found = asked_figures(request, site)
        cache.set(key, found, KEPT)
    return found


def in_words(found: Figures, site: Site) -> dict[str, Any]:
    """The context of "figures/tables.html", but for the addresses of its charts."""
    policy, language = policies.in_force(site)[1], get_language() or "en"
    titles = {guideline.id: guideline.title[language] for guideline in policy.guidelines}
    codes = languages(found)
    rejections = [
        {
            "title": titles.get(name, name),
            "times": [by_language.get(code, 0) for code in codes],
            "total": sum(by_language.values()),
        }
        for name, by_language in found.rejections.items()
    ]
    return {
        "figures": found,
        "site": site,
        "lengths": LENGTHS,
        "rejections": rejections,
        "languages": codes,
        "machine": round(100 * (found.machine_share or 0)),
        "overturned": round(100 * (found.overturn_share or 0)),
        "audited_guidelines": [(titles.get(name, name), share) for name, share in found.audit.guidelines.items()],
    }


def chart_response(svg: str) -> HttpResponse:
    """An SVG document, whose view must allow the style that it carries (`own_style`)."""
    return HttpResponse(svg, content_type="image/svg+xml")


own_style = csp_update({"style-src": [UNSAFE_INLINE]})


def csv_response(found: Figures, name: str) -> HttpResponse:
    """The figures as a file to keep."""
    response = HttpResponse(as_csv(found), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{found.period.length}.csv"'
    return response
