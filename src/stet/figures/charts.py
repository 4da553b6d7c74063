"""Figures as charts: SVG made on the server, without a script, read from right to left where the language is."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from xml.etree.ElementTree import Element  # of a tree that pygal made: nothing is parsed

import pygal
from django.utils.translation import gettext as _
from pygal.style import Style

from stet.figures.counting import Figures
from stet.newsroom import dates
from stet.newsroom.languages import LANGUAGES

# The colours of a comment's states, as everywhere; each keeps 3:1 against a light and against a dark page.
_RECEIVED, _APPROVED, _REJECTED = "#7a8699", "#2e8b57", "#c2554d"
_STYLE = Style(
    background="transparent",
    plot_background="transparent",
    foreground="#7a8699",
    foreground_strong="#7a8699",
    foreground_subtle="#7a8699",
    guide_stroke_color="#7a869955",
    major_guide_stroke_color="#7a869955",
    guide_stroke_dasharray="1,0",
    major_guide_stroke_dasharray="1,0",
    opacity="1",
    colors=(_RECEIVED, _APPROVED, _REJECTED),
    font_family="system-ui, 'Noto Sans', 'Noto Sans Arabic', sans-serif",
    label_font_size=13,
    legend_font_size=14,
    major_label_font_size=13,
)


class Size(Enum):
    """How wide a chart is, in pixels, and how many of its steps have a name under them."""

    WIDE = (900, 8)
    NARROW = (400, 4)

    def __init__(self, width: int, labels: int) -> None:
        self.width = width
        self.labels = labels


def flow_chart(figures: Figures, language: str, size: Size) -> str:
    """Received, approved and rejected, step by step, as an SVG document."""
    begins = [_step_name(step.begin, figures.period.step, language) for step in figures.steps]
    return bars(
        begins,
        {
            _("Received"): [step.received for step in figures.steps],
            _("Approved"): [step.approved for step in figures.steps],
            _("Rejected"): [step.rejected for step in figures.steps],
        },
        language,
        size,
    )


def hours_chart(figures: Figures, language: str, size: Size) -> str:
    """Comments received and decisions made by people, by the hour of the day (UTC), as an SVG document."""
    names = [dates.digits(hour, language) for hour in range(24)]
    return bars(
        names,
        {
            _("Received"): [received for received, _decided in figures.hours],
            _("Decided by people"): [decided for _received, decided in figures.hours],
        },
        language,
        size,
    )


def bars(names: Sequence[str], series: dict[str, list[int]], language: str, size: Size) -> str:
    """Bars side by side for each of `names`, one for each of the series, as an SVG document."""
    chart = pygal.Bar(
        style=_STYLE,
        js=[],
        width=size.width,
        height=320,
        legend_at_bottom=True,
        legend_at_bottom_columns=len(series),
        x_labels_major_count=size.labels,
        show_minor_x_labels=False,
        truncate_legend=-1,
        truncate_label=-1,
        show_y_guides=True,
        integer_scale=True,
        include_x_axis=True,
        value_formatter=lambda value: dates.digits(round(value), language),
    )
    step = -1 if LANGUAGES[language].direction == "rtl" else 1
    chart.x_labels = list(names)[::step]
    for name, values in series.items():
        chart.add(name, values[::step])
    chart.add_xml_filter(_without_scripts)
    return str(chart.render(is_unicode=True))


def _without_scripts(root: Element) -> Element:
    """The chart without the settings that pygal writes for its tooltips, which need a script."""
    for parent in list(root.iter()):
        for script in parent.findall("script"):
            parent.remove(script)
    return root


def _step_name(begin: datetime, step: str, language: str) -> str:
    return dates.digits(f"{begin:%H}", language) if step == "hour" else dates.short_day(begin, language)
