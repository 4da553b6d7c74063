"""The queue: what waits, oldest first, with all that is needed to decide."""

import pytest
from django.test import Client

from stet.accounts.models import Account
from stet.comments.acts.judge import judge
from stet.comments.models import Article, Comment, Site
from stet.newsroom.languages import LANGUAGES
from tests.newsroom_kit import failing_screener, make_article, make_site, publish, say, screener
from tests.publication.reading import one, soup

ENGLISH = "The minister should answer for what happened at the bridge last winter."
KURDISH = "دەبێت وەزیر وەڵامی ئەوە بداتەوە کە زستانی ڕابردوو لە پردەکە ڕوویدا."


def waiting(article: Article, body: str = ENGLISH, **scores: float) -> Comment:
    """A comment that the machine has left to a person."""
    comment = say(article, body)
    judge(comment, screener(**(scores or {"threat": 0.6})))
    comment.refresh_from_db()
    assert comment.state == "pending"
    return comment


def shown(client: Client, query: str = "") -> list[str]:
    cards = soup(client.get(f"/desk/{query}")).select(".card")
    return [str(card["id"]).removeprefix("comment-") for card in cards]


def test_what_waits_is_shown_oldest_first(article: Article, moderator: Account, desk: Client) -> None:
    publish(article, moderator)
    first, second = waiting(article), waiting(article, ENGLISH + " Soon.")
    assert shown(desk) == [str(first.pk), str(second.pk)]


def test_an_empty_queue_says_so(site: Site, desk: Client) -> None:
    assert "All comments are decided." in desk.get("/desk/").content.decode()


def test_twenty_a_page(article: Article, desk: Client) -> None:
    comments = [say(article, f"{ENGLISH} {number}") for number in range(21)]
    page = soup(desk.get("/desk/?page=2"))
    assert [card["id"] for card in page.select(".card")] == [f"comment-{comments[20].pk}"]
    assert "21 comments" in one(page, ".desk-head .byline").get_text()
    assert one(page, "a[rel=prev]")["href"] == "?page=1"


def test_filters(article: Article, desk: Client) -> None:
    threat = waiting(article, threat=0.6)
    kurdish = waiting(article, KURDISH, racism=0.6)
    elsewhere = waiting(make_article(make_site("herald")), ENGLISH + " Again.", racism=0.6)
    assert shown(desk, "?site=herald") == [str(elsewhere.pk)]
    assert shown(desk, "?language=ckb") == [str(kurdish.pk)]
    assert shown(desk, "?guideline=racism") == [str(kurdish.pk), str(elsewhere.pk)]
    assert shown(desk, "?guideline=racism&site=courier&language=ckb") == [str(kurdish.pk)]
    assert shown(desk, "?guideline=rac") == []
    assert str(threat.pk) in shown(desk, "?site=&language=&guideline=")
    assert "Nothing that waits is of this kind." in desk.get("/desk/?site=nowhere").content.decode()


def test_a_card_has_what_is_needed_to_decide(site: Site, moderator: Account, desk: Client) -> None:
    article = make_article(site, title="The bridge", body="It fell in winter.", url="https://news.example/bridge")
    parent = publish(article, moderator, "What do you all think of this?")
    comment = say(article, ENGLISH, parent=parent.pk)
    judge(comment, screener(threat=0.6, personal_attack=0.7))
    card = one(soup(desk.get("/desk/")), ".card")
    assert one(card, ".the-text").get_text() == ENGLISH
    assert one(card, ".parent .words").get_text() == parent.body
    assert one(card, ".under a")["href"] == "https://news.example/bridge"
    assert one(card, ".opening").get_text() == "It fell in winter."
    assert one(card, "h2 bdi").get_text() == "Dilan"
    assert "English" in one(card, ".tags").get_text()
    grounds = one(card, ".grounds").get_text()
    assert grounds == "Neither clearly kept nor clearly broken: Threats · Personal attacks."


def test_what_was_found_is_ticked_and_marked_words_merge(article: Article, desk: Client) -> None:
    from stet.screening import Screener

    comment = say(article, "You idiot, you stupid idiot, what an f*cking idiot you are.")
    judge(comment, Screener())
    comment.refresh_from_db()
    page = soup(desk.get(f"/desk/comments/{comment.pk}/"))
    assert one(page, ".the-text").get_text() == comment.body
    assert "idiot" in " ".join(mark.get_text() for mark in page.select("mark"))
    assert not page.select("mark mark")
    evidence = one(page, ".evidence").get_text()
    assert "Personal attacks" in evidence
    assert "almost certain – 97%" in evidence
    assert "word list" in evidence


def test_the_likeliest_guidelines_are_ticked(article: Article, desk: Client) -> None:
    waiting(article, threat=0.6, racism=0.7)
    page = soup(desk.get("/desk/"))
    assert {str(box["value"]) for box in page.select("input[checked]")} <= {"threat", "racism"}
    assert len(page.select("input[name=guideline]")) == 12
    assert page.select("input[checked]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_it_waits_is_said_in_every_language(article: Article, desk: Client, language: str) -> None:
    silent = say(article, ENGLISH + " One.")
    judge(silent, failing_screener())
    say(article, ENGLISH + " Two.")
    waiting(article, ENGLISH + " Three.", toxic=0.9)
    waiting(article, ENGLISH + " Four.")
    page = soup(desk.get(f"/desk/?lang={language}"))
    reasons = [grounds.get_text() for grounds in page.select(".grounds")]
    assert len(set(reasons)) == 4
    assert all(reasons)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_comment_about_something_else_is_said_to_be(article: Article, desk: Client, language: str) -> None:
    waiting(article, ENGLISH + " One.")
    waiting(article, ENGLISH + " Two.", threat=0.6, relevance=0.5)
    waiting(article, ENGLISH + " Three.", threat=0.6, relevance=0.1)
    found = [card.select(".context section")[1] for card in soup(desk.get(f"/desk/?lang={language}")).select(".card")]
    nothing, near, far = (section.get_text() for section in found)
    assert nothing == near
    assert far != near
    if language == "en":
        assert "off topic" in far
        assert "Nothing." not in far


def test_in_an_advising_site_a_person_decides(desk: Client) -> None:
    comment = say(make_article(make_site(mode="advise")))
    judge(comment, screener())
    assert one(soup(desk.get("/desk/")), ".grounds").get_text() == "On this site a person decides about every comment."


def test_a_queue_costs_the_same_however_long(
    article: Article, desk: Client, django_assert_max_num_queries: object
) -> None:
    for number in range(12):
        waiting(article, f"{ENGLISH} {number}")
    desk.get("/desk/")
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        desk.get("/desk/")
