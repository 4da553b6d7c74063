"""Deciding about a comment, for the first time and again."""

import pytest
from django.test import Client

from stet.accounts.models import Account
from stet.comments.acts.erase import erase
from stet.comments.acts.judge import judge
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article, Comment, State, Verdict
from stet.newsroom.verdict import Outcome
from tests.newsroom_kit import publish, say, screener
from tests.publication.reading import one, soup


@pytest.fixture
def comment(article: Article) -> Comment:
    waits = say(article, "A comment that waits for a person.")
    judge(waits, screener(threat=0.6))
    return waits


def send(desk: Client, comment: Comment, outcome: str, *guidelines: str, **fields: str) -> object:
    said = {"outcome": outcome, "guideline": list(guidelines), "seen": "1", "next": "/desk/?language=en"} | fields
    return desk.post(f"/desk/comments/{comment.pk}/", said)


def state(comment: Comment) -> str:
    comment.refresh_from_db()
    return comment.state


def test_approving(comment: Comment, moderator: Account, desk: Client) -> None:
    response = send(desk, comment, "approve")
    assert response.headers["Location"] == "/desk/?language=en"
    assert state(comment) == State.APPROVED
    assert comment.verdicts.last().moderator == moderator  # type: ignore[union-attr]
    message = one(soup(desk.get("/desk/")), ".message")
    assert "Published: the comment by" in message.get_text()
    assert one(message, "a")["href"] == f"/desk/comments/{comment.pk}/"


def test_approving_by_the_form_on_the_page_names_no_guideline(comment: Comment, desk: Client) -> None:
    """The ticks are for a rejection; the form sends them with an approval as well."""
    send(desk, comment, "approve", "threat")
    assert comment.verdicts.last().guidelines == []  # type: ignore[union-attr]


def test_rejecting(comment: Comment, desk: Client) -> None:
    send(desk, comment, "reject", "threat", "racism")
    assert state(comment) == State.REJECTED
    assert comment.verdicts.last().guidelines == ["threat", "racism"]  # type: ignore[union-attr]


def test_a_rejection_without_a_guideline_is_sent_back(comment: Comment, desk: Client) -> None:
    response = send(desk, comment, "reject")
    assert response.status_code == 422
    assert "names at least one guideline" in one(soup(response), ".problem").get_text()
    assert state(comment) == State.PENDING


def test_an_unknown_guideline_is_sent_back_with_the_other_ticks(comment: Comment, desk: Client) -> None:
    response = send(desk, comment, "reject", "spelling", "racism")
    page = soup(response)
    assert response.status_code == 422
    assert [box["value"] for box in page.select(".card input[checked]")] == ["racism"]


def test_somebody_else_was_faster(comment: Comment, colleague: Account, desk: Client) -> None:
    rule(comment, colleague, Outcome.REJECT, ["threat"])
    response = send(desk, comment, "approve")
    page = soup(response)
    assert response.status_code == 409
    assert "Something happened to this comment" in one(page, ".problem").get_text()
    assert colleague.email in one(page, ".history").get_text()
    assert one(page, ".ruling [name=seen]")["value"] == "2"
    assert one(page, ".ruling [name=next]")["value"] == "/desk/?language=en"
    assert state(comment) == State.REJECTED


@pytest.mark.parametrize("act", [withdraw, erase])
def test_its_author_was_faster(comment: Comment, desk: Client, act: object) -> None:
    act(comment)  # type: ignore[operator]
    response = send(desk, comment, "approve")
    page = soup(response)
    assert response.status_code == 409
    assert "withdrawn or erased already" in one(page, ".problem").get_text()
    assert not page.select(".ruling")


def test_a_second_ruling_is_a_further_verdict(comment: Comment, desk: Client) -> None:
    send(desk, comment, "approve")
    send(desk, comment, "reject", "threat", seen="2")
    assert state(comment) == State.REJECTED
    page = soup(desk.get(f"/desk/comments/{comment.pk}/"))
    events = [event.get_text() for event in page.select(".history strong")]
    assert events == ["Received", "Left to a person", "Approved", "Rejected"]
    assert "guidelines version 1" in one(page, ".history").get_text()


@pytest.mark.parametrize("fields", [{"outcome": "refer"}, {"outcome": "edit"}, {"seen": "x"}, {"seen": ""}])
def test_a_form_of_nobodys_is_refused(comment: Comment, desk: Client, fields: dict[str, str]) -> None:
    response = desk.post(f"/desk/comments/{comment.pk}/", {"outcome": "approve", "seen": "1"} | fields)
    assert response.status_code == 400
    assert state(comment) == State.PENDING


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_a_ruling_leads_nowhere_else(comment: Comment, desk: Client, elsewhere: str) -> None:
    assert send(desk, comment, "approve", next=elsewhere).headers["Location"] == "/desk/"


def test_a_comment_that_is_not_there(desk: Client) -> None:
    assert desk.get("/desk/comments/01900000-0000-7000-8000-000000000000/").status_code == 404


def test_an_erased_comment_is_shown_without_its_text(article: Article, moderator: Account, desk: Client) -> None:
    comment = publish(article, moderator, "What the law wants gone.", name="Somebody Real")
    answer = say(article, "An answer to it, still waiting.", parent=comment.pk)
    erase(comment)
    for address in (f"/desk/comments/{comment.pk}/", "/desk/decided/", "/desk/"):
        page = desk.get(address).content.decode()
        assert "The text has been erased." in page
        assert "Somebody Real" not in page
    assert Comment.objects.get(pk=answer.pk).state == State.PENDING


def test_decisions_are_listed_newest_first(article: Article, moderator: Account, desk: Client) -> None:
    by_machine = say(article, "The machine found nothing in this one.")
    judge(by_machine, screener())
    by_person = say(article, "A person rejected this one.")
    rule(by_person, moderator, Outcome.REJECT, ["vulgarity"])
    page = soup(desk.get("/desk/decided/"))
    rows = [row.get_text() for row in page.select(".decisions > li")]
    assert ["A person rejected" in rows[0], "The machine found" in rows[1]] == [True, True]
    assert "Vulgarity" in rows[0]
    assert moderator.email in rows[0]
    assert len(soup(desk.get("/desk/decided/?by=people")).select(".decisions > li")) == 1
    assert "The machine found" in one(soup(desk.get("/desk/decided/?by=machine")), ".decisions").get_text()
    assert Verdict.objects.count() == 2
