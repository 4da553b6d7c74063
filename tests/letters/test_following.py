"""Asking for letters, confirming, ending them: for whom, how often, and what is forgotten when."""

import json
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.signing import Signer
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from stet.comments.acts.appeal import appeal
from stet.comments.acts.erase import erase
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.addresses import checked_address
from stet.comments.errors import EmailInvalid
from stet.comments.models import Article, Comment
from stet.comments.receipts import receipt_of
from stet.letters.following import forget_what_is_over
from stet.letters.models import Follower, Letter
from stet.newsroom.verdict import Outcome
from tests.letters.post import READER, ask, confirmed, later, link_in, post, state
from tests.newsroom_kit import Account, make_moderator, publish, say

pytestmark = pytest.mark.django_db
NOTHING = {"possible": True, "decision": False, "replies": False, "confirmed": False}


@pytest.fixture
def comment(article: Article) -> Comment:
    return say(article)


def kept() -> list[Follower]:
    """Those whose addresses are kept."""
    return list(Follower.objects.exclude(address=None))


def test_a_wish_is_confirmed_by_the_button_behind_the_link_and_not_by_opening_it(comment: Comment) -> None:
    answer = ask(comment, decision=True, replies=True)
    assert (answer.status_code, answer.json()) == (202, {"follow": NOTHING | {"decision": True, "replies": True}})
    (letter,) = post()
    assert (letter.to, letter.subject) == ([READER], "Please confirm that you want letters")
    link = link_in(letter, "confirm")
    page = Client().get(link)
    assert "Yes, write to me" in page.content.decode()
    assert state(comment)["confirmed"] is False, "mail servers open links"
    for _ in range(2):
        assert "we will write to you" in Client(enforce_csrf_checks=True).post(link).content.decode()
    assert state(comment) == {"possible": True, "decision": True, "replies": True, "confirmed": True}
    assert "we will write to you" in Client().get(link).content.decode()


def test_the_address_is_kept_encrypted_and_nowhere_else(comment: Comment) -> None:
    confirmed(comment)
    (follower,) = kept()
    assert READER.encode() not in bytes(follower.address or b"")
    rows = json.dumps([list(Letter.objects.values()), list(Follower.objects.values())], default=str)
    assert READER not in rows


@pytest.mark.parametrize(
    "address",
    [
        *("", "reader", "@", "reader@", "@example.org", "reader@localhost", "root@127.0.0.1", "reader@[127.0.0.1]"),
        *('"a b"@example.org', "a b@example.org", "reader@example.org, other@example.org", "a@b@example.org"),
        *("reader@example.org\r\nBcc: all@example.org", "reader\n@example.org", "reader@example.org\x00"),
        *("Reader <reader@example.org>", "خوێنەر@example.org", f"{'a' * 310}@example.org", "reader@-.org"),
        *("\u017fam@example.org", "sam\u212a@example.org"),
    ],
)
def test_what_is_no_address_is_refused(comment: Comment, address: str) -> None:
    answer = ask(comment, address)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "email_invalid")
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("typed", "known_as"),
    [
        (" reader@example.org ", "reader@example.org"),
        ("Reader.One+news@Example.ORG", "Reader.One+news@example.org"),
        ("reader@bücher.example", "reader@xn--bcher-kva.example"),
        ("reader@مثال.إختبار", "reader@xn--mgbh0fb.xn--kgbechtv"),
    ],
)
def test_an_address_is_known_as_the_network_knows_it(comment: Comment, typed: str, known_as: str) -> None:
    ask(comment, typed)
    assert [letter.to for letter in post()] == [[known_as]]


@given(st.text(max_size=60) | st.tuples(st.text(max_size=20), st.text(max_size=20)).map("@".join))
def test_no_address_ever_adds_to_a_letter_s_head(typed: str) -> None:
    try:
        address = checked_address(typed)
    except EmailInvalid:
        return
    assert address.isascii()
    assert address.isprintable()
    assert not set(address) & set(' ,;:<>"\\')


def test_a_wish_must_be_for_something(comment: Comment) -> None:
    answer = ask(comment, decision=False, replies=False)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "wish_missing")


def test_no_letters_are_offered_where_no_mail_is_set_up(comment: Comment, settings: Any) -> None:
    settings.STET_MAIL = None
    answer = ask(comment)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "letters_off")
    assert state(comment) == NOTHING | {"possible": False}


def test_a_site_may_have_no_letters(comment: Comment) -> None:
    comment.site.letters = False
    comment.site.save()
    assert ask(comment).json()["error"]["code"] == "letters_off"
    assert state(comment)["possible"] is False


@pytest.mark.parametrize("end", [withdraw, erase])
def test_about_a_comment_that_is_gone_there_is_nothing_to_tell(comment: Comment, end: Any) -> None:
    end(comment)
    assert ask(comment).json()["error"]["code"] == "already_final"
    assert state(comment) == NOTHING | {"possible": False}


def test_asking_again_sends_no_second_letter_for_a_day(comment: Comment, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        assert ask(comment).status_code == 202
    assert len(post()) == 1
    later(monkeypatch, hours=23)
    ask(comment)
    assert post() == []
    later(monkeypatch, hours=2)
    ask(comment)
    assert len(post()) == 1


def test_nobody_s_mailbox_can_be_filled(article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    comments = [say(article, f"Number {number}.") for number in range(9)]
    assert {ask(comment, "Victim@example.org").status_code for comment in comments} == {202}, "it tells nobody anything"
    assert len(post()) == 5
    later(monkeypatch, hours=25)
    ask(comments[8], "victim@EXAMPLE.org")
    assert len(post()) == 1


def test_changing_to_and_fro_between_addresses_does_not_help(comment: Comment) -> None:
    for number in range(20):
        ask(comment, READER if number % 2 else "other@example.org")
        post()
    assert len(mail.outbox) == 10


def test_one_network_address_asks_so_often_an_hour(article: Article, settings: Any) -> None:
    settings.STET_RATE_POST = "1000/min"
    comment = say(article)
    codes = [ask(comment).status_code for _ in range(21)]
    assert codes == [202] * 20 + [429]


def test_another_address_takes_the_place_of_the_first(comment: Comment, moderator: Account) -> None:
    confirmed(comment, "first@example.org")
    ask(comment, "second@example.org", decision=True)
    (letter,) = post()
    assert state(comment) == NOTHING | {"decision": True}
    rule(comment, moderator, Outcome.APPROVE)
    assert post() == [], "the first is forgotten, the second not confirmed"
    Client().post(link_in(letter, "confirm"))
    assert [letter.to for letter in post()] == [["second@example.org"]], "what happened meanwhile is told"


def test_the_first_letter_s_link_is_worth_nothing_once_the_address_is_another(comment: Comment) -> None:
    ask(comment, "first@example.org")
    (first,) = post()
    ask(comment, "second@example.org")
    post()
    assert Client().post(link_in(first, "confirm")).status_code == 404
    assert state(comment)["confirmed"] is False


def test_wishes_change_without_a_new_letter(comment: Comment) -> None:
    confirmed(comment)
    assert ask(comment, replies=True).json() == {"follow": NOTHING | {"replies": True, "confirmed": True}}
    assert post() == []


def test_a_link_is_good_for_seven_days(comment: Comment, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(comment)
    (letter,) = post()
    later(monkeypatch, days=7, minutes=1)
    link = link_in(letter, "confirm")
    assert [Client().get(link).status_code, Client().post(link).status_code] == [404, 404]
    assert state(comment) == NOTHING
    assert Letter.objects.exclude(address_key="").exists(), "by it the letters to one address are counted for a day"
    assert forget_what_is_over() == 1
    assert kept() == []
    assert not Letter.objects.exclude(address_key="").exists()


def test_whoever_mistyped_is_forgotten_and_may_ask_again(comment: Comment, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(comment)
    post()
    later(monkeypatch, days=8)
    assert ask(comment).status_code == 202
    assert len(post()) == 1
    assert len(kept()) == 1


def test_a_forged_link_does_nothing(comment: Comment) -> None:
    ask(comment)
    (letter,) = post()
    follower = Follower.objects.get()
    forged = [
        *("x", "x.y", uuid4().hex, f"{follower.pk.hex}.", f"{follower.pk.hex}.{'A' * 43}", "é.ش"),
        Signer(salt="stet.letters.stop", sep=".").sign(follower.pk.hex),
        Signer(salt="stet.receipt", sep=".").sign(follower.pk.hex),
        Signer(key="another installation", salt="stet.letters.confirm", sep=".").sign(follower.pk.hex),
        Signer(salt="stet.letters.confirm", sep=".").sign(uuid4().hex),
        receipt_of(comment),
    ]
    for token in forged:
        for answer in (Client().get(f"/letters/confirm/{token}/"), Client().post(f"/letters/confirm/{token}/")):
            assert answer.status_code == 404
            assert "not valid any more" in answer.content.decode()
    assert state(comment)["confirmed"] is False
    confirming = link_in(letter, "confirm").split("/")[3]
    assert Client().post(f"/letters/stop/{confirming}/").status_code == 404
    assert len(kept()) == 1


def test_one_click_ends_the_letters_without_cookie_or_script(comment: Comment, moderator: Account) -> None:
    confirmed(comment, decision=True, replies=True)
    rule(comment, moderator, Outcome.APPROVE)
    (letter,) = post()
    one_click = letter.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("https://comments.example")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "End these letters?" in Client().get(one_click).content.decode()
    assert len(kept()) == 1, "opening it ends nothing"
    for _ in range(2):
        answer = Client(enforce_csrf_checks=True).post(one_click, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "No more letters will come" in answer.content.decode()
    assert kept() == []
    assert state(comment) == NOTHING
    publish(comment.article, moderator, parent=comment.pk)
    assert post() == []


def test_the_author_ends_them_by_the_receipt(comment: Comment) -> None:
    confirmed(comment)
    for _ in range(2):
        answer = Client().delete(f"/api/v1/receipts/{receipt_of(comment)}/follow")
        assert (answer.status_code, answer.json()) == (200, {"follow": NOTHING})
    assert kept() == []


@pytest.mark.parametrize("end", [withdraw, erase])
def test_what_is_gone_is_not_told_of_and_its_followers_are_forgotten(
    comment: Comment, moderator: Account, end: Any
) -> None:
    confirmed(comment, decision=True, replies=True)
    rule(comment, moderator, Outcome.APPROVE)
    end(comment)
    assert post() == []
    assert kept() == []
    assert not Letter.objects.filter(sent_at=None).exists()


def test_the_erased_are_forgotten_although_no_letters_are_sent_any_more(comment: Comment, settings: Any) -> None:
    confirmed(comment)
    settings.STET_MAIL = None
    erase(comment)
    assert post() == []
    assert kept() == []


def test_who_was_told_all_is_forgotten(comment: Comment, moderator: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    confirmed(comment)
    rule(comment, moderator, Outcome.APPROVE)
    assert forget_what_is_over() == 0, "not before it was told"
    assert len(post()) == 1
    assert forget_what_is_over() == 1
    assert (kept(), state(comment)) == ([], NOTHING)


def test_who_was_rejected_is_forgotten_when_no_appeal_is_to_be_answered(
    comment: Comment, moderator: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirmed(comment, decision=True, replies=True)
    rule(comment, moderator, Outcome.REJECT, ["threat"])
    post()
    later(monkeypatch, days=29)
    assert forget_what_is_over() == 0
    later(monkeypatch, days=2)
    appeal(comment, "I threatened nobody.")
    assert forget_what_is_over() == 0, "its answer will be told"
    rule(comment, make_moderator("second@courier.example"), Outcome.REJECT, ["threat"])
    assert forget_what_is_over() == 0
    assert len(post()) == 1
    later(monkeypatch, days=31)
    assert forget_what_is_over() == 1


def test_who_wants_replies_is_kept_for_them(comment: Comment, moderator: Account, monkeypatch: Any) -> None:
    confirmed(comment, decision=True, replies=True)
    rule(comment, moderator, Outcome.APPROVE)
    post()
    later(monkeypatch, days=300)
    assert forget_what_is_over() == 0
    assert not Letter.objects.exists(), "what was sent is not kept for ever"


# ——— The page that needs no script ———


def form_page(comment: Comment, **query: str) -> tuple[Client, str, BeautifulSoup]:
    client, path = Client(enforce_csrf_checks=True), f"/letters/follow/{receipt_of(comment)}/"
    return client, path, BeautifulSoup(client.get(path, query).content, "html.parser")


def token_of(page: BeautifulSoup) -> str:
    found = page.find("input", {"name": "csrfmiddlewaretoken"})
    return str(found["value"])  # type: ignore[index]


def test_letters_are_asked_for_changed_and_ended_on_a_page(comment: Comment) -> None:
    client, path, page = form_page(comment)
    own = {"csrfmiddlewaretoken": token_of(page)}
    asked = client.post(path, own | {"email": READER, "decision": "1"}, follow=True)
    assert "Look into your mail" in asked.content.decode()
    (letter,) = post()
    client.post(link_in(letter, "confirm"))
    assert "We will write to you" in client.get(path).content.decode()
    client.post(path, own | {"email": "", "replies": "1"})
    assert state(comment) == NOTHING | {"replies": True, "confirmed": True}, "the address is kept"
    ended = client.post(path, own | {"stop": "1"}, follow=True)
    assert "Shall we write to you?" in ended.content.decode()
    assert kept() == []


def test_what_was_typed_stays_in_the_form(comment: Comment) -> None:
    client, path, page = form_page(comment)
    sent = {"csrfmiddlewaretoken": token_of(page), "email": "<reader>", "replies": "1"}
    answer = client.post(path, sent)
    shown = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 422
    assert shown.find(role="alert").get_text(strip=True).startswith("This is no e-mail address")  # type: ignore[union-attr]
    assert shown.find(id="id_email")["value"] == "<reader>"  # type: ignore[index]
    assert shown.find("input", {"name": "replies"}).has_attr("checked")  # type: ignore[union-attr]
    assert not shown.find("input", {"name": "decision"}).has_attr("checked")  # type: ignore[union-attr]


@pytest.mark.parametrize("path", ["/letters/follow/x/", "/letters/confirm/x/", "/letters/stop/x/"])
def test_no_page_of_letters_is_kept_by_anybody(comment: Comment, path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 404
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Referrer-Policy"] == "same-origin"


def test_letters_end_although_the_site_sends_none_any_more(comment: Comment, settings: Any) -> None:
    confirmed(comment)
    settings.STET_MAIL = None
    client, path, page = form_page(comment)
    client.post(path, {"csrfmiddlewaretoken": token_of(page), "stop": "1"})
    assert kept() == []
