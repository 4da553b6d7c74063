"""Held rulings: nothing is published before its time, nothing acknowledged is lost, a slip can be taken back."""

import urllib.request
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from stet.accounts.models import Account
from stet.comments.acts.appeal import appeal
from stet.comments.acts.erase import erase
from stet.comments.acts.judge import judge
from stet.comments.acts.report import Notice, report
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article, Case, Comment, Explanation, State
from stet.moderation.holding import give_due
from stet.moderation.models import ColleagueNote, HeldRuling
from stet.moderation.notes import forget_what_was_erased
from stet.newsroom.verdict import Outcome
from tests.cli.test_serve import serving
from tests.newsroom_kit import publish, say, screener
from tests.own_installation import Installation
from tests.publication.reading import one, soup

JSON = {"accept": "application/json"}
LATER = timedelta(seconds=7)


@pytest.fixture(autouse=True)
def _six_seconds(settings: Any) -> None:
    settings.STET_UNDO_SECONDS = 6


@pytest.fixture
def comment(article: Article) -> Comment:
    waits = say(article, "A comment that waits for a person.")
    judge(waits, screener(racism=0.6))
    return waits


@pytest.fixture
def others(colleague: Account) -> Client:
    client = Client()
    client.force_login(colleague, backend="django.contrib.auth.backends.ModelBackend")
    return client


def send(desk: Client, comment: Comment, outcome: str = "approve", *guidelines: str, **fields: str) -> Any:
    said = {"outcome": outcome, "guideline": list(guidelines), "seen": "1"} | fields
    return desk.post(f"/desk/comments/{comment.pk}/", said, headers=JSON)


def state(comment: Comment) -> str:
    return Comment.objects.get(pk=comment.pk).state


def shown(desk: Client) -> list[str]:
    return [str(card["data-comment"]) for card in soup(desk.get("/desk/")).select(".card")]


def test_a_ruling_is_held_and_then_given(comment: Comment, moderator: Account, desk: Client) -> None:
    answer = send(desk, comment).json()
    assert answer["undo"] == f"/desk/comments/{comment.pk}/undo/"
    assert 5 < answer["seconds"] <= 6
    assert answer["waiting"] == {"new": 0, "appeal": 0, "report": 0}
    assert "About to be published" in answer["told"]
    assert state(comment) == State.PENDING
    assert shown(desk) == []
    assert give_due(timezone.now()) == {}
    assert state(comment) == State.PENDING, "not before its time"
    assert give_due(timezone.now() + LATER) == {"given": 1}
    assert state(comment) == State.APPROVED
    assert Comment.objects.get().verdicts.last().moderator == moderator  # type: ignore[union-attr]
    assert give_due(timezone.now() + LATER) == {}
    assert not Case.objects.exists()


def test_taking_back_brings_the_card_back_to_whoever_had_it(comment: Comment, desk: Client, others: Client) -> None:
    undo = send(desk, comment, "reject", "racism").json()["undo"]
    answer = desk.post(undo, headers=JSON)
    assert answer.json()["undone"] is True
    assert answer.json()["waiting"]["new"] == 1
    assert give_due(timezone.now() + LATER) == {}
    assert state(comment) == State.PENDING
    assert others.get("/desk/work/next/").status_code == 204, "it is theirs again"
    assert str(comment.pk) in desk.get("/desk/work/next/").content.decode()


def test_without_scripts_there_is_a_button(comment: Comment, desk: Client) -> None:
    address = f"/desk/comments/{comment.pk}/"
    desk.post(address, {"outcome": "approve", "seen": "1"})
    page = soup(desk.get(address))
    assert not page.select(".ruling")
    assert "You approved it a moment ago" in one(page, ".held").get_text()
    form = one(page, ".held form")
    page = soup(desk.post(form["action"], {"next": one(form, "[name=next]")["value"]}, follow=True))
    assert "Taken back" in one(page, ".message.success").get_text()
    assert page.select(".ruling")


def test_too_late_to_take_back(comment: Comment, desk: Client) -> None:
    undo = send(desk, comment).json()["undo"]
    give_due(timezone.now() + LATER)
    answer = desk.post(undo, headers=JSON)
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "too_late"
    assert state(comment) == State.APPROVED


def test_nobody_else_takes_it_back_or_decides_meanwhile(comment: Comment, desk: Client, others: Client) -> None:
    undo = send(desk, comment).json()["undo"]
    assert others.post(undo, headers=JSON).json()["error"]["code"] == "too_late"
    assert send(others, comment, "reject", "racism").json()["error"]["code"] == "held_by_colleague"
    assert "has decided about it a moment ago" in others.get(f"/desk/comments/{comment.pk}/").content.decode()
    assert give_due(timezone.now() + LATER) == {"given": 1}


def test_the_same_sent_twice_is_one_ruling(comment: Comment, desk: Client) -> None:
    first, second = send(desk, comment).json(), send(desk, comment).json()
    assert first["held_until"] == second["held_until"]
    give_due(timezone.now() + LATER)
    assert send(desk, comment).json()["held_until"] is None, "a browser that never heard the answer asks again"
    assert Comment.objects.get().verdicts.count() == 2


def test_a_change_of_mind_takes_the_first_ruling_s_place(comment: Comment, desk: Client) -> None:
    send(desk, comment)
    send(desk, comment, "reject", "racism")
    assert give_due(timezone.now() + LATER) == {"given": 1}
    assert state(comment) == State.REJECTED


@pytest.mark.parametrize(("outcome", "guidelines", "code"), [
    ("reject", [], "guideline_missing"), ("reject", ["spelling"], "guideline_unknown"),
])  # fmt: skip
def test_what_cannot_be_given_is_refused_at_once(
    comment: Comment, desk: Client, outcome: str, guidelines: list[str], code: str
) -> None:
    answer = send(desk, comment, outcome, *guidelines)
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == code
    assert not HeldRuling.objects.exists()
    assert shown(desk) == [str(comment.pk)]


def test_what_came_meanwhile_brings_it_back_and_its_moderator_is_told(
    article: Article, moderator: Account, desk: Client
) -> None:
    reported = publish(article, moderator, "Her house is the green one.")
    report(reported, Notice(guideline="racism"))
    send(desk, reported, seen="2")
    report(
        reported, Notice(is_illegal=True, explanation="It says where.", name="R", email="r@e.example", good_faith=True)
    )
    assert give_due(timezone.now() + LATER) == {"overtaken": 1}
    assert shown(desk) == [str(reported.pk)]
    page = soup(desk.get("/desk/work/"))
    assert "was not given" in one(page, ".came-back").get_text()
    assert desk.get("/desk/pulse/").json()["problems"][0]["comment"] == str(reported.pk)
    form = one(page, ".came-back form")
    desk.post(form["action"], {"next": "/desk/"})
    assert not soup(desk.get("/desk/")).select(".came-back")
    assert desk.get("/desk/pulse/").json()["problems"] == []


@pytest.mark.parametrize("act", [withdraw, erase])
def test_its_author_was_faster(comment: Comment, desk: Client, act: Any) -> None:
    send(desk, comment, "reject", "racism", explanation="You wrote this and that.")
    act(comment)
    assert give_due(timezone.now() + LATER) == {"already_final": 1}
    assert state(comment) in {State.WITHDRAWN, State.ERASED}
    assert HeldRuling.objects.get().explanation == "", "nobody will read it, so nobody keeps it"


def test_who_is_seen_out_decides_nothing_any_more(comment: Comment, moderator: Account, desk: Client) -> None:
    send(desk, comment)
    moderator.is_active = False
    moderator.save()
    assert give_due(timezone.now() + LATER) == {"not_allowed_any_more": 1}
    assert state(comment) == State.PENDING
    case = Case.objects.get()
    assert not case.is_held, "it waits for the others"


def test_an_appeal_during_the_hold_is_not_answered_unread(
    article: Article, moderator: Account, colleague: Account, desk: Client
) -> None:
    rejected = say(article)
    rule(rejected, colleague, Outcome.REJECT, ["racism"])
    send(desk, rejected, "approve")
    appeal(rejected, "Look again.")
    assert give_due(timezone.now() + LATER) == {"overtaken": 1}
    assert state(rejected) == State.REJECTED
    assert shown(desk) == [str(rejected.pk)]


def test_a_clock_that_is_set_back_delays_nothing_for_long(comment: Comment, desk: Client) -> None:
    send(desk, comment)
    an_hour_ago = timezone.now() - timedelta(hours=1)
    assert give_due(an_hour_ago) == {}
    assert state(comment) == State.PENDING, "nor is it given before its time"
    assert give_due(an_hour_ago + LATER) == {"given": 1}


def test_the_author_is_told_what_the_moderator_wrote(comment: Comment, desk: Client) -> None:
    send(desk, comment, "reject", "racism", explanation="  It says so of a whole people.  ")
    give_due(timezone.now() + LATER)
    assert Explanation.objects.get().text == "It says so of a whole people."


def test_a_ready_reason_is_sent_as_it_is_where_nothing_is_typed(comment: Comment, desk: Client) -> None:
    page = soup(desk.get(f"/desk/comments/{comment.pk}/"))
    template = next(
        option for option in page.select(".templates option") if option.get("data-guideline") == "personal_attack"
    )
    send(desk, comment, "reject", "personal_attack", template=str(template["value"]), explanation="")
    assert HeldRuling.objects.get().explanation == template["data-text"]


def test_a_placeholder_that_nobody_filled_in_goes_to_no_author(comment: Comment, desk: Client) -> None:
    answer = send(desk, comment, "reject", "racism", explanation="About {words}.")
    assert answer.json()["error"]["code"] == "placeholder_left"
    page = soup(desk.post(f"/desk/comments/{comment.pk}/", {
        "outcome": "reject", "guideline": ["racism", "sexism"], "seen": "1", "explanation": "About {words}.",
    }))  # fmt: skip
    assert one(page, "[name=explanation]").get_text() == "About {words}.", "what was typed is not lost"
    assert {box["value"] for box in page.select(".card input[checked]")} == {"racism", "sexism"}


def test_several_at_once_each_by_itself(article: Article, colleague: Account, desk: Client) -> None:
    comments = [say(article, f"Number {number}.") for number in range(4)]
    withdraw(comments[1])
    rule(comments[2], colleague, Outcome.REJECT, ["racism"])
    said = {"outcome": "approve", "comment": [str(one.pk) for one in comments]} | {
        f"seen-{one.pk}": "0" for one in comments
    }
    answer = desk.post("/desk/several/", said, headers=JSON).json()
    assert [one["comment"] for one in answer["held"]] == [str(comments[0].pk), str(comments[3].pk)]
    assert {one["comment"]: one["code"] for one in answer["refused"]} == {
        str(comments[1].pk): "already_final",
        str(comments[2].pk): "overtaken",
    }
    assert "2 comments" in answer["told"]
    back = desk.post("/desk/several/undo/", {"comment": [one["comment"] for one in answer["held"][:1]]}, headers=JSON)
    assert back.json()["undone"] == [str(comments[0].pk)]
    assert give_due(timezone.now() + LATER) == {"given": 1}
    assert [state(one) for one in comments] == ["pending", "withdrawn", "rejected", "approved"]


def test_several_without_scripts(article: Article, desk: Client) -> None:
    comments = [say(article, f"Number {number}.") for number in range(3)]
    page = soup(desk.get("/desk/"))
    boxes = page.select("input[form=several][name=comment]")
    assert [box["value"] for box in boxes] == [str(one.pk) for one in comments]
    seen = {box["name"]: box["value"] for box in page.select("input[form=several][type=hidden]")}
    chosen = [str(one.pk) for one in comments[:2]]
    said = {"outcome": "reject", "guideline": "vulgarity", "comment": chosen, "next": "/desk/"} | seen
    page = soup(desk.post("/desk/several/", said, follow=True))
    assert "Decided about 2 comments." in one(page, ".message").get_text()
    assert HeldRuling.objects.count() == 2
    assert desk.post("/desk/several/", {"outcome": "approve", "comment": ["x"]}).status_code == 400
    assert desk.post("/desk/several/", {"outcome": "approve", "comment": chosen}).status_code == 400


def test_a_note_for_colleagues_goes_with_the_comment(comment: Comment, desk: Client, others: Client) -> None:
    answer = desk.post(f"/desk/comments/{comment.pk}/note/", {"note": "He wrote the same under <b>another</b> name."})
    assert answer.status_code == 302
    assert "He wrote the same under <b>another</b> name." in one(soup(others.get("/desk/")), ".notes").get_text()
    assert desk.post(f"/desk/comments/{comment.pk}/note/", {"note": " "}, headers=JSON).status_code == 422
    erase(comment)
    assert "He wrote" not in desk.get(f"/desk/comments/{comment.pk}/").content.decode()
    assert forget_what_was_erased() == 1
    assert not ColleagueNote.objects.exists()


@pytest.fixture
def held_and_left(installation: Installation) -> Installation:
    """An installation whose process ended while a ruling was held."""
    installation = installation.having({"STET_UNDO_SECONDS": "0.1", "STET_RATE_READ": "off"})
    installation.tool("newsroom")
    installation.tool("refer", "Read after the crash.")
    installation.tool("moderators", "dilan@courier.example")
    installation.tool("hold", "dilan@courier.example")
    return installation


def test_what_was_held_when_the_server_died_is_given_when_it_is_back(held_and_left: Installation) -> None:
    with serving(held_and_left) as (address, _server):
        for _look in range(400):
            with urllib.request.urlopen(f"{address}/threads/courier/the-bridge/", timeout=5) as page:
                if "Read after the crash." in page.read().decode():
                    return
    pytest.fail("The held ruling was never given.")
