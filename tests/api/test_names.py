"""Under which names guests and signed-in readers may write, and the badges that a site gives."""

from typing import Any

import pytest

from stet.comments import sessions
from stet.comments.models import Reader, Site
from tests.api.conftest import Calls, failure, receipt
from tests.api.test_tokens import SECRET, USER, bearer, signed
from tests.newsroom_kit import make_article, make_site

TAKEN = (409, "name_taken", "author.name")


@pytest.fixture
def site(db: None) -> Site:
    site = make_site(sso_secret=SECRET, email_sign_in=True, reserved_names=["Shilan Kerim"])
    make_article(site)
    return site


@pytest.mark.parametrize(
    "name", ["Courier", "c o u r i e r", "Соuriеr", "Shilan Kerim", "Şhilan  Kerim", "Moderator", "ئەدمین", "Аdmin"]
)
def test_a_guest_is_not_the_newsroom(api: Calls, site: Site, name: str) -> None:
    assert failure(api.post(author={"name": name})) == TAKEN
    assert not site.comments.exists()


def test_a_guest_is_no_signed_in_reader_of_the_site(api: Calls, site: Site) -> None:
    receipt(api.post(headers=signed(), author=None))
    for name in ("Dilan A.", "dilan a", "DILAN A", "Dіlаn А."):
        assert failure(api.post("Nor is this.", author={"name": name})) == TAKEN
    assert receipt(api.post("But this is.", author={"name": "Dilan B."}))


def test_the_message_says_what_to_do(api: Calls, site: Site) -> None:
    message = api.post(author={"name": "Admin"}).json()["error"]["message"]
    assert "Choose another" in message
    assert "sign in" in message


def test_names_belong_to_one_site(api: Calls, site: Site) -> None:
    make_article(make_site("herald"))
    receipt(api.post(site="courier", headers=signed(), author=None))
    assert receipt(api.post(site="herald", author={"name": "Dilan A."}))
    assert receipt(api.post(site="herald", author={"name": "Shilan Kerim"}))


def test_a_site_s_reader_has_the_name_that_the_site_gives(api: Calls, site: Site) -> None:
    receipt(api.post(headers=signed(), author=None))
    assert receipt(api.post("Another Dilan A.", headers=signed(USER | {"id": "2"}), author=None))
    assert receipt(api.post("Staff.", headers=signed({"id": "3", "username": "Courier"}), author=None))
    assert receipt(api.post("Staff.", headers=signed({"id": "4", "username": "Moderator"}), author=None))


def test_a_reader_who_signed_in_elsewhere_takes_nobody_s_name(api: Calls, site: Site) -> None:
    receipt(api.post(headers=signed(), author=None))
    for name in ("Dilan A.", "Courier", "Admin"):
        token = sessions.begin(site, sessions.key_by_email("dilan@guild.example"), name).token
        assert failure(api.post("Me too.", headers=bearer(token), author=None)) == TAKEN
    own = sessions.begin(site, sessions.key_by_email("dilan@guild.example"), "Dilan G.").token
    assert receipt(api.post("Me too.", headers=bearer(own), author=None))
    assert receipt(api.post("And again.", headers=bearer(own), author=None)), "one's own name stands in nobody's way"


def test_a_new_name_takes_the_place_of_the_old_one(api: Calls, site: Site) -> None:
    receipt(api.post(headers=signed(), author=None))
    receipt(api.post("Now I am called so.", headers=signed(USER | {"username": "D. Azad"}), author=None))
    reader = Reader.objects.get()
    assert (reader.name, reader.name_key) == ("D. Azad", "dazad")
    assert receipt(api.post("This one is free now.", author={"name": "Dilan A."}))


@pytest.mark.parametrize(
    ("said", "badge"),
    [
        ({"badges": ["Reporter"]}, "Reporter"),
        ({"badges": [" ستاف ", "second"]}, "ستاف"),
        ({"role": "STAFF"}, "staff"),
        ({"role": "MODERATOR"}, "staff"),
        ({"role": "ADMIN", "badges": []}, "staff"),
        ({"role": "ADMIN", "badges": ["Editor"]}, "Editor"),
        ({"role": "COMMENTER"}, None),
        ({"role": "staff"}, None),
        ({"role": ["STAFF"]}, None),
        ({"badges": "Reporter"}, None),
        ({"badges": [7]}, None),
        ({"badges": [""]}, None),
        ({"badges": ["\u200b"]}, None),
        ({"badges": ["x" * 41]}, None),
        ({"badges": ["a\nb"]}, None),
        ({"badges": ["\u202eab"]}, None),
        ({"badges": ["a\x00"]}, None),
        ({"badges": ["\ud800"], "role": "STAFF"}, "staff"),
        ({}, None),
    ],
    ids=repr,
)
def test_a_badge_is_the_site_s_word(api: Calls, site: Site, said: dict[str, Any], badge: str | None) -> None:
    receipt(api.post(headers=signed(USER | said), author=None))
    assert Reader.objects.get().badge == (badge or "")
    assert api.get("thread", article="the-bridge").json()["comments"][0]["author"]["badge"] == badge


def test_a_badge_that_is_taken_back_is_gone(api: Calls, site: Site) -> None:
    receipt(api.post(headers=signed(USER | {"role": "STAFF"}), author=None))
    receipt(api.post("I left.", headers=signed(), author=None))
    assert Reader.objects.get().badge == ""


def test_a_guest_has_no_badge_whatever_they_send(api: Calls, site: Site) -> None:
    answer = api.post(author={"name": "Dilan", "badge": "Staff"})
    assert failure(answer)[:2] == (422, "field_invalid")
