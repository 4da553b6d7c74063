"""Whose pages may call the API from a browser: the sites' own, and nobody else's."""

from typing import Any

import pytest
from django.test import Client

from tests.api.conftest import Calls
from tests.newsroom_kit import make_article, make_site

OURS = "https://courier.example"
STRANGERS = ["https://evil.example", "http://courier.example", "https://courier.example:444", "null", ""]


@pytest.fixture(autouse=True)
def _a_site_with_an_origin(db: None) -> None:
    make_article(make_site(origins=[OURS]))
    make_site("herald", origins=["https://herald.example"])


def preflight(client: Client, origin: str, headers: str = "content-type,authorization,idempotency-key") -> Any:
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": headers}
    return client.options("/api/v1/comments", headers=asked)


def test_a_site_s_page_may_ask_and_send(client: Client, api: Calls) -> None:
    answer = preflight(client, OURS)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == OURS
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    allowed = answer.headers["Access-Control-Allow-Headers"].split(", ")
    assert {"authorization", "content-type", "idempotency-key"} <= set(allowed)
    sent = api.post(headers={"Origin": OURS})
    assert (sent.status_code, sent.headers["Access-Control-Allow-Origin"]) == (201, OURS)


def test_cookies_are_never_asked_for(client: Client, api: Calls) -> None:
    for answer in (preflight(client, OURS), api.post(headers={"Origin": OURS})):
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert not answer.cookies


@pytest.mark.parametrize("origin", STRANGERS)
def test_a_stranger_s_page_may_not(client: Client, origin: str) -> None:
    assert "Access-Control-Allow-Origin" not in preflight(client, origin).headers
    read = client.get("/api/v1/guidelines?site=courier", headers={"Origin": origin})
    assert "Access-Control-Allow-Origin" not in read.headers


def test_refusals_can_be_read_by_a_site_s_page(api: Calls) -> None:
    answer = api.post("", headers={"Origin": OURS})
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (422, OURS)
    assert "retry-after" in answer.headers["Access-Control-Expose-Headers"].lower()


def test_caches_keep_the_answers_for_different_pages_apart(api: Calls) -> None:
    answer = api.get("thread", {"Origin": OURS}, article="the-bridge")
    assert "origin" in answer.headers["Vary"].lower()


def test_pages_with_forms_are_no_api(client: Client) -> None:
    answer = client.get("/threads/courier/the-bridge/", headers={"Origin": OURS})
    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("origin", [OURS, "https://anybody.example"])
def test_the_widget_s_files_load_anywhere(client: Client, origin: str) -> None:
    answer = client.get("/static/stet/stet-comments.js", headers={"Origin": origin})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Content-Type"].startswith("text/javascript")
