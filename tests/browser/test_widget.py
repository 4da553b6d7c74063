"""The comment section in a real browser: what a reader does with it, and what must never happen to what they wrote."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Request, Route, expect

from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article, Comment
from stet.demo.seed import DEMO_SITE
from stet.newsroom.verdict import Outcome
from tests import newsroom_kit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ODD = 'First line,  two  spaces.\n\n\t<b>not bold</b> & "quotes" 👩‍👩‍👧\nدێڕێک بە کوردی (سۆرانی)، ١٢٣\n   end   '
ADVERT = "Cheap visas! Call now +44 7700 900123 or order at www.fast-visa.example and subscribe to our channel"


@pytest.fixture
def article(live_server: Any) -> Article:
    """The article under the demo newspaper's English page, on a site where a person decides everything."""
    return _article("advise")


@pytest.fixture
def judged_article(live_server: Any) -> Article:
    """The same on a site where the machine decides."""
    return _article("decide")


def _article(mode: str, language: str = "en") -> Article:
    site = newsroom_kit.make_site(DEMO_SITE, mode)
    return newsroom_kit.make_article(site, f"deserters-{language}", language=language)


@pytest.fixture
def section(browser_page: Page, live_server: Any) -> Iterator[Locator]:
    """The section, with a note of everything the browser complained about, which must be nothing."""
    complaints: list[str] = []
    browser_page.on("pageerror", lambda error: complaints.append(str(error)))
    browser_page.on(
        "console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None
    )
    yield browser_page.locator("stet-comments")
    assert complaints == []


def visit(section: Locator, live_server: Any, language: str = "en") -> None:
    section.page.goto(f"{live_server.url}/demo/{language}/deserters/")
    expect(section.locator(".box form")).to_be_visible()


def send(form: Locator, body: str, name: str = "Dilan") -> None:
    form.locator("input[autocomplete=name]").fill(name)
    form.locator("textarea").fill(body)
    form.locator(".send").click()


def box(section: Locator) -> Locator:
    return section.locator(".box form")


def test_a_comment_is_shown_to_the_letter(article: Article, section: Locator, live_server: Any) -> None:
    newsroom_kit.publish(article, newsroom_kit.make_moderator(), ODD)
    visit(section, live_server)
    assert section.locator(".comments .body").text_content() == ODD
    expect(section.locator(".comments .body b")).to_have_count(0)


def test_a_name_cannot_turn_the_line_around(article: Article, section: Locator, live_server: Any) -> None:
    newsroom_kit.publish(article, newsroom_kit.make_moderator(), name="ئارام (١٢)")
    visit(section, live_server)
    expect(section.locator("bdi.name")).to_have_text("ئارام (١٢)")
    assert section.locator("bdi.name").evaluate("name => getComputedStyle(name).unicodeBidi") == "isolate"


def test_waiting_is_explained_and_the_decision_found_on_return(
    article: Article, section: Locator, live_server: Any
) -> None:
    visit(section, live_server)
    send(box(section), newsroom_kit.ENGLISH)
    card = section.locator(".outcome")
    expect(card).to_contain_text("Waiting for a person")
    expect(card).to_contain_text("What happens now")
    expect(section.locator(".live")).to_have_text("Waiting for a person")
    rule(Comment.objects.get(), newsroom_kit.make_moderator(), Outcome.APPROVE)
    section.page.reload()
    expect(card).to_contain_text("Approved and published")
    expect(section.locator(".comments .badge.own")).to_have_text("Your comment")


def test_a_rejection_names_the_guideline_and_marks_the_words(
    judged_article: Article, section: Locator, live_server: Any
) -> None:
    visit(section, live_server)
    send(box(section), ADVERT)
    card = section.locator(".outcome.rejected")
    expect(card.locator(".broken")).to_contain_text("promotion")
    assert card.locator("blockquote").text_content() == ADVERT
    assert "www.fast-visa.example" in " ".join(card.locator("mark").all_text_contents())
    card.get_by_role("button", name="Write it anew").click()
    expect(box(section).locator("textarea")).to_have_value(ADVERT)
    expect(box(section).locator("textarea")).to_be_focused()


def test_a_draft_outlives_the_page(article: Article, section: Locator, live_server: Any) -> None:
    visit(section, live_server)
    box(section).locator("textarea").fill(ODD)
    expect(box(section)).to_contain_text("Draft kept on this device")
    section.page.reload()
    expect(box(section).locator("textarea")).to_have_value(ODD)


def test_sending_again_after_a_lost_answer_makes_one_comment(
    article: Article, section: Locator, live_server: Any
) -> None:
    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    visit(section, live_server)
    section.page.route("**/api/v1/comments", lose_the_answer, times=1)
    send(box(section), newsroom_kit.ENGLISH)
    expect(section.get_by_role("alert")).to_contain_text("Your text is kept.")
    section.get_by_role("button", name="Try again").click()
    expect(section.locator(".outcome")).to_have_count(1)
    assert Comment.objects.count() == 1


def test_too_fast_is_told_with_the_seconds_to_wait(article: Article, section: Locator, live_server: Any) -> None:
    too_fast = {"error": {"code": "rate_limited", "message": "Too fast."}}
    visit(section, live_server)
    section.page.route(
        "**/api/v1/comments",
        lambda route: route.fulfill(status=429, json=too_fast, headers={"Retry-After": "2"}),
        times=1,
    )
    send(box(section), newsroom_kit.ENGLISH)
    again = section.get_by_role("alert").get_by_role("button")
    expect(again).to_be_disabled()
    expect(again).to_have_text(re.compile(r"Try again in [12] seconds?"))
    expect(again).to_be_enabled()
    again.click()
    expect(section.locator(".outcome")).to_have_count(1)


def test_an_empty_form_says_what_is_missing(article: Article, section: Locator, live_server: Any) -> None:
    visit(section, live_server)
    box(section).locator(".send").click()
    expect(section.get_by_role("alert")).to_have_text("Please give a name.")
    expect(box(section).get_by_label("Your name")).to_be_focused()


def test_a_reply_whose_parent_has_gone_can_stand_alone(article: Article, section: Locator, live_server: Any) -> None:
    parent = newsroom_kit.publish(article, newsroom_kit.make_moderator())
    visit(section, live_server)
    section.get_by_role("button", name="Reply to").click()
    withdraw(parent)
    send(section.locator(".answer form"), "I agree with every word.")
    section.get_by_role("button", name="Make it a comment of its own").click()
    expect(box(section).locator("textarea")).to_have_value("I agree with every word.")


def test_deep_replies_say_whom_they_answer(article: Article, section: Locator, live_server: Any) -> None:
    moderator, parent = newsroom_kit.make_moderator(), None
    for level in range(1, 7):
        comment = newsroom_kit.publish(article, moderator, f"Level {level}", parent=parent, name=f"Reader {level}")
        parent = comment.pk
    visit(section, live_server)
    assert section.locator(".to").all_text_contents() == ["In reply to Reader 4", "In reply to Reader 5"]


def test_a_comment_can_be_withdrawn(article: Article, section: Locator, live_server: Any) -> None:
    visit(section, live_server)
    send(box(section), newsroom_kit.ENGLISH)
    section.locator(".further > summary").click()
    section.get_by_role("button", name="Withdraw").click()
    section.get_by_role("button", name="Yes, withdraw").click()
    expect(section.locator(".outcome.withdrawn")).to_contain_text("You took this comment back.")
    assert Comment.objects.get().state == "withdrawn"


def test_a_closed_article_is_read_without_a_box(article: Article, browser_page: Page, live_server: Any) -> None:
    newsroom_kit.publish(article, newsroom_kit.make_moderator())
    Article.objects.update(closed_at="2026-01-01T00:00Z")
    browser_page.goto(f"{live_server.url}/demo/en/deserters/")
    section = browser_page.locator("stet-comments")
    expect(section.locator(".box")).to_contain_text("Comments on this article are closed.")
    expect(section.locator(".comments .body")).to_have_text(newsroom_kit.ENGLISH)
    expect(section.get_by_role("button", name="Reply")).to_have_count(0)


def test_the_sorani_section_runs_from_right_to_left(section: Locator, live_server: Any) -> None:
    newsroom_kit.publish(_article("advise", "ckb"), newsroom_kit.make_moderator(), "دەستخۆش، بابەتێکی باش بوو.")
    visit(section, live_server, "ckb")
    assert section.locator(".stet").evaluate("stet => getComputedStyle(stet).direction") == "rtl"
    expect(section.locator("h2")).to_have_text("کۆمێنتەکان")
    # The browser has no Sorani month names or digits of its own.
    expect(section.locator("time")).to_have_text("هەر ئێستا")
    date = re.compile("^[٠-٩]+ی .+ی ٢٠[٠-٩]{2}، [٠-٩]{2}:[٠-٩]{2}$")
    expect(section.locator("time")).to_have_attribute("title", date)


@pytest.mark.parametrize("language", ["en", "ckb"])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_everybody_can_use_it_on_a_narrow_phone(
    section: Locator, live_server: Any, language: str, colours: Any
) -> None:
    newsroom_kit.publish(_article("decide", language), newsroom_kit.make_moderator(), "W" * 300)
    section.page.emulate_media(color_scheme=colours)
    section.page.set_viewport_size({"width": 320, "height": 700})
    visit(section, live_server, language)
    send(box(section), ADVERT)
    expect(section.locator(".outcome.rejected")).to_be_visible()
    section.locator(".comments button").first.click()
    assert section.page.evaluate("document.documentElement.scrollWidth") == 320
    found = Axe().run(section.page)
    assert found.violations_count == 0, found.generate_report()


def test_nothing_comes_from_another_host(article: Article, section: Locator, live_server: Any) -> None:
    asked: list[str] = []
    section.page.on("request", lambda request: asked.append(_host(request)))
    visit(section, live_server)
    expect(section.locator(".guidelines")).to_be_visible()
    assert set(asked) == {live_server.url}


def _host(request: Request) -> str:
    return "/".join(request.url.split("/")[:3])
