"""What every page needs to show a comment as it was written, and to stay in the language its reader chose."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from stet.newsroom import dates
from stet.newsroom.languages import LANGUAGES, reading_language
from stet.newsroom.passages import Passage, passages
from stet.newsroom.screening import Span

register = template.Library()

# Less than this is said to be under a minute.
SECONDS_IN_WORDS = 45


@register.filter
def exactly(text: str) -> SafeString:
    """`text` so that a browser holds it to the character: escaped, its carriage returns safe from being mended."""
    return mark_safe(escape(text).replace("\r", "&#13;"))  # noqa: S308 - escaped in this very line


@register.filter
def marked(text: str, spans: Iterable[Span]) -> SafeString:
    """`text` exactly, with the words at issue in <mark>."""
    return format_html_join("", "{}", ((_piece(piece),) for piece in passages(text, spans)))


def _piece(piece: Passage) -> SafeString:
    text = exactly(piece.text)
    return format_html("<mark>{}</mark>", text) if piece.is_marked else text


@register.filter
def digits(value: int | str) -> str:
    """`value` in the digits of the page's language."""
    return dates.digits(value, get_language() or "en")


@register.filter
def percent(value: int) -> str:
    """`value` of a hundred, in the page's language."""
    return dates.percent(value, get_language() or "en")


@register.filter
def tenths(value: float) -> str:
    """`value` with one digit behind the point, in the page's language."""
    return dates.tenths(value, get_language() or "en")


@register.filter
def moment(when: datetime) -> SafeString:
    """A <time> in the page's language. The server cannot know the reader's time zone, so it names its own."""
    words = dates.moment(when, get_language() or "en")
    return format_html('<time datetime="{}">{} <abbr>UTC</abbr></time>', when.isoformat(timespec="seconds"), words)


@register.filter
def lasting(span: timedelta | float) -> str:
    """How long something takes, in words and in its largest unit; `span` is a timedelta or seconds."""
    seconds = span.total_seconds() if isinstance(span, timedelta) else span
    if seconds < SECONDS_IN_WORDS:
        return _("under a minute")
    minutes, hours, days = (round(seconds / unit) for unit in (60, 3600, 86400))
    if minutes < 60:
        text, number = ngettext("%(n)s minute", "%(n)s minutes", minutes), minutes
    elif hours < 48:
        text, number = ngettext("%(n)s hour", "%(n)s hours", hours), hours
    else:
        text, number = ngettext("%(n)s day", "%(n)s days", days), days
    return text % {"n": digits(number)}


@register.filter
def day(when: date) -> SafeString:
    """A <time> of a day, in the page's language."""
    return format_html('<time datetime="{}">{}</time>', f"{when:%Y-%m-%d}", dates.day(when, get_language() or "en"))


@register.filter
def language_name(code: str) -> str:
    """A language by its own name; what we have no name for by its code."""
    known = LANGUAGES.get(reading_language(code, ""))
    return known.name if known else code


@register.filter
def written_in(code: str) -> SafeString:
    """The attributes of an element holding a reader's text: its direction by its own letters, its language if known."""
    lang = format_html(' lang="{}"', code) if code and code != "und" else ""
    return format_html('dir="auto"{}', lang)


@register.simple_tag(takes_context=True)
def address(context: template.Context, name: str, *args: Any, **query: Any) -> str:
    """The address of a page, in the language that the reader chose in this one's."""
    request: HttpRequest | None = context.get("request")
    chosen = request.GET.get("lang") if request else None
    asked = ({"lang": chosen} if chosen else {}) | {key: value for key, value in query.items() if value}
    return reverse(name, args=args) + (f"?{urlencode(asked)}" if asked else "")


@register.simple_tag(takes_context=True)
def kept_text(context: template.Context) -> str:
    """The comment that was sent to an address that failed, so that its author does not lose it."""
    request: HttpRequest | None = context.get("request")
    try:
        return request.POST.get("body", "") if request else ""
    except (RequestDataTooBig, UnreadablePostError):
        return ""


@register.inclusion_tag("languages.html", takes_context=True)
def language_switch(context: template.Context) -> dict[str, Any]:
    """The page's own address in each of our languages."""
    request: HttpRequest | None = context.get("request")
    query = request.GET.copy() if request else None
    links = []
    for language in LANGUAGES.values():
        if query is not None:
            query["lang"] = language.code
        links.append((language, f"?{query.urlencode()}" if query is not None else f"?lang={language.code}"))
    return {"links": links, "current": get_language()}
