"""The editor's pages in a browser: for everybody, on a phone and on a desk, both ways round."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from stet.accounts.models import Account
from stet.comments.acts.judge import judge
from stet.comments.acts.rule import rule
from stet.comments.models import Article
from stet.comments.receipts import receipt_of
from stet.moderation import drafts, reasons
from stet.newsroom.verdict import Outcome
from tests.browser.section_kit import check_everybody_can_use
from tests.newsroom_kit import make_article, make_moderator, make_site, policy_text, say, screener

pytestmark = pytest.mark.django_db(transaction=True)
Artefact = Callable[[Page, str], Path]
WIDTHS = (1280, 320)


@pytest.fixture
def editor(transactional_db: None) -> Account:
    account = make_moderator(role="editor")
    account.set_password("let-it-stand-2026")
    account.save()
    return account


@pytest.fixture
def article(transactional_db: None) -> Article:
    return make_article(make_site(), title="Electricity contract signed without a tender")


def sign_in(page: Page, url: str, account: Account) -> None:
    page.goto(f"{url}/accounts/login/")
    page.fill("[name=login]", account.email)
    page.fill("[name=password]", "let-it-stand-2026")
    page.click("main button")


def addresses(article: Article, editor: Account) -> dict[str, str]:
    """The pages, with something to see on each."""
    refused = say(article, "You are a fool, minister, and so is the whole council.")
    judge(refused, screener(personal_attack=0.99))
    rule(refused, editor, Outcome.REJECT, ["personal_attack"], "Say what they did: «نەک ئەوەی کێن».")
    site = article.site
    drafts.begin(site, editor)
    drafts.save(site, editor, policy_text("advise").replace("Do not threaten anyone", "Threaten nobody", 1), 1)
    template = reasons.adopt(site, editor, "en")[0]
    desk = "/desk/guidelines/courier/"
    return {
        "sites": "/desk/guidelines/",
        "policy": desk,
        "draft": f"{desk}draft/",
        "common": f"{desk}draft/common/",
        "differences": f"{desk}draft/differences/",
        "preview": f"{desk}draft/preview/?in=ckb",
        "backtest": f"{desk}draft/backtest/?size=500",
        "version": f"{desk}versions/1/",
        "reasons": "/desk/reasons/courier/",
        "reason": f"/desk/reasons/courier/{template.pk}/",
        "receipt": reverse("publication:receipt", args=[receipt_of(refused)]),
    }


@pytest.mark.parametrize("language", ["en", "ckb"])
def test_every_page_is_for_everybody(
    live_server: Any, browser_page: Page, artefact: Artefact, article: Article, editor: Account, language: str
) -> None:
    page = browser_page
    pages = addresses(article, editor)
    sign_in(page, live_server.url, editor)
    for name, address in pages.items():
        page.goto(f"{live_server.url}{address}{'&' if '?' in address else '?'}lang={language}")
        page.locator("main details").evaluate_all("all => all.forEach((one) => (one.open = true))")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            artefact(page, f"guidelines-{name}-{language}-{width}")
        check_everybody_can_use(page)


def test_a_draft_from_the_first_word_to_the_last_click(
    live_server: Any, page: Page, article: Article, editor: Account
) -> None:
    """A problem leads to its line, which is mended; the draft is tried, and put in force."""
    sign_in(page, live_server.url, editor)
    page.goto(f"{live_server.url}/desk/guidelines/courier/")
    page.click("text=Begin a draft")
    text = page.locator("#policy-text")
    assert text.input_value() == policy_text()
    lines = policy_text().count("\n") + 1
    assert page.locator(".numbers").inner_text().split()[-1] == str(lines)
    text.fill(policy_text().replace("\nmode: decide\n", "\nmode: sometimes\n"))
    page.click("text=Save the draft")
    page.click("a[data-line]")
    chosen = text.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")
    assert chosen == "mode: sometimes"
    page.keyboard.type("mode: advise")
    page.click("text=Save the draft")
    assert page.locator(".problem").count() == 0
    page.click("text=What it would have decided")
    page.click("text=Try it")
    page.click("text=Put this draft in force")
    assert page.locator("main h2").first.inner_text() == "Version 2 is in force"
    article.site.refresh_from_db()
    assert article.site.policies.first().text == policy_text("advise")  # type: ignore[union-attr]
