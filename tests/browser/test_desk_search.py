"""Searching and approving by score in a browser: by keys alone, on a phone and on a desk, both ways round."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from stet.comments.acts.judge import judge
from stet.comments.models import Comment, State
from stet.moderation.models import Batch, SavedView
from tests.browser.section_kit import check_everybody_can_use
from tests.newsroom_kit import make_article, make_moderator, make_site, say, screener

pytestmark = pytest.mark.django_db(transaction=True)
Artefact = Callable[[Page, str], Path]
LONG = "The bridge over the Little Zab: what it cost, what it will cost, and who pays for it in the end"


@pytest.fixture
def signed_in(live_server: Any, browser_page: Page, transactional_db: None) -> Page:
    """An editor's browser, in a newsroom where a few comments wait and half of what is approved may be wrong."""
    account = make_moderator(role="editor")
    account.set_password("let-it-stand-2026")
    account.save()
    article = make_article(make_site(mode="advise", wrong_percent=50), title=LONG)
    for n, text in enumerate(["The bridge stands.", "پردەکە تەواو نەبووە.", "Who pays for the bridge?"] * 3):
        judge(say(article, f"{text} ({n})", "Hêvî", reader_key="7"), screener(personal_attack=0.02 + n / 100))
    SavedView.objects.create(owner=account, place="search", name="Bridges", query="q=bridge")
    browser_page.goto(f"{live_server.url}/accounts/login/")
    browser_page.fill("[name=login]", account.email)
    browser_page.fill("[name=password]", "let-it-stand-2026")
    browser_page.click("main button")
    return browser_page


@pytest.mark.parametrize("language", ["en", "ckb"])
def test_every_page_is_for_everybody(live_server: Any, signed_in: Page, artefact: Artefact, language: str) -> None:
    page = signed_in
    pages = {
        "search": "/desk/search/",
        "found": "/desk/search/?q=bridge&by=people",
        "found-more": "/desk/search/?q=h%C3%AAv%C3%AE",
        "batch": "/desk/batch/?below=15",
    }
    for name, address in pages.items():
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(f"{live_server.url}{address}{'&' if '?' in address else '?'}lang={language}")
        page.locator("main details").evaluate_all("all => all.forEach((one) => (one.open = true))")
        artefact(page, f"desk-{name}-{language}-1280")
        page.set_viewport_size({"width": 320, "height": 800})
        check_everybody_can_use(page)
        artefact(page, f"desk-{name}-{language}-320")
    page.click("form.draw button")
    check_everybody_can_use(page)
    artefact(page, f"desk-sample-{language}-320")


def test_a_search_and_a_sample_by_keys_alone(live_server: Any, signed_in: Page) -> None:
    page, keys = signed_in, signed_in.keyboard
    page.goto(f"{live_server.url}/desk/search/")
    assert page.evaluate("document.activeElement.name") == "q"
    keys.type('"پردەكه" -zzz')
    keys.press("Enter")
    page.wait_for_selector(".decisions li")
    assert page.locator(".decisions li").count() == 3
    page.goto(f"{live_server.url}/desk/batch/?below=15")
    page.locator("form.draw button").focus()
    keys.press("Enter")
    page.wait_for_selector("form.sample")
    first = page.locator("form.sample fieldset").first
    first.locator("input").first.focus()
    for _ in range(page.locator("form.sample fieldset").count()):
        keys.press("Space")
        keys.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "A":  # to the article, between two comments
            keys.press("Tab")
    keys.press("Enter")
    page.wait_for_selector("button.approve")
    page.locator("button.approve").focus()
    keys.press("Enter")
    page.wait_for_selector(".outcome[role=status]")
    assert set(Comment.objects.values_list("state", flat=True)) == {State.APPROVED}
    assert Batch.objects.get().state == "done"
