"""The desk in a browser: deciding by keys alone, taking back, colleagues beside one, and what happens when it fails."""

import json
import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import wait_until_it_answers
from tests.browser.section_kit import check_everybody_can_use
from tests.own_installation import ROOT, STET, Installation, copy
from tests.tools.desk import MODERATORS, PASSWORD

Artefact = Callable[[Page, str], Path]
SHILAN, ROJIN = MODERATORS

# How many comments wait on the site of each test: sites keep the tests apart, for one server serves them all.
WAITING = {
    "keys-en": 10,
    "keys-ckb": 10,
    "two": 8,
    "numbers": 1,
    "layout": 2,
    "several": 4,
    "palette": 2,
    "live": 1,
    "door": 2,
    "network": 4,
    "withdrawn": 2,
    "everybody": 3,
}


@dataclass(frozen=True)
class Newsroom:
    """What `stet serve` serves, and its data folder."""

    url: str
    installation: Installation

    def held(self, slug: str) -> list[dict[str, Any]]:
        """What is decided about the site's comments and not given yet, in the order of time."""
        return self._rows(
            "SELECT held.*, account.email FROM moderation_heldruling held "
            "JOIN comments_comment comment ON comment.id = held.comment_id "
            "JOIN comments_site site ON site.id = comment.site_id "
            "JOIN accounts_account account ON account.id = held.moderator_id "
            "WHERE site.slug = ? ORDER BY held.made_at",
            slug,
        )

    def states(self, slug: str) -> dict[str, str]:
        """What became of the site's comments, by their ids."""
        rows = self._rows(
            "SELECT comment.id, comment.state FROM comments_comment comment "
            "JOIN comments_site site ON site.id = comment.site_id WHERE site.slug = ?",
            slug,
        )
        return {row["id"]: row["state"] for row in rows}

    def _rows(self, query: str, slug: str) -> list[dict[str, Any]]:
        with sqlite3.connect(self.installation.home / "stet.sqlite3", timeout=20) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(query, [slug])]


@pytest.fixture(scope="module")
def newsroom(_blank_installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """A real server, for what several people do at the same time. Decisions are held until a test has them given."""
    for installation in copy(_blank_installation, tmp_path_factory.mktemp("desk") / "home"):
        yield from served(installation)


def served(installation: Installation) -> Iterator[Newsroom]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    made = installation.having({"STET_BASE_URL": url, "STET_UNDO_SECONDS": "60"})
    made.tool("desk", "open")
    made.tool("desk", "plant", *(str(part) for planted in WAITING.items() for part in planted))
    server = subprocess.Popen([sys.executable, "-c", STET, "serve", "--port", url[-5:]], env=made.environment, cwd=ROOT)
    try:
        wait_until_it_answers(url, server)
        yield Newsroom(url, made)
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture
def page(browser: Browser, newsroom: Newsroom) -> Iterator[Page]:
    """Shilan's browser. Nothing may go wrong in it in silence."""
    with browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900}) as context:
        complaints: list[str] = []
        opened = signed_in(context, newsroom, SHILAN)
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        yield opened
        assert complaints == []


def signed_in(context: BrowserContext, newsroom: Newsroom, email: str) -> Page:
    page = context.new_page()
    page.goto(f"{newsroom.url}/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    expect(page.locator("body.desk")).to_be_visible()
    return page


def work(page: Page, newsroom: Newsroom, slug: str, language: str = "en") -> Locator:
    """The card that is to be decided about."""
    page.goto(f"{newsroom.url}/desk/work/?site={slug}&lang={language}")
    card = page.locator("#work > .card:not([hidden])")
    expect(card).to_have_count(1)
    expect(page.locator("#work.has-scripts")).to_have_count(1)
    return card


def queue(page: Page, newsroom: Newsroom, slug: str, language: str = "en") -> Locator:
    page.goto(f"{newsroom.url}/desk/?site={slug}&lang={language}")
    expect(page.locator("#queue .card").first).to_be_visible()
    return page.locator("#queue .card")


def press(page: Page, card: Locator, *keys: str) -> str:
    """Press the keys, which decide about the card; its comment's id, once another card, or none, is there."""
    expect(card).to_be_visible()
    comment = card.get_attribute("data-comment") or ""
    for key in keys:
        page.keyboard.press(key)
    expect(page.locator(f"#work > .card[data-comment='{comment}']")).to_have_count(0)
    return comment


def until_held(page: Page, newsroom: Newsroom, slug: str, number: int) -> list[dict[str, Any]]:
    """The decisions that the server holds, as soon as it has as many."""
    for _look in range(400):
        if len(newsroom.held(slug)) == number:
            break
        page.wait_for_timeout(25)
    held = newsroom.held(slug)
    assert len(held) == number
    return held


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ckb", 360)])
def test_ten_comments_by_keys_alone(
    page: Page, newsroom: Newsroom, artefact: Artefact, language: str, width: int
) -> None:
    slug = f"keys-{language}"
    page.set_viewport_size({"width": width, "height": 800})
    card = work(page, newsroom, slug, language)
    artefact(page, f"desk-work-{language}-{width}")
    slip = press(page, card, "a")
    until_held(page, newsroom, slug, 1)
    artefact(page, f"desk-undo-{language}-{width}")
    page.keyboard.press("u")
    expect(card).to_have_attribute("data-comment", slip)
    until_held(page, newsroom, slug, 0)
    approved = [press(page, card, "a") for _ in range(5)]
    rejected = [press(page, card, "r", "Enter") for _ in range(5)]
    expect(page.locator("#work .empty")).to_be_visible()
    until_held(page, newsroom, slug, 10)
    assert set(newsroom.states(slug).values()) == {"pending"}, "nothing is published before its time"
    newsroom.installation.tool("desk", "give")
    assert approved[0] == slip
    assert newsroom.states(slug) == {
        **dict.fromkeys((one.replace("-", "") for one in approved), "approved"),
        **dict.fromkeys((one.replace("-", "") for one in rejected), "rejected"),
    }


def test_two_moderators_never_have_the_same_card(page: Page, browser: Browser, newsroom: Newsroom) -> None:
    with browser.new_context() as context:
        theirs = signed_in(context, newsroom, ROJIN)
        mine, other = work(page, newsroom, "two"), work(theirs, newsroom, "two")
        seen: list[str] = []
        for _ in range(8):
            for one, card in ((page, mine), (theirs, other)):
                if card.count():
                    seen.append(press(one, card, "a"))
        assert len(seen) == len(set(seen)) == 8
        held = until_held(page, newsroom, "two", 8)
    assert {one["email"] for one in held} == {SHILAN, ROJIN}


def test_rejecting_by_number_with_a_reason_of_ones_own(page: Page, newsroom: Newsroom) -> None:
    card = work(page, newsroom, "numbers")
    page.keyboard.press("r")
    expect(card.locator("[data-key]")).to_have_count(12)
    chosen = card.locator("[name=guideline]:checked")
    assert chosen.evaluate_all("all => all.map((one) => one.value)") == ["personal_attack"]
    for key in ("9", "0", "=", "e"):
        page.keyboard.press(key)
    page.keyboard.type("Say it without the names, please.")
    press(page, card, "Control+Enter")
    (held,) = until_held(page, newsroom, "numbers", 1)
    assert held["outcome"] == "reject"
    assert set(json.loads(held["guidelines"])) == {"profanity", "promotion"}
    assert held["explanation"] == "Say it without the names, please."


def test_keys_work_on_an_arabic_keyboard_and_can_be_turned_off(page: Page, newsroom: Newsroom) -> None:
    card = work(page, newsroom, "layout")
    page.keyboard.press("?")
    page.locator("#keys-on").uncheck()
    page.keyboard.press("Escape")
    comment = card.get_attribute("data-comment") or ""
    page.keyboard.press("a")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_have_attribute("data-comment", comment)
    page.locator(".menu.yours summary").click()
    page.locator(".keys-opener button").click()
    page.locator("#keys-on").check()
    page.keyboard.press("Escape")
    page.evaluate("dispatchEvent(new KeyboardEvent('keydown', { key: 'ش', code: 'KeyA', cancelable: true }))")
    expect(card).not_to_have_attribute("data-comment", comment)
    until_held(page, newsroom, "layout", 1)


def test_several_at_once_and_back(page: Page, newsroom: Newsroom, artefact: Artefact) -> None:
    cards, bar = queue(page, newsroom, "several"), page.locator("#several")
    expect(bar).to_be_hidden()
    for number in (0, 2):
        page.locator(".choosing input").nth(number).check()
    artefact(page, "desk-several-en-1280")
    bar.get_by_role("button", name="Approve the chosen ones").click()
    expect(cards).to_have_count(2)
    held = until_held(page, newsroom, "several", 2)
    assert {one["outcome"] for one in held} == {"approve"}
    page.locator("#told .undo").click()
    expect(cards).to_have_count(4)
    until_held(page, newsroom, "several", 0)


def test_the_palette_leads_anywhere_and_does_anything(page: Page, newsroom: Newsroom) -> None:
    work(page, newsroom, "palette")
    page.keyboard.press("Control+k")
    page.keyboard.type("appr")
    page.keyboard.press("Enter")
    assert until_held(page, newsroom, "palette", 1)[0]["outcome"] == "approve"
    page.keyboard.press("Control+k")
    page.keyboard.type("decid")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/desk/decided/"))


def test_the_numbers_keep_up_and_nothing_moves(page: Page, newsroom: Newsroom) -> None:
    cards = queue(page, newsroom, "live")
    count = page.locator(".rooms [data-waiting]")
    waiting, before = int(count.inner_text()), cards.first.bounding_box()
    newsroom.installation.tool("desk", "plant", "live", "2")
    expect(page.locator("#news")).to_have_text("2 new since you looked", timeout=15_000)
    expect(count).to_have_text(str(waiting + 2))
    expect(page).to_have_title(re.compile(rf"\({waiting + 2}\)"))
    assert cards.first.bounding_box() == before
    page.locator("#news").click()
    expect(cards).to_have_count(3)


def test_who_is_signed_out_is_led_to_the_door_and_loses_nothing(page: Page, newsroom: Newsroom) -> None:
    card, trouble = work(page, newsroom, "door"), page.locator("#trouble")
    page.context.clear_cookies()
    decided = press(page, card, "a")
    expect(trouble.get_by_text("You are signed out")).to_be_visible()
    trouble.get_by_role("link", name="Sign in").click()
    expect(page).to_have_url(re.compile(r"/accounts/login/\?next="))
    page.fill("[name=login]", SHILAN)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    expect(page).to_have_url(re.compile(r"/desk/work/"))
    (held,) = until_held(page, newsroom, "door", 1)
    assert held["comment_id"] == decided.replace("-", "")


def test_nobody_sends_what_another_left_unsent(page: Page, newsroom: Newsroom) -> None:
    card = work(page, newsroom, "door")
    page.context.clear_cookies(name="sessionid")
    page.context.set_offline(True)
    press(page, card, "a")
    expect(page.locator("#trouble")).to_be_visible()
    page.context.set_offline(False)
    with page.expect_response(lambda response: response.status == 401):
        signed_in(page.context, newsroom, ROJIN)
        page.evaluate("dispatchEvent(new Event('online'))")
    assert ROJIN not in {one["email"] for one in newsroom.held("door")}


def test_a_network_that_fails_loses_no_decision(page: Page, newsroom: Newsroom, artefact: Artefact) -> None:
    card, trouble = work(page, newsroom, "network"), page.locator("#trouble")
    expect(page.locator("#work > .card")).to_have_count(4)
    page.context.set_offline(True)
    press(page, card, "a")
    press(page, card, "a")
    expect(trouble).to_contain_text("2 not sent yet")
    artefact(page, "desk-offline-en-1280")
    page.keyboard.press("u")
    expect(trouble).to_contain_text("1 not sent yet")
    page.context.set_offline(False)
    expect(trouble).to_be_hidden()
    until_held(page, newsroom, "network", 1)


def test_what_cannot_be_decided_any_more_comes_back_with_the_reason(page: Page, newsroom: Newsroom) -> None:
    card = work(page, newsroom, "withdrawn")
    comment = card.get_attribute("data-comment") or ""
    newsroom.installation.tool("desk", "withdraw", comment)
    page.keyboard.press("a")
    expect(page.locator("#told")).to_contain_text("withdrawn")
    expect(card).not_to_have_attribute("data-comment", comment)
    returned = page.locator(f"#work > .card[data-comment='{comment}']")
    expect(returned.locator(":scope > .problem")).to_contain_text("withdrawn")
    assert newsroom.held("withdrawn") == []


@pytest.mark.parametrize("language", ["en", "ckb"])
def test_it_is_for_everybody(page: Page, newsroom: Newsroom, artefact: Artefact, language: str) -> None:
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        work(page, newsroom, "everybody", language)
        page.keyboard.press("r")
        check_everybody_can_use(page)
        artefact(page, f"desk-rejecting-{language}-{width}")
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        artefact(page, f"desk-keys-{language}-{width}")
        page.keyboard.press("Escape")
        page.keyboard.press("Control+k")
        check_everybody_can_use(page)
        artefact(page, f"desk-palette-{language}-{width}")
        queue(page, newsroom, "everybody", language)
        page.locator(".choosing input").first.check()
        page.locator(".menu.yours summary").click()
        check_everybody_can_use(page)
        artefact(page, f"desk-queue-{language}-{width}")
