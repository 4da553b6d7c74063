"""A site's own words in a browser: put in by the keyboard, tried out on a phone, both ways round."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from stet.accounts.models import Account
from stet.comments.models import Site
from tests.browser.section_kit import check_everybody_can_use
from tests.newsroom_kit import make_moderator, make_site

pytestmark = pytest.mark.django_db(transaction=True)
Artefact = Callable[[Page, str], Path]


@pytest.fixture
def editor(transactional_db: None) -> Account:
    account = make_moderator("editor@courier.example", role="editor")
    account.set_password("let-it-stand-2026")
    account.save()
    return account


@pytest.fixture
def site(transactional_db: None) -> Site:
    return make_site(sections=[["Opinion", "/opinion/"]])


@pytest.mark.parametrize("language", ["en", "ckb"])
def test_a_word_is_put_in_and_tried_out(
    live_server: Any, page: Page, artefact: Artefact, site: Site, editor: Account, language: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{live_server.url}/accounts/login/")
    page.fill("[name=login]", editor.email)
    page.fill("[name=password]", "let-it-stand-2026")
    page.click("main button")
    page.goto(f"{live_server.url}{reverse('desk:words', args=[site.slug])}?lang={language}")
    page.locator("#adding").evaluate("(form) => (form.parentElement.open = true)")
    page.fill("#add-texts", "samovar\nگۆزە\nan extraordinarily long phrase that has to be broken somewhere")
    page.select_option("#add-guideline", "personal_attack")
    page.focus("#adding [name=certainty] >> nth=0")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(".message.success")
    assert page.locator(".word-list .is-sure").count() == 3
    page.fill("#try-text", "The samovars are on the stove. ئەم گۆزە هی کێیە؟")
    page.press("#try-text", "Tab")
    page.click(".trying .button")
    page.wait_for_selector(".trial-reject")
    marked = page.locator(".trial-reject mark").all_inner_texts()
    assert {"samovars", "گۆزە"} <= set(marked)
    page.locator("main details").evaluate_all("all => all.forEach((one) => (one.open = true))")
    check_everybody_can_use(page)
    artefact(page, f"desk-words-{language}-320")
    page.set_viewport_size({"width": 1280, "height": 800})
    artefact(page, f"desk-words-{language}-1280")
