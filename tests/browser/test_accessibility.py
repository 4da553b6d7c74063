"""The whole section for everybody: WCAG 2.2 AA, by keyboard, enlarged, in forced colours, spaced out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from stet.accounts.models import Account
from stet.comments.acts.judge import judge
from stet.comments.acts.pick import pick
from stet.comments.acts.rule import rule
from stet.comments.models import Article, Comment, Proof, Report
from stet.demo.seed import DEMO_SITE
from stet.newsroom.verdict import Outcome
from tests import newsroom_kit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
ADVERT = "Cheap visas! Call now +44 7700 900123 or order at www.fast-visa.example and subscribe to our channel"
ARABIC = "لماذا لم ينشر المجلس الأرقام؟"
# The first judgement of a run waits for the model to be read.
PATIENT = 25_000
# WCAG 2.2, 2.5.8: what is smaller than 24 by 24 CSS pixels must be a link within a sentence.
SMALL = """
root => [...root.shadowRoot.querySelectorAll("button, a[href], input, select, textarea, summary")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest("[aria-hidden=true]"))
  .map((one) => [one.textContent.trim() || one.id, one.getBoundingClientRect(), one])
  .filter(([, box, one]) => (box.width < 24 || box.height < 24) && !one.closest("label, p.said"))
  .map(([name, box]) => `${name}: ${Math.round(box.width)} × ${Math.round(box.height)}`)
"""
# WCAG 1.4.12, as readers' own style sheets set it, inside shadow trees too.
SPACED = """
root => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; }
    * { word-spacing: .16em !important; }
    p { margin-block-end: 2em !important; }`);
  root.shadowRoot.adoptedStyleSheets = [...root.shadowRoot.adoptedStyleSheets, sheet];
}
"""
# What is cut off: text that does not fit into a box that hides the rest.
CUT = """
root => [...root.shadowRoot.querySelectorAll("*")]
  .filter((one) => one.checkVisibility() && getComputedStyle(one).overflowX === "hidden")
  .filter((one) => !one.matches(".excerpt, .live") && !one.closest("[aria-hidden=true]"))
  .filter((one) => one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.className)
"""
MOVING = """
root => [...root.shadowRoot.querySelectorAll("*")]
  .filter((one) => Number.parseFloat(getComputedStyle(one).transitionDuration) > 0)
  .map((one) => one.className)
"""


@pytest.fixture
def moderator() -> Account:
    return newsroom_kit.make_moderator()


def _thread(language: str, moderator: Account) -> Article:
    """A thread with all that may stand in one: a pick, replies to replies, other scripts, long words."""
    site = newsroom_kit.make_site(DEMO_SITE, "decide", proof_of_work=Proof.NEVER)
    article = newsroom_kit.make_article(site, f"deserters-{language}", language=language)
    top = _judged(article, moderator, "Who signed the contract with the company, and when?", "Rojda")
    pick(top, moderator)
    answer = newsroom_kit.publish(article, moderator, "بپرسە لە وەزارەت.", name="ئارام (١٢)", parent=top.pk)
    newsroom_kit.publish(article, moderator, "W" * 200, name="W" * 60, parent=answer.pk)
    _judged(article, moderator, ARABIC, "أبو ليث")
    return article


def _judged(article: Article, moderator: Account, body: str, name: str) -> Comment:
    """A published comment whose language is known, as it is once a screener has read it."""
    comment = newsroom_kit.say(article, body, name=name)
    judge(comment, newsroom_kit.screener())
    rule(comment, moderator, Outcome.APPROVE)
    comment.refresh_from_db()
    return comment


def _open(page: Page, live_server: Any, language: str) -> Locator:
    page.goto(f"{live_server.url}/demo/{language}/deserters/")
    section = page.locator("stet-comments")
    expect(section.locator(".box form")).to_be_visible()
    expect(section.locator(".guidelines")).to_be_visible()
    return section


def _check(section: Locator, state: str) -> None:
    """Nothing that axe-core finds, nothing too small to touch, nothing that makes the page scroll sideways."""
    found = Axe().run(section.page, context="stet-comments", options=RULES).response["violations"]
    assert [(state, one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert section.evaluate(SMALL) == [], state
    assert section.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), state


def _menu(section: Locator) -> Locator:
    return section.locator(".comments .more").first


@pytest.mark.parametrize("language", ["en", "ckb"])
@pytest.mark.parametrize(("width", "colours"), [(320, "dark"), (1280, "light")])
def test_every_state_can_be_used_by_everybody(
    browser_page: Page,
    live_server: Any,
    moderator: Account,
    artefact: Callable[[Page, str], Path],
    language: str,
    width: int,
    colours: Any,
) -> None:
    _thread(language, moderator)
    browser_page.set_viewport_size({"width": width, "height": 800})
    browser_page.emulate_media(color_scheme=colours)
    section = _open(browser_page, live_server, language)
    _check(section, "reading")
    _menu(section).click()
    expect(section.locator(".menu")).to_be_visible()
    _check(section, "menu")
    section.locator(".menu button").nth(1).click()
    expect(section.locator("dialog")).to_be_visible()
    _check(section, "reporting")
    browser_page.keyboard.press("Escape")
    section.locator(".comments .actions button").first.click()
    expect(section.locator(".answer form")).to_be_visible()
    section.locator(".box .send").click()
    expect(section.locator(".box [role=alert]")).to_be_visible()
    _check(section, "replying, and an error")
    form = section.locator(".box form")
    form.locator("input:visible").first.fill("Dilan")
    form.locator("textarea").fill(ADVERT)
    form.locator(".send").click()
    expect(section.locator(".outcome.rejected")).to_be_visible(timeout=PATIENT)
    _check(section, "rejected")
    artefact(browser_page, f"section-{language}-{width}-{colours}")


def test_everything_is_done_by_keyboard(browser_page: Page, live_server: Any, moderator: Account) -> None:
    """Write, post, read what became of it, reply, fold, report and close: the focus is always somewhere, and seen."""
    _thread("en", moderator)
    section = _open(browser_page, live_server, "en")
    keys = browser_page.keyboard
    box = section.locator(".box form")
    box.get_by_label("Your name").focus()
    keys.type("Dilan")
    _tab_to(section, box.locator("textarea"))
    keys.type("The council owes us an answer.")
    _tab_to(section, box.locator(".send"))
    keys.press("Enter")
    card = section.locator(".outcome")
    expect(card).to_be_focused(timeout=PATIENT)
    expect(card).to_contain_text("Approved and published")
    expect(section.locator(".live")).to_have_text("Approved and published")
    first = section.locator(".comments > .item").filter(has_text="Who signed").locator("> article")
    _tab_to(section, first.get_by_role("button", name="Reply to"))
    keys.press("Enter")
    expect(section.locator(".answer textarea")).to_be_focused()
    keys.type("The minister himself did.")
    keys.press("Control+Enter")
    expect(section.locator(".answered .outcome")).to_be_focused(timeout=PATIENT)
    fold = first.get_by_role("button", name="Hide replies")
    _tab_to(section, fold, backwards=True)
    keys.press("Enter")
    shown = first.locator(".fold")
    expect(shown).to_be_focused()
    expect(shown).to_have_attribute("aria-expanded", "false")
    menu = first.locator(".more")
    _tab_to(section, menu)
    keys.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "true")
    report = first.get_by_role("button", name="Report")
    _tab_to(section, report)
    keys.press("Enter")
    dialog = section.locator("dialog")
    expect(dialog).to_be_visible()
    assert dialog.evaluate("dialog => dialog.contains(dialog.getRootNode().activeElement)")
    keys.press("Escape")
    expect(dialog).to_have_count(0)
    # The menu closes with what it led to, or stays; either way the focus is back where it came from.
    assert section.evaluate("section => section.shadowRoot.activeElement?.closest('article') !== null")
    keys.press("Escape")
    expect(menu).to_have_attribute("aria-expanded", "false")
    assert Report.objects.count() == 0
    assert Comment.objects.filter(body="The minister himself did.").exists()


def _tab_to(section: Locator, target: Locator, *, backwards: bool = False) -> None:
    """Press Tab until the target has the focus; on the way every stop must be seen."""
    for _ in range(60):
        section.page.keyboard.press("Shift+Tab" if backwards else "Tab")
        if target.evaluate("target => target.getRootNode().activeElement === target"):
            outline = target.evaluate("target => getComputedStyle(target).outlineStyle")
            assert outline != "none"
            return
    raise AssertionError(f"Tab never reaches {target}.")


@pytest.mark.parametrize("language", ["en", "ckb"])
def test_it_can_be_enlarged_and_spaced_out(
    browser_page: Page, live_server: Any, moderator: Account, language: str
) -> None:
    """At 200 % a window of 1280 pixels is one of 640; WCAG asks for 320 too, which is 400 %."""
    _thread(language, moderator)
    section = _open(browser_page, live_server, language)
    section.evaluate(SPACED)
    for width in (640, 320):
        browser_page.set_viewport_size({"width": width, "height": 500})
        assert browser_page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        assert section.evaluate(CUT) == [], width


def test_forced_colours_show_what_colours_said(browser: Browser, live_server: Any, moderator: Account) -> None:
    _thread("en", moderator)
    with browser.new_context(
        forced_colors="active", color_scheme="dark", viewport={"width": 800, "height": 900}
    ) as context:
        section = _open(context.new_page(), live_server, "en")
        for name in (".send", ".guidelines"):
            style = section.locator(name).first.evaluate("one => getComputedStyle(one).borderTopStyle")
            assert style == "solid", name
        found = Axe().run(section.page, context="stet-comments", options=RULES).response["violations"]
        assert [one["id"] for one in found] == []


def test_reduced_motion_is_heeded(browser_page: Page, live_server: Any, moderator: Account) -> None:
    _thread("en", moderator)
    browser_page.emulate_media(reduced_motion="reduce")
    section = _open(browser_page, live_server, "en")
    assert section.evaluate(MOVING) == []


def test_every_text_says_its_language(browser_page: Page, live_server: Any, moderator: Account) -> None:
    """A screen reader changes its voice by `lang`: the section's own words, and each comment's."""
    _thread("ckb", moderator)
    section = _open(browser_page, live_server, "ckb")
    expect(section.locator(".stet")).to_have_attribute("lang", "ckb")
    bodies = section.locator(".comments .body")
    languages = dict(
        zip(bodies.all_text_contents(), bodies.evaluate_all("all => all.map((one) => one.lang)"), strict=True)
    )
    assert languages["Who signed the contract with the company, and when?"] == "en"
    assert languages[ARABIC] == "ar"
    assert section.locator("bdi.name").count() == 4
