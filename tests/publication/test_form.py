"""Writing a comment without a script: the form, what may be wrong with it, and that no text is lost."""

import re
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from stet.accounts.models import Account
from stet.comments.models import Article, Comment, Site
from stet.comments.receipts import comment_of
from tests.newsroom_kit import ENGLISH, make_article, make_site, publish, say
from tests.publication.reading import FORM, one, soup, thread_address

pytestmark = pytest.mark.django_db


def send(client: Client, article: Article, query: str = "", **fields: str) -> object:
    said = {"name": "Dilan", "body": ENGLISH} | fields
    return client.post(thread_address(article) + query, urlencode(said), content_type=FORM)


def test_a_comment_is_received_judged_and_its_receipt_shown(article: Article, client: Client) -> None:
    response = send(client, article, "?lang=tr")
    comment = Comment.objects.get()
    assert response.status_code == 303
    assert comment_of(response.headers["Location"].split("/")[2]) == comment
    assert response.headers["Location"].endswith("?lang=tr")
    assert (comment.body, comment.author_name, comment.reading_language) == (ENGLISH, "Dilan", "tr")
    assert comment.verdicts.count() == 1


def test_line_ends_are_kept_as_the_browser_sends_them(article: Article, client: Client) -> None:
    send(client, article, body="One\r\n\r\n  two \r\n")
    assert Comment.objects.get().body == "One\r\n\r\n  two \r\n"


def test_two_clicks_are_one_comment(article: Article, client: Client) -> None:
    attempt = str(one(soup(client.get(thread_address(article))), "[name=attempt]")["value"])
    first = send(client, article, attempt=attempt)
    second = send(client, article, attempt=attempt)
    assert first.headers["Location"] == second.headers["Location"]
    assert Comment.objects.count() == 1


def test_going_back_and_writing_something_else_is_another_comment(article: Article, client: Client) -> None:
    send(client, article, attempt="the-same")
    response = send(client, article, attempt="the-same", body="And another thing about this bridge.")
    assert response.status_code == 303
    assert Comment.objects.count() == 2


def test_every_form_is_an_attempt_of_its_own(article: Article, client: Client) -> None:
    attempts = {one(soup(client.get(thread_address(article))), "[name=attempt]")["value"] for _ in range(3)}
    assert len(attempts) == 3


@pytest.mark.parametrize(
    ("fields", "status", "message", "field"),
    [
        ({"body": ""}, 422, "The comment is empty", "body"),
        ({"body": " \u200b\n "}, 422, "The comment is empty", "body"),
        ({"body": "a" * 5001}, 422, "The comment is too long", "body"),
        ({"body": "NUL \x00 inside"}, 422, "characters that are no text", "body"),
        ({"body": "turned \u202e around"}, 422, "turn the order of its letters around", "body"),
        ({"name": " "}, 422, "There is no name", "name"),
        ({"name": "n" * 81}, 422, "The name is too long", "name"),
        ({"name": "a\u202eb"}, 422, "characters that no name has", "name"),
        ({"parent": "no-id"}, 404, "The comment you answer is not there", "parent"),
        ({"parent": "01900000-0000-7000-8000-000000000000"}, 404, "The comment you answer is not there", "parent"),
    ],
)
def test_a_refusal_keeps_the_text_and_says_what_to_do(
    article: Article, client: Client, fields: dict[str, str], status: int, message: str, field: str
) -> None:
    response = send(client, article, **fields)
    page = soup(response)
    assert response.status_code == status
    assert message in one(page, "#problem").get_text()
    said = {"name": "Dilan", "body": ENGLISH} | fields
    assert one(page, "#id_body").get_text() == "\n" + said["body"]
    assert one(page, "#id_name")["value"] == said["name"]
    invalid = [str(element["name"]) for element in page.select("[aria-invalid]")]
    assert invalid == ([field] if field in {"name", "body"} else [])
    assert Comment.objects.count() == 0


def test_an_answer(article: Article, moderator: Account, client: Client) -> None:
    parent = publish(article, moderator, name="Rojîn")
    page = soup(client.get(f"{thread_address(article)}?reply={parent.pk}"))
    assert "Reply to Rojîn" in one(page, "#write-title").get_text()
    assert one(page, ".answered .words").get_text() == parent.body
    send(client, article, parent=str(one(page, "[name=parent]")["value"]))
    assert Comment.objects.get(parent=parent).root_id == parent.pk


def test_an_answer_to_what_is_not_published_can_be_sent_by_itself(article: Article, client: Client) -> None:
    parent = say(article)
    page = soup(client.get(f"{thread_address(article)}?reply={parent.pk}"))
    assert "You can send yours as a new comment." in one(page, ".problem").get_text()
    assert not page.select("[name=parent]")
    refused = soup(send(client, article, parent=str(parent.pk)))
    assert "You can send yours as a new comment." in one(refused, ".problem").get_text()
    assert not refused.select("[name=parent]")


def test_an_answer_to_another_article_is_refused(
    site: Site, article: Article, moderator: Account, client: Client
) -> None:
    parent = publish(make_article(site, "another"), moderator)
    response = send(client, article, parent=str(parent.pk))
    assert response.status_code == 409
    assert "stands under another article" in response.content.decode()


def test_a_closed_article_takes_nothing_and_loses_nothing(site: Site, client: Client) -> None:
    article = make_article(site, closed_at=timezone.now())
    assert not soup(client.get(thread_address(article))).select("form")
    response = send(client, article)
    assert response.status_code == 409
    assert one(soup(response), "#kept").get_text().strip() == ENGLISH


def test_a_site_of_signed_in_readers_has_no_form(client: Client) -> None:
    article = make_article(make_site(guests_may_comment=False))
    page = soup(client.get(thread_address(article)))
    assert not page.select("form")
    assert "only signed-in readers comment" in page.get_text()
    assert send(client, article).status_code == 401
    assert Comment.objects.count() == 0


def test_bytes_that_are_no_text_are_refused_not_mended(article: Article, client: Client) -> None:
    broken = b"name=Dilan&body=broken%FFbytes"
    response = client.post(thread_address(article), broken, content_type=FORM)
    assert response.status_code == 422
    multipart = client.post(thread_address(article), {"name": "Dilan", "body": "broken \ufffd bytes"})
    assert multipart.status_code == 422
    assert Comment.objects.count() == 0


def test_what_is_too_large_is_told(article: Article, client: Client) -> None:
    response = send(client, article, body="a" * 1_000_000)
    assert response.status_code == 413
    assert "too large" in response.content.decode()


def test_a_form_from_elsewhere_is_refused_and_the_text_kept(article: Article) -> None:
    response = send(Client(enforce_csrf_checks=True), article)
    page = soup(response)
    assert response.status_code == 403
    assert one(page, "#kept").get_text().strip() == ENGLISH
    assert one(page, ".ways .button")["href"] == thread_address(article)


def test_a_form_of_ours_passes(article: Article) -> None:
    client = Client(enforce_csrf_checks=True)
    page = soup(client.get(thread_address(article)))
    token = str(one(page, "[name=csrfmiddlewaretoken]")["value"])
    assert send(client, article, csrfmiddlewaretoken=token).status_code == 303


def test_a_database_that_takes_nothing_loses_no_text(article: Article, client: Client) -> None:
    def refuse(execute: object, sql: str, *rest: object) -> object:
        if re.match("INSERT", sql):
            raise OperationalError("The disk is full.")
        return execute(sql, *rest)  # type: ignore[operator]

    with connection.execute_wrapper(refuse):
        response = send(client, article)
    assert response.status_code == 503
    assert one(soup(response), "#kept").get_text().strip() == ENGLISH


def test_a_second_comment_too_soon_is_told_and_kept(article: Article, client: Client, settings: object) -> None:
    settings.STET_RATE_POST = "1/hour"  # type: ignore[attr-defined]
    cache.clear()
    assert send(client, article).status_code == 303
    response = send(client, article, body="Once more, with the same patience.")
    cache.clear()
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "3600"
    assert "with the same patience" in one(soup(response), "#id_body").get_text()
