"""Signing in by somebody who vouches for the reader: a real conversation with a provider in a process of its own."""

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session as BrowserSession
from django.test import Client
from django.utils import timezone

from stet.accounts import moderators
from stet.accounts.models import Account
from stet.comments.models import Reader, Site
from stet.comments.sessions import key_by_provider
from tests.api.conftest import Calls
from tests.oidc_server import PRIVATE, SECRET, Provider
from tests.readers.conftest import (
    ARTICLE,
    THREAD,
    Entrance,
    answer_of_provider,
    page,
    query_of,
    refreshed_to,
    set_up,
)

STORED = (get_user_model(), EmailAddress, SocialAccount, SocialApp, SocialToken, Reader, BrowserSession)


@pytest.fixture
def guild(site: Site, provider: Provider, settings: Any, tmp_path: Path) -> Any:
    """Sets up a provider that plays a part for "dilan"."""

    def playing(part: str = "good", subject: str = "dilan") -> Any:
        issuer = provider.playing(subject, part)
        set_up(settings, tmp_path, site, issuer)
        return issuer

    return playing


def test_a_reader_signs_in_and_writes(guild: Any, entrance: Entrance, api: Calls) -> None:
    issuer = guild()
    assert "The Guild" in page(entrance.open()).main.get_text()
    arrived = entrance.come_back(entrance.choose())
    assert arrived.status_code == 303
    code = entrance.code(arrived.headers["Location"])
    token = api.client.post("/api/v1/session", {"code": code}, content_type="application/json").json()["token"]
    answer = api.post(headers={"Authorization": f"Bearer {token}"}, author=None)
    assert answer.json()["author"] == "Dilan"
    reader = Reader.objects.get()
    assert (reader.external_id, reader.name, reader.badge) == (key_by_provider("guild", "dilan"), "Dilan", "")
    asked = next(one["fields"] for one in issuer.received() if one["path"] == "authorize")
    assert asked["scope"] == "openid", "nothing is asked for that is not needed"
    assert asked["redirect_uri"] == "http://testserver/accounts/oidc/guild/login/callback/"
    assert "userinfo" not in [one["path"] for one in issuer.received()]


def test_no_account_comes_of_it(guild: Any, entrance: Entrance) -> None:
    guild()
    arrived = entrance.come_back(entrance.choose())
    entrance.code(arrived.headers["Location"])
    for model in STORED:
        assert not model.objects.exists(), model
    assert "sessionid" not in {name for name, one in entrance.client.cookies.items() if one.value}


def test_a_conversation_that_nobody_ends_is_forgotten(guild: Any, entrance: Entrance) -> None:
    guild()
    for _ in range(2):
        Entrance(Client()).choose()
    assert BrowserSession.objects.count() == 2
    waits_until = BrowserSession.objects.order_by("-expire_date")[0].expire_date
    assert waits_until <= timezone.now() + timedelta(minutes=10)
    BrowserSession.objects.update(expire_date=timezone.now())
    entrance.choose()
    assert BrowserSession.objects.count() == 1


def test_what_the_provider_knows_of_the_reader_stays_there(guild: Any, entrance: Entrance) -> None:
    guild()
    arrived = entrance.come_back(entrance.choose())
    shown = entrance.client.get(arrived.headers["Location"])
    for value in (PRIVATE["email"], PRIVATE["name"], PRIVATE["picture"]):
        assert str(value) not in shown.content.decode() + arrived.headers["Location"]
    assert page(shown).find(id="id_name")["value"] == "", "nobody publishes their full name by an oversight"


def test_the_same_reader_is_known_again_and_asked_about_the_name_alone(
    guild: Any, entrance: Entrance, api: Calls, client: Client
) -> None:
    guild()
    first = write_as(entrance, api, "Dilan")
    again = entrance.come_back(entrance.choose())
    assert page(client.get(again.headers["Location"])).find(id="id_name")["value"] == "Dilan"
    assert write_as(entrance, api, "Dilan A.") != first
    assert Reader.objects.get().name == "Dilan A."


def write_as(entrance: Entrance, api: Calls, name: str) -> str:
    code = entrance.code(entrance.come_back(entrance.choose()).headers["Location"], name)
    token = api.client.post("/api/v1/session", {"code": code}, content_type="application/json").json()["token"]
    return str(api.post(headers={"Authorization": f"Bearer {token}"}, author=None).json()["id"])


def test_a_moderator_who_signs_in_as_a_reader_stays_at_the_desk(guild: Any, entrance: Entrance) -> None:
    guild()
    moderators.add("shilan@courier.example", "let-it-stand-2026")
    entrance.client.force_login(Account.objects.get())
    arrived = entrance.come_back(entrance.choose())
    assert entrance.client.get(arrived.headers["Location"]).status_code == 200
    assert entrance.client.get("/desk/").status_code == 200
    assert Account.objects.count() == 1
    assert not SocialAccount.objects.exists()


def test_the_language_goes_along(guild: Any, entrance: Entrance) -> None:
    guild()
    arrived = entrance.come_back(entrance.choose(lang="ckb"))
    assert query_of(arrived.headers["Location"]) == {"lang": "ckb"}


def test_our_own_thread_page_is_signed_in_by_a_cookie(guild: Any, entrance: Entrance, client: Client) -> None:
    guild()
    arrived = entrance.come_back(entrance.choose(back=THREAD))
    answer = entrance.name(arrived.headers["Location"])
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{THREAD}#write")
    assert "You write as Dilan." in page(client.get(THREAD)).get_text()


def test_whoever_cancels_may_choose_again(guild: Any, entrance: Entrance, client: Client) -> None:
    guild("cancels")
    arrived = entrance.come_back(entrance.choose())
    assert query_of(arrived.headers["Location"]) == {"return": ARTICLE, "lang": "en", "problem": "cancelled"}
    assert not BrowserSession.objects.exists()
    assert "it was cancelled" in page(client.get(arrived.headers["Location"])).find(role="alert").get_text()


@pytest.mark.parametrize("part", ["expired", "other-audience", "other-issuer", "odd"])
def test_a_word_that_is_not_for_us_is_worth_nothing(
    guild: Any, entrance: Entrance, caplog: pytest.LogCaptureFixture, part: str
) -> None:
    guild(part)
    arrived = entrance.come_back(entrance.choose())
    assert query_of(arrived.headers["Location"])["problem"] == "failed"
    assert SECRET not in caplog.text


def test_an_answer_that_makes_no_sense(guild: Any, entrance: Entrance) -> None:
    guild("nobody")
    arrived = entrance.come_back(entrance.choose())
    assert arrived.status_code == 503
    assert page(arrived).h1.get_text() == "You are not signed in"


@pytest.mark.parametrize("part", ["broken", "html", "empty"])
def test_a_provider_that_does_not_answer(guild: Any, entrance: Entrance, part: str) -> None:
    guild(part)
    answer = entrance.choose()
    assert answer.status_code == 503
    assert "Try again in a few minutes" in page(answer).find(role="alert").get_text()
    assert "The Guild" in page(answer).main.get_text(), "the way is still there to be tried again"


def test_an_answer_to_no_question(guild: Any, entrance: Entrance, client: Client) -> None:
    guild()
    going = entrance.choose()
    callback = "/accounts/oidc/guild/login/callback/"
    for answer in (
        client.get(f"{callback}?code=1&state=forged"),
        client.get(callback),
        Client().get(f"{callback}?code=1&state={query_of(refreshed_to(going))['state']}"),
    ):
        assert answer.status_code == 401
        assert page(answer).h1.get_text() == "You are not signed in"
    assert client.get("/accounts/oidc/another/login/callback/?code=1&state=1").status_code == 404


def test_an_answer_is_good_once(guild: Any, entrance: Entrance, client: Client) -> None:
    guild()
    back = answer_of_provider(refreshed_to(entrance.choose()))
    assert client.get(back).status_code == 303
    assert client.get(back).status_code == 401


def test_a_site_that_does_not_offer_the_provider(guild: Any, entrance: Entrance, site: Site) -> None:
    guild()
    going = entrance.choose()
    Site.objects.update(sign_in_providers=[])
    assert entrance.choose().status_code == 403
    assert entrance.come_back(going).status_code == 403


def test_none_of_allauth_s_own_pages_is_open(client: Client, guild: Any) -> None:
    guild()
    for path in ("oidc/guild/login/", "3rdparty/", "3rdparty/signup/", "social/signup/"):
        assert client.get(f"/accounts/{path}").status_code == 404, path


def test_secrets_are_not_logged(guild: Any, entrance: Entrance, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    guild("broken")
    entrance.choose()
    assert SECRET not in caplog.text
