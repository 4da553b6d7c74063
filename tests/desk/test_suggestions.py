"""What the second judge would do is shown as a suggestion with its source, and the moderator decides."""

from typing import Any

import pytest
from bs4 import Tag
from django.test import Client

from stet.accounts.models import Account
from stet.comments import policies
from stet.comments.acts.erase import erase
from stet.comments.acts.judge import judge as judge_by_machine
from stet.comments.models import Article, Comment
from stet.comments.second_opinion import consult_due
from stet.newsroom.languages import LANGUAGES
from stet.newsroom.policy_file import default_policy_text
from stet.opinions.endpoint import Budget
from stet.server.environment import SecondJudge
from tests.judge_server import REASON, Judge, Script
from tests.newsroom_kit import say, screener
from tests.publication.reading import one, receipt_address, soup

NO_LIMIT = Budget(None, None)
DECIDES = default_policy_text().replace("may: suggest", "may: decide")


@pytest.fixture
def comment(article: Article) -> Comment:
    waits = say(article, "A comment that waits for a person.")
    judge_by_machine(waits, screener(threat=0.6))
    return waits


def consult_with(script: Script) -> None:
    consult_due(script.endpoint(), NO_LIMIT)


def told(suggestion: Tag) -> str:
    first = suggestion.select_one("p")
    assert first
    return first.get_text()


def test_a_suggestion_to_reject(comment: Comment, desk: Client, judge: Judge) -> None:
    consult_with(judge.playing("reject-attack"))
    for address in ("/desk/", f"/desk/comments/{comment.pk}/"):
        page = soup(desk.get(address))
        shown = one(page, ".suggestion")
        assert one(shown, "h3").get_text() == "What the second judge suggests"
        assert told(shown) == "Reject: Personal attacks"
        assert REASON in shown.get_text()
        assert "judge-7b" in one(shown, ".byline").get_text()
        assert "You decide." in shown.get_text()
        assert [box["value"] for box in page.select(".card input[checked]")] == ["personal_attack"]


@pytest.mark.parametrize(("part", "says"), [("approve", "Approve"), ("refer", "It cannot tell either.")])
def test_other_suggestions_leave_the_ticks_as_they_were(
    comment: Comment, desk: Client, judge: Judge, part: str, says: str
) -> None:
    consult_with(judge.playing(part))
    page = soup(desk.get("/desk/"))
    assert told(one(page, ".suggestion")) == says
    assert [box["value"] for box in page.select(".card input[checked]")] == ["threat"]


def test_without_an_opinion_there_is_no_suggestion(comment: Comment, desk: Client) -> None:
    assert not soup(desk.get("/desk/")).select(".suggestion")


def test_a_suggestion_by_older_guidelines_is_history(comment: Comment, desk: Client, judge: Judge) -> None:
    consult_with(judge.playing("reject"))
    policies.put_in_force(comment.site, default_policy_text() + "\n# a new edition\n")
    page = soup(desk.get(f"/desk/comments/{comment.pk}/"))
    assert not page.select(".suggestion")
    assert "Suggested: reject: Racism" in one(page, ".history").get_text()


def test_a_ruling_is_not_overtaken_by_a_suggestion(comment: Comment, desk: Client, judge: Judge) -> None:
    seen = one(soup(desk.get("/desk/")), "[name=seen]")["value"]
    consult_with(judge.playing("reject"))
    assert desk.post(f"/desk/comments/{comment.pk}/", {"outcome": "approve", "seen": seen}).status_code == 302
    page = soup(desk.get(f"/desk/comments/{comment.pk}/"))
    assert not page.select(".suggestion"), "decided is decided"
    events = [event.get_text() for event in page.select(".history strong")]
    assert events == ["Received", "Left to a person", "Suggested: reject", "Approved"]
    history = one(page, ".history").get_text()
    assert "the second judge (judge-7b)" in history
    assert REASON in history


def test_a_decision_of_its_own_is_said_to_be_its_own(comment: Comment, desk: Client, judge: Judge) -> None:
    policies.put_in_force(comment.site, DECIDES)
    consult_with(judge.playing("reject"))
    page = soup(desk.get(f"/desk/comments/{comment.pk}/"))
    events = [event.get_text() for event in page.select(".history strong")]
    assert events == ["Received", "Left to a person", "Suggested: reject", "Rejected"]
    assert "The second judge decided, as this site lets it: judge-7b." in one(page, ".history").get_text()
    assert "the second judge (judge-7b)" in one(soup(desk.get("/desk/decided/")), ".decisions").get_text()
    assert "the second judge (judge-7b)" in one(soup(desk.get("/desk/decided/?by=machine")), ".decisions").get_text()


def test_its_author_learns_the_guideline_and_nothing_of_what_a_model_wrote(
    comment: Comment, client: Client, judge: Judge
) -> None:
    consult_with(judge.playing("reject"))
    waiting = client.get(receipt_address(comment)).content.decode()
    assert REASON not in waiting
    assert "A moderator will read your comment" in waiting
    policies.put_in_force(comment.site, DECIDES)
    consult_with(judge.playing("reject"))
    rejected = client.get(receipt_address(comment)).content.decode()
    assert REASON not in rejected
    assert "“Racism”" in rejected


def test_what_a_model_writes_is_text(comment: Comment, desk: Client, judge: Judge) -> None:
    consult_with(judge.playing("marked-up"))
    page = desk.get("/desk/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_an_erased_comment_s_opinion_says_nothing_any_more(comment: Comment, desk: Client, judge: Judge) -> None:
    consult_with(judge.playing("reject"))
    erase(comment)
    page = desk.get(f"/desk/comments/{comment.pk}/").content.decode()
    assert "Suggested: reject" in page
    assert REASON not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_every_language(comment: Comment, desk: Client, judge: Judge, language: str) -> None:
    consult_with(judge.playing("reject"))
    page = soup(desk.get(f"/desk/comments/{comment.pk}/?lang={language}"))
    english = "What the second judge suggests"
    assert (one(page, ".suggestion h3").get_text() == english) == (language == "en")


def test_that_it_does_not_answer_is_seen_at_the_desk(
    comment: Comment, moderator: Account, desk: Client, judge: Judge, settings: Any
) -> None:
    consult_with(judge.playing("busy"))
    assert not soup(desk.get("/desk/")).select(".note"), "there is none any more"
    settings.STET_SECOND_JUDGE = SecondJudge(judge.playing("approve").endpoint(), NO_LIMIT)
    assert "does not answer at the moment" in one(soup(desk.get("/desk/")), ".note").get_text()


def test_a_queue_with_suggestions_costs_the_same_however_long(
    article: Article, desk: Client, judge: Judge, django_assert_max_num_queries: object
) -> None:
    for number in range(12):
        judge_by_machine(say(article, f"Number {number}."), screener(threat=0.6))
    consult_with(judge.playing("reject"))
    desk.get("/desk/")
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        assert len(soup(desk.get("/desk/")).select(".suggestion")) == 12
