"""Wherever somebody says to go on to after signing in, nobody ever lands on a page that is not the site's."""

from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from stet.comments.errors import ReturnInvalid
from stet.comments.models import Site
from stet.readers.returning import checked_return
from tests.readers.conftest import ARTICLE, THREAD, Entrance, page

COURIER = Site(slug="courier", name="Courier", origins=["https://courier.example", "http://127.0.0.1:8001"])
PIECES = [
    *("https://courier.example", "http://127.0.0.1:8001", "https://evil.example", "//evil.example", "evil.example"),
    *("/threads/courier/", "/threads/herald/", "/", "//", "\\", "/\\", "@", ":", "?", "#", "..", "%2f", "%5c", "%00"),
    *(
        "\t",
        "\n",
        "\r",
        " ",
        "\x00",
        "\u200b",
        "\u2028",
        "。",
        "．",
        "／",
        "javascript:",
        "data:",
        "ftp://",
        "https:",
        ".",
    ),
    *("courier.example", ".evil.example", "user", "443", "ئارام", "[::1]", "[", "]", "&", "=", "x"),
]
addresses = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=8).map("".join)


def as_browsers_read(address: str) -> str:
    """The address as the URL Standard has browsers read it: without controls, with slashes for backslashes."""
    shown = "".join(character for character in address if character not in "\t\n\r").strip("".join(map(chr, range(33))))
    head, mark, tail = shown.partition("?")
    return head.replace("\\", "/") + mark + tail


@given(addresses)
def test_no_address_leads_off_the_site(address: str) -> None:
    try:
        found = checked_return(COURIER, address)
    except ReturnInvalid:
        return
    read = as_browsers_read(found)
    assert read == found, "nothing is left for a browser to read otherwise"
    assert found.isascii()
    assert "#" not in found
    if found.startswith("/"):
        assert found.startswith("/threads/courier/")
    else:
        parts = urlsplit(found)
        assert f"{parts.scheme}://{parts.netloc}" in COURIER.origins


@pytest.mark.parametrize(
    "address",
    [
        "https://courier.example/",
        "https://courier.example",
        "https://courier.example/a?b=c&d=%D9%83",
        "http://127.0.0.1:8001/x",
        "/threads/courier/the-bridge/?lang=ckb",
    ],
)
def test_the_site_s_own_addresses_are_taken_as_they_are(address: str) -> None:
    assert checked_return(COURIER, address) == address
    assert checked_return(COURIER, f"{address}#comment-7") == address


def test_letters_beyond_ascii_are_written_as_the_network_knows_them() -> None:
    assert checked_return(COURIER, "https://courier.example/ئ") == "https://courier.example/%D8%A6"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/",
        "//evil.example/threads/courier/",
        "/threads/herald/x/",
        "https://courier.example.evil.example/",
        "https://courier.example@evil.example/",
        "https://evil.example/https://courier.example/",
        "https://courier.example\\@evil.example/",
        "https:/courier.example/",
        "HTTPS://courier.example/",
        "http://courier.example/",
        "https://courier.example:443/",
        "javascript:alert(1)//https://courier.example",
        "\thttps://courier.example/",
        "https://[courier.example",
        "https://courier.example/" + "x" * 2000,
    ],
)
def test_everything_else_is_refused_on_every_page(site: Site, client: Client, address: str) -> None:
    asked = urlencode({"return": address})
    for answer in (
        client.get(f"/sign-in/courier/?{asked}"),
        client.post(f"/sign-in/courier/letter/?{asked}", {"email": "dilan@guild.example"}),
        client.post(f"/sign-in/courier/with/guild/?{asked}"),
        client.post("/sign-in/courier/out/", {"return": address}),
    ):
        assert answer.status_code == 422, address
        assert page(answer).h1.get_text() == "You are not signed in"


def test_every_page_is_kept_by_nobody(site: Site, entrance: Entrance, client: Client) -> None:
    link = entrance.letter()
    answers: list[Any] = [
        entrance.open(),
        entrance.open(back="https://evil.example/"),
        entrance.ask_for_letter(),
        client.get(link),
        entrance.name(link),
        entrance.name(entrance.letter(back=THREAD)),
    ]
    for answer in answers:
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "unsafe-none", "a window that waits hears from this one"
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "form-action 'self'" in policy
        shown = page(answer)
        assert not shown.find_all("style")
        assert not shown.find_all(style=True)
        assert not [one for one in shown.find_all("script") if not one["src"].startswith("/static/")]


def test_forms_are_not_sent_by_strangers(site: Site) -> None:
    strict = Client(enforce_csrf_checks=True)
    for way in ("letter", "with/guild", "out"):
        assert strict.post(f"/sign-in/courier/{way}/?{urlencode({'return': ARTICLE})}").status_code == 403


def test_a_site_that_is_not_there(db: None, client: Client) -> None:
    assert client.get(f"/sign-in/nowhere/?{urlencode({'return': ARTICLE})}").status_code == 404


def test_a_site_without_ways_says_so(site: Site, entrance: Entrance) -> None:
    Site.objects.update(email_sign_in=False)
    assert "nothing to sign in with" in page(entrance.open()).main.get_text()
    Site.objects.update(sso_secret="s" * 32)
    assert "with your account there" in page(entrance.open()).main.get_text()
