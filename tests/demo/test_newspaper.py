"""The demo newspaper: its files are whole, and its pages hold what the files say."""

from html import unescape

import pytest
from django.test import Client

from stet.comments.text import check_body, check_name
from stet.demo import pages
from stet.demo.seed import DEMO_SITE, LANGUAGES, DemoArticle, articles, comments

pytestmark = pytest.mark.django_db


def test_every_article_appears_in_every_language() -> None:
    assert len(articles()) == 2 * len(LANGUAGES)
    assert len({article.id for article in articles()}) == len(articles())


@pytest.mark.parametrize("article", articles(), ids=lambda article: article.id)
def test_an_article_is_of_full_length(article: DemoArticle) -> None:
    assert 500 <= len(article.body.split()) <= 700


def test_every_comment_can_be_received() -> None:
    for comment in comments():
        check_body(comment.body, longest=5000)
        assert check_name(comment.author) == comment.author


def test_replies_follow_what_they_answer_under_the_same_article() -> None:
    places: dict[str, str] = {}
    for comment in comments():
        assert comment.key not in places
        assert comment.article in {article.id for article in articles()}
        assert comment.parent_key is None or places[comment.parent_key] == comment.article
        places[comment.key] = comment.article


@pytest.mark.parametrize("article", articles(), ids=lambda article: article.id)
def test_a_page_holds_the_whole_article(client: Client, article: DemoArticle) -> None:
    page = unescape(client.get(article.path).content.decode())
    assert article.title in page
    assert all(block.text in page for block in pages.blocks(article.body))
    assert f'article="{article.id}"' in page
    # What the element holds is shown where the script cannot run, or cannot be had.
    fallback = page.partition("<stet-comments")[2].partition("</stet-comments>")[0]
    assert f'<a href="/threads/{DEMO_SITE}/{article.id}/' in fallback


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_front_page_asks_for_the_count_of_every_article(client: Client, language: str) -> None:
    page = client.get(f"/demo/{language}/").content.decode()
    assert '<script type="module" src="/static/stet/stet-counts.js">' in page
    for article in articles():
        assert (f'data-stet-count="{article.id}"' in page) == (article.language == language)


def test_no_page_carries_a_style_or_a_script_of_its_own(client: Client) -> None:
    for path in ("/demo/en/", "/demo/ckb/", *(article.path for article in articles())):
        page = client.get(path).content.decode()
        assert "<style" not in page
        assert " style=" not in page
        assert "<script>" not in page


@pytest.mark.parametrize("path", ["/demo/xx/", "/demo/tr/", "/demo/en/nothing/", "/demo/xx/deserters/"])
def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
