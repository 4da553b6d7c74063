"""Signing in as a browser meets it: pages, letters, redirects to a provider and back."""

import http.client
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.cache import cache
from django.test import Client

from stet.comments.models import Site
from stet.letters.mail import Mail
from stet.server import sign_in_file
from tests import oidc_server
from tests.api.conftest import Calls
from tests.newsroom_kit import make_article, make_site

ORIGIN = "https://courier.example"
ARTICLE = f"{ORIGIN}/the-bridge?from=front"
THREAD = "/threads/courier/the-bridge/"


@pytest.fixture(scope="session")
def provider() -> Iterator[oidc_server.Provider]:
    with oidc_server.running() as server:
        yield server


@pytest.fixture(autouse=True)
def _nothing_used_yet() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture
def site(db: None, settings: Any, tmp_path: Path) -> Site:
    """One that offers letters; mail goes into Django's own outbox."""
    settings.STET_MAIL = Mail(sender="comments@courier.example", folder=tmp_path)
    settings.STET_BASE_URL = "http://testserver"
    site = make_site(origins=[ORIGIN], email_sign_in=True)
    make_article(site)
    return site


class Entrance:
    """A reader's browser at the entrance of a site."""

    def __init__(self, client: Client, site: str = "courier") -> None:
        self.client, self.site = client, site

    def open(self, back: str = ARTICLE, **query: str) -> Any:
        return self.client.get(f"/sign-in/{self.site}/?{urlencode({'return': back} | query)}")

    def ask_for_letter(self, email: str = "dilan@guild.example", back: str = ARTICLE, **query: str) -> Any:
        return self.client.post(f"/sign-in/{self.site}/letter/?{urlencode({'return': back} | query)}", {"email": email})

    def letter(self, back: str = ARTICLE, email: str = "dilan@guild.example", **query: str) -> str:
        """Ask for a letter; the path of the link in it."""
        answer = self.ask_for_letter(email, back, **query)
        assert answer.status_code == 200, answer.content.decode()
        return link_in(str(mail.outbox[-1].body))

    def choose(self, provider: str = "guild", back: str = ARTICLE, **query: str) -> Any:
        return self.client.post(f"/sign-in/{self.site}/with/{provider}/?{urlencode({'return': back} | query)}")

    def come_back(self, answer: Any) -> Any:
        """Follow the page `answer` to the provider and what the provider says back to us."""
        return self.client.get(answer_of_provider(refreshed_to(answer)))

    def name(self, path: str, name: str = "Dilan") -> Any:
        return self.client.post(path, {"name": name})

    def code(self, path: str, name: str = "Dilan") -> str:
        """Choose a name; the code that the article's page is handed."""
        return code_in(self.name(path, name))


@pytest.fixture
def api(client: Client) -> Calls:
    return Calls(client)


@pytest.fixture
def entrance(client: Client) -> Entrance:
    return Entrance(client)


def set_up(settings: Any, tmp_path: Path, site: Site, issuer: oidc_server.Issuer, provider_id: str = "guild") -> None:
    """Name the provider in a file, and switch it on for the site."""
    path = tmp_path / "sign-in.json"
    path.write_text(issuer.file(provider_id), encoding="utf-8")
    settings.SOCIALACCOUNT_PROVIDERS = sign_in_file.read(path)
    site.sign_in_providers = [provider_id]
    site.save()


def page(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def link_in(letter: str) -> str:
    found = re.search(r"http://testserver(/sign-in/\S+)", letter)
    assert found, letter
    return found[1]


def code_in(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode()
    link = page(answer).find(id="back")
    assert link, answer.content.decode()
    return str(link["data-code"])


def refreshed_to(answer: Any) -> str:
    """Where the page goes on to by itself."""
    refresh = page(answer).find("meta", {"http-equiv": "refresh"})
    assert refresh, answer.content.decode()
    return str(refresh["content"]).partition("url=")[2]


def answer_of_provider(address: str) -> str:
    """The path and query on which the provider sends the browser back to us."""
    there = urlsplit(address)
    connection = http.client.HTTPConnection(there.netloc, timeout=60)
    connection.request("GET", f"{there.path}?{there.query}")
    back = urlsplit(connection.getresponse().getheader("Location") or "")
    connection.close()
    assert back.netloc == "testserver"
    return f"{back.path}?{back.query}"


def query_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
