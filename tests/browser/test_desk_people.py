"""The door and the people of the desk in a browser: a passkey, and pages that everybody can use, both ways round."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from stet.accounts.invitations import link_for
from stet.accounts.models import Account
from stet.accounts.roles import Role
from stet.moderation import people
from tests.browser.section_kit import check_everybody_can_use
from tests.newsroom_kit import make_moderator, make_site

pytestmark = pytest.mark.django_db(transaction=True)
Artefact = Callable[[Page, str], Path]
EMAIL, PASSWORD = "dilan@courier.example", "let-it-stand-2026"


@pytest.fixture
def address(live_server: Any, settings: Any) -> Iterator[str]:
    """A passkey is for one host, and an installation knows its own."""
    settings.STET_BASE_URL = live_server.url
    cache.clear()
    yield str(live_server.url)
    cache.clear()


@pytest.fixture
def dilan(transactional_db: None) -> Account:
    site = make_site()
    account = make_moderator(EMAIL, role=Role.ADMINISTRATOR)
    account.set_password(PASSWORD)
    account.save()
    rojin = make_moderator("rojin.ehmed-xan.of-the-long-name@courier.example", role=Role.SENIOR, languages=["ckb"])
    people.see_out(account, make_moderator("azad@courier.example", role=Role.ANALYST, sites=[str(site.pk)]))
    people.invite(account, "shilan@courier.example", people.Place(Role.MODERATOR, (str(site.pk),), ("ar", "ckb")))
    people.note_link(account, rojin)
    return account


def sign_in(page: Page, address: str, lang: str = "en") -> None:
    page.goto(f"{address}/accounts/login/?lang={lang}")
    page.locator("#id_login").fill(EMAIL)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")
    page.wait_for_url(f"{address}/desk/**")


def confirm(page: Page) -> None:
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def test_a_passkey_is_added_and_lets_in_without_a_password(page: Page, address: str, dilan: Account) -> None:
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    kept = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": kept | {"isUserVerified": True}})
    sign_in(page, address)
    page.goto(f"{address}/desk/me/")
    page.get_by_role("link", name="Add a passkey").click()
    confirm(page)
    page.get_by_label("What you call it").fill("The telephone")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.locator(".passkeys")).to_contain_text("The telephone")
    page.context.clear_cookies()
    page.goto(f"{address}/accounts/login/?next=/desk/decided/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{address}/desk/**")
    page.context.clear_cookies()
    # With the password it is the second step.
    page.goto(f"{address}/accounts/login/")
    page.locator("#id_login").fill(EMAIL)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{address}/desk/**")


PAGES = {
    "people": "/desk/people/",
    "invite": "/desk/people/invite/",
    "me": "/desk/me/",
    "journal": "/desk/journal/",
    "app": "/accounts/second-step/app/",
}


@pytest.mark.parametrize(("lang", "width"), [("en", 1280), ("ckb", 320)])
def test_the_pages_can_be_used_by_everybody(
    browser: Browser, address: str, dilan: Account, artefact: Artefact, lang: str, width: int
) -> None:
    with browser.new_context(viewport={"width": width, "height": 900}) as context:
        page = context.new_page()
        shilan = Account.objects.get(email="shilan@courier.example")
        for name, path in {"door": "/accounts/login/", "invitation": urlsplit(link_for(shilan)).path}.items():
            page.goto(f"{address}{path}?lang={lang}")
            artefact(page, f"people-{name}-{lang}-{width}")
            check_everybody_can_use(page)
        sign_in(page, address, lang)
        person = Account.objects.get(email__startswith="rojin").pk
        for name, path in (PAGES | {"person": f"/desk/people/{person}/"}).items():
            page.goto(f"{address}{path}?lang={lang}")
            if page.locator("#id_password").is_visible():
                page.locator("#id_password").fill(PASSWORD)
                page.locator("#id_password").press("Enter")
            expect(page.locator("h1")).to_be_visible()
            artefact(page, f"people-{name}-{lang}-{width}")
            check_everybody_can_use(page)
