"""What became of one's own comments, in a real browser: the outcome, the appeal, e-mail, erasing, and signing in."""

import json
import re
from pathlib import Path
from typing import Any

import jwt
import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Locator, Page, Route, expect

from stet.comments.acts.rule import rule
from stet.comments.models import Appeal, Article, Comment, Site
from stet.comments.receipts import receipt_of
from stet.demo.seed import DEMO_SITE
from stet.letters.mail import Mail
from stet.newsroom.verdict import Outcome
from tests import newsroom_kit
from tests.browser.section_kit import ADVERT, box, check_everybody_can_use, demo_article, picture, send, text_box, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SECRET = "a-secret-of-the-publisher-s-own-32"


@pytest.fixture
def letters(settings: Any, live_server: Any, tmp_path: Path) -> None:
    """Mail is set up; it goes into Django's own outbox."""
    settings.STET_MAIL = Mail(sender="comments@courier.example", folder=tmp_path)
    settings.STET_BASE_URL = live_server.url


@pytest.fixture
def posted(page: Page, live_server: Any) -> Locator:
    """The section after a guest's comment was sent, which waits for a person."""
    demo_article()
    section = visit(page, live_server.url)
    send(box(section), newsroom_kit.ENGLISH)
    expect(section.locator(".outcome.pending")).to_be_visible()
    return section


def decide(outcome: Outcome, email: str = "shilan@courier.example") -> None:
    """A moderator's ruling about the only comment."""
    broken = ["promotion"] if outcome is Outcome.REJECT else []
    rule(Comment.objects.get(), newsroom_kit.make_moderator(email), outcome, broken)


def look_again(page: Page) -> None:
    """What happens when a reader comes back to the tab."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def more(card: Locator) -> Locator:
    card.locator(".further > summary").click()
    return card.locator(".rest")


def test_who_waits_is_told_how_long_and_sees_the_decision_come(page: Page, live_server: Any) -> None:
    demo_article()
    section = visit(page, live_server.url)
    page.route("**/api/v1/comments", lambda route: _change(route, usual_wait=100 * 60))
    send(box(section), newsroom_kit.ENGLISH)
    card = section.locator(".outcome")
    expect(card).to_contain_text("Usually within 2 hours.")
    decide(Outcome.APPROVE)
    look_again(page)
    expect(card).to_contain_text("Approved and published")
    expect(section.locator(".live")).to_contain_text("Approved and published")
    # It is among the others without having been asked for, and once.
    expect(section.locator(".comments .body")).to_have_text(newsroom_kit.ENGLISH)


def _change(route: Route, **changed: Any) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, json=answer.json() | changed)


def test_a_rejection_can_be_appealed_once_and_the_answer_is_seen(posted: Locator) -> None:
    page, card = posted.page, posted.locator(".outcome")
    decide(Outcome.REJECT)
    look_again(page)
    expect(card.locator(".broken")).to_contain_text("promotion")
    card.get_by_role("button", name="Appeal").click()
    statement = card.get_by_label("Why should it be published?")
    expect(statement).to_be_focused()
    card.get_by_role("button", name="Send the appeal").click()
    expect(card.get_by_role("alert")).to_have_text("Please write why it should be published.")
    statement.fill("It names no product; ئەمە ڕەخنەیە.")
    # What was begun is there again after the page was left.
    page.reload()
    card.locator("summary").first.click()
    card.get_by_role("button", name="Appeal").click()
    expect(statement).to_have_value("It names no product; ئەمە ڕەخنەیە.")
    card.get_by_role("button", name="Send the appeal").click()
    expect(card.locator(".appeal")).to_contain_text("Your appeal has arrived.")
    expect(card.locator(".appeal q")).to_have_text("It names no product; ئەمە ڕەخنەیە.")
    expect(posted.locator(".live")).to_contain_text("Your appeal has arrived.")
    expect(card.get_by_role("button", name="Appeal")).to_have_count(0)
    assert Appeal.objects.get().statement == "It names no product; ئەمە ڕەخنەیە."
    decide(Outcome.APPROVE, "another@courier.example")
    look_again(page)
    expect(card.locator(".appeal")).to_contain_text("Your appeal was granted")
    expect(posted.locator(".comments .body")).to_have_text(newsroom_kit.ENGLISH)


def test_a_refused_appeal_and_one_that_fails_are_told(posted: Locator) -> None:
    page, card = posted.page, posted.locator(".outcome")
    decide(Outcome.REJECT)
    look_again(page)
    card.get_by_role("button", name="Appeal").click()
    statement = card.get_by_label("Why should it be published?")
    statement.fill("Please read it again.")
    for answer, told in (
        (lambda route: route.abort("internetdisconnected"), "cannot be reached"),
        (lambda route: route.fulfill(status=200, body="<html>Log in</html>"), "Something went wrong"),
        (lambda route: route.fulfill(status=429, body="", headers={"Retry-After": "1"}), "a lot in a short time"),
    ):
        page.route("**/appeal*", answer, times=1)
        card.get_by_role("button", name="Send the appeal").click()
        expect(card.get_by_role("alert")).to_contain_text(told)
        expect(card.get_by_role("alert")).to_contain_text("Your text is kept.")
        expect(statement).to_have_value("Please read it again.")
    statement.fill("x" * 2001)
    card.get_by_role("button", name="Send the appeal").click()
    expect(card.get_by_role("alert")).to_have_text("The appeal is too long. Please shorten it.")
    statement.fill("Please read it again.")
    card.get_by_role("button", name="Send the appeal").click()
    expect(card.locator(".appeal")).to_be_visible()
    decide(Outcome.REJECT, "another@courier.example")
    look_again(page)
    expect(card.locator(".appeal")).to_contain_text("Your appeal was refused")


def test_the_proof_and_the_private_link(posted: Locator) -> None:
    page, rest = posted.page, more(posted.locator(".outcome"))
    expect(rest).to_contain_text("Nobody can change your comment")
    receipt = receipt_of(Comment.objects.get())
    with page.expect_download() as kept:
        rest.get_by_role("link", name="Download my data").click()
    assert json.loads(kept.value.path().read_text("utf-8"))["comment"]["body"] == newsroom_kit.ENGLISH
    assert rest.get_by_role("link", name="Check it").get_attribute("href").endswith("/verify/")
    link = rest.get_by_label("Keep this link")
    expect(link).to_have_value(re.compile(re.escape(receipt)))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    rest.get_by_role("button", name="Copy link").click()
    expect(rest.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == link.input_value()


def test_erasing_is_explained_asked_twice_and_done(posted: Locator) -> None:
    card = posted.locator(".outcome")
    rest = more(card)
    rest.get_by_role("button", name="Erase my data").click()
    expect(rest.locator(".asked")).to_be_focused()
    expect(rest.locator(".asked")).to_contain_text("What stays is")
    rest.get_by_role("button", name="No, keep it").click()
    rest.get_by_role("button", name="Erase my data").click()
    posted.page.route("**/erase*", lambda route: route.abort(), times=1)
    rest.get_by_role("button", name="Yes, erase it for good").click()
    rest.get_by_role("button", name="Try again").click()
    expect(posted.locator(".outcome.erased")).to_contain_text("Erased")
    assert Comment.objects.get().body is None


def test_e_mail_is_asked_for_confirmed_and_ended(letters: None, posted: Locator) -> None:
    page, card = posted.page, posted.locator(".outcome")
    card.get_by_role("button", name="E-mail me").click()
    card.get_by_label("Your e-mail address").fill("dilan@")
    card.get_by_role("button", name="Send me the letter").click()
    expect(card.get_by_role("alert")).to_have_text("This is not a complete e-mail address.")
    expect(card.get_by_label("Your e-mail address")).to_be_focused()
    card.get_by_label("Your e-mail address").fill("dilan@guild.example")
    card.get_by_label("E-mail me when it is decided").uncheck()
    card.get_by_role("button", name="Send me the letter").click()
    expect(card.get_by_role("alert")).to_have_text("Please tick what you want to hear of.")
    card.get_by_label("E-mail me when somebody answers").check()
    card.get_by_role("button", name="Send me the letter").click()
    expect(card).to_contain_text("Look into your mail")
    expect(card.get_by_role("button", name="E-mail me")).to_have_count(0)
    assert "dilan@guild.example" not in json.dumps(page.evaluate("({...localStorage})"))
    more(card).get_by_role("button", name="No more e-mail").click()
    expect(card.get_by_role("button", name="E-mail me")).to_be_visible()


def test_without_mail_none_is_offered(posted: Locator) -> None:
    expect(posted.get_by_role("button", name="E-mail me")).to_have_count(0)


def test_a_rejected_reply_is_written_anew_though_replies_are_closed(page: Page, live_server: Any) -> None:
    """The text is kept, and no other button of the comment that was answered is pressed."""
    article = demo_article()
    moderator = newsroom_kit.make_moderator()
    parent = newsroom_kit.publish(article, moderator)
    reply = newsroom_kit.say(article, ADVERT, parent=parent.pk)
    rule(reply, moderator, Outcome.REJECT, ["promotion"])
    Article.objects.update(closed_at=timezone.now())
    sent = [{"receipt": receipt_of(reply), "id": str(reply.pk), "state": "rejected"}]
    key = f"stet:{live_server.url}:{DEMO_SITE}:{article.external_id}:sent"
    page.add_init_script(f"localStorage.setItem({json.dumps(key)}, JSON.stringify({json.dumps(sent)}))")
    page.goto(f"{live_server.url}/demo/en/deserters/")
    section = page.locator("stet-comments")
    expect(section.locator("button.reaction")).to_be_visible()
    section.locator(".outcome summary").first.click()
    section.locator(".outcome").get_by_role("button", name="Write it anew").click()
    expect(section.locator("button.reaction")).to_have_attribute("aria-pressed", "false")
    assert ADVERT in json.dumps(page.evaluate("({...localStorage})"))


def test_older_comments_wait_until_they_are_wanted(page: Page, live_server: Any) -> None:
    demo_article()
    section = visit(page, live_server.url)
    for number in range(5):
        send(box(section), f"Comment {number} about the costs of this bridge.")
        expect(section.locator(".outcome")).to_have_count(number + 1)
    page.reload()
    expect(section.locator(".outcome")).to_have_count(3)
    section.get_by_role("button", name="Show 2 older comments of yours").click()
    expect(section.locator(".outcome .excerpt")).to_have_text(
        [f"Comment {number} about the costs of this bridge." for number in (4, 3, 2, 1, 0)]
    )


@pytest.fixture
def members_article(live_server: Any) -> Article:
    """On a site where only its own readers may write."""
    return demo_article(sso_secret=SECRET, guests_may_comment=False)


def sign_in_by_page(page: Page, name: str = "Shilan") -> None:
    """What a publisher's page does for its own readers."""
    token = jwt.encode({"user": {"id": "7", "username": name}}, SECRET, algorithm="HS256")
    page.locator("stet-comments").evaluate("(section, token) => section.setAttribute('token', token)", token)


def test_a_site_s_own_reader_finds_everything_on_every_device(
    members_article: Article, page: Page, live_server: Any
) -> None:
    section = visit(page, live_server.url)
    expect(section.locator(".box")).to_contain_text("Only signed-in readers can comment here.")
    wanted = page.evaluate_handle(
        "window.wanted = []; addEventListener('stet:signin-wanted', () => wanted.push(1)); wanted"
    )
    section.get_by_role("button", name="Sign in").click()
    assert wanted.json_value() == [1]
    sign_in_by_page(page)
    expect(box(section)).to_be_visible()
    expect(box(section).get_by_label("Your name")).to_be_hidden()
    text_box(section).fill(newsroom_kit.ENGLISH)
    text_box(section).press("Control+Enter")
    expect(section.locator(".outcome.pending")).to_be_visible()
    page.evaluate("localStorage.clear()")
    page.reload()
    expect(section.locator(".box .notice")).to_be_visible()
    expect(section.locator(".outcome")).to_have_count(0)
    sign_in_by_page(page)
    expect(section.locator(".outcome .excerpt")).to_have_text(newsroom_kit.ENGLISH)
    with page.expect_download() as kept:
        section.get_by_role("button", name="Download all my data").click()
    assert newsroom_kit.ENGLISH in kept.value.path().read_text("utf-8")
    section.get_by_role("button", name="Erase all my comments").click()
    expect(section.locator(".asked")).to_contain_text("All your comments on this site")
    section.get_by_role("button", name="Yes, erase it for good").click()
    expect(section.locator(".outcome.erased")).to_be_visible()
    assert Comment.objects.get().body is None


@pytest.mark.parametrize("opened", ["in the window", "in another tab"])
def test_signing_in_by_a_letter_beside_the_article(letters: None, page: Page, live_server: Any, opened: str) -> None:
    demo_article(origins=[live_server.url], email_sign_in=True)
    section = visit(page, live_server.url)
    text_box(section).fill(newsroom_kit.ENGLISH)
    with page.expect_popup() as beside:
        section.get_by_role("button", name="Sign in").click()
    window = beside.value
    window.locator("input[type=email]").fill("dilan@guild.example")
    window.locator("form button").first.click()
    window.wait_for_url("**/letter/**")
    link = re.search(r"http\S+/sign-in/\S+", str(mail.outbox[-1].body))
    assert link
    if opened == "in another tab":
        window.close()
        window = page.context.new_page()
    window.goto(link[0])
    window.locator("input[name=name]").fill("Dilan of the guild")
    window.locator("form button").first.click()
    expect(box(section)).to_contain_text("Signed in as Dilan of the guild")
    expect(text_box(section)).to_have_value(newsroom_kit.ENGLISH)
    assert all("stet-session" not in one.url for one in page.context.pages)
    section.locator(".send").click()
    expect(section.locator(".outcome.pending")).to_be_visible()
    assert Comment.objects.get().author_name == "Dilan of the guild"
    section.get_by_role("button", name="Sign out").click()
    expect(box(section).get_by_label("Your name")).to_be_visible()
    expect(section.locator(".mine")).to_be_hidden()
    kept = json.dumps(page.evaluate("({...localStorage})"))
    assert "token" not in kept
    assert "receipt" not in kept


def test_a_code_that_is_too_old_is_told(letters: None, page: Page, live_server: Any) -> None:
    demo_article(origins=[live_server.url], email_sign_in=True)
    with page.expect_popup() as beside:
        visit(page, live_server.url).get_by_role("button", name="Sign in").click()
    beside.value.close()
    page.goto("about:blank")
    page.goto(f"{live_server.url}/demo/en/deserters/#stet-session=much-too-old-by-50%")
    section = page.locator("stet-comments")
    expect(section.get_by_role("alert")).to_contain_text("The sign-in took too long.")
    expect(box(section)).to_be_visible()
    assert "#" not in page.url


def test_nobody_is_signed_in_by_a_link_alone(letters: None, page: Page, live_server: Any) -> None:
    """A code in the address is good only where signing in was begun: somebody else may have made the link."""
    demo_article(origins=[live_server.url], email_sign_in=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/session") else None)
    with page.expect_response("**/account-*.js"):
        page.goto(f"{live_server.url}/demo/en/deserters/#stet-session=somebody-else-s")
    section = page.locator("stet-comments")
    expect(section.get_by_role("button", name="Sign in")).to_be_visible()
    page.evaluate("new Promise(resolve => setTimeout(resolve))")
    assert asked == []
    assert "#" not in page.url


def test_nobody_else_s_word_signs_in(letters: None, page: Page, live_server: Any) -> None:
    """A code is taken from the window that was opened, on the service's origin, and from nobody else."""
    demo_article(origins=[live_server.url], email_sign_in=True)
    section = visit(page, live_server.url)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/session") else None)
    with page.expect_popup():
        section.get_by_role("button", name="Sign in").click()
    page.evaluate("postMessage({'stet-session': 'forged'}, '*')")
    page.evaluate("new Promise(resolve => setTimeout(resolve))")
    assert asked == []


def test_an_expired_sign_in_keeps_the_text(page: Page, live_server: Any) -> None:
    demo_article(sso_secret=SECRET)
    section = visit(page, live_server.url)
    sign_in_by_page(page)
    expect(box(section).get_by_label("Your name")).to_be_hidden()
    Site.objects.update(sso_secret="another-secret-of-the-publisher-s")
    text_box(section).fill(newsroom_kit.ENGLISH)
    section.locator(".send").click()
    expect(section.get_by_role("alert")).to_contain_text("Your sign-in was not accepted.")
    section.get_by_role("button", name="Go on as a guest").click()
    send(box(section), newsroom_kit.ENGLISH)
    expect(section.locator(".outcome.pending")).to_be_visible()


def test_a_refused_session_is_forgotten_by_who_goes_on_as_a_guest(letters: None, page: Page, live_server: Any) -> None:
    demo_article(origins=[live_server.url], email_sign_in=True)
    key = f"stet:{live_server.url}:{DEMO_SITE}:session"
    session = {"token": "refused", "name": "Dilan of the guild", "expires_at": "2999-01-01T00:00:00Z"}
    visit(page, live_server.url)
    page.evaluate("([key, value]) => localStorage.setItem(key, value)", [key, json.dumps(session)])
    page.reload()
    section = page.locator("stet-comments")
    text_box(section).fill(newsroom_kit.ENGLISH)
    section.locator(".send").click()
    section.get_by_role("button", name="Go on as a guest").click()
    expect(box(section).get_by_label("Your name")).to_be_visible()
    assert page.evaluate("key => localStorage.getItem(key)", key) is None


@pytest.mark.parametrize("language", ["en", "ckb"])
@pytest.mark.parametrize("width", [1280, 320])
def test_everybody_can_follow_up(letters: None, page: Page, live_server: Any, language: str, width: int) -> None:
    demo_article("advise", language, email_sign_in=True, origins=[live_server.url])
    page.set_viewport_size({"width": width, "height": 800})
    section = visit(page, live_server.url, language)
    page.route("**/api/v1/comments", lambda route: _change(route, usual_wait=100 * 60))
    send(box(section), ADVERT)
    card = section.locator(".outcome")

    def look(name: str) -> None:
        check_everybody_can_use(page)
        picture(section, f"following-{name}-{language}-{width}")

    more(card).locator("h4").first.wait_for()
    card.locator(".inside > .actions button").last.click()
    expect(card.locator("input[type=email]")).to_be_visible()
    look("pending")
    decide(Outcome.REJECT)
    look_again(page)
    card.locator(".inside > .actions button").nth(1).click()
    card.locator("textarea").fill("Please read it again: ئەمە ڕەخنەیە.")
    look("rejected")
    card.locator(".send").click()
    expect(card.locator(".appeal")).to_be_visible()
    more(card).locator(".actions button").nth(-2).click()
    expect(card.locator(".asked")).to_be_visible()
    look("appealed")
    decide(Outcome.APPROVE, "another@courier.example")
    look_again(page)
    expect(section.locator(".outcome.approved")).to_be_visible()
    look("granted")
