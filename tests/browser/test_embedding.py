"""The section on other people's pages: strict policies, odd styles and scripts, updates, list pages, Coral's pages."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from stet.accounts.models import Account
from stet.comments.models import Article, Comment, Proof, Site
from tests import newsroom_kit
from tests.browser.host_page import PAPER, HostPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOTHING_ELSE = "default-src 'none'; script-src {service}; connect-src {service}"
TRUSTED_TYPES = NOTHING_ELSE + "; require-trusted-types-for 'script'; trusted-types 'none'"
# What the machine approves by itself.
FAIR = "The council owes us an answer."
SECTION = '<stet-comments site="courier" article="the-bridge" lang="en"></stet-comments>'


@pytest.fixture(scope="session")
def service() -> Iterator[str]:
    """As `live_server`, but that static files come as the installation serves them, with all their headers."""
    server = LiveServer("localhost", start=False)
    server.thread.static_handler = lambda handler: handler
    server.start()
    yield server.url
    server.stop()


@pytest.fixture
def site() -> Site:
    return newsroom_kit.make_site(mode="decide", origins=[PAPER], proof_of_work=Proof.NEVER)


@pytest.fixture
def article(site: Site) -> Article:
    return newsroom_kit.make_article(site, url=f"{PAPER}/news/bridge.html")


@pytest.fixture
def moderator() -> Account:
    return newsroom_kit.make_moderator()


@pytest.fixture
def host(browser_page: Page, service: str) -> HostPage:
    return HostPage(browser_page, service)


def write(host: HostPage, body: str = FAIR, at: str = ".box form") -> None:
    form = host.section.locator(at)
    form.get_by_label("Your name").fill("Dilan")
    form.locator("textarea").fill(body)
    form.locator(".send").click()
    # The first comment of a run waits for the model to be read.
    expect(form.locator(".send[aria-disabled=true]")).to_have_count(0, timeout=25_000)


# --- Policies


@pytest.mark.parametrize("policy", [NOTHING_ELSE, TRUSTED_TYPES], ids=["strict", "trusted-types"])
def test_a_strict_policy_has_nothing_to_report(
    host: HostPage, article: Article, moderator: Account, policy: str
) -> None:
    Site.objects.update(proof_of_work=Proof.ALWAYS)
    newsroom_kit.publish(article, moderator, name="Rojda")
    host.open(host.script + SECTION, policy=policy)
    host.expect_open()
    first = host.section.locator(".comments article").first
    first.get_by_role("button", name="More about the comment by").click()
    first.get_by_role("button", name="Report").click()
    host.section.locator("dialog").get_by_role("button", name="Close").click()
    first.get_by_role("button", name="Reply to").click()
    host.section.locator(".box").get_by_role("button", name="Preview").click()
    write(host)
    expect(host.section.locator(".outcome")).to_contain_text("Approved and published", timeout=20_000)
    assert host.violations() == []
    assert host.complaints == []


def test_nothing_but_the_service_is_asked(host: HostPage, article: Article) -> None:
    asked: list[str] = []
    host.page.on("request", lambda request: asked.append("/".join(request.url.split("/")[:3])))
    host.open(host.script + SECTION)
    host.expect_open()
    assert set(asked) == {PAPER, host.service}


# --- Hostile pages

RESET = """<style>
* { all: revert; font-size: 40px !important; direction: rtl; box-sizing: content-box; }
body { text-transform: uppercase; text-align: center; font-style: italic; line-height: 3; }
button, article, form, h2, dialog { display: none; }
p, span { color: red !important; }
</style>"""


def test_a_page_s_style_stays_outside(host: HostPage, article: Article, moderator: Account) -> None:
    newsroom_kit.publish(article, moderator)
    host.open(host.script + SECTION, RESET)
    host.expect_open()
    body = host.section.locator(".comments .body")
    names = ["fontSize", "direction", "textTransform", "textAlign", "fontStyle", "boxSizing", "color"]
    styles = body.evaluate("(body, names) => names.map((name) => getComputedStyle(body)[name])", names)
    # How large text is, is the page's to say.
    assert styles == ["40px", "ltr", "none", "start", "normal", "border-box", "rgb(29, 28, 26)"]
    for control in (
        host.section.locator("h2"),
        host.section.locator(".send"),
        host.section.locator(".comments article"),
    ):
        expect(control).to_be_visible()
    write(host)
    expect(host.section.locator(".outcome")).to_be_visible()


MEDDLING = """<base href="/somewhere/else/"><script>
Array.prototype.last = function () { return this[this.length - 1]; };
Object.prototype.extended = true;
Array.prototype.flat = function () { return this.concat.apply([], this); };
const stringify = JSON.stringify;
JSON.stringify = (...values) => stringify(...values);
class Patient extends Promise { always(listener) { return this.then(listener, listener); } }
window.Promise = Patient;
const ask = window.fetch;
window.fetch = (...values) => Patient.resolve(ask(...values));
String.prototype.trim = function () { return this.replace(/^\\s+|\\s+$/g, ""); };
</script>"""


def test_a_page_whose_scripts_meddle_with_the_language(host: HostPage, article: Article, moderator: Account) -> None:
    newsroom_kit.publish(article, moderator)
    late = "<script>document.write('<p>An advertisement.</p>')</script>"
    host.open(host.script + SECTION + late, MEDDLING)
    host.expect_open()
    expect(host.section.locator(".comments .body")).to_have_text(newsroom_kit.ENGLISH)
    write(host)
    expect(host.section.locator(".outcome")).to_contain_text("Approved and published")
    assert host.complaints == []


def test_a_name_that_is_taken_and_a_script_loaded_twice_break_nothing(host: HostPage, article: Article) -> None:
    again = host.script.replace(".js", ".js?again")
    host.open(host.script + SECTION + again)
    host.expect_open()
    own = "<script>customElements.define('stet-comments', class extends HTMLElement {})</script>"
    host.open(own + host.script + SECTION, path="/own.html")
    host.page.wait_for_load_state("networkidle")
    assert host.complaints == []


# --- The element's life


def test_a_framework_moves_the_element_and_what_is_written_stays(host: HostPage, article: Article) -> None:
    host.open(f'{host.script}<div id="one">{SECTION}</div><div id="two"></div>')
    host.expect_open()
    host.section.locator("textarea").fill("Half a sentence")
    asked: list[str] = []
    host.page.on("request", lambda request: asked.append(request.url))
    host.page.evaluate("two.append(document.querySelector('stet-comments'))")
    expect(host.section.locator("textarea")).to_have_value("Half a sentence")
    assert [url for url in asked if "/thread?" in url] == []


def test_removed_and_put_back_it_starts_anew(host: HostPage, article: Article, moderator: Account) -> None:
    host.open(host.script + SECTION)
    host.expect_open()
    host.page.evaluate("window.kept = document.querySelector('stet-comments'); kept.remove()")
    newsroom_kit.publish(article, moderator)
    host.page.evaluate("document.body.append(kept)")
    expect(host.section.locator(".comments .body")).to_have_text(newsroom_kit.ENGLISH)


def test_attributes_may_change_and_several_sections_share_a_page(
    host: HostPage, article: Article, moderator: Account
) -> None:
    newsroom_kit.publish(article, moderator, "Under the bridge.")
    newsroom_kit.publish(newsroom_kit.make_article(article.site, "the-school"), moderator, "About the school.")
    host.open(host.script + SECTION + SECTION.replace('"en"', '"ckb"'))
    first, second = host.section.nth(0), host.section.nth(1)
    expect(second.locator("h2")).to_have_text("کۆمێنتەکان")
    expect(first.locator("h2")).to_have_text("Comments")
    asked: list[str] = []
    host.page.on("request", lambda request: asked.append(request.url))
    first.evaluate("section => { section.lang = 'tr'; section.setAttribute('article', 'the-school') }")
    expect(first.locator(".comments .body")).to_have_text("About the school.")
    expect(first.locator("h2")).to_have_text("Yorumlar")
    expect(second.locator(".comments .body")).to_have_text("Under the bridge.")
    # Two changes at once are one new start.
    assert len([url for url in asked if "/thread?" in url]) == 1


def test_the_script_may_come_after_the_element_or_long_before(host: HostPage, article: Article) -> None:
    host.open(SECTION + host.script)
    host.expect_open()
    host.open(host.script, path="/empty.html")
    host.page.wait_for_function("!!customElements.get('stet-comments')")
    host.page.evaluate(f"document.body.insertAdjacentHTML('beforeend', {json.dumps(SECTION)})")
    host.expect_open()


def test_an_address_names_an_article_too(host: HostPage, article: Article, moderator: Account) -> None:
    newsroom_kit.publish(article, moderator)
    host.open(f"{host.script}<stet-comments></stet-comments>")
    expect(host.section.locator(".comments .body")).to_have_text(newsroom_kit.ENGLISH)


def test_the_page_hears_what_happens(host: HostPage, article: Article) -> None:
    host.open(SECTION)
    host.page.evaluate(
        "window.heard = []; for (const name of ['stet:ready', 'stet:posted', 'stet:error'])"
        " document.addEventListener(name, (event) => heard.push([name, event.detail, event.target.localName]))"
    )
    host.page.add_script_tag(url=f"{host.service}/static/stet/stet-comments.js", type="module")
    host.expect_open()
    write(host)
    expect(host.section.locator(".outcome")).to_be_visible()
    comment = str(Comment.objects.get().pk)
    assert host.page.evaluate("heard") == [
        ["stet:ready", {"count": 0}, "stet-comments"],
        ["stet:posted", {"id": comment, "state": "approved", "parent": None}, "stet-comments"],
    ]


# --- Loading


def test_nothing_waits_for_two_answers_one_after_the_other(host: HostPage, article: Article) -> None:
    """While the section's part is on its way, everything else that is needed first has been asked for."""
    held: list[Route] = []
    host.page.route("**/stet/parts/section-*", lambda route: held.append(route))
    with (
        host.page.expect_request("**/api/v1/thread?*"),
        host.page.expect_request("**/api/v1/guidelines?*"),
        host.page.expect_request("**/stet/parts/en-*"),
        host.page.expect_request("**/stet/parts/section-*"),
    ):
        host.open(host.script + SECTION)
    asked: list[str] = []
    host.page.on("request", lambda request: asked.append(request.url))
    # From here on no script is answered: what an open section asks for in its own time is free to wait.
    host.page.route("**/*.js", lambda route: None)
    held[0].continue_()
    host.expect_open()
    expect(host.section.locator(".guidelines")).to_be_visible()
    assert [url for url in asked if "/thread?" in url or "/guidelines?" in url] == []


def test_where_the_section_cannot_be_had_the_link_in_the_element_stays(host: HostPage, article: Article) -> None:
    host.page.route("**/stet/parts/*", lambda route: route.abort())
    link = '<a href="/comments.html">Read and write comments</a>'
    host.open(host.script + SECTION.replace("></", f">{link}</"))
    host.page.evaluate(
        "window.failed = new Promise((hear) => document.addEventListener('stet:error', (event) => hear(event.detail)))"
    )
    assert host.page.evaluate("failed") == {"code": "offline"}
    expect(host.page.get_by_role("link", name="Read and write comments")).to_be_visible()


def test_a_script_kept_from_before_an_update_asks_for_itself_anew(host: HostPage, article: Article) -> None:
    def old(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("parts/section-", "parts/section-OLD"))

    host.page.route("**/stet/stet-comments.js", old)
    host.open(host.script + SECTION)
    host.expect_open()


def test_a_language_that_cannot_be_had_is_english(host: HostPage, article: Article) -> None:
    host.page.route("**/stet/parts/ckb-*", lambda route: route.abort())
    host.open(host.script + SECTION.replace('"en"', '"ckb"'))
    host.expect_open()
    expect(host.section.locator(".stet")).to_have_attribute("lang", "en")


@pytest.mark.parametrize(
    ("page", "own", "spoken"),
    [
        ("en", 'lang="tr"', "tr"),
        ("ar-IQ", "", "ar"),
        ("ku", "", "kmr"),
        ("en", 'lang="ku-Arab-IQ"', "kmr"),
        ("ckb-IQ", 'lang=""', "en"),
        ("de", "", "en"),
    ],
)
def test_it_speaks_the_language_around_it(host: HostPage, article: Article, page: str, own: str, spoken: str) -> None:
    section = SECTION.replace('lang="en"', own)
    host.open(f'{host.script}<main lang="{page}">{section}</main>')
    host.expect_open()
    expect(host.section.locator(".stet")).to_have_attribute("lang", spoken)


def test_a_theme_may_be_forced_on_a_page_of_the_other(host: HostPage, article: Article) -> None:
    host.open(
        host.script
        + "".join(SECTION.replace("<stet-comments", f'<stet-comments theme="{t}"') for t in ("light", "dark", "auto"))
    )
    host.page.emulate_media(color_scheme="dark")
    for section in host.section.all():
        expect(section.locator(".stet")).to_be_visible()
    grounds = [
        section.locator(".stet").evaluate("stet => getComputedStyle(stet).backgroundColor")
        for section in host.section.all()
    ]
    assert grounds == ["rgb(255, 255, 255)", "rgb(24, 23, 21)", "rgb(24, 23, 21)"]


def test_a_site_s_colours_and_fonts_come_in(host: HostPage, article: Article) -> None:
    style = """<style>
      stet-comments { --stet-accent: rgb(0, 80, 40); --stet-font-size: 20px; font-family: monospace; }
      stet-comments::part(send) { border-radius: 20px; }
    </style>"""
    host.open(host.script + SECTION, style)
    host.expect_open()
    send = host.section.locator(".send")
    names = ["backgroundColor", "borderRadius", "fontSize", "fontFamily"]
    styles = send.evaluate("(send, names) => names.map((name) => getComputedStyle(send)[name])", names)
    assert styles == ["rgb(0, 80, 40)", "20px", "20px", "monospace"]


# --- Counts


def counted(host: HostPage, elements: str, language: str = "en", head: str = "") -> list[str]:
    """Opens a list page; gives the requests for counts."""
    asked: list[str] = []
    host.page.on("request", lambda request: asked.append(request.url) if "/counts?" in request.url else None)
    script = f'<script type="module" src="{host.service}/static/stet/stet-counts.js"></script>'
    host.open(f'<main lang="{language}">{elements}</main>', head + script, path="/list.html", policy=NOTHING_ELSE)
    return asked


def test_a_list_page_asks_once_for_a_hundred_articles(host: HostPage, article: Article, moderator: Account) -> None:
    newsroom_kit.publish(article, moderator)
    newsroom_kit.publish(article, moderator, "Another.")
    others = "".join(f'<a data-stet-count="no-{number}" data-stet-site="courier">Comments</a>' for number in range(99))
    asked = counted(host, f'<stet-count site="courier" article="the-bridge">Comments</stet-count>{others}')
    expect(host.page.locator("stet-count")).to_have_text("2 comments")
    expect(host.page.locator("a").last).to_have_text("0 comments")
    assert len(asked) == 1
    host.page.evaluate("document.querySelector('stet-count').setAttribute('article', 'no-1')")
    expect(host.page.locator("stet-count")).to_have_text("0 comments")
    assert host.violations() == []


def test_more_than_a_hundred_are_asked_about_in_turns(host: HostPage, article: Article) -> None:
    many = "".join(f'<stet-count article="no-{number}">Comments</stet-count>' for number in range(150))
    asked = counted(host, many)
    expect(host.page.locator("stet-count").last).to_have_text("0 comments")
    assert [url.count("article=") for url in asked] == [100, 50]


@pytest.mark.parametrize(
    ("language", "said"),
    [("ckb", "٢ کۆمێنت"), ("ar", "تعليقان"), ("fa", "۲ دیدگاه"), ("kmr", "2 şîrove"), ("xx", "2 comments")],
)
def test_counts_are_written_as_readers_write(
    host: HostPage, article: Article, moderator: Account, language: str, said: str
) -> None:
    newsroom_kit.publish(article, moderator)
    newsroom_kit.publish(article, moderator, "Another.")
    counted(
        host,
        f'<stet-count url="{PAPER}/news/bridge.html">…</stet-count><i data-stet-count="the-bridge" data-number>…</i>',
        language,
    )
    expect(host.page.locator("stet-count")).to_have_text(said)
    expect(host.page.locator("i")).to_have_attribute("data-count", "2")


def test_what_stood_there_stays_where_the_count_cannot_be_had(host: HostPage, article: Article) -> None:
    host.page.route("**/counts?*", lambda route: route.abort())
    with host.page.expect_event("requestfailed"):
        counted(host, '<stet-count article="the-bridge">Comments</stet-count>')
    expect(host.page.locator("stet-count")).to_have_text("Comments")
    assert host.complaints == []


# --- Pages written for Coral

# As a site's template had it, but for the address of the service.
CORAL_PAGE = """
<a class="coral-count" data-coral-id="the-bridge" href="#coral_thread"></a>
<b class="coral-count" data-coral-url="{paper}/news/bridge.html" data-coral-notext="true"></b>
<div id="coral_thread"></div>
<script type="text/javascript">
  window.heard = [];
  (function () {{
    var d = document, s = d.createElement("script");
    s.src = "{service}/assets/js/embed.js";
    s.async = false;
    s.defer = true;
    s.onload = function () {{
      window.embed = Coral.createStreamEmbed({{
        id: "coral_thread",
        autoRender: true,
        rootURL: "{service}",
        storyID: "the-bridge",
        storyURL: "{paper}/news/bridge.html",
        containerClassName: "paper-comments",
        events: function (events) {{
          events.onAny(function (eventName, data) {{ window.heard.push([eventName, data]); }});
          events.on("createComment.*", function (data) {{ window.created = data.success; }});
        }},
      }});
    }};
    (d.head || d.body).appendChild(s);
  }})();
</script>
<script src="{service}/assets/js/count.js" defer></script>
"""


CORAL_STATUS = {"approved": "APPROVED", "pending": "PREMOD", "rejected": "REJECTED"}


def test_a_page_written_for_coral_works_once_its_address_is_changed(
    host: HostPage, article: Article, moderator: Account
) -> None:
    parent = newsroom_kit.publish(article, moderator)
    host.open(CORAL_PAGE.format(service=host.service, paper=PAPER))
    host.expect_open()
    expect(host.section).to_have_class("paper-comments")
    expect(host.page.locator("a.coral-count .coral-count-number")).to_have_text("1")
    expect(host.page.locator("a.coral-count .coral-count-text")).to_have_text("comment")
    expect(host.page.locator("b.coral-count")).to_have_text("1")
    write(host)
    expect(host.section.locator(".outcome")).to_be_visible()
    host.section.get_by_role("button", name="Reply to").last.click()
    write(host, "Thank you for this article.", at=".answer form")
    expect(host.section.locator(".answered")).to_be_visible()
    comment, reply = Comment.objects.exclude(pk=parent.pk).order_by("written_at")
    success = {"id": str(comment.pk), "status": "APPROVED"}
    assert host.page.evaluate("heard.filter(([name]) => /^(ready|create.*[.].*)$/.test(name))") == [
        ["ready", None],
        ["createComment.success", {"storyID": "the-bridge", "success": success}],
        [
            "createCommentReply.success",
            {"parentID": str(reply.parent_id), "success": {"id": str(reply.pk), "status": CORAL_STATUS[reply.state]}},
        ],
    ]
    assert host.page.evaluate("created") == success
    assert host.complaints == []


def test_coral_s_embed_signs_in_and_out_and_goes(host: HostPage, article: Article) -> None:
    host.open(f'<div id="coral-embed-stream"></div><script src="{host.service}/assets/js/embed.js"></script>')
    host.page.evaluate("window.embed = Coral.createStreamEmbed({ storyID: 'the-bridge' })")
    assert host.page.evaluate("embed.rendered") is False
    host.page.evaluate("embed.render()")
    host.expect_open()
    host.page.evaluate("embed.login('a.b.c')")
    expect(host.section).to_have_attribute("token", "a.b.c")
    host.page.evaluate("embed.logout()")
    expect(host.section).not_to_have_attribute("token", "a.b.c")
    host.page.evaluate("embed.remove()")
    expect(host.section).to_have_count(0)
    missing = "try { Coral.createStreamEmbed({ id: 'nowhere' }) } catch (problem) { problem.message }"
    assert host.page.evaluate(missing) == "element nowhere was not found"


def test_a_reader_who_is_not_signed_in_prompts_coral_s_login(host: HostPage, article: Article) -> None:
    Site.objects.update(guests_may_comment=False, sso_secret="known to the paper alone")
    host.open(f'<div id="coral-embed-stream"></div><script src="{host.service}/assets/js/embed.js"></script>')
    host.page.evaluate(
        "window.prompts = 0; window.embed = Coral.createStreamEmbed({ storyID: 'the-bridge', autoRender: true });"
        "embed.on('loginPrompt', () => { prompts += 1 })"
    )
    host.section.get_by_role("button", name="Sign in").click()
    assert host.page.evaluate("prompts") == 1
