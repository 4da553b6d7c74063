"""Pages as a browser reads them: addresses, and what stands on a page."""

from typing import Any

from bs4 import BeautifulSoup, Tag
from django.urls import reverse

from stet.comments.models import Article, Comment
from stet.comments.receipts import receipt_of

FORM = "application/x-www-form-urlencoded"


def thread_address(article: Article) -> str:
    return reverse("publication:thread", args=[article.site.slug, article.external_id])


def receipt_address(comment: Comment) -> str:
    return reverse("publication:receipt", args=[receipt_of(comment)])


def soup(response: Any) -> BeautifulSoup:
    return parsed(response.content.decode())


def parsed(markup: str) -> BeautifulSoup:
    """Markup as a browser holds it: Beautiful Soup by itself would shorten runs of blanks, as no browser does."""
    return BeautifulSoup(markup, "html.parser", preserve_whitespace_tags={"div", "mark"})


def one(page: BeautifulSoup | Tag, selector: str) -> Tag:
    """The only element of a selector; fails when there is none, or more than one."""
    (found,) = page.select(selector)
    return found


def words(page: BeautifulSoup, comment: Comment) -> str:
    """The text of a comment on a thread page, to the character."""
    return one(page, f"#comment-{comment.pk} .words").get_text()
