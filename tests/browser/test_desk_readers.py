"""Readers, articles, evidence and a site's settings in a browser: on a phone and on a desk, both ways round."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from stet.comments import sanctions
from stet.comments.acts.report import Notice, report
from stet.comments.acts.rule import rule
from stet.comments.models import Article, Comment, Measure, Reader
from stet.moderation.models import ReaderNote
from stet.newsroom.verdict import Outcome
from tests.browser.section_kit import check_everybody_can_use
from tests.newsroom_kit import Account, make_article, make_moderator, make_site, publish, say

pytestmark = pytest.mark.django_db(transaction=True)
Artefact = Callable[[Page, str], Path]
LONG_NAME = "Shilan Abdulrahman-Barzinji-of-the-green-house-behind-the-old-mosque"
WHY = "تۆ بەردەوام جنێو بە خەڵک دەدەیت. تکایە ڕێنماییەکان بخوێنەرەوە."


@pytest.fixture
def lead(transactional_db: None) -> Account:
    account = make_moderator("editor@courier.example", role="editor")
    account.set_password("let-it-stand-2026")
    account.save()
    return account


@pytest.fixture
def article(transactional_db: None) -> Article:
    site = make_site(sections=[["Politics", "/politics/"]])
    title = "Electricity contract signed without a tender, and nobody in the ministry can say by whom"
    return make_article(site, title=title, section="Politics", url="https://courier.example/politics/1")


@pytest.fixture
def reader(article: Article, lead: Account) -> Reader:
    """Somebody with a past: rejections, a warning, a measure, a note."""
    for number in range(4):
        rejected = say(
            article, f"You are all dogs, number {number}.", LONG_NAME, reader_key="shilan", badge="Subscriber"
        )
        rule(rejected, lead, Outcome.REJECT, ["personal_attack", "threat"] if number else ["profanity"])
    top = publish(article, lead, "چەند پارەیان خەرج کرد؟", name=LONG_NAME, reader_key="shilan", reading_language="ckb")
    say(article, "I would like to know too.", parent=top.pk, name="Azad", reader_key="azad")
    found = Comment.objects.filter(reader__external_id="shilan").earliest("written_at").reader
    assert found
    sanctions.impose(found, Measure.WARNING, "Please stay with the subject, and off the others.", lead)
    sanctions.impose(found, Measure.PREMODERATION, WHY, lead, timedelta(days=30))
    ReaderNote.objects.create(
        reader=found, author=lead, text="Wrote to us on Monday, and was friendly.", written_at=timezone.now()
    )
    return found


def sign_in(page: Page, url: str, account: Account) -> None:
    page.goto(f"{url}/accounts/login/")
    page.fill("[name=login]", account.email)
    page.fill("[name=password]", "let-it-stand-2026")
    page.click("main button")


@pytest.mark.parametrize("language", ["en", "ckb"])
def test_every_page_is_for_everybody(
    live_server: Any, page: Page, artefact: Artefact, article: Article, reader: Reader, lead: Account, language: str
) -> None:
    threat = publish(article, lead, "I know where she lives.\nHer house is the green one.", name="Baran")
    report(threat, Notice(guideline="threat", explanation="He threatens her."))
    article.is_premoderated, article.seconds_between = True, 300
    article.save()
    sign_in(page, live_server.url, lead)
    pages = {
        "readers": reverse("desk:readers"),
        "reader": reverse("desk:reader", args=[reader.pk]),
        "articles": f"{reverse('desk:articles')}?order=lately",
        "article": reverse("desk:article", args=[article.pk]),
        "evidence-list": reverse("desk:evidence-list"),
        "evidence": reverse("desk:evidence", args=[threat.pk]),
        "site": reverse("desk:site", args=[article.site.slug]),
    }
    for name, address in pages.items():
        page.goto(f"{live_server.url}{address}{'&' if '?' in address else '?'}lang={language}")
        page.locator("main details").evaluate_all("all => all.forEach((one) => (one.open = true))")
        if name == "evidence":
            page.click("main form button >> nth=0")
            page.wait_for_selector(".kept-copy")
        artefact(page, f"desk-{name}-{language}-1280")
        page.set_viewport_size({"width": 320, "height": 800})
        check_everybody_can_use(page)
        artefact(page, f"desk-{name}-{language}-320")
        page.set_viewport_size({"width": 1280, "height": 800})


def test_a_suspension_by_the_keyboard(live_server: Any, page: Page, reader: Reader, lead: Account) -> None:
    sign_in(page, live_server.url, lead)
    page.goto(f"{live_server.url}{reverse('desk:reader', args=[reader.pk])}")
    page.get_by_text("Pre-moderate, suspend or ban").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Suspend").focus()
    page.keyboard.press("Space")
    page.get_by_label("For how long").select_option("3")
    page.get_by_label("Why, as the reader is told").fill(WHY)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".message.success")
    assert "Suspended" in page.inner_text(".desk-head")
    assert sanctions.of_readers([reader.pk])[reader.pk] == [Measure.SUSPENSION, Measure.PREMODERATION]
