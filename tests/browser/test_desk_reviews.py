"""Second looks in a browser: by keys alone, on a phone and on a desk, both ways round."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from stet.accounts.roles import Role
from stet.comments.acts.judge import judge
from stet.comments.acts.rule import rule
from stet.comments.models import Article, Case, Site
from stet.moderation import lot, reviews, wellbeing
from stet.moderation.models import Review
from stet.newsroom.verdict import Outcome
from tests.browser.section_kit import check_everybody_can_use
from tests.newsroom_kit import Account, make_article, make_moderator, make_site, publish, say, screener

pytestmark = pytest.mark.django_db(transaction=True)
Artefact = Callable[[Page, str], Path]


@pytest.fixture
def site(transactional_db: None) -> Site:
    return make_site(reviewed_percent=100)


@pytest.fixture
def article(site: Site) -> Article:
    title = "Electricity contract signed without a tender, for twelve years"
    return make_article(site, title=title, body="The council signed on Monday. Nobody had seen the text before.")


@pytest.fixture
def moderator(transactional_db: None) -> Account:
    return make_moderator("shilan.mohammed@courier.example", role=Role.SENIOR)


@pytest.fixture
def colleague(transactional_db: None) -> Account:
    return make_moderator("rojin@courier.example", role=Role.EDITOR)


def come_in(page: Page, live_server: Any, account: Account) -> None:
    """Sign in without the form: signing in has tests of its own."""
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])


def some_work(article: Article, moderator: Account, colleague: Account) -> None:
    """Decisions of both and of the machine, looked at; one asked for; one dispute; much of it heavy."""
    third = make_moderator("third@courier.example", role=Role.MODERATOR)
    lot.draw()
    for number in range(4):
        rule(say(article, f"Comment {number} on the contract."), moderator, Outcome.APPROVE)
        rule(say(article, f"They are all thieves, {number} of them."), colleague, Outcome.REJECT, ["personal_attack"])
        judge(say(article, "When will it be read in the open?"), screener())
    lot.draw()
    for number, review in enumerate(Review.objects.order_by("pk")):
        reviewer = moderator if review.verdict and review.verdict.moderator == colleague else colleague
        outcome = Outcome.APPROVE if number % 5 else Outcome.REJECT
        reviews.give(
            review, reviewer, outcome, ["personal_attack"], "Nobody has shown that." if number % 5 == 0 else ""
        )
    top = publish(article, third, "Who signed it? ئەمە کێ واژۆی کردووە؟")
    asked = say(article, "The man with the green tie, you all know who.", name="Dilan", parent=top.pk)
    reviews.ask(asked, third, "Does this name anybody? I cannot tell.")
    answered = say(article, "He was paid for it.", name="Azad")
    reviews.ask(answered, moderator, "Is it about one person?")
    reviews.give(Review.objects.get(comment=answered), third, Outcome.REJECT, ["personal_attack"], "About the mayor.")
    Case.objects.update(severity=4, risk=0.9)
    wellbeing.saw(moderator, list(Case.objects.all()) * 16, timezone.now())


@pytest.mark.parametrize("language", ["en", "ckb"])
def test_every_page_is_for_everybody(
    live_server: Any,
    page: Page,
    artefact: Artefact,
    article: Article,
    moderator: Account,
    colleague: Account,
    language: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    some_work(article, moderator, colleague)
    tomorrow = timezone.now() + timedelta(days=1)
    pages = dict.fromkeys(("reviews", "asked", "disagreements", "my-work"), moderator) | {"team": colleague}
    for name, account in pages.items():
        if name == "team":  # colleagues' figures are seen from the day after
            monkeypatch.setattr(timezone, "now", lambda: tomorrow)
        come_in(page, live_server, account)
        page.goto(f"{live_server.url}{reverse(f'desk:{name}')}?lang={language}")
        page.locator("main details").evaluate_all("all => all.forEach((one) => (one.open = true))")
        artefact(page, f"reviews-{name}-{language}-1280")
        page.set_viewport_size({"width": 320, "height": 800})
        check_everybody_can_use(page)
        artefact(page, f"reviews-{name}-{language}-320")
        page.set_viewport_size({"width": 1280, "height": 900})


def test_a_blind_review_by_keys_alone(live_server: Any, page: Page, article: Article, moderator: Account) -> None:
    colleague = make_moderator("rojin@courier.example", role=Role.MODERATOR)
    lot.draw()
    rule(say(article, "They are all thieves."), moderator, Outcome.APPROVE)
    lot.draw()
    come_in(page, live_server, colleague)
    page.goto(f"{live_server.url}{reverse('desk:reviews')}")
    page.keyboard.press("r")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Thank you.")
    given = Review.objects.get()
    assert (given.reviewer, given.outcome, len(given.guidelines)) == (colleague, "reject", 1)
    assert article.comments.get().state == "approved"
