"""Signing in through a real browser: in a window beside the article, in the same tab, and without any script."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Route, expect

from stet.comments.models import Site
from stet.comments.sessions import key_by_provider
from stet.letters.mail import Mail
from stet.server import sign_in_file
from tests import newsroom_kit, oidc_server
from tests.browser import section_kit
from tests.browser.section_kit import check_everybody_can_use

HOST = "https://courier.example"
# The article's page, with what the widget does: open a window beside it, and wait for the code.
ARTICLE = """<!doctype html><title>The bridge</title><button>Sign in</button><output></output>
<script>
document.querySelector("button").onclick = () => {
  const beside = open("%s/sign-in/courier/?return=" + encodeURIComponent(location.href), "stet-sign-in", "popup");
  addEventListener("message", ({ data, origin, source }) => {
    const isOurs = source === beside && origin === "%s";
    document.querySelector("output").textContent = isOurs ? data["stet-session"] : "somebody else";
  });
};
</script>"""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def provider() -> Iterator[oidc_server.Provider]:
    with oidc_server.running() as server:
        yield server


@pytest.fixture
def entrance(live_server: Any, provider: oidc_server.Provider, settings: Any, tmp_path: Path) -> Iterator[str]:
    """The address of our pages; the site is embedded at HOST and offers a provider and letters."""
    settings.STET_MAIL = Mail(sender="comments@courier.example", folder=tmp_path)
    settings.STET_BASE_URL = live_server.url
    path = tmp_path / "sign-in.json"
    path.write_text(provider.playing("dilan").file(), encoding="utf-8")
    settings.SOCIALACCOUNT_PROVIDERS = sign_in_file.read(path)
    site = newsroom_kit.make_site(
        "courier", origins=[HOST], email_sign_in=True, sign_in_providers=["guild"], reserved_names=["Shilan Kerim"]
    )
    newsroom_kit.make_article(site, url=f"{HOST}/the-bridge")
    yield str(live_server.url)
    cache.clear()


def show_articles(context: BrowserContext, entrance: str) -> None:
    """Have the article's page answer on the publisher's own origin."""

    def answer(route: Route) -> None:
        route.fulfill(body=ARTICLE % (entrance, entrance), content_type="text/html; charset=utf-8")

    context.route(f"{HOST}/**", answer)


def test_in_a_window_beside_the_article(browser: Browser, entrance: str, client: Client) -> None:
    with browser.new_context() as context:
        show_articles(context, entrance)
        article = context.new_page()
        article.goto(f"{HOST}/the-bridge")
        with article.expect_popup() as opened:
            article.get_by_role("button").click()
        beside = opened.value
        beside.get_by_role("button", name="The Guild").click()
        beside.get_by_label("Your name").fill("Dilan")
        with beside.expect_event("close"):
            beside.get_by_role("button", name="Continue").click()
        expect(article.locator("output")).to_have_text(re.compile(".{40,}"))
        code = article.locator("output").inner_text()
    answer = client.post("/api/v1/session", {"code": code}, content_type="application/json", headers={"Origin": HOST})
    assert answer.json()["name"] == "Dilan"


def test_the_window_speaks_to_nobody_else(browser: Browser, entrance: str) -> None:
    """A page elsewhere that opens ours hears nothing of the code, though the reader signs in."""
    with browser.new_context() as context:
        context.route(
            "https://evil.example/**", lambda route: route.fulfill(body=EVIL % entrance, content_type="text/html")
        )
        evil = context.new_page()
        evil.goto("https://evil.example/")
        with evil.expect_popup() as opened:
            evil.get_by_role("button").click()
        beside = opened.value
        beside.get_by_role("button", name="The Guild").click()
        beside.get_by_label("Your name").fill("Dilan")
        with beside.expect_event("close"):
            beside.get_by_role("button", name="Continue").click()
        expect(evil.locator("output")).to_be_empty()


EVIL = f"""<!doctype html><title>Evil</title><button>Win</button><output></output>
<script>
const address = "%s/sign-in/courier/?return={HOST}/the-bridge";
document.querySelector("button").onclick = () => open(address, "stet-sign-in", "popup");
addEventListener("message", (event) => (document.querySelector("output").textContent = JSON.stringify(event.data)));
</script>"""


def test_in_a_window_that_something_else_opened(browser: Browser, entrance: str) -> None:
    """As by a link in a letter: nobody waits there for the code, so the reader goes on in that window."""
    with browser.new_context() as context:
        show_articles(context, entrance)
        mail_page = context.new_page()
        mail_page.goto(f"{HOST}/a-mail-program")
        with mail_page.expect_popup() as opened:
            mail_page.evaluate("address => void open(address)", f"{entrance}/sign-in/courier/?return={HOST}/the-bridge")
        window = opened.value
        window.get_by_role("button", name="The Guild").click()
        window.get_by_label("Your name").fill("Dilan")
        window.get_by_role("button", name="Continue").click()
        window.wait_for_url(re.compile(rf"^{HOST}/the-bridge#stet-session=.{{40,}}$"))


@pytest.mark.parametrize("with_script", [True, False], ids=["script", "no-script"])
def test_in_the_same_tab(browser: Browser, entrance: str, with_script: bool) -> None:
    with browser.new_context(java_script_enabled=with_script) as context:
        show_articles(context, entrance)
        page = context.new_page()
        page.goto(f"{entrance}/sign-in/courier/?return={HOST}/the-bridge")
        page.get_by_role("button", name="The Guild").click()
        page.get_by_label("Your name").fill("Dilan")
        page.get_by_role("button", name="Continue").click()
        page.wait_for_url(re.compile(rf"^{HOST}/the-bridge#stet-session=.{{40,}}$"))


def test_by_a_letter_and_without_a_script(browser: Browser, entrance: str) -> None:
    """From our own thread page to the comment, in Sorani on a telephone."""
    thread = f"{entrance}/threads/courier/the-bridge/?lang=ckb"
    with browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        page.goto(thread)
        page.locator("#write a[href^='/sign-in/']").first.click()
        page.locator("#id_email").fill("dilan@guild.example")
        page.locator("form[action*='/letter/'] button").click()
        link = re.search(rf"{entrance}/sign-in/\S+", str(mail.outbox[0].body))
        assert link
        page.goto(link[0])
        page.locator("#id_name").fill("Shîlan Kerîm")
        page.locator("main form button").click()
        expect(page.get_by_role("alert")).to_be_visible()
        page.locator("#id_name").fill("دیلان")
        page.locator("main form button").click()
        page.wait_for_url(f"{thread}#write")
        expect(page.locator("#write .who bdi")).to_have_text("دیلان")
        page.locator("#id_body").fill("با ئەنجومەن تێچووی پردەکە بڵاو بکاتەوە.")
        page.locator("#write form button.button").click()
        page.wait_for_url(re.compile("/receipts/"))
    comment = Site.objects.get().comments.select_related("reader").get()
    assert (comment.author_name, comment.reader is not None) == ("دیلان", True)


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ckb", 320)])
def test_every_page_can_be_used_by_everybody(
    browser: Browser, entrance: str, artefact: Any, language: str, width: int
) -> None:
    with browser.new_context(viewport={"width": width, "height": 740}) as context:
        page = context.new_page()
        back = "/threads/courier/the-bridge/"
        choice = f"{entrance}/sign-in/courier/?return={back}&lang={language}"

        def look(name: str) -> None:
            check_everybody_can_use(page)
            artefact(page, f"sign-in-{name}-{language}-{width}")

        page.goto(choice)
        look("choice")
        page.locator("#id_email").fill("dilan@guild")
        page.locator("form[action*='/letter/'] button").click()
        look("no-address")
        page.locator("#id_email").fill("dilan@guild.example")
        page.locator("form[action*='/letter/'] button").click()
        look("mail")
        link = re.search(rf"{entrance}/sign-in/\S+", str(mail.outbox[0].body))
        assert link
        page.goto(link[0])
        look("name")
        page.locator("#id_name").fill("Shîlan Kerîm")
        page.locator("main form button").click()
        expect(page.get_by_role("alert")).to_be_visible()
        look("name-taken")
        page.locator("#id_name").fill("Dilan")
        page.locator("main form button").click()
        expect(page.locator("#write .who")).to_be_visible()
        look("thread")
        page.goto(choice)
        look("signed-in")
        page.goto(link[0])
        look("used")


def test_with_the_section_itself(browser: Browser, entrance: str) -> None:
    """The widget on an article's page: signing in beside it, writing under the name, signing out."""
    site = section_kit.demo_article(origins=[entrance], email_sign_in=True, sign_in_providers=["guild"]).site
    with browser.new_context(locale="en-GB") as context:
        article = context.new_page()
        section = section_kit.visit(article, entrance)
        with article.expect_popup() as opened:
            section.get_by_role("button", name="Sign in").first.click()
        beside = opened.value
        redeemed: list[str] = []
        article.on("request", lambda asked: redeemed.append(asked.url) if asked.url.endswith("/session") else None)
        with beside.expect_navigation():
            section.get_by_role("button", name="Sign in").first.click()
        beside.get_by_role("button", name="The Guild").click()
        beside.get_by_label("Your name").fill("Dilan Azad")
        with beside.expect_event("close"):
            beside.get_by_role("button", name="Continue").click()
        expect(section.get_by_text("Signed in as Dilan Azad")).to_be_visible()
        section_kit.text_box(section).fill(newsroom_kit.ENGLISH)
        section_kit.box(section).locator(".send").click()
        expect(section.get_by_role("figure").get_by_text(newsroom_kit.ENGLISH)).to_be_visible()
        section.get_by_role("button", name="Sign out").click()
        expect(section.get_by_label("Your name")).to_be_visible()
        assert len(redeemed) == 1
    comment = site.comments.select_related("reader").get()
    assert comment.reader is not None
    assert (comment.author_name, comment.reader.external_id) == ("Dilan Azad", key_by_provider("guild", "dilan"))
