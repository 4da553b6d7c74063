"""The Atom feed of an article's comments."""

from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from stet.accounts.models import Account
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article
from tests.newsroom_kit import publish, say

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client: Client, article: Article) -> ElementTree.Element:
    response = client.get(reverse("publication:feed", args=[article.site.slug, article.external_id]))
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def test_a_feed_has_what_the_format_asks_for(article: Article, moderator: Account, client: Client) -> None:
    """RFC 4287, 4.1.1 and 4.1.2: title, id and updated of feed and entry, an author, and content or a link."""
    comment = publish(article, moderator, name="Dilan <b>")
    root = feed(client, article)
    assert root.tag == f"{ATOM}feed"
    for name in ("title", "id", "updated", "link"):
        assert root.find(f"{ATOM}{name}") is not None
    (entry,) = root.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{comment.pk}"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Dilan <b>"
    assert entry.findtext(f"{ATOM}updated")
    assert entry.find(f"{ATOM}content").attrib["type"] == "text"  # type: ignore[union-attr]
    assert entry.find(f"{ATOM}summary") is None
    link = entry.find(f"{ATOM}link").attrib["href"]  # type: ignore[union-attr]
    assert link == f"http://testserver/threads/courier/the-bridge/?comment={comment.pk}#comment-{comment.pk}"


def test_newest_first_and_only_what_is_published(article: Article, moderator: Account, client: Client) -> None:
    first, second, third = (publish(article, moderator, f"Comment {number} of three.") for number in range(3))
    say(article, "Waiting.")
    withdraw(second)
    contents = [entry.findtext(f"{ATOM}content") for entry in feed(client, article).findall(f"{ATOM}entry")]
    assert contents == [third.body, first.body]


def test_an_empty_feed_is_a_feed(article: Article, client: Client) -> None:
    assert feed(client, article).findall(f"{ATOM}entry") == []


def test_a_feed_of_nothing(db: None, client: Client) -> None:
    assert client.get("/feeds/nowhere/nothing.atom").status_code == 404


def test_a_thread_names_its_feed(article: Article, client: Client) -> None:
    assert b'type="application/atom+xml"' in client.get("/threads/courier/the-bridge/").content
