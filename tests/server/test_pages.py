"""The front door, the reading language, and what an installation behind a proxy has to know."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from stet.comments.models import Article, Site
from stet.demo.seed import DEMO_SITE
from stet.newsroom.languages import LANGUAGES


def test_the_start_page_names_the_sites(client: Client, site: Site) -> None:
    page = BeautifulSoup(client.get("/").content, "html.parser")
    assert page.find("a", href="/guidelines/courier/")


def test_the_start_page_of_an_empty_installation_says_what_to_do(client: Client, db: None) -> None:
    assert "stet demo" in client.get("/").content.decode()


@pytest.mark.parametrize(("header", "front"), [("en", "/demo/en/"), ("ckb", "/demo/ckb/"), ("ar", "/demo/en/")])
def test_the_start_page_leads_to_the_demo(client: Client, db: None, header: str, front: str) -> None:
    Site.objects.create(slug=DEMO_SITE, name="Demo")
    assert client.get("/", headers={"Accept-Language": header}).headers["Location"] == front


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_in_the_language_asked_for(client: Client, site: Site, language: str) -> None:
    for answer in (
        client.get("/guidelines/courier/", {"lang": language}),
        client.get("/guidelines/courier/", headers={"Accept-Language": f"xx, {language};q=0.8, en;q=0.1"}),
        client.get("/guidelines/courier/", {"lang": language}, headers={"Accept-Language": "de"}),
    ):
        page = BeautifulSoup(answer.content, "html.parser")
        assert (page.html["lang"], page.html["dir"]) == (language, LANGUAGES[language].direction)
        assert answer.headers["Content-Language"] == language


def test_the_language_wanted_most_is_taken_wherever_it_stands(client: Client, site: Site) -> None:
    answer = client.get("/guidelines/courier/", headers={"Accept-Language": "en;q=0.3, ckb;q=0.9"})
    assert answer.headers["Content-Language"] == "ckb"


@pytest.mark.parametrize("header", ["", "xx", "*", ";;;", "en;q=x", "\xff", "a" * 5000, "-", ","])
def test_a_language_nobody_has_is_english(client: Client, site: Site, header: str) -> None:
    answer = client.get("/guidelines/courier/", {"lang": header}, headers={"Accept-Language": header})
    assert answer.headers["Content-Language"] == "en"


def test_behind_a_proxy_that_ends_tls_forms_and_own_pages_work(article: Article, settings: Any) -> None:
    settings.STET_TRUSTED_PROXIES = 1
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    headers = {"Host": "testserver", "Origin": "https://testserver", "X-Forwarded-Proto": "https"}
    visitor = Client(enforce_csrf_checks=True, headers=headers)
    form = BeautifulSoup(visitor.get("/threads/courier/the-bridge/").content, "html.parser").find("form", method="post")
    sent = {field["name"]: field.get("value", "") for field in form.find_all("input") if field.get("name")}
    sent |= {"name": "Dilan", "body": "Who signed the contract?"}
    answer = visitor.post("/threads/courier/the-bridge/", sent)
    assert answer.status_code == 303
    api = visitor.post(
        "/api/v1/comments",
        {"article": "the-bridge", "author": {"name": "Dilan"}, "body": "Who paid for it?"},
        content_type="application/json",
    )
    assert api.status_code == 201
    assert api.json()["links"]["page"].startswith("https://testserver/")


def test_a_cache_between_keeps_the_languages_apart(client: Client, article: Article) -> None:
    for address in ("/transparency/courier/", "/guidelines/courier/", "/threads/courier/the-bridge/"):
        assert "Accept-Language" in client.get(address).headers["Vary"], address
