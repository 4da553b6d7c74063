"""The queue: what waits, the most urgent first, with all that is needed to decide."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from stet.accounts.models import Account
from stet.accounts.roles import Role
from stet.comments.acts.judge import judge
from stet.comments.acts.rule import rule
from stet.comments.models import Article, Case, Comment, Site
from stet.desk.scope import Scope
from stet.desk.templatetags.queue import masked
from stet.desk.views import DECISIONS_A_PAGE, decisions
from stet.desk.waiting import Wish, cases
from stet.newsroom.languages import LANGUAGES
from stet.newsroom.verdict import Outcome
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
    assert {str(box["value"]) for box in page.select(".card input[checked]")} <= {"threat", "racism"}
    assert len(page.select(".card input[name=guideline]")) == 12
    assert page.select(".card input[checked]")


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
    assert one(soup(desk.get("/desk/")), ".grounds").get_text() == "Here a person decides about every comment."


def test_a_queue_costs_the_same_however_long(
    article: Article, desk: Client, django_assert_max_num_queries: object
) -> None:
    for number in range(12):
        waiting(article, f"{ENGLISH} {number}")
    desk.get("/desk/")
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        desk.get("/desk/")


def test_a_card_says_by_when_it_is_promised(article: Article, desk: Client) -> None:
    waiting(article)
    assert "Promised in 2 hours" in one(soup(desk.get("/desk/")), ".turn").get_text()
    Case.objects.update(promised_by=timezone.now() - timedelta(minutes=40))
    page = soup(desk.get("/desk/"))
    assert "40 minutes over the promised time" in one(page, ".turn.is-over").get_text()
    assert "1 over the promised time" in one(page, ".desk-head .byline").get_text()


def test_more_filters(article: Article, desk: Client) -> None:
    sport = make_article(article.site, "the-match", section="sport")
    said = waiting(sport)
    by_azad = say(article, "From somebody known.", "Azad", reader_key="azad")
    unjudged = say(article, "Judged by nobody yet.")
    assert shown(desk, "?section=sport") == shown(desk, f"?article={sport.pk}") == [str(said.pk)]
    assert shown(desk, "?cause=unsure") == [str(said.pk)]
    assert set(shown(desk, "?cause=screener")) == {str(by_azad.pk), str(unjudged.pk)}
    assert shown(desk, f"?reader={by_azad.reader_id}") == [str(by_azad.pk)]
    assert shown(desk, "?article=nonsense") == shown(desk, "?reader=%00") == []
    page = soup(desk.get(f"/desk/?article={sport.pk}&reader={by_azad.reader_id}"))
    assert one(page, "#f-article option[selected]").get_text() == "The bridge"
    assert one(page, "#f-reader option[selected]").get_text() == "Azad"
    assert {option.get_text() for option in page.select("#f-section option")} == {"All", "sport"}


def test_everything_that_it_answers_stands_above_it(article: Article, moderator: Account, desk: Client) -> None:
    parent = None
    for number in range(4):
        parent = publish(article, moderator, f"Level {number}.", parent=parent.pk if parent else None)
    assert parent
    answer = say(article, "The answer at issue.", parent=parent.pk)
    page = soup(desk.get("/desk/"))
    assert [words.get_text() for words in page.select(".above .words")] == [f"Level {number}." for number in range(4)]
    assert len(page.select(".above details .words")) == 2, "folded beyond two"
    talk = soup(desk.get(f"/desk/comments/{answer.pk}/thread/"))
    assert [words.get_text() for words in talk.select(".conversation .words")] == [
        *(f"Level {number}." for number in range(4)), "The answer at issue."
    ]  # fmt: skip
    assert one(talk, ".is-asked-for .words").get_text() == "The answer at issue."


def test_a_signed_in_author_has_a_record_and_a_guest_has_none(
    article: Article, moderator: Account, desk: Client
) -> None:
    for outcome in (Outcome.APPROVE, Outcome.REJECT, Outcome.REJECT):
        broken = ["vulgarity"] if outcome is Outcome.REJECT else []
        rule(say(article, "Decided.", "Azad", reader_key="azad"), moderator, outcome, broken)
    first, second = (say(article, f"Waiting {number}.", "Azad", reader_key="azad") for number in range(2))
    guest = say(article, "From a guest.")
    page = soup(desk.get(f"/desk/comments/{first.pk}/"))
    assert [number.get_text() for number in page.select(".record dd")] == ["1", "2", "2"]
    others = one(page, ".others")
    assert others.get_text() == "1 more comment of theirs waits"
    assert shown(desk, str(others["href"]).removeprefix("/desk/")) == [str(first.pk), str(second.pk)]
    assert "nothing is known" in one(soup(desk.get(f"/desk/comments/{guest.pk}/")), ".author").get_text()


def test_what_may_hurt_to_read_is_shown_when_it_is_asked_for(article: Article, desk: Client) -> None:
    heavy, light = waiting(article, racism=0.8), waiting(article, ENGLISH + " Still.", vulgarity=0.6)
    page = soup(desk.get("/desk/"))
    card = one(page, f"#comment-{heavy.pk}")
    assert one(card, "details.unmask .the-text").get_text() == ENGLISH
    assert not one(card, "details.unmask").has_attr("open")
    assert not page.select(f"#comment-{light.pk} .unmask")
    Site.objects.update(masks_abuse=False)
    assert not soup(desk.get("/desk/")).select(".unmask")


def test_of_a_masked_text_the_other_words_are_readable() -> None:
    assert masked("You <fool>, go.", [(4, 10)]) == 'You <bdi class="mask">hidden</bdi>, go.'


def test_a_text_goes_to_no_translator_unless_one_is_named(article: Article, desk: Client) -> None:
    comment = waiting(article, "What & why? #1")
    address = f"/desk/comments/{comment.pk}/"
    assert not soup(desk.get(address)).select(".translation")
    Site.objects.update(translation_url="https://translate.example/?to={language}&text={text}")
    link = one(soup(desk.get(address + "?lang=ckb")), ".translation")
    assert link["href"] == "https://translate.example/?to=ckb&text=What%20%26%20why%3F%20%231"
    assert "noreferrer" in link["rel"]


def test_decided_goes_back_by_pages(article: Article, moderator: Account, desk: Client) -> None:
    for number in range(DECISIONS_A_PAGE + 1):
        publish(article, moderator, f"Number {number}.")
    page = soup(desk.get("/desk/decided/?by=people"))
    assert len(page.select(".decisions > li")) == DECISIONS_A_PAGE
    older = soup(desk.get(str(one(page, "a[rel=next]")["href"])))
    assert "Number 0." in one(older, ".decisions > li").get_text()
    assert not older.select("a[rel=next]")
    for nonsense in ("x", "9" * 30, "-1", "٣"):
        assert desk.get(f"/desk/decided/?before={nonsense}").status_code == 200


def test_an_analyst_reads_and_decides_nothing(article: Article, moderator: Account, desk: Client) -> None:
    comment = waiting(article)
    moderator.role = Role.ANALYST
    moderator.save()
    page = soup(desk.get("/desk/"))
    assert page.select(".card")
    assert not page.select(".card form, .choosing, #several")
    assert desk.get("/desk/work/").status_code == 403
    assert desk.post(f"/desk/comments/{comment.pk}/", {"outcome": "approve", "seen": "1"}).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (lambda: Case.objects.filter(is_held=False).order_by("-is_grave", "turn_at", "comment")[:20], "case_turn"),
        (lambda: cases(Scope((), ()), Wish(language="ckb"))[:20], "case_turn"),
        (lambda: decisions("people", Scope((), ())), "verdict_of_people"),
        (lambda: decisions("machine", Scope((), ()))[:50], "entry"),
        (
            lambda: Comment.objects.filter(reader=UUID(int=1)).order_by("-written_at").values("state")[:9],
            "comment_of_re",
        ),
    ],
)
def test_what_the_desk_asks_is_answered_by_an_index(asked: Callable[[], QuerySet[Any]], index: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Of a table with nothing in it PostgreSQL would read all.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        sql, params = asked().query.sql_with_params()
        cursor.execute(f"EXPLAIN {'QUERY PLAN' if connection.vendor == 'sqlite' else ''} {sql}", params)
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
    assert index in plan, plan
    assert "SCAN comments_comment\n" not in f"{plan}\n", plan
