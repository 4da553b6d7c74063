"""Signing in by a link in an e-mail: once, for fifteen minutes, on one site, by whoever reads the letter."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail, signing
from django.test import Client

from stet.comments.addresses import address_key
from stet.comments.models import Reader, Site
from stet.comments.sessions import key_by_email
from stet.newsroom.languages import LANGUAGES
from stet.readers import tickets
from tests.api.conftest import Calls
from tests.newsroom_kit import make_article, make_site, say
from tests.readers.conftest import ARTICLE, ORIGIN, THREAD, Entrance, page

ADDRESS = "dilan@guild.example"


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Moves the clock that signatures are dated by."""

    def move(by: timedelta) -> None:
        now = time.time
        monkeypatch.setattr(signing.time, "time", lambda: now() + by.total_seconds())

    return move


def test_a_reader_signs_in_and_writes(site: Site, entrance: Entrance, api: Calls) -> None:
    code = entrance.code(entrance.letter())
    token = api.client.post("/api/v1/session", {"code": code}, content_type="application/json").json()["token"]
    assert api.post(headers={"Authorization": f"Bearer {token}"}, author=None).json()["author"] == "Dilan"
    reader = Reader.objects.get()
    assert reader.external_id == f"email:{address_key(ADDRESS)}" == key_by_email(ADDRESS)
    assert ADDRESS not in str(vars(reader))


def test_the_letter(site: Site, entrance: Entrance) -> None:
    link = entrance.letter()
    (letter,) = mail.outbox
    assert letter.to == [ADDRESS]
    assert letter.subject == "Your link to sign in: Courier"
    assert "fifteen minutes" in letter.body
    assert ADDRESS not in letter.body
    assert "dilan" not in link.lower(), "the address is not in the link, which ends up in histories and logs"


def test_the_page_says_where_the_letter_went_and_keeps_nobody_waiting(site: Site, entrance: Entrance) -> None:
    text = page(entrance.ask_for_letter("  Dilan@Guild.example ")).main.get_text()
    assert "Dilan@guild.example" in text
    assert mail.outbox[0].to == ["Dilan@guild.example"]


def test_one_reader_however_the_address_is_typed(site: Site) -> None:
    assert key_by_email("Dilan@Guild.example") == key_by_email("dilan@guild.example ")


def test_opening_the_link_uses_nothing_up(site: Site, entrance: Entrance) -> None:
    """Scanners of mail follow links; only a person presses the button."""
    link = entrance.letter()
    for _ in range(3):
        assert Client().get(link).status_code == 200
        assert Client().head(link).status_code == 200
    assert entrance.code(link)


def test_a_link_works_once(site: Site, entrance: Entrance, client: Client) -> None:
    link = entrance.letter()
    entrance.code(link)
    for answer in (entrance.name(link), client.get(link)):
        assert answer.status_code == 403
        assert "not valid any more" in page(answer).main.get_text()
        assert client.get(page(answer).main.a["href"]).status_code == 200, "a way to begin again"


def test_a_name_that_was_refused_uses_nothing_up(site: Site, entrance: Entrance) -> None:
    link = entrance.letter()
    for name, status in (("", 422), ("x" * 81, 422), ("Moderator", 409), ("Courier", 409), ("a\x00b", 422)):
        answer = entrance.name(link, name)
        assert answer.status_code == status, name
        assert page(answer).find(id="id_name")["aria-invalid"] == "true"
    assert entrance.code(link)


def test_a_link_works_for_fifteen_minutes(site: Site, entrance: Entrance, later: Any) -> None:
    link = entrance.letter()
    later(timedelta(minutes=14, seconds=50))
    assert entrance.client.get(link).status_code == 200
    later(timedelta(minutes=1))
    assert entrance.client.get(link).status_code == 403
    assert entrance.name(link).status_code == 403
    assert page(entrance.name(link)).main.a["href"].startswith("/sign-in/courier/?return=https%3A%2F%2Fcourier")


def test_a_link_works_in_another_browser(site: Site, entrance: Entrance) -> None:
    assert Entrance(Client()).code(entrance.letter())


@pytest.mark.parametrize("part", [slice(0, -1), slice(1, None), slice(0, 20), slice(0, 0)])
def test_a_forged_link_is_worth_nothing(site: Site, entrance: Entrance, client: Client, part: slice) -> None:
    ticket = entrance.letter().split("/name/")[1].partition("/")[0]
    forged = ticket[part] or "x"
    assert client.get(f"/sign-in/courier/name/{forged}/").status_code == 403


def test_a_ticket_is_no_code_and_a_code_no_ticket(site: Site, entrance: Entrance, client: Client) -> None:
    ticket = entrance.letter().split("/name/")[1].partition("/")[0]
    code = tickets.write_code(site, "email:1", "Dilan")
    assert client.get(f"/sign-in/courier/name/{code}/").status_code == 403
    answer = client.post("/api/v1/session", {"code": ticket}, content_type="application/json")
    assert answer.json()["error"]["code"] == "session_code_invalid"


def test_the_link_of_one_site_opens_no_other(site: Site, entrance: Entrance, client: Client) -> None:
    make_article(make_site("herald", origins=["https://herald.example"], email_sign_in=True))
    link = entrance.letter()
    assert client.get(link.replace("/courier/", "/herald/")).status_code == 403


def test_our_own_thread_page_knows_its_reader(site: Site, entrance: Entrance, client: Client) -> None:
    answer = entrance.name(entrance.letter(back=THREAD))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{THREAD}#write")
    cookie = client.cookies["stet-reader-courier"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    shown = page(client.get(THREAD))
    assert shown.find(id="id_name") is None
    client.post(THREAD, {"body": "The council should publish what this bridge has cost us.", "name": "Somebody else"})
    comment = site.comments.get()
    assert (comment.author_name, comment.reader.external_id) == ("Dilan", key_by_email(ADDRESS))  # type: ignore[union-attr]
    signed_out = client.post("/sign-in/courier/out/", {"return": THREAD})
    assert (signed_out.status_code, signed_out.headers["Location"]) == (303, THREAD)
    assert page(client.get(THREAD)).find(id="id_name") is not None


def test_the_article_s_page_gets_a_code_and_our_own_pages_no_cookie(site: Site, entrance: Entrance) -> None:
    """Signing out there could not end a session here: on a shared computer the next reader would be signed in."""
    answer = entrance.name(entrance.letter())
    assert not answer.cookies.get("stet-reader-courier")
    back = page(answer).find(id="back")
    assert back["href"] == f"{ARTICLE}#stet-session={back['data-code']}"
    assert back["data-origins"] == ORIGIN


def test_a_site_of_signed_in_readers_alone_has_a_way_in(site: Site, entrance: Entrance, client: Client) -> None:
    Site.objects.update(guests_may_comment=False)
    shown = page(client.get(THREAD))
    assert shown.find(id="id_body") is None
    link = next(one for one in shown.find(id="write").find_all("a") if one["href"].startswith("/sign-in/courier/"))
    assert client.get(link["href"]).status_code == 200
    refused = client.post(THREAD, {"body": "Kept all the same.", "name": "Dilan"})
    assert refused.status_code == 401
    assert page(refused).find(id="kept").get_text() == "\nKept all the same."
    entrance.name(entrance.letter(back=THREAD))
    assert page(client.get(THREAD)).find(id="id_body") is not None


@pytest.mark.parametrize(
    "typed", ["", "dilan", "dilan@", "a@b\nBcc: c@d.example", "@guild.example", "a b@guild.example"]
)
def test_what_is_no_address(site: Site, entrance: Entrance, typed: str) -> None:
    answer = entrance.ask_for_letter(typed)
    assert answer.status_code == 422
    assert page(answer).find(id="id_email")["aria-invalid"] == "true"
    assert page(answer).find(role="alert")
    assert not mail.outbox


def test_nobody_s_mailbox_is_flooded(site: Site, entrance: Entrance) -> None:
    for _ in range(5):
        assert entrance.ask_for_letter().status_code == 200
    answer = entrance.ask_for_letter(ADDRESS.upper())
    assert (answer.status_code, len(mail.outbox)) == (429, 5)
    assert answer.headers["Retry-After"] == "3600"
    assert entrance.ask_for_letter("another@guild.example").status_code == 200


def test_letters_are_counted_by_sender_too(site: Site, entrance: Entrance, settings: Any) -> None:
    settings.STET_RATE_POST = "2/min"
    answers = [entrance.ask_for_letter(f"reader-{number}@guild.example").status_code for number in range(3)]
    assert answers == [200, 200, 429]


def test_where_no_mail_is_set_up_no_letter_is_offered(site: Site, entrance: Entrance, settings: Any) -> None:
    settings.STET_MAIL = None
    assert page(entrance.open()).find(id="id_email") is None
    assert entrance.ask_for_letter().status_code == 503


def test_where_the_site_wants_no_letters_none_is_sent(site: Site, entrance: Entrance) -> None:
    Site.objects.update(email_sign_in=False)
    assert page(entrance.open()).find(id="id_email") is None
    assert entrance.ask_for_letter().status_code == 403
    assert not mail.outbox


def test_a_mail_server_that_is_away(site: Site, entrance: Entrance, settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answer = entrance.ask_for_letter()
    assert answer.status_code == 503
    assert page(answer).find(id="id_email")["value"] == ADDRESS, "what was typed is kept"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_goes_along(site: Site, entrance: Entrance, client: Client, language: str) -> None:
    link = entrance.letter(lang=language)
    assert link.endswith(f"?lang={language}")
    letter = mail.outbox[0]
    assert letter.extra_headers["Content-Language"] == language
    html = page(client.get(link)).html
    assert (html["lang"], html["dir"]) == (language, LANGUAGES[language].direction)


def test_a_name_of_another_reader_is_refused_and_one_s_own_is_not(site: Site, entrance: Entrance) -> None:
    article = site.articles.get()
    say(article, name="Azad", reader_key="the site's own reader")
    link = entrance.letter()
    assert entrance.name(link, "AZAD").status_code == 409
    say(article, "Something else entirely.", name="Dilan", reader_key=key_by_email(ADDRESS))
    assert page(entrance.client.get(link)).find(id="id_name")["value"] == "Dilan"
    assert entrance.code(link, "Dîlan")


def test_who_may_be_written_to_is_nobody_s_business(site: Site, entrance: Entrance) -> None:
    """The page is the same for a reader who is known here and for one who is not."""
    first = page(entrance.ask_for_letter()).main.get_text()
    say(site.articles.get(), reader_key=key_by_email(ADDRESS))
    assert page(entrance.ask_for_letter()).main.get_text() == first


def test_a_reload_of_a_form_s_answer_leads_back_to_the_choice(site: Site, entrance: Entrance, client: Client) -> None:
    for way in ("letter", "with/guild"):
        answer = client.get(f"/sign-in/courier/{way}/?return={ARTICLE}&lang=ckb")
        assert answer.status_code == 303
        assert client.get(answer.headers["Location"]).status_code == 200
