"""Figures as the public and the desk see them: counted right, on the page, in the chart and in the file."""

import csv
import io
from collections import Counter
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from stet.accounts import moderators
from stet.comments.acts.judge import judge
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article, Comment
from stet.newsroom.languages import LANGUAGES
from stet.newsroom.verdict import Outcome
from tests import newsroom_kit
from tests.newsroom_kit import Account, make_article, make_site, say

PAGE = "/transparency/courier/"


def rows(response: Any) -> Counter[tuple[str, str, str]]:
    """The file's figures, by what they are."""
    assert response.status_code == 200
    table = csv.DictReader(io.StringIO(response.content.decode()))
    return Counter(
        {
            (row["figure"], row["of"], row["detail"]): round(float(row["value"]))
            for row in table
            if row["figure"] not in {"from", "to"}
        }
    )


@pytest.fixture
def busy(article: Article, moderator: Account) -> Article:
    """Ten comments: the machine approves six and rejects two, of which a person changes one each; two wait."""
    clean, broken = newsroom_kit.screener(), newsroom_kit.screener(personal_attack=0.99)
    said = [say(article, f"Comment {number} on what this bridge has cost us.") for number in range(10)]
    for comment in said[:6]:
        judge(comment, clean)
    for comment in said[6:8]:
        judge(comment, broken)
    rule(said[0], moderator, Outcome.REJECT, ["personal_attack"])
    rule(said[6], moderator, Outcome.APPROVE)
    rule(said[1], moderator, Outcome.APPROVE)
    return article


def test_first_decisions_are_counted_and_corrections_apart(busy: Article, client: Client) -> None:
    found = rows(client.get(f"{PAGE}figures.csv"))
    assert found["received", "", ""] == 10
    assert (found["decided", "approved", ""], found["decided", "rejected", ""]) == (6, 2)
    assert (found["first decisions", "machine", ""], found["first decisions", "people", ""]) == (8, 0)
    assert found["overturned", "machine", ""] == 2
    assert found["rejected", "personal_attack", "en"] == 2
    assert found["waiting", "now", ""] == 2


def test_people_s_time_is_from_receipt_to_their_first_decision(
    article: Article, moderator: Account, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = timezone.now()
    waits = [timedelta(minutes=minutes) for minutes in (1, 10, 60)]
    for wait in waits:
        comment = say(article, f"Comment that waits {wait} for a person.")
        monkeypatch.setattr(timezone, "now", lambda written=comment.written_at, wait=wait: written + wait)
        rule(comment, moderator, Outcome.APPROVE)
        monkeypatch.setattr(timezone, "now", lambda: began)
    monkeypatch.setattr(timezone, "now", lambda: began + timedelta(hours=2))
    found = rows(client.get(f"{PAGE}figures.csv"))
    assert found["first decisions", "people", ""] == 3
    assert found["seconds to decision", "people", "median"] == 600
    assert found["seconds to decision", "people", "p95"] == 3600
    assert "10 minutes" in client.get(PAGE).content.decode()


def test_one_site_s_figures_hold_nothing_of_another_s(busy: Article, client: Client, moderator: Account) -> None:
    other = make_article(make_site("gazette"), "elsewhere")
    rule(say(other), moderator, Outcome.REJECT, ["profanity"])
    assert rows(client.get(f"{PAGE}figures.csv"))["decided", "rejected", ""] == 2
    assert rows(client.get("/transparency/gazette/figures.csv"))["decided", "rejected", ""] == 1


def test_a_comment_taken_back_was_still_received_and_decided(busy: Article, client: Client) -> None:
    before = rows(client.get(f"{PAGE}figures.csv"))
    withdraw(Comment.objects.filter(state="approved").first())  # type: ignore[arg-type]
    assert rows(client.get(f"{PAGE}figures.csv")) == before


def test_the_steps_of_the_chart_add_up(busy: Article, client: Client) -> None:
    for length in ("day", "week", "month", "quarter", "year"):
        found = rows(client.get(f"{PAGE}figures.csv?period={length}"))
        of_steps = dict.fromkeys(("received", "approved", "rejected"), 0)
        for (figure, of, _detail), value in found.items():
            if figure in of_steps and of.startswith("20"):
                of_steps[figure] += value
        assert of_steps == {"received": 10, "approved": 6, "rejected": 2}, length


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_it_in_every_language(busy: Article, client: Client, language: str) -> None:
    page = BeautifulSoup(client.get(f"{PAGE}?lang={language}&period=week").content.decode(), "html.parser")
    numbers = [each.get_text() for each in page.select(".figures dd")]
    assert len(numbers) == 4
    assert page.select_one(".chart")["src"].startswith(f"{PAGE}flow.svg?")  # type: ignore[index, union-attr]
    assert len(page.select("#flow ~ details tbody tr")) == 7


@pytest.mark.parametrize("language", ["en", "ckb"])
def test_the_chart_is_svg_without_a_script_and_carries_its_own_rules(
    busy: Article, client: Client, language: str
) -> None:
    response = client.get(f"{PAGE}flow.svg?lang={language}&period=year")
    assert response.headers["Content-Type"] == "image/svg+xml"
    drawn = ElementTree.fromstring(response.content)
    assert not list(drawn.iter("{http://www.w3.org/2000/svg}script"))
    policy = response.headers["Content-Security-Policy"]
    assert "style-src 'unsafe-inline'" in policy
    assert "unsafe-inline" not in client.get(PAGE).headers["Content-Security-Policy"]


def test_an_empty_site_has_figures_too(article: Article, client: Client) -> None:
    for address in (PAGE, f"{PAGE}flow.svg", f"{PAGE}figures.csv", f"{PAGE}?period=nonsense"):
        assert client.get(address).status_code == 200
    assert client.get("/transparency/none/").status_code == 404


def test_the_public_learns_nothing_of_single_people(busy: Article, client: Client, moderator: Account) -> None:
    for address in (PAGE, f"{PAGE}figures.csv", f"{PAGE}flow.svg"):
        text = client.get(address).content.decode()
        assert moderator.email not in text
        assert "Dilan" not in text
        assert "Comment 1 " not in text


def test_the_desk_s_figures_are_for_the_desk(busy: Article, client: Client, moderator: Account) -> None:
    for address in ("/desk/figures/", "/desk/figures/flow.svg", "/desk/figures/hours.svg", "/desk/figures/figures.csv"):
        assert client.get(address).status_code == 302


def test_the_desk_sees_hours_and_articles_too(busy: Article, client: Client) -> None:
    moderators.add("desk@courier.example", "a-long-enough-password-1")
    client.force_login(Account.objects.get(email="desk@courier.example"))
    page = BeautifulSoup(client.get("/desk/figures/?period=day").content.decode(), "html.parser")
    assert "The bridge" in page.select_one(".ranking").get_text()  # type: ignore[union-attr]
    assert len(page.select("#hours ~ details tbody tr")) == 24
    assert client.get("/desk/figures/hours.svg").status_code == 200
    assert client.get("/desk/figures/?site=none").status_code == 404
