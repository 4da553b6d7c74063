"""What readers do with the comment section, in plain functions for the tests."""

import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from stet.comments.models import Article
from stet.demo.seed import DEMO_SITE
from tests import newsroom_kit
from tests.own_installation import ROOT

ADVERT = "Cheap visas! Call now +44 7700 900123 or order at www.fast-visa.example and subscribe to our channel"
ODD = 'First line,  two  spaces.\n\n\t<b>not bold</b> & "quotes" 👩‍👩‍👧\nدێڕێک بە کوردی (سۆرانی)، ١٢٣\n   end   '


def demo_article(mode: str = "advise", language: str = "en", **settings: Any) -> Article:
    """The article under the demo newspaper's page; in mode `advise` a person decides everything."""
    site = newsroom_kit.make_site(DEMO_SITE, mode, **settings)
    return newsroom_kit.make_article(site, f"deserters-{language}", language=language)


def visit(page: Page, url: str, language: str = "en") -> Locator:
    page.goto(f"{url}/demo/{language}/deserters/")
    section = page.locator("stet-comments")
    expect(section.locator(".box :is(form, .notice)").first).to_be_visible()
    return section


def box(section: Locator) -> Locator:
    return section.locator(".box form")


def text_box(section: Locator) -> Locator:
    return box(section).locator("textarea")


def send(form: Locator, body: str, name: str = "Dilan") -> None:
    form.get_by_label(re.compile("Your name|ناوت")).fill(name)
    form.locator("textarea").fill(body)
    form.locator(".send").click()


def check_everybody_can_use(page: Page) -> None:
    """Nothing that axe-core finds wrong, and nothing that makes a narrow page scroll sideways."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def picture(section: Locator, name: str) -> None:
    """Keep what the section looks like, for people to look at."""
    path = ROOT / "tests" / "artefacts" / f"{name}.png"
    path.parent.mkdir(exist_ok=True)
    section.screenshot(path=path)
