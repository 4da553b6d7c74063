"""Errors of every kind, at every address: JSON for programs, a page with a way forward for people."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import OperationalError, connection
from django.test import Client

from stet.comments.models import Article
from stet.newsroom.languages import LANGUAGES
from tests.api.conftest import failure

JSON = {"content_type": "application/json"}


@pytest.fixture
def browser(client: Client) -> Client:
    """A client to whom an error is an answer, as it is to a browser."""
    client.raise_request_exception = False
    return client


def page_of_error(answer: Any, status: int) -> BeautifulSoup:
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.h1.get_text(strip=True)
    assert page.main.find("a", href=True), "no way forward"
    return page


def test_an_address_that_is_none(browser: Client, db: None) -> None:
    for address in (
        "/nothing",
        "/threads/",
        "/demo/xx/",
        "/static/stet/none.js",
        "/%00",
        "/☃",
        "/accounts/signup-now/",
    ):
        page_of_error(browser.get(address), 404)
    assert failure(browser.get("/api/nothing")) == (404, "not_found", None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_error_pages_speak_the_reader_s_language(browser: Client, db: None, language: str) -> None:
    page = page_of_error(browser.get("/nothing", {"lang": language}), 404)
    assert (page.html["lang"], page.html["dir"]) == (language, LANGUAGES[language].direction)
    english = page_of_error(browser.get("/nothing"), 404)
    assert (page.h1.get_text() == english.h1.get_text()) == (language == "en")
    refused = browser.put("/api/v1/comments", headers={"Accept-Language": language}).json()["error"]["message"]
    plain = browser.put("/api/v1/comments").json()["error"]["message"]
    assert (refused == plain) == (language == "en")


@pytest.mark.parametrize("address", ["/", "/api/v1/counts?article=a"])
def test_a_host_that_is_not_ours(browser: Client, db: None, address: str) -> None:
    answer = browser.get(address, headers={"Host": "evil.example"})
    if address.startswith("/api"):
        assert failure(answer) == (400, "bad_request", None)
    else:
        page_of_error(answer, 400)
    assert b"evil.example" not in answer.content


def test_another_method(browser: Client, article: Article) -> None:
    answer = browser.delete("/threads/courier/the-bridge/")
    page_of_error(answer, 405)
    assert "GET" in answer.headers["Allow"]


def test_a_form_from_elsewhere(article: Article) -> None:
    visitor = Client(enforce_csrf_checks=True)
    answer = visitor.post("/threads/courier/the-bridge/", {"name": "Dilan", "body": "My whole <b>text</b>\r\n here"})
    page = page_of_error(answer, 403)
    assert page.textarea.get_text() == "\nMy whole <b>text</b>\r\n here", "the text is given back"


def test_the_api_needs_no_form_s_token(article: Article) -> None:
    visitor = Client(enforce_csrf_checks=True)
    said = {"article": "the-bridge", "author": {"name": "Dilan"}, "body": "Who signed the contract?"}
    assert visitor.post("/api/v1/comments", said, **JSON).status_code == 201


def test_a_form_that_is_too_large(browser: Client, article: Article) -> None:
    answer = browser.post("/threads/courier/the-bridge/", {"name": "Dilan", "body": "a" * 1_000_000})
    page_of_error(answer, 413)
    many = {f"field{number}": "" for number in range(300)}
    page_of_error(browser.post("/threads/courier/the-bridge/", many), 400)


@pytest.fixture
def _broken_database(article: Article) -> Any:
    def refuse(*_: Any) -> None:
        raise OperationalError("attempt to write a readonly database")

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.usefixtures("_broken_database")
@pytest.mark.parametrize("headers", [{}, {"Origin": "https://courier.example"}], ids=["plain", "embedded"])
def test_a_database_that_refuses(browser: Client, headers: dict[str, str]) -> None:
    said = {"article": "the-bridge", "author": {"name": "Dilan"}, "body": "Who signed the contract?"}
    answer = browser.post("/api/v1/comments", said, **JSON, headers=headers)
    assert failure(answer) == (503, "storage_unavailable", None)
    assert failure(browser.get("/api/v1/thread?article=the-bridge", headers=headers))[0] == 503
    page_of_error(browser.get("/threads/courier/the-bridge/", headers=headers), 503)
    page = page_of_error(browser.post("/threads/courier/the-bridge/", {"name": "D", "body": "Kept"}), 503)
    assert page.textarea.get_text() == "\nKept"


@pytest.fixture
def _our_mistake(article: Article) -> Any:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError("a secret of ours")

    with connection.execute_wrapper(fail):
        yield


@pytest.mark.usefixtures("_our_mistake")
def test_our_own_mistake_tells_nothing_of_our_insides(browser: Client) -> None:
    answer = browser.get("/api/v1/thread?article=the-bridge")
    assert failure(answer) == (500, "internal_error", None)
    page = browser.get("/threads/courier/the-bridge/")
    page_of_error(page, 500)
    for said in (answer, page):
        assert b"secret" not in said.content
        assert b"Traceback" not in said.content
