"""oEmbed (oembed.com): a comment or a thread as other sites' pages may show it, from its address alone.

It is no part of /api/v1: consumers find it by the links on our pages, or by a list of providers.
"""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID
from xml.etree import ElementTree

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from stet.api.failures import error_body
from stet.comments.errors import AddressUnknown, FormatUnknown, RateLimited, Refusal
from stet.comments.models import Article, Comment, State
from stet.comments.rates import check_rate
from stet.comments.sites import find_article, find_site
from stet.newsroom import dates
from stet.publication.shown import Shown, shown, with_details

# Wide enough for a line of text; a page that has less room says so.
WIDTH = 550
# A comment may be withdrawn: nobody should go on showing it for days.
CACHE_SECONDS = 600
_LINE_END = re.compile("\r\n|\r|\n")


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """What stands at `url`, as `format` json or xml. Any page may ask: it is what everybody can read anyway."""
    try:
        check_rate(request, "read", settings.STET_RATE_READ)
        written = _format(request)
        response = written(_answer(request))
    except Refusal as refusal:
        response = _refused(refusal)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _format(request: HttpRequest) -> Callable[[dict[str, Any]], HttpResponse]:
    writers: dict[str, Callable[[dict[str, Any]], HttpResponse]] = {"json": JsonResponse, "xml": _xml}
    try:
        return writers[request.GET.get("format", "json")]
    except KeyError:
        raise FormatUnknown from None


def _refused(refusal: Refusal) -> HttpResponse:
    response = JsonResponse(error_body(refusal.code, str(refusal), refusal.field), status=refusal.status)
    if isinstance(refusal, RateLimited):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _answer(request: HttpRequest) -> dict[str, Any]:
    article, comment = _meant(request, request.GET.get("url", ""))
    thread = request.build_absolute_uri(reverse("publication:thread", args=[article.site.slug, article.external_id]))
    about = {
        "version": "1.0",
        "provider_name": article.site.name,
        "provider_url": request.build_absolute_uri("/"),
        "cache_age": CACHE_SECONDS,
    }
    if comment is None:
        return about | {"type": "link", "title": _("Comments on “%(title)s”") % {"title": article}}
    permalink = f"{thread}?comment={comment.id}#comment-{comment.id}"
    return about | {
        "type": "rich",
        "title": _("Comment by %(name)s") % {"name": comment.author},
        "author_name": comment.author,
        "html": _quotation(article, comment, permalink),
        "width": _width(request.GET.get("maxwidth", "")),
        # How high a text stands only the page that shows it knows.
        "height": None,
    }


def _meant(request: HttpRequest, address: str) -> tuple[Article, Shown | None]:
    """The article, and the comment if it is a permalink. Raises AddressUnknown for what is no page of ours."""
    try:
        parts = urlsplit(address)
        if (parts.scheme, parts.netloc) not in _own_origins(request):
            raise AddressUnknown
        match = resolve(unquote(parts.path, errors="strict"))
        if match.view_name != "publication:thread":
            raise AddressUnknown
        article = find_article(find_site(match.kwargs["site"], None), match.kwargs["article"], None)
        asked = parse_qs(parts.query).get("comment")
        return article, _published(article, UUID(asked[0])) if asked else None
    except (ValueError, Resolver404, Comment.DoesNotExist, Refusal):
        raise AddressUnknown from None


def _own_origins(request: HttpRequest) -> set[tuple[str, str]]:
    base = urlsplit(settings.STET_BASE_URL)
    return {(base.scheme, base.netloc), *((scheme, request.get_host()) for scheme in ("http", "https"))}


def _published(article: Article, pk: UUID) -> Shown:
    return shown(with_details(article.comments.filter(state=State.APPROVED)).get(pk=pk))


def _width(most: str) -> int:
    # Beyond a few digits it is wider than anything; Python itself refuses to read thousands of them.
    return min(int(most), WIDTH) if most.isdecimal() and len(most) < 6 and int(most) else WIDTH


def _quotation(article: Article, comment: Shown, permalink: str) -> str:
    """The comment without any script; its line ends are marked up, since a page folds them otherwise."""
    lines = format_html_join(mark_safe("<br>"), "{}", ((line,) for line in _LINE_END.split(comment.body or "")))
    return format_html(
        '<blockquote class="stet-comment" cite="{}"><p dir="auto"{}>{}</p>'
        '<footer dir="auto"><bdi>{}</bdi> – <a href="{}">{}</a> – <a href="{}"><bdi>{}</bdi></a></footer></blockquote>',
        permalink,
        _language(comment),
        lines,
        comment.author,
        permalink,
        _moment(comment, article.site.language),
        article.url or permalink.partition("?")[0],
        article,
    )


def _language(comment: Shown) -> SafeString:
    return format_html(' lang="{}"', comment.language) if comment.language != "und" else mark_safe("")


def _moment(comment: Shown, language: str) -> SafeString:
    when = comment.written_at
    words = dates.moment(when, language)
    return format_html('<time datetime="{}">{} UTC</time>', when.isoformat(timespec="seconds"), words)


def _xml(answer: dict[str, Any]) -> HttpResponse:
    root = ElementTree.Element("oembed")
    for name, value in answer.items():
        if value is not None:
            ElementTree.SubElement(root, name).text = str(value)
    text = ElementTree.tostring(root, encoding="unicode")
    declaration = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n'
    return HttpResponse(declaration + text, content_type="text/xml; charset=utf-8")
