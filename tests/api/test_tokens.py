"""Signed-in readers: whom the site vouches for, and everybody who only says so."""

import base64
import json
import time
from typing import Any

import jwt
import pytest

from stet.comments.models import Comment, Reader, Site
from tests.api.conftest import Calls, failure, receipt
from tests.newsroom_kit import make_article, make_site

SECRET = "the publisher and we alone know this one, which is as long as it has to be"
USER = {"id": "628bdc61", "email": "dilan@courier.example", "username": "Dilan A."}


@pytest.fixture
def site(db: None) -> Site:
    site = make_site(sso_secret=SECRET)
    make_article(site)
    return site


def signed(user: Any = USER, key: str = SECRET, algorithm: str = "HS256", **claims: Any) -> dict[str, str]:
    return bearer(jwt.encode({"user": user} | claims, key, algorithm))


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def unsigned(header: Any, payload: Any, signature: bytes = b"") -> dict[str, str]:
    """A token put together by hand; `header` and `payload` may be bytes that are no JSON."""
    parts = [part if isinstance(part, bytes) else json.dumps(part).encode() for part in (header, payload)]
    return bearer(b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in (*parts, signature)).decode())


def refused(api: Calls, headers: dict[str, str]) -> tuple[int, str, str | None]:
    answer = failure(api.post(headers=headers, author=None))
    assert not Comment.objects.exists()
    assert not Reader.objects.exists()
    return answer


def test_a_signed_in_reader_writes_under_the_name_in_the_token(api: Calls, site: Site) -> None:
    answer = receipt(api.post(headers=signed(), author={"name": "Somebody else"}))
    assert answer["author"] == "Dilan A."
    shown = api.get("thread", article="the-bridge").json()["comments"][0]
    assert (shown["author"]["name"], shown["author"]["signed_in"]) == ("Dilan A.", True)


def test_of_the_token_the_reader_s_id_name_and_badge_are_kept(api: Calls, site: Site) -> None:
    receipt(api.post(headers=signed(), author=None))
    receipt(api.post("Who signed the contract?", headers=signed(USER | {"username": "D."}), author=None))
    reader = Reader.objects.get()
    assert (reader.external_id, reader.name, reader.badge) == ("628bdc61", "D.", "")
    assert reader.comments.count() == 2
    assert not any(USER["email"] in str(vars(row)) for row in (reader, *Comment.objects.all()))


def test_times_in_a_token_count(api: Calls, site: Site) -> None:
    now = int(time.time())
    assert refused(api, signed(exp=now - 3600)) == (401, "token_expired", "Authorization")
    assert refused(api, signed(nbf=now + 3600)) == (401, "token_invalid", "Authorization")
    assert receipt(api.post(headers=signed(exp=now + 3600, nbf=now - 60, iat=now - 60, jti="1", iss="courier")))


def test_clocks_may_differ_a_little(api: Calls, site: Site) -> None:
    now = int(time.time())
    assert receipt(api.post(headers=signed(exp=now - 5)))


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(signed(key="another secret, and a long one as well"), id="another-secret"),
        pytest.param(signed(algorithm="HS512"), id="another-algorithm"),
        pytest.param(unsigned({"alg": "none", "typ": "JWT"}, {"user": USER}), id="no-signature"),
        pytest.param(unsigned({"alg": "nOnE"}, {"user": USER}), id="no-signature-in-odd-letters"),
        pytest.param(unsigned({"alg": "RS256"}, {"user": USER}, b"x" * 256), id="public-key-signature"),
        pytest.param(unsigned({"alg": ["HS256"]}, {"user": USER}), id="algorithm-is-a-list"),
        pytest.param(unsigned({"alg": "HS256", "crit": ["b64"], "b64": False}, b"", b"x"), id="payload-elsewhere"),
        pytest.param(unsigned({"alg": "HS256", "jwk": {"kty": "oct", "k": "eA"}}, {"user": USER}), id="own-key"),
        pytest.param(unsigned([], {"user": USER}), id="header-is-a-list"),
        pytest.param(unsigned(b"[" * 50_000, {"user": USER}), id="header-nested-deep"),
        pytest.param(unsigned(b"\xff\xfe", b"\x00"), id="bytes"),
        pytest.param(bearer("x" * 60_000), id="huge"),
        pytest.param(bearer(""), id="empty"),
        pytest.param(bearer("a.b"), id="two-parts"),
        pytest.param(bearer("a.b.c.d.e"), id="five-parts"),
        pytest.param({"Authorization": "Basic ZDplc2s="}, id="another-scheme"),
        pytest.param({"Authorization": "Bearer"}, id="scheme-alone"),
        pytest.param({"Authorization": "\xe9\xe8"}, id="not-ascii"),
    ],
)
def test_what_the_site_did_not_sign_is_worth_nothing(api: Calls, site: Site, headers: dict[str, str]) -> None:
    assert refused(api, headers) == (401, "token_invalid", "Authorization")


@pytest.mark.parametrize(
    "user",
    [
        None,
        "Dilan",
        [],
        {},
        {"id": "1"},
        {"username": "Dilan"},
        {"id": "", "username": "Dilan"},
        {"id": 7, "username": "Dilan"},
        {"id": None, "username": "Dilan"},
        {"id": ["7"], "username": "Dilan"},
        {"id": {"$gt": ""}, "username": "Dilan"},
        {"id": "x" * 256, "username": "Dilan"},
        {"id": "a\x00b", "username": "Dilan"},
        {"id": "\ud800", "username": "Dilan"},
        {"id": "7", "username": ""},
        {"id": "7", "username": 7},
    ],
    ids=lambda user: json.dumps(user)[:40],
)
def test_a_token_must_say_who_it_is(api: Calls, site: Site, user: Any) -> None:
    assert refused(api, signed(user)) == (401, "token_invalid", "Authorization")


@pytest.mark.parametrize(
    ("name", "code"),
    [(" ", "name_missing"), ("x" * 81, "name_too_long"), ("a\x00b", "name_invalid"), ("\ud800", "name_invalid")],
    ids=["blank", "long", "nul", "surrogate"],
)
def test_a_signed_name_is_held_to_the_rules_for_names(api: Calls, site: Site, name: str, code: str) -> None:
    assert refused(api, signed(USER | {"username": name}))[:2] == (422, code)


@pytest.mark.parametrize("claims", [{"exp": "soon"}, {"exp": float("inf")}, {"nbf": []}, {"iat": "x"}, {"exp": None}])
def test_times_that_are_none(api: Calls, site: Site, claims: dict[str, Any]) -> None:
    assert refused(api, signed(**claims)) == (401, "token_invalid", "Authorization")


def test_a_site_without_a_secret_takes_no_tokens(api: Calls, db: None) -> None:
    make_article(make_site())
    assert refused(api, signed()) == (401, "token_invalid", "Authorization")
    assert refused(api, unsigned({"alg": "HS256"}, {"user": USER}, b"")) == (401, "token_invalid", "Authorization")


def test_a_site_may_keep_guests_out(api: Calls, db: None) -> None:
    make_article(make_site(sso_secret=SECRET, guests_may_comment=False))
    assert failure(api.post()) == (401, "token_invalid", "Authorization")
    assert receipt(api.post(headers=signed(), author=None))
    assert api.get("thread", article="the-bridge").json()["guests_may_comment"] is False


def test_the_token_of_one_site_opens_no_other(api: Calls, site: Site) -> None:
    make_article(make_site("herald", sso_secret="the herald's own secret, which is another"))
    assert failure(api.post(site="herald", headers=signed())) == (401, "token_invalid", "Authorization")
