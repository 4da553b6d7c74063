"""Readers who signed in by one of our ways: the code becomes a token once, and the token is good on one site."""

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from stet.comments import sessions
from stet.comments.models import Reader, Site
from stet.readers.tickets import write_code
from tests.api.conftest import Calls, failure, receipt
from tests.api.test_tokens import SECRET, bearer
from tests.newsroom_kit import make_article, make_site

KEY = sessions.key_by_email("dilan@guild.example")
ORIGIN = "https://courier.example"


@pytest.fixture
def site(db: None) -> Site:
    site = make_site(email_sign_in=True, origins=[ORIGIN], sso_secret=SECRET)
    make_article(site)
    return site


@pytest.fixture(autouse=True)
def _nothing_used_yet() -> Any:
    yield
    cache.clear()


def exchange(client: Client, code: Any, headers: dict[str, str] | None = None, **place: Any) -> Any:
    said = {"code": code} | place
    return client.post("/api/v1/session", said, content_type="application/json", headers=headers or {})


def test_a_code_becomes_a_token(api: Calls, site: Site, client: Client) -> None:
    answer = exchange(client, write_code(site, KEY, "Dilan"), {"Origin": ORIGIN}, article="the-bridge", site="courier")
    assert answer.status_code == 200
    session = answer.json()
    assert sorted(session) == ["expires_at", "name", "token"]
    assert session["name"] == "Dilan"
    assert datetime.fromisoformat(session["expires_at"]) - datetime.now(UTC) > timedelta(days=29)
    written = receipt(api.post(headers=bearer(session["token"]), author={"name": "Somebody else"}))
    assert written["author"] == "Dilan"
    author = api.get("thread", article="the-bridge").json()["comments"][0]["author"]
    assert (author["signed_in"], author["badge"]) == (True, None)


def test_nothing_is_stored_of_a_reader_who_writes_nothing(site: Site, client: Client) -> None:
    assert exchange(client, write_code(site, KEY, "Dilan")).status_code == 200
    assert not Reader.objects.exists()


def test_a_code_works_once(site: Site, client: Client) -> None:
    code = write_code(site, KEY, "Dilan")
    assert exchange(client, code).status_code == 200
    assert failure(exchange(client, code)) == (401, "session_code_invalid", "code")


def test_a_code_works_for_five_minutes(site: Site, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    import django.core.signing

    code = write_code(site, KEY, "Dilan")
    now = django.core.signing.time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 301)
    assert failure(exchange(client, code)) == (401, "session_code_invalid", "code")


@pytest.mark.parametrize("code", ["", "x", "a:b:c", "\x00", "ئ", ":", "x" * 2000])
def test_what_is_no_code(site: Site, client: Client, code: str) -> None:
    assert failure(exchange(client, code)) == (401, "session_code_invalid", "code")


@pytest.mark.parametrize("code", [None, 7, [], {}, "x" * 2001])
def test_what_cannot_be_a_code(site: Site, client: Client, code: Any) -> None:
    assert failure(exchange(client, code))[:2] == (422, "field_invalid")


def test_a_changed_code_is_worth_nothing(site: Site, client: Client) -> None:
    code = write_code(site, KEY, "Dilan")
    for place in range(0, len(code), 7):
        other = "A" if code[place] != "A" else "B"
        assert failure(exchange(client, code[:place] + other + code[place + 1 :]))[1] == "session_code_invalid"


def test_another_site_gets_nothing_for_it(site: Site, client: Client) -> None:
    make_site("herald", origins=["https://herald.example"], email_sign_in=True)
    code = write_code(site, KEY, "Dilan")
    assert failure(exchange(client, code, site="herald"))[1] == "session_code_invalid"
    code = write_code(site, KEY, "Dilan")
    assert failure(exchange(client, code, {"Origin": "https://herald.example"}))[1] == "origin_forbidden"
    code = write_code(site, KEY, "Dilan")
    assert failure(exchange(client, code, {"Origin": "https://evil.example"}))[1] == "origin_forbidden"


def test_the_token_of_one_site_opens_no_other(api: Calls, site: Site) -> None:
    herald = make_site("herald", email_sign_in=True)
    make_article(herald)
    token = sessions.begin(site, KEY, "Dilan").token
    assert failure(api.post(site="herald", headers=bearer(token)))[1] == "token_invalid"


def test_a_site_cannot_sign_for_us(api: Calls, site: Site) -> None:
    """Whatever a site's own secret signs is the site's reader, and never one of ours."""
    claims = {"iss": "stet", "aud": str(site.pk), "sub": KEY, "name": "Dilan", "exp": timezone.now() + timedelta(1)}
    assert failure(api.post(headers=bearer(jwt.encode(claims, SECRET, "HS256"))))[1] == "token_invalid"
    own = claims | {"user": {"id": "7", "username": "Azad"}}
    assert receipt(api.post(headers=bearer(jwt.encode(own, SECRET, "HS256"))))["author"] == "Azad"
    assert Reader.objects.get().external_id == "7"


def test_a_session_ends_after_thirty_days(api: Calls, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    monkeypatch.setattr("django.utils.timezone.now", lambda: now - timedelta(days=30, seconds=1))
    token = sessions.begin(site, KEY, "Dilan").token
    monkeypatch.undo()
    assert failure(api.post(headers=bearer(token))) == (401, "token_expired", "Authorization")


def test_a_way_that_is_closed_ends_its_sessions(api: Calls, site: Site) -> None:
    by_email, by_guild = (sessions.begin(site, key, "Dilan").token for key in (KEY, "guild:1"))
    assert failure(api.post(headers=bearer(by_guild)))[1] == "token_invalid"
    assert receipt(api.post(headers=bearer(by_email)))
    Site.objects.update(email_sign_in=False)
    assert failure(api.post(headers=bearer(by_email)))[1] == "token_invalid"


def test_signing_out(site: Site, client: Client) -> None:
    answer = client.delete("/api/v1/session", {}, content_type="application/json", headers={"Origin": ORIGIN})
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_page_of_the_site_may_ask(site: Site, client: Client) -> None:
    asked = {"Origin": ORIGIN, "Access-Control-Request-Method": "DELETE"}
    answer = client.options("/api/v1/session", headers=asked)
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "DELETE" in answer.headers["Access-Control-Allow-Methods"]


def test_exchanging_is_counted(site: Site, client: Client, settings: Any) -> None:
    settings.STET_RATE_ACT = "1/min"
    exchange(client, "x")
    assert failure(exchange(client, "x"))[:2] == (429, "rate_limited")
