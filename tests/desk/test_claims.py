"""Claims: nobody gets the card that somebody else has before them, and nothing stays with somebody who left."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stet.accounts.models import Account
from stet.accounts.roles import Role
from stet.comments.acts.appeal import appeal
from stet.comments.acts.judge import judge
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article, Case, Comment
from stet.moderation import claims
from stet.moderation.models import JournalEntry
from stet.newsroom.verdict import Outcome
from tests.newsroom_kit import make_article, make_moderator, make_site, may_rule, say, screener
from tests.own_installation import Installation
from tests.publication.reading import one, soup

JSON = {"accept": "application/json"}


def of(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def others(colleague: Account) -> Client:
    """A colleague's browser."""
    return of(colleague)


@pytest.fixture
def waiting(article: Article) -> list[Comment]:
    return [say(article, f"Number {number}.") for number in range(5)]


def got(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"/desk/work/next/{query}")
    return [str(card["data-comment"]) for card in soup(answer).select(".card")] if answer.status_code == 200 else []


def ids(comments: list[Comment]) -> list[str]:
    return [str(comment.pk) for comment in comments]


def put_the_clock_on(by: timedelta) -> None:
    """As if so much time had gone by since every claim was made."""
    for case in Case.objects.filter(claimed_until__isnull=False):
        assert case.claimed_until
        Case.objects.filter(pk=case.pk).update(claimed_until=case.claimed_until - by)


def test_two_moderators_get_different_cards(waiting: list[Comment], desk: Client, others: Client) -> None:
    assert got(desk) == ids(waiting[:3])
    assert got(others) == ids(waiting[3:])
    assert got(others, f"?have={','.join(ids(waiting[3:]))}") == []
    assert others.get(f"/desk/work/next/?have={','.join(ids(waiting[3:]))}").status_code == 204


def test_what_somebody_has_already_is_given_again_unless_it_is_on_the_page(
    waiting: list[Comment], desk: Client
) -> None:
    assert got(desk) == got(desk) == ids(waiting[:3])
    assert got(desk, f"?have={','.join(ids(waiting[:2]))}") == ids(waiting[2:])


def test_the_work_page_shows_one_card_and_goes_on_to_the_next(
    waiting: list[Comment], desk: Client, others: Client
) -> None:
    page = soup(desk.get("/desk/work/"))
    card = one(page, ".card")
    assert card["data-comment"] == str(waiting[0].pk)
    form = one(card, ".ruling")
    said = {"outcome": "approve", "seen": one(form, "[name=seen]")["value"], "next": one(form, "[name=next]")["value"]}
    assert got(others, "")[0] == str(waiting[1].pk)
    after = desk.post(form["action"], said, follow=True)
    assert after.redirect_chain == [("/desk/work/", 302)]
    assert one(soup(after), ".card")["data-comment"] == str(waiting[4].pk)


def test_leaving_a_card_to_the_others(waiting: list[Comment], desk: Client, others: Client) -> None:
    form = one(soup(desk.get("/desk/work/?language=und")), ".later")
    after = desk.post(form["action"], {"next": one(form, "[name=next]")["value"]}, follow=True)
    assert one(soup(after), ".card")["data-comment"] == str(waiting[1].pk), "not the same card again"
    assert got(others)[0] == str(waiting[0].pk)


def test_a_claim_ends_by_its_time_and_is_renewed_by_work(waiting: list[Comment], desk: Client, others: Client) -> None:
    first = got(desk)[:1]
    put_the_clock_on(timedelta(minutes=2))
    assert desk.post(f"/desk/comments/{first[0]}/claim/", headers=JSON).json()["seconds"] == 180
    put_the_clock_on(timedelta(minutes=2))
    assert got(others) == ids([waiting[1], waiting[2], waiting[3]]), "all but the one that was claimed anew"


def test_asking_for_more_renews_what_is_on_the_page(waiting: list[Comment], desk: Client, others: Client) -> None:
    first = got(desk)
    put_the_clock_on(timedelta(minutes=2))
    got(desk, f"?have={','.join(first)}")
    put_the_clock_on(timedelta(minutes=2))
    assert got(others) == []


def test_a_claim_from_before_the_clock_was_set_back_counts_for_nothing(
    waiting: list[Comment], desk: Client, others: Client
) -> None:
    got(desk)
    put_the_clock_on(-timedelta(hours=1))
    assert got(others) == ids(waiting[:3])


def test_a_claim_ends_with_the_account(
    waiting: list[Comment], moderator: Account, desk: Client, others: Client
) -> None:
    got(desk)
    moderator.is_active = False
    moderator.save()
    assert got(others) == ids(waiting[:3])


def test_others_see_who_has_a_card_and_cannot_rule_about_it(
    waiting: list[Comment], moderator: Account, desk: Client, others: Client
) -> None:
    pk = got(desk)[0]
    card = soup(others.get("/desk/")).select(".card")[0]
    assert f"{moderator.email} has it before them just now." in one(card, ".claimed").get_text()
    assert not card.select(".ruling, .claimed button")
    answer = others.post(f"/desk/comments/{pk}/", {"outcome": "approve", "seen": "0"})
    assert answer.status_code == 409
    assert "A colleague has this comment before them" in one(soup(answer), ".problem").get_text()
    told = others.post(f"/desk/comments/{pk}/", {"outcome": "approve", "seen": "0"}, headers=JSON)
    assert told.status_code == 409
    assert told.json()["error"]["code"] == "claimed_by_colleague"
    assert others.post(f"/desk/comments/{pk}/claim/", headers=JSON).status_code == 409
    assert others.post(f"/desk/comments/{pk}/claim/", {"take": "over"}).status_code == 403
    assert Comment.objects.get(pk=pk).state == "pending"


def test_a_senior_takes_a_card_over(waiting: list[Comment], desk: Client) -> None:
    senior = make_moderator("azad@courier.example", role=Role.SENIOR)
    pk = got(desk)[0]
    form = one(soup(of(senior).get(f"/desk/comments/{pk}/")), ".claimed form")
    taken = of(senior).post(form["action"], {"take": one(form, "[name=take]")["value"]})
    assert taken.status_code == 302
    assert JournalEntry.objects.get().what == "claim_taken_over"
    assert desk.post(f"/desk/comments/{pk}/", {"outcome": "approve", "seen": "0"}).status_code == 409
    assert of(senior).post(f"/desk/comments/{pk}/", {"outcome": "approve", "seen": "0"}).status_code == 302


def test_what_waits_no_more_cannot_be_claimed(waiting: list[Comment], desk: Client) -> None:
    withdraw(waiting[0])
    answer = desk.post(f"/desk/comments/{waiting[0].pk}/claim/", headers=JSON)
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "not_waiting"


def test_nobody_is_given_the_appeal_against_their_own_rejection(
    article: Article, moderator: Account, desk: Client, others: Client
) -> None:
    comment = say(article)
    rule(comment, may_rule(moderator), Outcome.REJECT, ["racism"])
    appeal(comment, "Look again.")
    assert got(desk) == []
    assert "waits for somebody else" in one(soup(desk.get("/desk/work/")), ".empty").get_text()
    assert got(others) == [str(comment.pk)]


def test_who_waits_for_a_colleague_s_opinion_is_not_given_the_card_meanwhile(
    waiting: list[Comment], moderator: Account, desk: Client, others: Client
) -> None:
    Case.objects.filter(pk=waiting[0].pk).update(second_wanted_by=moderator)
    assert got(desk)[0] == str(waiting[1].pk)
    assert got(others)[0] == str(waiting[0].pk)


def test_next_keeps_to_the_filters_and_to_the_scope(article: Article, moderator: Account, desk: Client) -> None:
    here, elsewhere = say(article), say(make_article(make_site("herald")))
    judge(here, screener(racism=0.7))
    assert got(desk, "?site=herald") == [str(elsewhere.pk)]
    assert got(desk, "?guideline=racism") == [str(here.pk)]
    moderator.refresh_from_db()
    moderator.sites = [str(article.site_id)]
    moderator.save()
    claims.release_all(moderator)
    assert got(desk) == [str(here.pk)]


def test_the_pulse_says_what_waits_and_who_has_what(
    waiting: list[Comment], moderator: Account, colleague: Account, desk: Client, others: Client
) -> None:
    before = desk.get("/desk/pulse/").json()
    first = got(others)
    Case.objects.filter(pk=waiting[4].pk).update(promised_by=timezone.now() - timedelta(minutes=1), is_grave=True)
    pulse = desk.get("/desk/pulse/").json()
    assert pulse["waiting"] == {"new": 5, "appeal": 0, "report": 0}
    assert (pulse["grave"], pulse["overdue"]) == (1, 1)
    assert pulse["claimed"] == [{"comment": pk, "by": colleague.email} for pk in first]
    assert pulse["version"] != before["version"]
    assert desk.get("/desk/pulse/").json() == pulse
    assert others.get("/desk/pulse/").json()["claimed"] == []


def test_the_pulse_costs_few_queries(waiting: list[Comment], desk: Client) -> None:
    desk.get("/desk/pulse/")
    with CaptureQueriesContext(connection) as asked:
        desk.get("/desk/pulse/")
    assert len(asked) <= 8, [query["sql"] for query in asked]


# What may happen to claims, in any order: by whom, and what.
STEPS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["next", "release", "rule", "later", "claim"])), max_size=12
)


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_nobody_ever_gets_what_another_has(steps: list[tuple[int, str]]) -> None:
    from django.db import transaction

    with transaction.atomic():
        article = make_article(make_site())
        people = [may_rule(make_moderator(f"{number}@courier.example")) for number in range(3)]
        for number in range(4):
            say(article, f"Number {number}.")
        now, has = timezone.now(), {person.pk: set[Any]() for person in people}
        for who, what in steps:
            now = _step(people[who], what, now, has)
        transaction.set_rollback(True)


def _step(person: Account, what: str, now: datetime, has: dict[Any, set[Any]]) -> datetime:
    """Do one thing; whoever has something unexpired is remembered in `has`, and nobody else may get it."""
    own, theirs = has[person.pk], set().union(*(held for pk, held in has.items() if pk != person.pk))
    if what == "later":
        for held in has.values():
            held.clear()
        return now + claims.LASTS
    if what == "next":
        served = {case.pk for case in claims.serve(Case.objects.filter(is_held=False), person, now, 2)}
        assert not served & theirs
        own |= served
    elif what == "claim" and theirs:
        with pytest.raises(claims.ClaimedByColleague):
            claims.claim(min(theirs), person, now)
    elif own and what == "release":
        claims.release(own.pop(), person)
    elif own and what == "rule":
        rule(Comment.objects.get(pk=own.pop()), person, Outcome.APPROVE)
    return now


def test_two_processes_racing_never_get_the_same_card(installation: Installation) -> None:
    installation.tool("newsroom")
    installation.tool("refer", *[f"Number {number}." for number in range(24)])
    people = ["dilan@courier.example", "rojin@courier.example"]
    installation.tool("moderators", *people)
    racing = [installation.start("work_the_queue", email) for email in people]
    done = [json.loads(one.communicate(timeout=120)[0]) for one in racing]
    first, second = (set(one["got"]) for one in done)
    assert not first & second, "no card is given twice"
    assert len(first | second) == 24, "and none is forgotten"
    assert all(one["got"] == one["decided"] for one in done)
