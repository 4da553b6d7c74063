"""Reading in a real browser: conversations, orders, news, links, reactions, hiding, reports; and that nothing jumps."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import Locator, Page, Route, expect

from stet.accounts.models import Account
from stet.comments.acts.pick import pick
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article, Comment, Reaction, Report
from stet.comments.receipts import receipt_of
from stet.demo.seed import DEMO_SITE
from tests import newsroom_kit
from tests.browser.conftest import ARTEFACTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What moves during loading, summed as browsers sum it for the "cumulative layout shift".
SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.shifts += shift.value;
}).observe({ type: "layout-shift", buffered: true });
"""
# The section stands where it is seen while it loads.
HOST = f"""<!doctype html>
<html lang="en">
<meta name="viewport" content="width=device-width">
<title>A page</title>
<script type="module" src="/static/stet/stet-comments.js"></script>
<h1>A page</h1>
<stet-comments site="{DEMO_SITE}" article="deserters-en"></stet-comments>
<footer>The end</footer>
</html>"""
# As a browser tab goes to the background and comes back.
TURN_AWAY_AND_BACK = """
for (const hidden of [true, false]) {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}
"""


LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(autouse=True)
def _nothing_heard_yet() -> None:
    """What is new is kept for a few seconds under the article's name, which tests give anew."""
    cache.clear()


@pytest.fixture
def moderator(live_server: Any) -> Account:
    return newsroom_kit.make_moderator()


@pytest.fixture
def article(live_server: Any) -> Article:
    return _article("en")


def _article(language: str, **fields: Any) -> Article:
    site = newsroom_kit.make_site(DEMO_SITE, "advise")
    return newsroom_kit.make_article(site, f"deserters-{language}", language=language, **fields)


@pytest.fixture
def section(browser_page: Page) -> Iterator[Locator]:
    """The section, with a note of everything the browser complained about, which must be nothing."""
    complaints: list[str] = []
    browser_page.on("pageerror", lambda error: complaints.append(str(error)))
    browser_page.on(
        "console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None
    )
    yield browser_page.locator("stet-comments")
    assert complaints == []


def visit(section: Locator, live_server: Any, language: str = "en", link: str = "") -> None:
    section.page.goto(f"{live_server.url}/demo/{language}/deserters/{link}")
    expect(section.locator(".box form")).to_be_visible()


def said(section: Locator, body: str) -> Locator:
    """The comment that says `body`."""
    return section.locator("article.comment", has=section.page.get_by_text(body, exact=True))


def conversation(article: Article, moderator: Account, deep: int) -> list[Comment]:
    """Comments each of which answers the one before."""
    comments: list[Comment] = []
    for level in range(1, deep + 1):
        parent = comments[-1].pk if comments else None
        name = f"Reader {level}"
        comments.append(newsroom_kit.publish(article, moderator, f"Level {level}", parent=parent, name=name))
    return comments


def test_a_conversation_folds_away_and_back(
    article: Article, moderator: Account, section: Locator, live_server: Any
) -> None:
    conversation(article, moderator, 6)
    visit(section, live_server)
    fold = said(section, "Level 1").get_by_role("button", name="Hide replies")
    expect(fold).to_have_attribute("aria-expanded", "true")
    fold.click()
    expect(said(section, "Level 1").get_by_role("button", name="Show 5 replies")).to_have_attribute(
        "aria-expanded", "false"
    )
    expect(said(section, "Level 2")).to_be_hidden()
    said(section, "Level 1").get_by_role("button", name="Show 5 replies").click()
    expect(said(section, "Level 6")).to_be_visible()
    # On a wide screen the line along the conversation folds it too.
    section.locator(".replies").first.click(position={"x": 1, "y": 60})
    expect(said(section, "Level 2")).to_be_hidden()
    expect(said(section, "Level 1").locator(".fold")).to_be_focused()


def test_deep_replies_lead_to_what_they_answer(
    article: Article, moderator: Account, section: Locator, live_server: Any
) -> None:
    conversation(article, moderator, 6)
    visit(section, live_server)
    assert section.locator(".to").all_text_contents() == ["In reply to Reader 4", "In reply to Reader 5"]
    said(section, "Level 5").get_by_role("button", name="In reply to").click()
    expect(said(section, "Level 4")).to_be_focused()


def test_a_long_conversation_comes_in_parts(
    article: Article, moderator: Account, section: Locator, live_server: Any
) -> None:
    top = newsroom_kit.publish(article, moderator, "The top")
    for number in range(1, 54):
        newsroom_kit.publish(article, moderator, f"Answer {number}", parent=top.pk)
    visit(section, live_server)
    expect(section.locator("article.comment")).to_have_count(51)
    section.get_by_role("button", name="Show 3 more replies").click()
    expect(section.locator("article.comment")).to_have_count(54)
    expect(said(section, "Answer 51")).to_be_focused()
    expect(section.locator(".rest button")).to_have_count(0)
    newsroom_kit.publish(article, moderator, "Answer 54", parent=top.pk)
    section.page.evaluate(TURN_AWAY_AND_BACK)
    section.get_by_role("button", name="1 new comment – show").click()
    section.get_by_role("button", name="Go to the first new one").click()
    expect(said(section, "The top")).to_be_focused()
    section.get_by_role("button", name="Show 1 more reply").click()
    expect(said(section, "Answer 54")).to_be_focused()


def test_staff_and_picks_stand_out_and_picks_can_stand_alone(
    article: Article, moderator: Account, section: Locator, live_server: Any
) -> None:
    newsroom_kit.publish(article, moderator, "Just a comment.")
    picked = newsroom_kit.publish(
        article, moderator, "A fine comment.", name="Shilan", reader_key="r-1", badge="Politics desk"
    )
    pick(picked, moderator)
    visit(section, live_server)
    expect(said(section, "A fine comment.").locator(".staff")).to_have_text("Politics desk")
    expect(said(section, "A fine comment.").locator(".picked")).to_have_text("Editors’ pick")
    alone = section.get_by_role("button", name="Editors’ picks")
    alone.click()
    expect(section.locator(".comments .body")).to_have_text(["A fine comment."])
    expect(alone).to_have_attribute("aria-pressed", "true")
    alone.click()
    expect(section.locator(".comments .body")).to_have_count(2)


def test_the_order_is_the_readers_to_choose(
    article: Article, moderator: Account, section: Locator, live_server: Any
) -> None:
    newsroom_kit.publish(article, moderator, "First.")
    newsroom_kit.publish(article, moderator, "Second.")
    visit(section, live_server)
    bodies = section.locator(".comments .body")
    expect(bodies).to_have_text(["Second.", "First."])
    section.get_by_label("Order").select_option("Oldest first")
    expect(bodies).to_have_text(["First.", "Second."])
    for order in ("Last published", "Most replies", "Most constructive"):
        section.get_by_label("Order").select_option(order)
        expect(section.locator(".thread")).not_to_have_attribute("aria-busy", "true")
        expect(bodies).to_have_count(2)


def test_an_answer_that_comes_late_changes_nothing(
    article: Article, moderator: Account, section: Locator, live_server: Any
) -> None:
    newsroom_kit.publish(article, moderator, "First.")
    newsroom_kit.publish(article, moderator, "Second.")
    visit(section, live_server)
    late: list[Route] = []
    section.page.route(re.compile("order=oldest"), lambda route: late.append(route))
    with section.page.expect_request(re.compile("order=oldest")):
        section.get_by_label("Order").select_option("Oldest first")
    section.get_by_label("Order").select_option("Newest first")
    expect(section.locator(".thread")).not_to_have_attribute("aria-busy", "true")
    with section.page.expect_response(re.compile("order=oldest")) as answer:
        late[0].continue_()
    answer.value.finished()
    section.page.evaluate("new Promise(resolve => setTimeout(resolve, 100))")
    expect(section.locator(".comments .body")).to_have_text(["Second.", "First."])


def test_new_comments_come_in_without_moving_what_is_read(
    article: Article, moderator: Account, section: Locator, live_server: Any
) -> None:
    old = [newsroom_kit.publish(article, moderator, f"Line one of {n}.\n\nLine two.") for n in range(20)]
    visit(section, live_server)
    read = section.locator(f"article[aria-labelledby=by-{old[9].pk}]")
    read.evaluate("read => read.scrollIntoView({ block: 'start', behavior: 'instant' })")
    newsroom_kit.publish(article, moderator, "News at the top, and it is long.\n" * 8)
    newsroom_kit.publish(article, moderator, "News in between.", parent=old[15].pk)
    cache.clear()
    section.page.evaluate(TURN_AWAY_AND_BACK)
    news = section.get_by_role("button", name="2 new comments – show")
    expect(section.locator(".live")).to_have_text("2 new comments – show")
    before = read.evaluate("read => read.getBoundingClientRect().top")
    news.click()
    expect(section.locator(".live")).to_have_text("2 new comments are shown")
    expect(section.locator("article.comment")).to_have_count(22)
    assert abs(read.evaluate("read => read.getBoundingClientRect().top") - before) < 2
    first = section.get_by_role("button", name="Go to the first new one")
    expect(first).to_be_focused()
    first.click()
    expect(section.locator(".fresh").first).to_be_focused()
    expect(section.locator(".fresh").first).to_be_in_viewport()


def test_news_on_a_page_that_is_not_open_is_found_by_another_order(
    article: Article, moderator: Account, section: Locator, live_server: Any
) -> None:
    for number in range(50):
        newsroom_kit.publish(article, moderator, f"Number {number}")
    visit(section, live_server)
    section.get_by_label("Order").select_option("Oldest first")
    expect(section.locator("article.comment .body").first).to_have_text("Number 0")
    newsroom_kit.publish(article, moderator, "On the second page.")
    cache.clear()
    section.page.evaluate(TURN_AWAY_AND_BACK)
    news = section.locator("button.news")
    expect(news).to_have_text("1 new comment – show")
    section.page.route("**/api/v1/thread?*", lambda route: route.abort(), times=1)
    news.click()
    section.get_by_role("alert").get_by_role("button", name="Try again").click()
    expect(section.get_by_role("alert")).to_have_count(0)
    expect(news).to_have_text("Last published")
    news.click()
    expect(section.locator("article.comment .body").first).to_have_text("On the second page.")
    expect(section.get_by_label("Order")).to_have_value("published")
    expect(section.locator("article.comment").first).to_be_focused()


def test_ones_own_comment_is_no_news(article: Article, moderator: Account, section: Locator, live_server: Any) -> None:
    visit(section, live_server)
    form = section.locator(".box form")
    form.locator("input").first.fill("Dilan")
    form.locator("textarea").fill(newsroom_kit.ENGLISH)
    # The service says at once that it is published, as it does where the machine decides.
    section.page.route("**/api/v1/comments", _approve(moderator))
    form.locator(".send").click()
    expect(section.locator(".comments .body")).to_have_text(newsroom_kit.ENGLISH)
    cache.clear()
    with section.page.expect_response("**/stream?*"):
        section.page.evaluate(TURN_AWAY_AND_BACK)
    newsroom_kit.publish(article, moderator, "By somebody else.")
    cache.clear()
    section.page.evaluate(TURN_AWAY_AND_BACK)
    expect(section.get_by_role("button", name="1 new comment – show")).to_be_visible()


def _approve(moderator: Account) -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        response = route.fetch()
        if not response.ok:  # such as a browser that has to work for a moment first
            route.fulfill(response=response)
            return
        receipt = response.json()
        newsroom_kit.rule(Comment.objects.get(pk=receipt["id"]), moderator, newsroom_kit.Outcome.APPROVE)
        route.fulfill(response=response, json=receipt | {"state": "approved"})

    return answer


def test_a_comment_can_be_found_worth_reading(
    article: Article, moderator: Account, section: Locator, live_server: Any
) -> None:
    newsroom_kit.publish(article, moderator)
    visit(section, live_server)
    press = section.locator("button.reaction")
    expect(press).to_have_attribute("aria-pressed", "false")
    with section.page.expect_response("**/reaction"):
        press.click()
    expect(press).to_have_text("Worth reading1")
    assert Reaction.objects.count() == 1
    section.page.reload()
    expect(press).to_have_attribute("aria-pressed", "true")
    with section.page.expect_response("**/reaction"):
        press.click()
    expect(press).to_have_text("Worth reading")
    assert Reaction.objects.count() == 0


def test_a_reaction_that_is_not_kept_is_taken_back(
    article: Article, moderator: Account, section: Locator, live_server: Any
) -> None:
    newsroom_kit.publish(article, moderator)
    visit(section, live_server)
    section.page.route("**/reaction", lambda route: route.abort(), times=1)
    press = section.locator("button.reaction")
    press.click()
    expect(section.get_by_role("alert")).to_contain_text("The comment service cannot be reached.")
    expect(press).to_have_attribute("aria-pressed", "false")
    expect(press).to_have_text("Worth reading")
    section.get_by_role("alert").get_by_role("button", name="Try again").click()
    expect(press).to_have_attribute("aria-pressed", "true")
    expect(section.get_by_role("alert")).to_have_count(0)


def test_a_person_can_be_hidden_and_taken_back(
    article: Article, moderator: Account, section: Locator, live_server: Any
) -> None:
    newsroom_kit.publish(article, moderator, "By a loud guest.", name="Loud")
    newsroom_kit.publish(article, moderator, "By a reader.", name="Azad", reader_key="r-1")
    newsroom_kit.publish(article, moderator, "The same under another name.", name="Azad K.", reader_key="r-1")
    visit(section, live_server)
    for body, name in (("By a loud guest.", "Loud"), ("By a reader.", "Azad")):
        said(section, body).get_by_role("button", name="More about").click()
        said(section, body).get_by_role("button", name=f"Hide all by {name}").click()
        expect(section.get_by_role("button", name="Show this comment").last).to_be_visible()
    expect(section.locator(".comments .body")).to_have_count(0)
    section.page.reload()
    expect(section.locator(".comments .unavailable")).to_have_count(3)
    section.get_by_role("button", name="Show this comment").last.click()
    expect(section.locator(".comments .body")).to_have_text("By a loud guest.")
    section.get_by_role("button", name="Hidden people (2)").click()
    section.get_by_role("button", name="Show again: Azad").click()
    section.get_by_role("button", name="Show again: Loud").click()
    expect(section.get_by_role("dialog")).to_contain_text("You hide nobody any more.")
    section.page.keyboard.press("Escape")
    expect(section.get_by_role("dialog")).to_have_count(0)
    expect(section.locator(".comments .body")).to_have_count(3)
    expect(said(section, "By a loud guest.")).to_be_focused()


def test_the_menu_opens_closes_and_copies_the_link(moderator: Account, section: Locator, live_server: Any) -> None:
    page = section.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    comment = newsroom_kit.publish(_article("en", url="https://news.example/deserters"), moderator)
    visit(section, live_server)
    more = section.get_by_role("button", name="More about the comment by")
    more.press("Enter")
    expect(more).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    expect(section.locator(".menu button").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(section.locator(".menu")).to_have_count(0)
    expect(more).to_be_focused()
    more.click()
    expect(more).to_have_attribute("aria-expanded", "true")
    more.press("Escape")
    expect(section.locator(".menu")).to_have_count(0)
    more.click()
    # A page that does not have the focus may neither write to the clipboard nor read it.
    page.bring_to_front()
    section.get_by_role("button", name="Copy link").click()
    expect(section.get_by_role("button", name="Link copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"https://news.example/deserters#comment-{comment.pk}"


def test_a_report_names_a_guideline(article: Article, moderator: Account, section: Locator, live_server: Any) -> None:
    comment = newsroom_kit.publish(article, moderator)
    visit(section, live_server)
    section.get_by_role("button", name="More about the comment by").click()
    report = section.get_by_role("button", name="Report")
    report.click()
    dialog = section.get_by_role("dialog")
    dialog.get_by_role("button", name="Send the report").click()
    expect(dialog.get_by_role("alert")).to_have_text("Please choose what is wrong.")
    dialog.get_by_role("radio").nth(1).check()
    dialog.get_by_role("button", name="Send the report").click()
    expect(dialog).to_contain_text("Thank you. Your report has arrived.")
    made = Report.objects.get()
    assert (made.comment_id, bool(made.guideline), made.is_illegal) == (comment.pk, True, False)
    dialog.get_by_role("button", name="Close").last.click()
    expect(report).to_be_focused()


def test_a_notice_of_the_law_needs_who_and_why(
    article: Article, moderator: Account, section: Locator, live_server: Any
) -> None:
    newsroom_kit.publish(article, moderator)
    visit(section, live_server)
    section.get_by_role("button", name="More about the comment by").click()
    section.get_by_role("button", name="Report").click()
    dialog = section.get_by_role("dialog")
    send = dialog.get_by_role("button", name="Send the report")
    alert = dialog.get_by_role("alert")
    expect(dialog.get_by_label("Your e-mail address")).to_be_hidden()
    dialog.get_by_label("It is against the law").check()
    for label, wanted, written in (
        ("Say in your own words", "Please say in words what is wrong.", "It calls for violence."),
        ("Your name", "Please give your name.", "Dilan"),
        ("Your e-mail address", "Please give an e-mail address that works.", "dilan@reader.example"),
    ):
        send.click()
        expect(alert).to_have_text(wanted)
        expect(dialog.get_by_label(label)).to_be_focused()
        dialog.get_by_label(label).fill(written)
    send.click()
    expect(alert).to_have_text("Please confirm that you make this notice in good faith.")
    dialog.get_by_label("I am convinced in good faith").check()
    section.page.route("**/reports*", lambda route: route.abort(), times=1)
    send.click()
    expect(alert).to_contain_text("The comment service cannot be reached.")
    alert.get_by_role("button", name="Try again").click()
    expect(dialog).to_contain_text("You will be told the decision by e-mail.")
    made = Report.objects.get()
    assert (made.is_illegal, made.explanation, made.reporter_name) == (True, "It calls for violence.", "Dilan")


def test_a_link_opens_the_page_on_which_a_comment_stands(
    article: Article, moderator: Account, section: Locator, live_server: Any
) -> None:
    comments = [newsroom_kit.publish(article, moderator, f"Number {n}") for n in range(55)]
    answer = newsroom_kit.publish(article, moderator, "An answer far down.", parent=comments[1].pk)
    visit(section, live_server, link=f"#comment-{answer.pk}")
    expect(said(section, "An answer far down.")).to_be_focused()
    expect(said(section, "An answer far down.")).to_be_in_viewport()
    expect(section.locator("article.comment")).to_have_count(6)
    section.get_by_role("button", name="Show the comments before these").click()
    expect(section.locator("article.comment")).to_have_count(56)
    expect(said(section, "Number 5")).to_be_focused()
    expect(said(section, "An answer far down.")).to_be_in_viewport()
    # A link on the page itself, to a comment within a folded conversation.
    said(section, "Number 1").get_by_role("button", name="Hide replies").click()
    section.page.evaluate("location.hash = ''")
    section.page.evaluate(f"location.hash = '#comment-{answer.pk}'")
    expect(said(section, "An answer far down.")).to_be_focused()


def test_a_link_to_a_comment_that_is_gone_leads_on(
    article: Article, moderator: Account, section: Locator, live_server: Any
) -> None:
    gone = newsroom_kit.publish(article, moderator, "Not for long.")
    newsroom_kit.publish(article, moderator, "Still there.")
    withdraw(gone)
    visit(section, live_server, link=f"?comment={gone.pk}")
    expect(section.locator(".note")).to_contain_text("The comment that this link leads to is not published here.")
    section.get_by_role("button", name="Read the other comments").click()
    expect(said(section, "Still there.")).to_be_focused()
    expect(section.locator(".note")).to_be_empty()


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_jumps_while_the_thread_loads(
    article: Article, moderator: Account, section: Locator, live_server: Any, width: int
) -> None:
    for number in range(12):
        newsroom_kit.publish(article, moderator, f"Number {number}")
    section.page.set_viewport_size({"width": width, "height": 800})
    section.page.add_init_script(SHIFTS)
    section.page.add_init_script(_remembered(live_server, [newsroom_kit.say(article), newsroom_kit.say(article)]))
    page = section.page
    page.route("**/host", lambda route: route.fulfill(content_type="text/html", body=HOST))
    page.goto(f"{live_server.url}/host")
    expect(section.locator("article.comment").last).to_be_attached()
    expect(section.locator(".guidelines")).to_be_visible()
    expect(section.locator(".outcome")).to_have_count(2)
    page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    assert page.evaluate("window.shifts") <= 0.1


def _remembered(live_server: Any, comments: list[Comment]) -> str:
    """What makes a browser remember the comments as its reader's own."""
    key = f"stet:{live_server.url}:{DEMO_SITE}:{comments[0].article.external_id}:sent"
    sent = [{"receipt": receipt_of(one), "id": str(one.pk), "state": one.state} for one in comments]
    return f"localStorage.setItem({json.dumps(key)}, JSON.stringify({json.dumps(sent)}))"


@pytest.mark.parametrize("language", ["en", "ckb"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_state_can_be_read_by_everybody(
    moderator: Account,
    section: Locator,
    live_server: Any,
    language: str,
    width: int,
) -> None:
    page = section.page
    page.set_viewport_size({"width": width, "height": 900})
    _everything(_article(language), moderator, language)
    visit(section, live_server, language)
    articles = section.locator("article.comment")
    articles.nth(0).locator(".more").click()
    articles.nth(3).locator(".fold").click()
    articles.last.locator(".more").click()
    articles.last.locator(".menu button").last.click()
    with page.expect_response("**/reaction"):
        section.locator("button.reaction").nth(1).click()
    newsroom_kit.publish(Article.objects.get(), moderator, "News.")
    cache.clear()
    page.evaluate(TURN_AWAY_AND_BACK)
    expect(section.locator("button.news")).to_be_visible()
    # The button goes along over the comments; here it stands in its own place.
    section.locator(".bar").evaluate("bar => bar.scrollIntoView({ block: 'start', behavior: 'instant' })")
    check(page, width)
    section.screenshot(path=ARTEFACTS / f"reading-{language}-{width}.png")
    articles.nth(0).locator(".menu button").nth(1).click()
    section.get_by_role("dialog").locator("input[value='*illegal']").check()
    section.get_by_role("dialog").locator(".send").click()
    check(page, width)
    page.screenshot(path=ARTEFACTS / f"reading-report-{language}-{width}.png")
    page.keyboard.press("Escape")
    articles.nth(3).locator(".fold").click()
    section.locator("button.news").click()
    expect(section.locator(".fresh")).to_be_visible()
    section.locator("button.news").click()
    expect(section.locator(".fresh")).to_be_focused()
    check(page, width)
    section.locator(".end [aria-haspopup]").click()
    check(page, width)
    page.keyboard.press("Escape")
    gone = Comment.objects.get(state="withdrawn")
    page.evaluate(f"location.hash = '#comment-{gone.pk}'")
    expect(section.locator(".note .notice")).to_be_focused()
    check(page, width)
    section.screenshot(path=ARTEFACTS / f"reading-gone-{language}-{width}.png")


def check(page: Page, width: int) -> None:
    """Nothing is wider than the screen, and axe finds nothing wrong."""
    assert page.evaluate("document.documentElement.scrollWidth") == width
    found = Axe().run(page, context="stet-comments", options={"runOnly": LEVELS})
    wrong = [
        (one["id"], node["html"], node["failureSummary"])
        for one in found.response["violations"]
        for node in one["nodes"]
    ]
    assert wrong == []


TEXTS = {
    "en": [
        "The council should publish what this bridge has cost us so far.",
        "They did, in the spring. It is on page 40 of the report,\nand nobody read it.",
        "Page 40 gives the estimate, not the bill.",
        "I work there, and I can only say: ask for the minutes.",
        "Then ask.",
        "A lovely bridge all the same.",
    ],
    "ckb": [
        "پێویستە ئەنجومەن بڵاوی بکاتەوە کە ئەم پردە تا ئێستا چەندی تێچووە.",
        "لە بەهاردا بڵاویان کردەوە. لە لاپەڕە ٤٠ی ڕاپۆرتەکەدایە،\nو کەس نەیخوێندەوە.",
        "لاپەڕە ٤٠ خەمڵاندنەکەیە، نەک پسوولەکە.",
        "من لەوێ کار دەکەم، تەنیا دەتوانم بڵێم: داوای کۆنووسەکان بکەن.",
        "کەواتە داوا بکە.",
        "لەگەڵ ئەوەشدا پردێکی جوانە.",
    ],
}
NAMES = {
    "en": ["Dilan", "Margaret Hill", "Azad", "Shilan Karim", "Dilan", "Loud guest"],
    "ckb": ["دیلان", "مەریوان حەسەن", "ئازاد", "شیلان کەریم", "دیلان", "میوانێکی دەنگبەرز"],
}


def _everything(article: Article, moderator: Account, language: str) -> None:
    """A thread with something of every kind; newest first, the last one made is on top."""
    texts, names = TEXTS[language], NAMES[language]
    newsroom_kit.publish(article, moderator, texts[5], name=names[5])
    top = newsroom_kit.publish(article, moderator, texts[1], name=names[1], reader_key="r-1")
    parent = top.pk
    for text, name in zip([texts[2], *texts[4:5] * 4], [names[2], *names[:1] * 4], strict=True):
        parent = newsroom_kit.publish(article, moderator, text, parent=parent, name=name).pk
    withdraw(newsroom_kit.publish(article, moderator, "Gone.", parent=parent))
    staff = newsroom_kit.publish(article, moderator, texts[3], name=names[3], reader_key="r-2", badge="staff")
    newsroom_kit.publish(article, moderator, texts[4], name=names[4], parent=staff.pk)
    pick(newsroom_kit.publish(article, moderator, texts[0], name=names[0]), moderator)
