"""An Atom feed of an article's comments, as they were written."""

from datetime import datetime
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from stet.comments.errors import Refusal
from stet.comments.models import Article
from stet.comments.pages import refused
from stet.comments.rates import check_rate
from stet.comments.sites import find_article, find_site
from stet.publication.shown import Shown
from stet.publication.thread import newest

ENTRIES = 50


class VerbatimFeed(Atom1Feed):
    """Atom whose entries hold plain text (RFC 4287, 3.1.1.1) that an XML parser reads back to the character."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        language = {"xml:lang": item["language"]} if item["language"] != "und" else {}
        handler.startElement("content", AttributesImpl({"type": "text", **language}))
        first, *rest = item["body"].split("\r")
        handler.characters(first)
        for part in rest:
            # A parser turns a bare carriage return into a line feed; a reference to one is left alone.
            handler.ignorableWhitespace("&#13;")
            handler.characters(part)
        handler.endElement("content")


# An entry: the comment, and its address. (One feed object serves all requests, so it can hold neither.)
Item = tuple[Shown, str]


class ThreadFeed(Feed):  # type: ignore[type-arg]  # generic in the stubs alone
    """The last published comments under an article, newest publication first."""

    feed_type = VerbatimFeed
    item_description = None  # type: ignore[assignment]  # the text goes into <content>, as it is

    def get_object(self, request: HttpRequest, site: str, article: str) -> Article:
        check_rate(request, "read", settings.STET_RATE_READ)
        return find_article(find_site(site, None), article, None)

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().__call__(request, *args, **kwargs)
        except Refusal as refusal:
            return refused(request, refusal)

    def title(self, article: Article) -> str:
        return _("Comments on “%(title)s”") % {"title": article}

    def subtitle(self) -> str:
        return _("Approved comments, exactly as they were written.")

    def link(self, article: Article) -> str:
        return reverse("publication:thread", args=[article.site.slug, article.external_id])

    def items(self, article: Article) -> list[Item]:
        thread = self.link(article)
        shown = newest(article, ENTRIES)
        return [(comment, f"{thread}?comment={comment.id}#comment-{comment.id}") for comment in shown]

    def item_title(self, item: Item) -> str:
        return _("Comment by %(name)s") % {"name": item[0].author}

    def item_link(self, item: Item) -> str:
        return item[1]

    def item_guid(self, item: Item) -> str:
        return f"urn:uuid:{item[0].id}"

    def item_author_name(self, item: Item) -> str:
        return item[0].author or ""

    def item_pubdate(self, item: Item) -> datetime | None:
        return item[0].published_at

    item_updateddate = item_pubdate

    def item_extra_kwargs(self, item: Item) -> dict[str, Any]:
        return {"body": item[0].body or "", "language": item[0].language}
