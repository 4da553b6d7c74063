"""Receipts, reports, checks and the queue in a browser: for everybody, on a phone and on a desk, both ways round."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from stet.comments.acts.appeal import appeal
from stet.comments.acts.judge import judge
from stet.comments.acts.report import Notice, report
from stet.comments.acts.rule import rule
from stet.comments.models import Article, Comment
from stet.comments.receipts import receipt_of
from stet.letters.mail import Mail
from stet.newsroom.verdict import Outcome
from stet.publication.receipt_files import receipt_file
from tests.browser.section_kit import check_everybody_can_use
from tests.newsroom_kit import Account, make_article, make_moderator, make_site, publish, say, screener

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "I quoted what the minister said.\nسەیری بڕگەی سێیەم بکەن."
Artefact = Callable[[Page, str], Path]


@pytest.fixture
def moderator(transactional_db: None) -> Account:
    account = make_moderator(role="moderator")
    account.set_password("let-it-stand-2026")
    account.save()
    return account


@pytest.fixture
def article(transactional_db: None, settings: Any) -> Article:
    settings.STET_MAIL = Mail("comments@courier.example")
    return make_article(make_site(), title="Electricity contract signed without a tender", body="For twelve years.")


def rejected(article: Article, body: str) -> Comment:
    comment = say(article, body)
    judge(comment, screener(racism=1.0))
    return Comment.objects.select_related("site", "article").get(pk=comment.pk)


def addresses(article: Article, moderator: Account) -> dict[str, str]:
    """The pages, one for each state that has a look of its own."""
    may, waits, refused = (rejected(article, f"You will all hang for it, all {n} of you.") for n in (2, 3, 4))
    appeal(waits, WHY)
    appeal(refused, WHY)
    rule(refused, moderator, Outcome.REJECT, ["threat"])
    reported = publish(article, moderator, "Her house is the green one behind the mosque.", name="Baran")
    report(reported, Notice(guideline="threat", explanation="He sends people to her house."))
    about = reverse("publication:report", args=[article.site.slug, article.external_id, reported.pk])
    receipts = {"possible": may, "waiting": waits, "refused": refused, "published": reported, "pending": say(article)}
    own = {name: reverse("publication:receipt", args=[receipt_of(comment)]) for name, comment in receipts.items()}
    return own | {
        "erase": reverse("publication:erase", args=[receipt_of(may)]),
        "report": about,
        "reported": f"{about}?received={reported.pk}",
        "verify": reverse("publication:verify"),
        "queue": reverse("desk:queue"),
        "comment": reverse("desk:comment", args=[reported.pk]),
    }


@pytest.mark.parametrize("language", ["en", "ckb"])
def test_every_page_is_for_everybody(
    live_server: Any, browser_page: Page, artefact: Artefact, article: Article, moderator: Account, language: str
) -> None:
    page = browser_page
    pages = addresses(article, moderator)
    page.goto(f"{live_server.url}/accounts/login/")
    page.fill("[name=login]", moderator.email)
    page.fill("[name=password]", "let-it-stand-2026")
    page.click("main button")
    for name, address in pages.items():
        page.goto(f"{live_server.url}{address}{'&' if '?' in address else '?'}lang={language}")
        page.locator("main details").evaluate_all("all => all.forEach((one) => (one.open = true))")
        if name == "report":
            page.check("#about-law")
        artefact(page, f"rights-{name}-{language}-1280")
        page.set_viewport_size({"width": 320, "height": 800})
        check_everybody_can_use(page)
        artefact(page, f"rights-{name}-{language}-320")
        page.set_viewport_size({"width": 1280, "height": 800})


def test_an_appeal_by_keyboard_alone(
    live_server: Any, browser_page: Page, article: Article, moderator: Account
) -> None:
    page, comment = browser_page, rejected(article, "You will all hang for it.")
    page.goto(f"{live_server.url}{reverse('publication:receipt', args=[receipt_of(comment)])}")
    page.locator("#appeal summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("I quoted the minister.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("section#appeal")
    assert comment.appeals.get().statement == "I quoted the minister."


def test_what_the_law_asks_for_is_shown_to_who_names_the_law(
    live_server: Any, browser_page: Page, article: Article, moderator: Account
) -> None:
    page = browser_page
    page.goto(f"{live_server.url}{addresses(article, moderator)['report']}")
    assert page.locator("#id_name").is_visible(), "who has chosen nothing sees all of it"
    page.check("#about-threat")
    assert not page.locator("#id_name").is_visible()
    assert page.locator("#wording-threat").is_visible()
    page.check("#about-law")
    assert page.locator("#id_name").is_visible()
    assert not page.locator("#wording-threat").is_visible()


def test_a_downloaded_file_is_checked_on_the_page(
    live_server: Any, browser_page: Page, article: Article, tmp_path: Path
) -> None:
    page, comment = browser_page, rejected(article, "You will all hang for it.")
    page.goto(f"{live_server.url}{reverse('publication:receipt', args=[receipt_of(comment)])}")
    with page.expect_download() as downloading:
        page.click("a[download]")
    path = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(path)
    page.goto(f"{live_server.url}{reverse('publication:verify')}")
    page.set_input_files("#id_file", path)
    page.click("main form button")
    assert page.locator(".checked h2").inner_text() == "Everything is as it was"
    check_everybody_can_use(page)
    changed = receipt_file(comment, "en")
    changed["comment"] |= {"body": "Something nicer."}
    path.write_text(json.dumps(changed), encoding="utf-8")
    page.set_input_files("#id_file", path)
    page.click("main form button")
    assert page.locator(".checked h2").inner_text() == "Something is not as it was"
    check_everybody_can_use(page)
