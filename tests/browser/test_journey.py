"""A comment's whole life, in a real browser on the real server: sent, judged, decided by a person, published."""

import json
import re
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import Served

Keep = Callable[[Page, str], Path]

# What is approved, rejected and referred: once for each way of going.
WORD_FOR_WORD = "Show the court the supply records,\n\n   and then judge.  <b>Not</b> before &amp; not after 👩‍⚖️."
ATTACK = "You are a stupid idiot and a liar."
UNSURE = "Le tribunal devrait publier les registres avant de juger ces soldats."
PLAIN_WORD_FOR_WORD = "Who wrote the contract,\n  and who has read it?  <i>Nobody</i> &lt;yet&gt;."
PLAIN_ATTACK = "What a pathetic idiot you are, shut up."
PLAIN_UNSURE = "La ville devrait montrer les comptes de la centrale avant l'hiver prochain."
SORANI = "کەی تۆماری پێداویستییەکان بڵاو دەکەنەوە؟\nخەڵک مافی خۆیەتی بیخوێنێتەوە."


@pytest.fixture
def strict_page(browser_page: Page) -> Iterator[Page]:
    """A page on which nothing goes wrong in silence."""
    complaints: list[str] = []
    browser_page.on("pageerror", lambda error: complaints.append(str(error)))
    browser_page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    yield browser_page
    # A test writes faster than anybody types, so a proof of work is asked for first: Chromium notes that refusal too.
    assert [line for line in complaints if "428 (Precondition Required)" not in line] == []


@pytest.fixture
def plain(browser: Browser) -> Iterator[BrowserContext]:
    """A browser without JavaScript."""
    with browser.new_context(java_script_enabled=False, locale="en-GB") as context:
        yield context


@pytest.fixture
def desk(browser: Browser, served: Served) -> Iterator[Page]:
    """A moderator's browser, signed in."""
    with browser.new_context(locale="en-GB") as context:
        page = context.new_page()
        page.goto(f"{served.url}/desk/")
        page.locator("input[name=login]").fill(served.moderator_email)
        page.locator("input[name=password]").fill(served.moderator_password)
        page.locator("input[name=password]").press("Enter")
        expect(page.get_by_role("heading", name="Waiting for you")).to_be_visible()
        yield page


def approve(desk: Page, served: Served, text: str) -> None:
    desk.goto(f"{served.url}/desk/?language=fr")
    card = desk.get_by_role("article").filter(has_text=text)
    card.get_by_role("button", name="Approve", exact=True).click()
    expect(desk.get_by_role("status").filter(has_text="Published")).to_be_visible()
    expect(desk.get_by_role("article").filter(has_text=text)).to_have_count(0)


def section_of(page: Page, served: Served, address: str = "/demo/en/deserters/") -> Locator:
    page.goto(f"{served.url}{address}")
    section = page.locator("stet-comments")
    expect(section.locator(".box form")).to_be_visible()
    return section


def send(section: Locator, body: str, name: str = "Dilan") -> Locator:
    """Send a comment; the card that says what became of it."""
    form = section.locator(".box form")
    form.locator("input[autocomplete=name]").fill(name)
    form.locator("textarea").fill(body)
    form.locator("button.send").click()
    card = section.locator(".outcome").first
    expect(card).to_be_visible()
    return card


def published(served: Served, article: str) -> list[str]:
    """The bodies of the article's published top comments, as any program reads them."""
    address = f"{served.url}/api/v1/thread?site=zagros&article={quote(article)}"
    with urllib.request.urlopen(address) as answer:
        return [comment["body"] for comment in json.load(answer)["comments"]]


def test_an_approved_comment_is_seen_word_for_word(
    strict_page: Page, browser: Browser, served: Served, artefact: Keep
) -> None:
    section = section_of(strict_page, served)
    expect(send(section, WORD_FOR_WORD)).to_contain_text("Approved and published")
    artefact(strict_page, "journey-approved")
    assert WORD_FOR_WORD in published(served, "deserters-en")
    with browser.new_context() as somebody_else:
        theirs = section_of(somebody_else.new_page(), served)
        mine = theirs.locator(".comments .body").filter(has_text="before &amp; not after")
        expect(mine).to_have_count(1)
        assert mine.text_content() == WORD_FOR_WORD
        assert mine.evaluate(
            "body => getComputedStyle(body).whiteSpaceCollapse || getComputedStyle(body).whiteSpace"
        ) in {
            "preserve",
            "pre-wrap",
            "break-spaces",
        }


def test_a_rejected_comment_is_told_the_guideline(strict_page: Page, served: Served, artefact: Keep) -> None:
    card = send(section_of(strict_page, served), ATTACK)
    expect(card).to_contain_text("Not published")
    expect(card).to_contain_text(re.compile("personal attack", re.IGNORECASE))
    assert "idiot" in " ".join(card.locator("mark").all_text_contents())
    artefact(strict_page, "journey-rejected")
    assert ATTACK not in published(served, "deserters-en")


def test_a_referred_comment_waits_until_a_moderator_approves_it(
    strict_page: Page, desk: Page, served: Served, artefact: Keep
) -> None:
    section = section_of(strict_page, served)
    expect(send(section, UNSURE)).to_contain_text("Waiting for a person")
    artefact(strict_page, "journey-waiting")
    assert UNSURE not in published(served, "deserters-en")
    desk.goto(f"{served.url}/desk/")
    artefact(desk, "journey-desk")
    approve(desk, served, UNSURE)
    strict_page.reload()
    expect(section.locator(".outcome").first).to_contain_text("Approved and published")
    expect(section.locator(".comments .body").filter(has_text=UNSURE)).to_have_count(1)
    assert UNSURE in published(served, "deserters-en")


# ——— Without JavaScript ———


def sent_plainly(page: Page, served: Served, body: str) -> None:
    """From the article to the thread's own page, by the link for those without scripts, and through its form."""
    page.goto(f"{served.url}/demo/en/electricity/")
    page.locator("noscript a, #comments a").first.click()
    page.get_by_label("Your name").fill("Lana")
    page.get_by_role("textbox", name="Your comment").fill(body)
    page.get_by_role("button", name="Send the comment").click()


def test_without_javascript_an_approved_comment_is_seen_word_for_word(
    plain: BrowserContext, served: Served, artefact: Keep
) -> None:
    page = plain.new_page()
    sent_plainly(page, served, PLAIN_WORD_FOR_WORD)
    expect(page.get_by_role("heading", name="Published")).to_be_visible()
    page.get_by_role("link", name="See it among the comments").click()
    shown = page.locator("article.comment .words").filter(has_text="Who wrote the contract")
    # A form sends line ends as CR LF (HTML, 4.10.21.3), and what was sent is what stays.
    assert shown.text_content() == PLAIN_WORD_FOR_WORD.replace("\n", "\r\n")
    artefact(page, "journey-plain-approved")


def test_without_javascript_a_rejected_comment_is_told_the_guideline(
    plain: BrowserContext, served: Served, artefact: Keep
) -> None:
    page = plain.new_page()
    sent_plainly(page, served, PLAIN_ATTACK)
    expect(page.get_by_role("heading", name="Not published")).to_be_visible()
    expect(page.locator(".at-issue")).not_to_have_count(0)
    assert "idiot" in " ".join(page.locator("mark").all_text_contents())
    artefact(page, "journey-plain-rejected")
    page.get_by_role("link", name="Write it anew").click()
    expect(page.get_by_role("textbox", name="Your comment")).to_be_visible()


def test_without_javascript_a_referred_comment_waits_for_its_moderator(
    plain: BrowserContext, desk: Page, served: Served
) -> None:
    page = plain.new_page()
    sent_plainly(page, served, PLAIN_UNSURE)
    expect(page.get_by_role("heading", name="Waiting for a person")).to_be_visible()
    approve(desk, served, PLAIN_UNSURE)
    page.reload()
    expect(page.get_by_role("heading", name="Published")).to_be_visible()
    page.get_by_role("link", name="See it among the comments").click()
    expect(page.locator("article.comment .words").filter(has_text=PLAIN_UNSURE)).to_have_count(1)


def test_without_javascript_a_moderator_can_work(browser: Browser, served: Served) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{served.url}/desk/")
        page.locator("input[name=login]").fill(served.moderator_email)
        page.locator("input[name=password]").fill("not the password")
        page.locator("input[name=password]").press("Enter")
        expect(page.locator("input[name=password]")).to_be_visible()
        page.locator("input[name=login]").fill(served.moderator_email)
        page.locator("input[name=password]").fill(served.moderator_password)
        page.locator("input[name=password]").press("Enter")
        expect(page.get_by_role("article")).not_to_have_count(0)


# ——— From right to left ———


def direction(place: Locator) -> str:
    return str(place.evaluate("element => getComputedStyle(element).direction"))


def test_the_sorani_article_runs_from_right_to_left(strict_page: Page, served: Served, artefact: Keep) -> None:
    section = section_of(strict_page, served, "/demo/ckb/deserters/")
    page = strict_page.locator("html")
    assert (page.get_attribute("lang"), page.get_attribute("dir")) == ("ckb", "rtl")
    assert direction(strict_page.locator("h1")) == direction(section.locator(".box form")) == "rtl"
    field = section.locator(".box form textarea")
    field.fill("Who signed the contract?")
    assert direction(field) == "ltr", "a field follows what is written in it"
    card = send(section, SORANI, "ئارام")
    expect(card).to_have_class(re.compile("approved"))
    mine = section.locator(".comments .body").filter(has_text="پێداویستییەکان بڵاو")
    expect(mine).to_have_count(1)
    assert mine.text_content() == SORANI
    assert direction(mine) == "rtl"
    artefact(strict_page, "journey-sorani")


def test_the_sorani_thread_page_runs_from_right_to_left(plain: BrowserContext, served: Served, artefact: Keep) -> None:
    page = plain.new_page()
    page.goto(f"{served.url}/threads/zagros/deserters-ckb/?lang=ckb")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert direction(page.locator("main")) == "rtl"
    artefact(page, "journey-plain-sorani")
    page.goto(f"{served.url}/threads/zagros/deserters-en/?lang=ckb")
    english = page.locator("article.comment .words").filter(has_text="I served on the eastern line")
    assert direction(english) == "ltr", "a comment keeps its own direction on any page"
    assert direction(page.locator("main")) == "rtl"
