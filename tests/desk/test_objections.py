"""Appeals and reports at the desk: they wait with the other comments, and a ruling answers them."""

from typing import Any

import pytest
from django.test import Client

from stet.accounts.models import Account
from stet.comments.acts.appeal import appeal
from stet.comments.acts.erase import erase
from stet.comments.acts.judge import judge
from stet.comments.acts.report import Notice, report
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Appeal, Article, Comment, Report, Site
from stet.newsroom.languages import LANGUAGES
from stet.newsroom.verdict import Outcome
from tests.newsroom_kit import make_article, make_site, publish, say, screener
from tests.publication.reading import one, soup

ILLEGAL = Notice(
    is_illegal=True,
    explanation="It names where she lives.",
    name="Rojîn Kaya",
    email="rojin@reader.example",
    good_faith=True,
)


@pytest.fixture
def appealed(article: Article) -> Comment:
    comment = say(article, "What he said, I quote: I will hang them.")
    judge(comment, screener(racism=1.0))
    appeal(comment, "It is a quotation.\nسەیری بکەن.")
    return Comment.objects.get(pk=comment.pk)


@pytest.fixture
def reported(article: Article, moderator: Account) -> Comment:
    comment = publish(article, moderator, "Her house is the green one.")
    report(comment, Notice(guideline="racism"))
    return comment


def shown(desk: Client, query: str = "") -> list[str]:
    return [str(card["id"]).removeprefix("comment-") for card in soup(desk.get(f"/desk/{query}")).select(".card")]


def send(desk: Client, comment: Comment, outcome: str, *guidelines: str) -> Any:
    page = soup(desk.get(f"/desk/comments/{comment.pk}/"))
    said = {"outcome": outcome, "guideline": list(guidelines), "seen": one(page, "[name=seen]")["value"]}
    return desk.post(f"/desk/comments/{comment.pk}/", said)


def test_all_three_kinds_wait_and_are_counted(
    article: Article, appealed: Comment, reported: Comment, desk: Client
) -> None:
    new = say(article)
    assert set(shown(desk)) == {str(comment.pk) for comment in (new, appealed, reported)}
    page = soup(desk.get("/desk/"))
    assert one(page, ".rooms .count").get_text() == "3"
    assert "3 comments" in one(page, ".desk-head .byline").get_text()
    options = [option.get_text() for option in page.select("#f-kind option")]
    assert options == ["All", "New comments (1)", "Appeals (1)", "Reported comments (1)"]
    for kind, comment in (("new", new), ("appeal", appealed), ("report", reported)):
        assert shown(desk, f"?kind={kind}") == [str(comment.pk)]
    assert shown(desk, "?kind=nonsense") == []


def test_other_filters_hold_for_them_too(
    appealed: Comment, reported: Comment, moderator: Account, desk: Client
) -> None:
    elsewhere = publish(make_article(make_site("herald")), moderator)
    report(elsewhere, Notice(guideline="threat"))
    assert shown(desk, "?guideline=threat") == [str(elsewhere.pk)]
    assert set(shown(desk, "?guideline=racism")) == {str(appealed.pk), str(reported.pk)}
    assert shown(desk, "?guideline=racism&site=courier&kind=report") == [str(reported.pk)]


def test_what_is_reported_as_illegal_comes_first_and_then_what_waits_longest(
    article: Article, moderator: Account, desk: Client
) -> None:
    first, second = say(article, "The first that waits."), say(article, "The second that waits.")
    told, illegal = publish(article, moderator, "A dull one."), publish(article, moderator, "An illegal one.")
    report(told, Notice(guideline="vulgarity"))
    report(illegal, ILLEGAL)
    assert shown(desk) == [str(one.pk) for one in (illegal, first, second, told)]


def test_a_report_of_the_gravest_kind_comes_first_as_well(article: Article, moderator: Account, desk: Client) -> None:
    waits, grave = say(article), publish(article, moderator, "He says where he will wait for her.")
    report(grave, Notice(guideline="threat"))
    assert shown(desk) == [str(grave.pk), str(waits.pk)]


def test_how_long_an_appeal_waits_counts_from_the_appeal(article: Article, desk: Client) -> None:
    first, second = say(article, "Rejected long ago."), say(article, "Rejected as well.")
    for comment in (first, second):
        judge(comment, screener(racism=1.0))
    appeal(second, "Look again.")
    appeal(first, "Look again.")
    assert shown(desk) == [str(second.pk), str(first.pk)]


def test_an_appeal_against_what_is_graver_has_its_turn_sooner(article: Article, desk: Client) -> None:
    """By the written rule (comments/urgency.py): of two hours, three quarters of severity/5 × risk are waited less."""
    mild, grave = say(article, "An advertisement, it was said."), say(article, "Racism, it was said.")
    judge(mild, screener(promotion=1.0))
    judge(grave, screener(racism=1.0))
    appeal(mild, "Look again.")
    appeal(grave, "Look again.")
    assert shown(desk) == [str(grave.pk), str(mild.pk)]


def test_several_reports_of_one_comment_wait_once(reported: Comment, desk: Client) -> None:
    report(reported, ILLEGAL)
    report(reported, Notice(explanation="He was never <b>minister</b>."))
    assert shown(desk) == [str(reported.pk)]
    box = one(soup(desk.get("/desk/")), ".objection")
    assert one(box, "h3").get_text() == "Reported by 3 readers"
    assert [about.get_text() for about in box.select("strong")] == ["Against the law", "Racism", "Something else"]
    assert "It names where she lives." in box.get_text()
    assert "Rojîn Kaya" in box.get_text()
    assert "rojin@reader.example" not in desk.get("/desk/").content.decode()
    assert "He was never <b>minister</b>." in box.get_text()


def test_an_appeal_s_card_says_what_and_against_whom(appealed: Comment, desk: Client) -> None:
    page = soup(desk.get("/desk/"))
    box = one(page, ".objection")
    assert one(box, ".words").get_text() == "It is a quotation.\nسەیری بکەن."
    assert "Rejected by the machine: Racism" in box.get_text()
    assert [tick["value"] for tick in page.select(".card input[checked]")] == ["racism"]
    assert "Grant it and publish" in one(page, ".ruling .approve").get_text()


@pytest.mark.parametrize(("outcome", "state"), [("approve", "approved"), ("reject", "rejected")])
def test_a_ruling_answers_an_appeal(
    appealed: Comment, moderator: Account, desk: Client, outcome: str, state: str
) -> None:
    assert send(desk, appealed, outcome, "threat").status_code == 302
    assert Comment.objects.get().state == state
    answer = Appeal.objects.get().answer
    assert answer
    assert answer.moderator == moderator
    assert shown(desk) == []
    history = soup(desk.get(f"/desk/comments/{appealed.pk}/"))
    assert [event.get_text() for event in history.select(".history strong")] == [
        "Received", "Rejected", "Appealed against by its author", "Approved" if state == "approved" else "Rejected"
    ]  # fmt: skip
    told = one(history, ".history").get_text()
    assert ("The appeal is granted." in told) == (state == "approved")
    assert ("The appeal is refused." in told) == (state == "rejected")
    assert "It is a quotation." in told


@pytest.mark.parametrize(
    ("outcome", "says"), [("approve", "It dismisses 2 reports."), ("reject", "It upholds 2 reports.")]
)
def test_a_ruling_answers_all_reports(reported: Comment, desk: Client, outcome: str, says: str) -> None:
    report(reported, ILLEGAL)
    send(desk, reported, outcome, "racism")
    assert not Report.objects.filter(answer=None).exists()
    assert shown(desk) == []
    told = one(soup(desk.get(f"/desk/comments/{reported.pk}/")), ".history").get_text()
    assert says in told
    assert "Reported by a reader: Against the law" in told


def test_nobody_answers_the_appeal_against_their_own_rejection(
    article: Article, moderator: Account, colleague: Account, desk: Client
) -> None:
    comment = say(article)
    rule(comment, moderator, Outcome.REJECT, ["threat"])
    appeal(comment, "Look again.")
    for page in (soup(desk.get("/desk/")), soup(desk.get(f"/desk/comments/{comment.pk}/"))):
        assert not page.select(".ruling")
        assert "somebody else answers the appeal" in one(page, ".card .note").get_text()
    forged = desk.post(f"/desk/comments/{comment.pk}/", {"outcome": "approve", "seen": "2"})
    assert forged.status_code == 409
    assert "Leave it to a colleague" in one(soup(forged), ".problem").get_text()
    assert Comment.objects.get().state == "rejected"
    assert "Rejected by shilan@courier.example" in one(soup(desk.get("/desk/")), ".objection").get_text()


def test_a_sole_moderator_answers_and_history_says_so(article: Article, moderator: Account, desk: Client) -> None:
    comment = say(article)
    rule(comment, moderator, Outcome.REJECT, ["threat"])
    appeal(comment, "Look again.")
    send(desk, comment, "approve")
    assert "there was no other moderator" in one(soup(desk.get(f"/desk/comments/{comment.pk}/")), ".history").get_text()


def test_what_came_while_a_moderator_read_is_not_answered_unread(reported: Comment, desk: Client) -> None:
    seen = one(soup(desk.get(f"/desk/comments/{reported.pk}/")), "[name=seen]")["value"]
    report(reported, ILLEGAL)
    answer = desk.post(f"/desk/comments/{reported.pk}/", {"outcome": "approve", "seen": seen})
    assert answer.status_code == 409
    assert Report.objects.filter(answer=None).count() == 2


def test_reporting_without_end_does_not_hold_a_rejection_up(reported: Comment, desk: Client) -> None:
    page = soup(desk.get(f"/desk/comments/{reported.pk}/"))
    report(reported, ILLEGAL)
    said = {"outcome": "reject", "guideline": ["threat"], "seen": one(page, "[name=seen]")["value"]}
    assert desk.post(f"/desk/comments/{reported.pk}/", said).status_code == 302
    assert not Report.objects.filter(answer=None).exists()


@pytest.mark.parametrize("end", [withdraw, erase])
def test_what_is_gone_waits_no_more(appealed: Comment, reported: Comment, desk: Client, end: Any) -> None:
    end(appealed)
    end(reported)
    assert shown(desk) == []
    assert one(soup(desk.get("/desk/")), ".rooms .count").get_text() == "0"
    for comment in (appealed, reported):
        page = soup(desk.get(f"/desk/comments/{comment.pk}/"))
        assert not page.select(".ruling")
        assert ("It is a quotation." in page.get_text()) == (end is withdraw and comment == appealed)


def test_picking_and_letting_go(reported: Comment, moderator: Account, desk: Client) -> None:
    address = f"/desk/comments/{reported.pk}/"
    page = soup(desk.get(address))
    form = one(page, ".picking")
    answer = desk.post(form["action"], {"pick": "yes", "next": address})
    assert answer.headers["Location"] == address
    assert Comment.objects.get().picked_at
    page = soup(desk.get(address))
    assert "An editors’ pick now" in one(page, ".message").get_text()
    assert "Editors’ pick" in one(page, ".tags").get_text()
    desk.post(form["action"], {"pick": "no", "next": address})
    assert Comment.objects.get().picked_at is None
    told = one(soup(desk.get(address)), ".history").get_text()
    assert "Made an editors’ pick" in told
    assert "No editors’ pick any more" in told
    assert told.count(moderator.email) == 3


def test_only_what_is_published_can_be_picked(appealed: Comment, desk: Client) -> None:
    assert not soup(desk.get(f"/desk/comments/{appealed.pk}/")).select(".picking")
    desk.post(f"/desk/comments/{appealed.pk}/pick/", {"pick": "yes"})
    assert Comment.objects.get().picked_at is None
    assert "it cannot stand out" in one(soup(desk.get("/desk/")), ".message").get_text()


def test_a_full_queue_costs_little(
    site: Site, article: Article, moderator: Account, desk: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        comment = say(article, f"Number {number}.")
        judge(comment, screener(racism=1.0))
        appeal(comment, "Look again.")
        report(publish(article, moderator, f"Published number {number}."), ILLEGAL)
    desk.get("/desk/")
    # One for each card asks which policy is in force; nothing else grows with them.
    with django_assert_max_num_queries(20 + 16):
        assert len(shown(desk)) == 16


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_queue_stands_in_every_language(appealed: Comment, reported: Comment, desk: Client, language: str) -> None:
    page = soup(desk.get(f"/desk/?lang={language}"))
    assert len(page.select(".objection")) == 2
