"""Coming in to the desk: password and second step, the provider that vouches for the newsroom, and what is refused."""

import http.client
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.socialaccount.models import SocialAccount
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client

from stet.accounts.invitations import link_for
from stet.accounts.models import Account
from stet.accounts.roles import Role
from stet.comments.models import Reader
from stet.moderation import people
from stet.server import sign_in_file
from tests import oidc_server
from tests.newsroom_kit import make_moderator

EMAIL, PASSWORD = "shilan@courier.example", "let-it-stand-42"


@pytest.fixture(autouse=True)
def _nothing_used_yet() -> Iterator[None]:
    """Rate limits, and codes that were used, are in the cache."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def shilan(db: None) -> Account:
    account = make_moderator(EMAIL, role=Role.MODERATOR)
    account.set_password(PASSWORD)
    account.save()
    return account


def page(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def told(answer: Any) -> str:
    main = page(answer).main
    assert main
    return main.get_text(" ", strip=True)


def sign_in(client: Client, password: str = PASSWORD, email: str = EMAIL, **extra: str) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": password} | extra)


def confirm(client: Client, answer: Any, **fields: str) -> Any:
    """Follow a change of how one signs in to the question whether it is oneself, and answer it."""
    there = answer.headers["Location"]
    assert there.startswith("/accounts/confirm/"), there
    return client.post(there, fields or {"password": PASSWORD}, follow=True)


def code_of(secret: str) -> str:
    """What an app shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def set_up_app(client: Client) -> tuple[str, list[str]]:
    """The secret of an app that was set up, and the recovery codes that were shown."""
    form = confirm(client, client.get("/accounts/second-step/app/"))
    secret = page(form).select(".code")[0].get_text(strip=True)
    shown = client.post("/accounts/second-step/app/", {"code": code_of(secret)}, follow=True)
    codes = [one.get_text(strip=True) for one in page(shown).select(".codes li")]
    assert len(codes) == 10, told(shown)
    # An app shows a new code before long; here the next may be the same one, and each is good once.
    cache.clear()
    return secret, codes


# ——— The second step ———


def test_a_password_alone_is_not_enough_once_an_app_is_set_up(shilan: Account, client: Client) -> None:
    sign_in(client)
    secret, _ = set_up_app(client)
    other = Client()
    answer = sign_in(other)
    assert answer.headers["Location"].startswith("/accounts/second-step/")
    assert other.get("/desk/").status_code == 302
    wrong = other.post("/accounts/second-step/", {"code": "000000"})
    assert "Check that you took the newest code" in told(wrong)
    assert other.post("/accounts/second-step/", {"code": code_of(secret)}).status_code == 302
    assert other.get("/desk/").status_code == 200


def test_a_code_is_good_once(shilan: Account, client: Client) -> None:
    sign_in(client)
    secret, _ = set_up_app(client)
    code = code_of(secret)
    for number, status in enumerate((302, 200)):
        other = Client()
        sign_in(other)
        assert other.post("/accounts/second-step/", {"code": code}).status_code == status, number


def test_a_recovery_code_lets_in_once_and_is_shown_once(shilan: Account, client: Client) -> None:
    sign_in(client)
    _, codes = set_up_app(client)
    assert "not shown again" in told(client.get("/accounts/second-step/codes/"))
    for status in (302, 200):
        other = Client()
        sign_in(other)
        assert other.post("/accounts/second-step/", {"code": codes[0]}).status_code == status
    assert "9 are left" in told(client.get("/desk/me/"))


def test_secrets_are_encrypted(shilan: Account, client: Client) -> None:
    sign_in(client)
    secret, codes = set_up_app(client)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert codes[0] not in kept


def test_where_a_second_step_is_required_the_desk_opens_once_there_is_one(
    shilan: Account, client: Client, settings: Any
) -> None:
    settings.STET_TWO_FACTOR_REQUIRED = True
    sign_in(client)
    answer = client.get("/desk/decided/?lang=ckb")
    assert answer.headers["Location"] == "/desk/me/?lang=ckb"
    assert "Set one up below" in told(client.get("/desk/me/"))
    assert client.post("/desk/comments/00000000-0000-0000-0000-000000000000/").status_code == 302
    set_up_app(client)
    assert client.get("/desk/").status_code == 200
    kept = client.get("/accounts/second-step/app/remove/", follow=True)
    assert "Everybody here needs a second step" in told(kept)
    client.post("/accounts/second-step/app/remove/")
    assert Authenticator.objects.filter(type="totp").exists()


def test_an_administrator_takes_a_lost_second_step_away(shilan: Account, client: Client) -> None:
    sign_in(client)
    set_up_app(client)
    administrator = make_moderator("dilan@courier.example", role=Role.ADMINISTRATOR)
    people.take_second_step_away(administrator, shilan)
    assert client.get("/desk/").status_code == 302, "who has the lost telephone is out"
    other = Client()
    sign_in(other)
    assert other.get("/desk/").status_code == 200


def test_a_link_for_a_new_password_asks_for_the_second_step_all_the_same(shilan: Account, client: Client) -> None:
    sign_in(client)
    set_up_app(client)
    shilan.refresh_from_db()
    other = Client()
    new = {"new_password1": "dots-under-words", "new_password2": "dots-under-words"}
    answer = other.post(urlsplit(link_for(shilan)).path, new)
    assert answer.headers["Location"].startswith("/accounts/second-step/")
    assert other.get("/desk/").status_code == 302


def test_guessing_ends_with_a_way_forward(shilan: Account, client: Client) -> None:
    said = [told(sign_in(client, "wrong")) for _ in range(11)]
    assert "password is not right" in said[0]
    assert "ask your administrator for a new link" in said[-1]


def test_how_one_signs_in_is_changed_by_oneself_alone(shilan: Account, client: Client) -> None:
    """A desk left open for a minute is not enough: the password is asked for once more."""
    sign_in(client)
    for path in ("app/", "passkeys/add/"):
        assert client.get(f"/accounts/second-step/{path}").headers["Location"].startswith("/accounts/confirm/")
    wrong = client.post("/accounts/confirm/", {"password": "wrong"})
    assert "The password is not right" in told(wrong)


def test_none_of_allauth_s_other_pages_is_open(shilan: Account, client: Client) -> None:
    sign_in(client)
    for path in ("2fa/", "email/", "password/reset/", "password/set/", "login/code/", "second-step/trust/"):
        assert client.get(f"/accounts/{path}").status_code == 404, path


# ——— The provider ———


@pytest.fixture(scope="module")
def provider() -> Iterator[oidc_server.Provider]:
    with oidc_server.running() as server:
        yield server


@pytest.fixture
def newsroom(provider: oidc_server.Provider, settings: Any, tmp_path: Path) -> Any:
    """Sets up a provider that vouches for the newsroom, and plays a part."""
    settings.STET_BASE_URL = "http://testserver"
    settings.STET_STAFF_SIGN_IN = "newsroom"

    def playing(part: str = "good", subject: str = "dilan") -> oidc_server.Issuer:
        issuer = provider.playing(subject, part)
        path = tmp_path / "sign-in.json"
        path.write_text(issuer.file("newsroom", name="The Newsroom"), encoding="utf-8")
        settings.SOCIALACCOUNT_PROVIDERS = sign_in_file.read(path)
        return issuer

    return playing


def by_provider(client: Client, lang: str = "en", **fields: str) -> Any:
    """Press the provider's button, go there, and come back with what it says."""
    going = client.post(f"/accounts/login/provider/?lang={lang}", fields)
    refresh = page(going).find("meta", {"http-equiv": "refresh"})
    assert refresh, told(going)
    there = urlsplit(str(refresh["content"]).partition("url=")[2])
    connection = http.client.HTTPConnection(there.netloc, timeout=60)
    connection.request("GET", f"{there.path}?{there.query}")
    back = urlsplit(connection.getresponse().getheader("Location") or "")
    connection.close()
    return client.get(f"{back.path}?{back.query}")


@pytest.fixture
def dilan(db: None) -> Account:
    """Whose address the provider has verified."""
    return make_moderator("dilan@guild.example", role=Role.MODERATOR)


def test_who_was_invited_comes_in_by_the_provider(newsroom: Any, dilan: Account, client: Client) -> None:
    issuer = newsroom()
    assert "Sign in with The Newsroom" in told(client.get("/accounts/login/"))
    answer = by_provider(client, next="/desk/decided/")
    assert answer.headers["Location"] == "/desk/decided/"
    assert client.get("/desk/").status_code == 200
    dilan.refresh_from_db()
    assert dilan.subject == "newsroom:dilan"
    asked = next(one["fields"] for one in issuer.received() if one["path"] == "authorize")
    assert set(asked["scope"].split()) == {"openid", "email"}
    assert client.session.get_expiry_age() > 3600, "the session does not end with the conversation"


def test_nobody_is_created(newsroom: Any, db: None, client: Client) -> None:
    newsroom()
    answer = by_provider(client)
    assert (answer.status_code, "Ask your administrator" in told(answer)) == (403, True)
    assert client.get("/desk/").status_code == 302
    assert not Account.objects.exists()
    assert not SocialAccount.objects.exists()
    assert not Reader.objects.exists()


@pytest.mark.parametrize("part", ["unverified", "verified-in-words", "no-address"])
def test_an_address_that_the_provider_did_not_verify_is_nobody_s(
    newsroom: Any, dilan: Account, client: Client, part: str
) -> None:
    newsroom(part)
    assert by_provider(client).status_code == 403


def test_after_the_first_time_the_subject_counts_and_the_address_does_not(
    newsroom: Any, dilan: Account, client: Client
) -> None:
    newsroom()
    by_provider(client)
    newsroom("unverified")
    assert by_provider(Client()).status_code == 302
    # Somebody else has that address by now.
    newsroom(subject="azad")
    answer = by_provider(Client())
    assert (answer.status_code, "somebody else’s sign-in" in told(answer)) == (409, True)
    people.unbind(make_moderator("rojin@guild.example", role=Role.ADMINISTRATOR), Account.objects.get(pk=dilan.pk))
    assert by_provider(Client()).status_code == 302


def test_an_invitation_leads_to_the_provider_whatever_the_address_is_there(
    newsroom: Any, db: None, client: Client
) -> None:
    newsroom("unverified")
    by = make_moderator("rojin@guild.example", role=Role.ADMINISTRATOR)
    invited = people.invite(by, EMAIL, people.Place(Role.SENIOR))
    link = urlsplit(link_for(invited)).path
    shown = page(client.get(link))
    fields = {name: str(shown.select(f'form input[name="{name}"]')[0]["value"]) for name in ("invited", "token")}
    assert by_provider(client, **fields).status_code == 302
    invited.refresh_from_db()
    assert invited.subject == "newsroom:dilan"
    assert Client().get(link).status_code == 403, "the link was used"


def test_who_was_seen_out_does_not_come_in_by_the_provider(newsroom: Any, dilan: Account, client: Client) -> None:
    newsroom()
    by_provider(client)
    people.see_out(None, Account.objects.get(pk=dilan.pk))
    assert client.get("/desk/").status_code == 302
    assert by_provider(Client()).status_code == 403


def test_the_provider_s_word_does_not_take_the_place_of_the_second_step(
    newsroom: Any, dilan: Account, client: Client
) -> None:
    newsroom()
    dilan.set_password(PASSWORD)
    dilan.save()
    sign_in(client, email=dilan.email)
    set_up_app(client)
    assert by_provider(Client()).headers["Location"].startswith("/accounts/second-step/")


@pytest.mark.parametrize(
    ("part", "status"), [("cancels", 403), ("expired", 503), ("other-audience", 503), ("nobody", 503)]
)
def test_whoever_comes_back_without_a_good_word_may_try_again(
    newsroom: Any, dilan: Account, client: Client, part: str, status: int
) -> None:
    newsroom(part)
    answer = by_provider(client)
    assert answer.status_code == status
    assert page(answer).find("a", href="/accounts/login/")
    assert client.get("/desk/").status_code == 302


@pytest.mark.parametrize("part", ["broken", "html", "empty"])
def test_a_provider_that_does_not_answer(newsroom: Any, db: None, client: Client, part: str) -> None:
    newsroom(part)
    answer = client.post("/accounts/login/provider/")
    assert (answer.status_code, "Try again in a few minutes" in told(answer)) == (503, True)


def test_where_passwords_are_off_the_provider_alone_lets_in(
    newsroom: Any, shilan: Account, dilan: Account, client: Client, settings: Any
) -> None:
    newsroom()
    settings.STET_PASSWORDS = False
    shown = page(client.get("/accounts/login/"))
    assert not shown.find("input", {"type": "password"})
    assert sign_in(client).status_code == 403
    assert client.post("/accounts/login/passkey/", {"credential": "{}"}).status_code == 403
    link = urlsplit(link_for(shilan)).path
    assert client.post(link, {"new_password1": PASSWORD, "new_password2": PASSWORD}).status_code == 403
    assert client.get("/desk/").status_code == 302
    assert by_provider(client).status_code == 302
    assert client.get("/desk/").status_code == 200


def test_where_nobody_vouches_there_is_no_button(shilan: Account, client: Client) -> None:
    assert "Sign in with" not in told(client.get("/accounts/login/")).replace("Sign in with a passkey", "")
    assert client.post("/accounts/login/provider/").status_code == 403
    assert client.get("/accounts/login/provider/").status_code == 403


def test_the_door_speaks_the_language_that_was_chosen(newsroom: Any, db: None, client: Client) -> None:
    newsroom()
    assert b'<html lang="ckb" dir="rtl">' in client.post("/accounts/login/provider/?lang=ckb").content
    answer = by_provider(client, "ckb")
    assert (answer.status_code, b'<html lang="ckb" dir="rtl">' in answer.content) == (403, True)


def test_nobody_is_led_to_another_site(newsroom: Any, dilan: Account, client: Client) -> None:
    newsroom()
    assert by_provider(client, next="https://elsewhere.example/").headers["Location"].startswith("/desk/")
