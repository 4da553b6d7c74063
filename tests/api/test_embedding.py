"""oEmbed: what other sites show of a comment or a thread, from its address."""

from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from stet.accounts.models import Account
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article, Comment
from tests.newsroom_kit import make_article, publish, say

BASE = "http://testserver"


@pytest.fixture
def comment(article: Article, moderator: Account) -> Comment:
    article.url = "https://courier.example/bridge"
    article.save()
    return publish(article, moderator, "<b>One</b>\n\r two &\u200fسێ", name="Dilan <i>")


def permalink(comment: Comment) -> str:
    thread = f"{BASE}/threads/courier/{comment.article.external_id}/"
    return f"{thread}?comment={comment.pk}#comment-{comment.pk}"


def ask(client: Client, url: str, **query: Any) -> Any:
    return client.get("/oembed/", {"url": url} | query)


def test_a_comment_is_a_quotation_without_a_script(client: Client, comment: Comment) -> None:
    response = ask(client, permalink(comment))
    said = response.json()
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert (said["version"], said["type"], said["provider_name"]) == ("1.0", "rich", "Courier")
    assert (said["author_name"], said["width"], said["height"]) == ("Dilan <i>", 550, None)
    quotation = BeautifulSoup(said["html"], "html.parser")
    assert {tag.name for tag in quotation.find_all(True)} == {"blockquote", "p", "br", "footer", "bdi", "a", "time"}
    assert quotation.p is not None
    assert [str(line) for line in quotation.p.strings] == ["<b>One</b>", " two &\u200fسێ"]
    assert [link["href"] for link in quotation.find_all("a")] == [permalink(comment), comment.article.url]
    assert quotation.find("bdi").get_text() == "Dilan <i>"  # type: ignore[union-attr]


def test_it_is_answered_in_xml_too(client: Client, comment: Comment) -> None:
    response = ask(client, permalink(comment), format="xml", maxwidth="300")
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    said = {element.tag: element.text for element in root}
    assert (root.tag, said["type"], said["width"], said["author_name"]) == ("oembed", "rich", "300", "Dilan <i>")
    assert said["html"] == ask(client, permalink(comment)).json()["html"]


@pytest.mark.parametrize(
    ("most", "width"), [("200", 200), ("9999", 550), ("0", 550), ("x", 550), ("-3", 550), ("²", 550), ("9" * 5000, 550)]
)
def test_it_keeps_to_the_width_there_is(client: Client, comment: Comment, most: str, width: int) -> None:
    assert ask(client, permalink(comment), maxwidth=most).json()["width"] == width


def test_a_thread_is_a_link(client: Client, article: Article) -> None:
    said = ask(client, f"{BASE}/threads/courier/the-bridge/").json()
    assert (said["type"], said["title"]) == ("link", "Comments on “The bridge”")
    assert "html" not in said


@pytest.mark.parametrize(
    "url",
    [
        "",
        "the-bridge",
        "https://elsewhere.example/threads/courier/the-bridge/",
        f"{BASE}/threads/courier/the-tunnel/",
        f"{BASE}/threads/herald/the-bridge/",
        f"{BASE}/guidelines/courier/",
        f"{BASE}/feeds/courier/the-bridge.atom",
        f"{BASE}/threads/courier/the-bridge/?comment=x",
        f"{BASE}/threads/courier/the-bridge/?comment=01a20912-49b6-7543-9540-8bb85ca79515",
        f"{BASE}/threads/courier/%ff/",
        "http://[testserver/threads/courier/the-bridge/",
        "javascript:alert(1)",
    ],
)
def test_nothing_else_can_be_embedded(client: Client, article: Article, url: str) -> None:
    response = ask(client, url)
    assert (response.status_code, response.json()["error"]["code"]) == (404, "address_unknown")


def test_what_is_not_published_cannot_be_embedded(client: Client, article: Article, moderator: Account) -> None:
    elsewhere = publish(make_article(article.site, "the-dam"), moderator)
    for comment in (say(article), withdraw(publish(article, moderator))):
        assert ask(client, permalink(comment)).status_code == 404
    assert ask(client, permalink(elsewhere).replace("the-dam", "the-bridge")).status_code == 404
    assert ask(client, permalink(elsewhere)).status_code == 200


def test_another_format_is_not_there(client: Client, comment: Comment) -> None:
    response = ask(client, permalink(comment), format="yaml")
    assert (response.status_code, response.json()["error"]["code"]) == (501, "format_unknown")
    assert client.post("/oembed/").status_code == 405


def test_pages_lead_to_it(client: Client, comment: Comment) -> None:
    page = BeautifulSoup(client.get(permalink(comment).partition("#")[0]).content, "html.parser")
    links = [link for link in page.select("link[rel=alternate]") if str(link["type"]).endswith("+oembed")]
    assert [link["type"] for link in links] == ["application/json+oembed", "text/xml+oembed"]
    for link in links:
        (url,) = parse_qs(urlsplit(str(link["href"])).query)["url"]
        assert ask(client, url).json()["author_name"] == "Dilan <i>"
        assert client.get(str(link["href"])).status_code == 200
