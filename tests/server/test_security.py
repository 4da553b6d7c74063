"""What every answer forbids the browser, and that pages load nothing from anywhere else."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.test import Client

import stet
from stet.accounts import moderators
from stet.accounts.models import Account
from stet.comments.models import Article
from stet.comments.receipts import receipt_of
from tests.newsroom_kit import publish, say

PUBLIC = [
    "/",
    "/demo/en/",
    "/demo/ckb/",
    "/threads/courier/the-bridge/",
    "/guidelines/courier/",
    "/verify/",
    "/transparency/courier/",
    "/verify/",
    "/sign-in/courier/",
    "/accounts/login/",
    "/nothing",
    "/api/v1/thread?article=the-bridge",
    "/api/v1/openapi.json",
    "/feeds/courier/the-bridge.atom",
]
# The desk, and the pages for signing in, as an administrator meets them.
OWN = [
    "/desk/people/",
    "/desk/people/invite/",
    "/desk/me/",
    "/desk/journal/",
    "/accounts/second-step/app/",
    "/accounts/second-step/passkeys/add/",
    "/accounts/confirm/",
    "/accounts/password/change/",
]
# What is read by search engines, or by our own scripts, and run by no browser.
DATA = {"application/ld+json", "application/json"}
# Elements that make a browser fetch something by itself; a link waits for its reader's click.
LOADING = {"src", "srcset", "data", "poster", "action", "formaction"}


@pytest.fixture
def newsroom(client: Client, article: Article) -> Client:
    """A client signed in at the desk of a site with a comment."""
    moderators.add("shilan@courier.example", "let-it-stand-2026")
    client.force_login(Account.objects.get(email="shilan@courier.example"))
    # How one signs in is changed only by who has just said again that it is them.
    client.post("/accounts/confirm/", {"password": "let-it-stand-2026"})
    return client


@pytest.fixture
def pages(newsroom: Client, article: Article) -> list[str]:
    comment = say(article)
    receipt, published = f"/receipts/{receipt_of(comment)}/", publish(article, Account.objects.get())
    own = [receipt, f"{receipt}erase/", f"/threads/courier/the-bridge/report/{published.pk}/"]
    return [*PUBLIC, *OWN, *own, "/desk/", f"/desk/{comment.pk}/"]


def test_every_answer_carries_the_headers(newsroom: Client, pages: list[str]) -> None:
    for address in pages:
        answer = newsroom.get(address)
        headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy, address
        for forbidden in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'self'", "form-action 'self'"):
            assert forbidden in policy, address
        assert "unsafe" not in policy, address
        assert headers["X-Content-Type-Options"] == "nosniff", address
        assert headers["Referrer-Policy"] in {"strict-origin-when-cross-origin", "same-origin"}, address
        assert headers["X-Frame-Options"] in {"DENY", "SAMEORIGIN"}, address
        assert "Server" not in headers, address


def fetched(page: BeautifulSoup) -> Iterator[str]:
    for element in page.find_all(True):
        yield from (element[name] for name in LOADING if element.get(name))
        if element.name == "link" and set(element.get("rel", [])) & {"stylesheet", "icon", "preload", "modulepreload"}:
            yield element["href"]


def test_pages_load_nothing_from_another_host(newsroom: Client, pages: list[str]) -> None:
    for address in pages:
        answer = newsroom.get(address, follow=True)
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        page = BeautifulSoup(answer.content, "html.parser")
        for target in fetched(page):
            assert urlsplit(target).netloc in {"", "testserver"}, f"{address} loads {target}"
        assert not page.find_all("style"), f"{address}: a style the policy forbids"
        inline = [each for each in page.find_all("script") if not each.get("src") and each.get("type") not in DATA]
        assert not inline, f"{address}: an inline script"
        assert not page.find_all(style=True), f"{address}: an inline style"
        handlers = [name for each in page.find_all(True) for name in each.attrs if name.startswith("on")]
        assert not handlers, f"{address}: {handlers}"


def test_what_pages_load_is_there(newsroom: Client, pages: list[str]) -> None:
    for address in pages:
        answer = newsroom.get(address, follow=True)
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        for target in fetched(BeautifulSoup(answer.content, "html.parser")):
            if urlsplit(target).path.startswith("/static/"):
                assert newsroom.get(target).status_code == 200, f"{address} loads {target}"


PACKAGE = Path(stet.__file__).resolve().parent


def own_static_files() -> list[Path]:
    files = []
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            path = Path(storage.path(name))
            if PACKAGE in path.parents and path.suffix in {".js", ".css", ".svg"}:
                files.append(path)
    return files


def test_our_own_scripts_and_styles_name_no_other_host() -> None:
    files = own_static_files()
    assert files
    allowed = {"www.w3.org"}  # the name of the SVG namespace, which nothing fetches
    for path in files:
        hosts = set(
            re.findall(r"(?:https?:)?//([a-z0-9-]+(?:\.[a-z0-9-]+)+)", without_comments(path.read_text("utf-8")))
        )
        assert hosts <= allowed, f"{path.name}: {hosts}"


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/|^\s*//.*$", "", text, flags=re.DOTALL | re.MULTILINE)


def test_cookies_are_for_the_server_alone(client: Client, db: None) -> None:
    moderators.add("shilan@courier.example", "let-it-stand-2026")
    answer = client.post("/accounts/login/", {"login": "shilan@courier.example", "password": "let-it-stand-2026"})
    assert answer.status_code == 302
    session = answer.cookies["sessionid"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"


def test_a_reader_gets_no_cookie_for_reading(client: Client, article: Article) -> None:
    for address in ("/guidelines/courier/", "/api/v1/thread?article=the-bridge", "/demo/en/"):
        assert not client.get(address).cookies, address


def test_a_receipt_is_kept_by_nobody(client: Client, article: Article) -> None:
    answer: Any = client.get(f"/receipts/{receipt_of(say(article))}/")
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "same-origin"
