"""The form without a script, and programs: a field that nobody sees, and the time a form was open."""

import time
from typing import Any

import pytest
from django.core.cache import cache
from django.core.signing import TimestampSigner
from django.test import Client

from stet.comments.models import Article, Comment, Proof, Site
from tests.newsroom_kit import ENGLISH
from tests.publication.reading import one, soup, thread_address


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Any:
    cache.clear()
    yield
    cache.clear()


def filled(client: Client, article: Article, **changed: str) -> dict[str, str]:
    """The form as a browser sends it back: every field of it, with a name and a text."""
    page = soup(client.get(thread_address(article)))
    fields = {str(each["name"]): str(each.get("value", "")) for each in page.select("#write form input[name]")}
    return fields | {"name": "Dilan", "body": ENGLISH} | changed


def send(client: Client, article: Article, fields: dict[str, str], **headers: str) -> Any:
    return client.post(thread_address(article), fields, headers=headers)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Puts the clock forward by so many seconds."""
    real = time.time
    return lambda seconds: monkeypatch.setattr(time, "time", lambda: real() + seconds)


def test_nobody_sees_the_trap_and_it_catches_who_fills_it(article: Article, client: Client) -> None:
    page = soup(client.get(thread_address(article)))
    trap = one(page, "#write [name=website]")
    assert (trap["tabindex"], trap.find_parent("p")["aria-hidden"]) == ("-1", "true")
    refused = send(client, article, filled(client, article, website="https://buy.example"))
    assert refused.status_code == 422
    assert ENGLISH in one(soup(refused), "#id_body").get_text(), "the text is kept"
    assert one(soup(refused), "[name=website]").get("value") is None, "sending it again just works"
    assert Comment.objects.count() == 0


def test_usually_a_form_may_be_sent_at_once(article: Article, client: Client) -> None:
    assert send(client, article, filled(client, article)).status_code == 303


def test_where_proofs_are_asked_the_form_has_to_have_been_open(article: Article, client: Client, later: Any) -> None:
    Site.objects.update(proof_of_work=Proof.ALWAYS)
    fields = filled(client, article)
    assert send(client, article, fields).status_code == 422
    later(5)
    assert send(client, article, fields).status_code == 303


@pytest.mark.parametrize("opened", ["", "form", "form:0:forged", TimestampSigner(salt="other").sign("form")])
def test_the_time_cannot_be_made_up(article: Article, client: Client, later: Any, opened: str) -> None:
    Site.objects.update(proof_of_work=Proof.ALWAYS)
    fields = filled(client, article, opened=opened)
    later(5)
    assert send(client, article, fields).status_code == 422


def test_a_page_that_sends_much_has_to_take_its_time(
    article: Article, client: Client, later: Any, settings: Any
) -> None:
    settings.STET_RATE_POST = "3/hour"
    origin = {"Origin": "http://testserver"}
    assert send(client, article, filled(client, article), **origin).status_code == 303
    fields = filled(client, article, body="Another comment about the bridge.")
    assert send(client, article, fields, **origin).status_code == 422
    later(5)
    assert send(client, article, fields, **origin).status_code == 303


def test_a_site_may_do_without(article: Article, client: Client) -> None:
    Site.objects.update(proof_of_work=Proof.NEVER)
    assert send(client, article, filled(client, article, website="x", opened="")).status_code == 303
