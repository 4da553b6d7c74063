"""Figures in a browser, of the demo newspaper as a real server serves it: for everybody, both ways round."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served
from tests.browser.section_kit import check_everybody_can_use

Artefact = Callable[[Page, str], Path]


def look_at(page: Page, name: str, artefact: Artefact) -> None:
    """On a desk's width and on a phone's: charts are drawn, nothing is in anybody's way."""
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_load_state("networkidle")
        for chart in page.locator(".chart").all():
            # An SVG without a size of its own is as wide as the browser makes it, once it is drawn.
            expect(chart).not_to_have_js_property("naturalWidth", 0)
        check_everybody_can_use(page)
        artefact(page, f"figures-{name}-{width}")


@pytest.mark.parametrize("language", ["en", "ckb"])
def test_the_public_and_the_desk_can_read_them(
    served: Served, browser_page: Page, artefact: Artefact, language: str
) -> None:
    page = browser_page
    page.goto(f"{served.url}/transparency/zagros/?lang={language}&period=week")
    assert page.locator(".figures dd").count() == 4
    look_at(page, f"public-{language}", artefact)
    page.goto(f"{served.url}/accounts/login/?next=/desk/figures/")
    page.fill("[name=login]", served.moderator_email)
    page.fill("[name=password]", served.moderator_password)
    page.click("main button")
    page.goto(f"{served.url}/desk/figures/?lang={language}&period=day")
    assert page.locator(".chart").count() == 2
    look_at(page, f"desk-{language}", artefact)
