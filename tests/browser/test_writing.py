"""Writing in a real browser: the hint, the preview, the draft, the proof of work, and every kind of trouble."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect

from stet.comments.models import Comment, Proof, Site
from tests import newsroom_kit
from tests.browser.section_kit import (
    ADVERT,
    ODD,
    box,
    check_everybody_can_use,
    demo_article,
    picture,
    send,
    text_box,
    visit,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_guideline_is_named_while_one_writes_and_never_in_the_way(page: Page, live_server: Any) -> None:
    demo_article("decide")
    section = visit(page, live_server.url)
    text_box(section).fill("Cheap visas!")
    text_box(section).press_sequentially(" Call")
    with page.expect_request("**/hint") as asked:
        text_box(section).fill(ADVERT)
    assert asked.value.post_data_json["body"] == ADVERT
    hint = section.locator(".hint")
    # The first text of all waits for the model to be loaded.
    expect(hint).to_contain_text("promotion", timeout=30_000)
    assert "www.fast-visa.example" in " ".join(hint.locator("mark").all_text_contents())
    expect(section.locator(".live")).to_contain_text("This may not meet a guideline:")
    hint.get_by_role("button", name="Hide this note").click()
    expect(hint).to_have_count(0)
    expect(text_box(section)).to_be_focused()
    send(box(section), ADVERT)
    expect(section.locator(".outcome.rejected")).to_be_visible()


def test_a_hint_follows_the_text(page: Page, live_server: Any) -> None:
    """A text is looked at once it rests, and a word on an older text goes."""
    asked: list[str] = []
    broken = {"id": "promotion", "title": "No adverts", "wording": "None.", "spans": [[0, 5]]}

    def answer(route: Route) -> None:
        body = route.request.post_data_json["body"]
        asked.append(body)
        route.fulfill(json={"on": True, "guidelines": [broken] if "visas" in body else []})

    demo_article()
    section = visit(page, live_server.url)
    page.route("**/hint", answer)
    text_box(section).press_sequentially("Cheap visas for all of you", delay=20)
    expect(section.locator(".hint mark")).to_have_text("Cheap")
    assert asked == ["Cheap visas for all of you"]
    text_box(section).fill("The council should publish the costs.")
    expect(section.locator(".hint")).to_have_count(0)
    text_box(section).fill("Cheap visas again, anyone?")
    expect(section.locator(".hint")).to_be_visible()
    text_box(section).fill("")
    expect(section.locator(".hint")).to_have_count(0)


@pytest.mark.parametrize("reason", ["the site has no hints", "the call fails"])
def test_without_hints_nothing_is_said(page: Page, live_server: Any, reason: str) -> None:
    demo_article("decide", hints=reason != "the site has no hints")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.route("**/hint", lambda route: route.fulfill(status=500, body="<h1>Broken</h1>"))
    section = visit(page, live_server.url)
    text_box(section).fill(ADVERT)
    if reason == "the call fails":
        page.wait_for_event("requestfinished", lambda request: request.url.endswith("/hint"))
    send(box(section), ADVERT)
    expect(section.locator(".outcome.rejected")).to_be_visible()
    expect(section.locator(".hint")).to_have_count(0)
    expect(section.get_by_role("alert")).to_have_count(0)
    assert any(url.endswith("/hint") for url in asked) == (reason == "the call fails")


def test_the_preview_is_what_would_be_published(page: Page, live_server: Any) -> None:
    demo_article("advise")
    section = visit(page, live_server.url)
    box(section).get_by_label("Your name").fill("ئارام (١٢)")
    text_box(section).fill(ODD)
    toggle = section.get_by_role("button", name="Preview")
    toggle.click()
    expect(section.locator(".preview bdi")).to_have_text("ئارام (١٢)")
    assert section.locator(".preview .body").text_content() == ODD
    text_box(section).fill("Another text.")
    expect(section.locator(".preview .body")).to_have_text("Another text.")
    # What is not published cannot be answered, shared or reported.
    expect(section.locator(".preview button")).to_have_count(0)
    toggle.click()
    expect(section.locator(".preview")).to_have_count(0)


def test_the_text_says_its_direction_and_how_much_room_is_left(page: Page, live_server: Any) -> None:
    demo_article(longest_comment=200)
    section = visit(page, live_server.url)
    text_box(section).fill("دەستخۆش، بابەتێکی باش بوو.")
    assert text_box(section).evaluate("box => box.matches(':dir(rtl)')")
    live = section.locator(".live")
    expect(live).to_be_empty()
    text_box(section).fill("a" * 150)
    expect(live).to_have_text("50 characters left")
    text_box(section).fill("a" * 160)
    expect(section.locator(".left")).to_have_text("40 characters left")
    expect(live).to_have_text("50 characters left")
    text_box(section).fill("👩‍👩‍👧" * 41)
    expect(live).to_have_text("5 characters too many")
    text_box(section).press("Control+Enter")
    expect(section.get_by_role("alert")).to_have_text("Please give a name.")


def test_control_and_enter_posts(page: Page, live_server: Any) -> None:
    demo_article()
    section = visit(page, live_server.url)
    box(section).get_by_label("Your name").fill("Dilan")
    text_box(section).fill(newsroom_kit.ENGLISH)
    text_box(section).press("Control+Enter")
    expect(section.locator(".outcome.pending")).to_be_visible()


def test_the_browser_works_a_moment_and_the_reader_does_nothing(page: Page, live_server: Any) -> None:
    demo_article(proof_of_work=Proof.ALWAYS)
    section = visit(page, live_server.url)
    sent: list[Any] = []
    page.on("request", lambda request: sent.append(request.post_data_json) if _is_post(request) else None)
    send(box(section), newsroom_kit.ENGLISH)
    expect(section.locator(".outcome.pending")).to_be_visible()
    assert ["proof" in said for said in sent] == [False, True]
    assert all(said["trap"] == "" and said["elapsed"] > 0 for said in sent)
    assert Comment.objects.count() == 1


def _is_post(request: Request) -> bool:
    return request.method == "POST" and request.url.endswith("/api/v1/comments")


def test_a_name_that_is_taken_is_told_at_the_name(page: Page, live_server: Any) -> None:
    demo_article(reserved_names=["Newsroom"])
    section = visit(page, live_server.url)
    send(box(section), newsroom_kit.ENGLISH, name="Νewsroom")
    alert = section.get_by_role("alert")
    expect(alert).to_contain_text("This name is somebody else's here.")
    name = box(section).get_by_label("Your name")
    expect(name).to_be_focused()
    expect(name).to_have_attribute("aria-invalid", "true")
    assert alert.evaluate(
        "alert => alert.parentElement.previousElementSibling.contains(alert.getRootNode().activeElement)"
    )
    send(box(section), newsroom_kit.ENGLISH, name="Dilan")
    expect(section.locator(".outcome")).to_have_count(1)


TROUBLES: dict[str, tuple[dict[str, Any] | None, str]] = {
    "no connection": (None, "cannot be reached"),
    "page of a proxy": ({"status": 200, "body": "<html>Log in to the network</html>"}, "Something went wrong"),
    "broken gateway": ({"status": 502, "body": "<h1>Bad gateway</h1>"}, "does not answer"),
    "error": ({"status": 500, "body": ""}, "Something went wrong"),
    "maintenance": ({"status": 503, "body": ""}, "cannot store anything"),
    "too large": ({"status": 413, "body": ""}, "too long"),
    "too fast": ({"status": 429, "body": "", "headers": {"Retry-After": "1"}}, "a lot in a short time"),
}


def test_in_every_trouble_the_text_is_kept_and_the_reader_knows(page: Page, live_server: Any) -> None:
    demo_article(proof_of_work=Proof.ALWAYS)
    section = visit(page, live_server.url)
    for name, (answer, told) in TROUBLES.items():
        # First the posting itself fails, then the way to the proof that it asks for.
        for address in ("**/api/v1/comments", "**/api/v1/challenge*"):
            page.route(address, lambda route, _, answer=answer: _give(route, answer), times=1)
            send(box(section), ODD)
            alert = section.get_by_role("alert")
            expect(alert, name).to_contain_text(told)
            expect(alert, name).to_contain_text("Your text is kept.")
            expect(text_box(section)).to_have_value(ODD)
    page.route("**/parts/preview-*", lambda route: route.abort(), times=1)
    section.get_by_role("button", name="Preview").click()
    expect(section.get_by_role("alert")).to_contain_text("cannot be reached")
    page.reload()
    expect(text_box(section)).to_have_value(ODD)
    send(box(section), ODD)
    expect(section.locator(".outcome")).to_have_count(1)
    assert Comment.objects.get().body == ODD


def _give(route: Route, answer: dict[str, Any] | None) -> None:
    if answer is None:
        route.abort("internetdisconnected")
    else:
        route.fulfill(**answer)


def test_a_slow_answer_is_waited_for_once(page: Page, live_server: Any) -> None:
    held: list[Route] = []
    demo_article()
    section = visit(page, live_server.url)
    page.route("**/api/v1/comments", lambda route: held.append(route), times=1)
    send(box(section), newsroom_kit.ENGLISH)
    posting = section.get_by_role("button", name="Reading it against the guidelines…")
    expect(posting).to_be_focused()
    expect(section.locator(".live")).to_have_text("Reading it against the guidelines…")
    posting.press("Enter")
    text_box(section).press("Control+Enter")
    assert len(held) == 1
    held[0].continue_()
    expect(section.locator(".outcome")).to_have_count(1)
    assert Comment.objects.count() == 1


def test_two_tabs_keep_a_text_each(page: Page, live_server: Any) -> None:
    demo_article()
    first = visit(page, live_server.url)
    text_box(first).fill("What I began in the first tab.")
    other_page = page.context.new_page()
    second = visit(other_page, live_server.url)
    expect(text_box(second)).to_have_value("What I began in the first tab.")
    text_box(second).fill("Something else in the second.")
    expect(text_box(first)).to_have_value("What I began in the first tab.")
    page.reload()
    expect(text_box(first)).to_have_value("What I began in the first tab.")
    other_page.reload()
    expect(text_box(second)).to_have_value("Something else in the second.")
    send(box(second), "Something else in the second.")
    expect(second.locator(".outcome")).to_have_count(1)
    page.reload()
    expect(text_box(first)).to_have_value("What I began in the first tab.")


@pytest.mark.parametrize("language", ["en", "ckb"])
def test_everybody_can_write(page: Page, live_server: Any, language: str) -> None:
    texts = {"en": ADVERT, "ckb": "ڤیزای هەرزان! ئێستا پەیوەندی بکە +964 750 123 4567 یان www.fast-visa.example"}
    demo_article("decide", language, reserved_names=["Newsroom"], guests_may_comment=True)
    section = visit(page, live_server.url, language)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        text_box(section).fill(texts[language])
        box(section).locator("input").first.fill("ئارام")
        if width == 1280:
            box(section).locator("[aria-controls]").click()
        expect(section.locator(".hint")).to_be_visible(timeout=30_000)
        expect(section.locator(".preview")).to_be_visible()
        check_everybody_can_use(page)
        picture(section, f"writing-{language}-{width}")
    send(box(section), texts[language], name="Newsroom")
    expect(section.get_by_role("alert")).to_be_visible()
    check_everybody_can_use(page)
    picture(section, f"writing-trouble-{language}-320")


def test_what_is_kept_here_is_only_what_is_needed(page: Page, live_server: Any) -> None:
    """Nothing of a text stays behind in the browser once it is sent."""
    demo_article()
    section = visit(page, live_server.url)
    send(box(section), newsroom_kit.ENGLISH)
    expect(section.locator(".outcome")).to_have_count(1)
    kept = json.dumps(page.evaluate("({...localStorage})"))
    assert newsroom_kit.ENGLISH not in kept
    assert Site.objects.get().slug in kept
