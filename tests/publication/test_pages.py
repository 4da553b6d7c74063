"""Thread pages, receipts and guidelines as a reader without a script meets them."""

import hashlib
import hmac
import json
import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from stet.accounts.models import Account
from stet.comments import policies
from stet.comments.acts.erase import erase
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article, Comment, Site, State
from stet.newsroom.languages import LANGUAGES
from stet.newsroom.verdict import Outcome
from tests.newsroom_kit import make_article, make_site, policy_text, publish, say
from tests.publication.reading import one, receipt_address, soup, thread_address

pytestmark = pytest.mark.django_db


def comment_ids(page: object) -> list[str]:
    return [str(found["id"]).removeprefix("comment-") for found in page.select(".comment")]  # type: ignore[attr-defined]


def test_a_thread_names_its_article_and_leads_back_to_it(site: Site, client: Client) -> None:
    article = make_article(site, url="https://news.example/bridge", title="The <bridge>", language="en")
    page = soup(client.get(thread_address(article)))
    assert one(page, "h1").get_text() == "The <bridge>"
    assert one(page, "a.back")["href"] == "https://news.example/bridge"


def test_an_empty_thread_invites_the_first_comment(article: Article, client: Client) -> None:
    page = soup(client.get(thread_address(article)))
    assert one(page, "#count").get_text() == "0 comments"
    assert "Yours could be the first." in one(page, ".empty").get_text()


def test_answers_stand_below_what_they_answer_and_say_so(article: Article, moderator: Account, client: Client) -> None:
    first = publish(article, moderator, "The first one here.")
    second = publish(article, moderator, "Another thread.")
    answer = publish(article, moderator, "An answer to the first.", parent=first.pk)
    page = soup(client.get(f"{thread_address(article)}?order=oldest"))
    assert comment_ids(page) == [str(each.pk) for each in (first, answer, second)]
    assert one(page, f"#comment-{answer.pk} .answers a")["href"] == f"#comment-{first.pk}"
    assert "depth-1" in one(page, f"#comment-{answer.pk}")["class"]


def test_a_quarrel_however_deep_is_shown(article: Article, moderator: Account, client: Client) -> None:
    """A template that includes itself would end in a RecursionError at a depth that two readers reach in an evening."""
    top = parent = publish(article, moderator)
    for _ in range(120):
        parent = publish(article, moderator, parent=parent.pk)
    page = soup(client.get(thread_address(article)))
    assert len(page.select(".comment")) == 51
    rest = str(one(page, ".goes-on a")["href"])
    assert one(page, ".goes-on a").get_text() == "70 more replies in this conversation"
    parts = [soup(client.get(rest)), soup(client.get(f"{thread_address(article)}?thread={top.pk}&page=2"))]
    assert [len(part.select(".comment")) for part in parts] == [101, 21]
    assert len(parts[0].select(".depth-4")) == 97


def test_pages_of_a_thread(article: Article, moderator: Account, client: Client) -> None:
    comments = [publish(article, moderator, f"Comment number {number} of many.") for number in range(51)]
    address = thread_address(article)
    assert comment_ids(soup(client.get(address))) == [str(each.pk) for each in reversed(comments[1:])]
    assert comment_ids(soup(client.get(f"{address}?page=2"))) == [str(comments[0].pk)]
    assert comment_ids(soup(client.get(f"{address}?comment={comments[0].pk}"))) == [str(comments[0].pk)]


@pytest.mark.parametrize("page", ["3", "0", "-1", "x", "99999999999999999999"])
def test_a_page_that_is_not_there_leads_to_the_first(article: Article, client: Client, page: str) -> None:
    response = client.get(f"{thread_address(article)}?page={page}")
    assert response.status_code == 404
    assert one(soup(response), ".ways .button")["href"] == thread_address(article)


def test_a_permalink_of_what_is_gone_says_so(article: Article, moderator: Account, client: Client) -> None:
    comment = publish(article, moderator)
    withdraw(comment)
    response = client.get(f"{thread_address(article)}?comment={comment.pk}")
    assert response.status_code == 200
    assert "not available" in one(soup(response), ".note").get_text()


def test_an_article_id_may_hold_slashes(site: Site, client: Client) -> None:
    article = make_article(site, "2026/11/the-bridge", title="Slashed")
    assert client.get("/threads/courier/2026/11/the-bridge/").status_code == 200
    assert client.get(reverse("publication:feed", args=["courier", article.external_id])).status_code == 200


@pytest.mark.parametrize(
    "address", ["/threads/nowhere/the-bridge/", "/threads/courier/nothing/", "/guidelines/nowhere/"]
)
@pytest.mark.usefixtures("article")
def test_an_unknown_place_is_told_in_words(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert "There is no such article" in response.content.decode() or "no such site" in response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_a_page_says_its_language_and_direction(article: Article, client: Client, language: object) -> None:
    page = soup(client.get(f"{thread_address(article)}?order=oldest&lang={language.code}"))  # type: ignore[attr-defined]
    html = one(page, "html")
    assert (html["lang"], html["dir"]) == (language.code, language.direction)  # type: ignore[attr-defined]
    links = {link["hreflang"]: link["href"] for link in page.select(".languages a")}
    assert list(links) == list(LANGUAGES)
    assert links["ckb"] == "?order=oldest&lang=ckb"
    current = one(page, ".languages a[aria-current]")
    assert current["hreflang"] == language.code  # type: ignore[attr-defined]


def test_links_keep_the_language_that_was_chosen(article: Article, moderator: Account, client: Client) -> None:
    publish(article, moderator)
    page = soup(client.get(f"{thread_address(article)}?lang=ckb"))
    for selector in (".permalink", ".acts a.report", ".colophon a", ".write form"):
        element = one(page, selector)
        assert "lang=ckb" in str(element.get("href") or element.get("action"))


def test_a_comment_finds_its_own_direction(article: Article, moderator: Account, client: Client) -> None:
    comment = publish(article, moderator, "کارەبا نییە، بەڵێن هەیە.", name="A")
    page = soup(client.get(thread_address(article)))
    assert one(page, f"#comment-{comment.pk} .words")["dir"] == "auto"
    assert one(page, f"#comment-{comment.pk} .author").name == "bdi"


def test_no_page_of_readers_holds_a_script_or_a_style(article: Article, moderator: Account, client: Client) -> None:
    comment = publish(article, moderator)
    for address in (thread_address(article), receipt_address(comment), "/guidelines/courier/"):
        response = client.get(address)
        page = soup(response)
        # What is said in a script element for search engines is data, and never run.
        assert not page.select("script:not([type='application/ld+json']), style, [style], [onclick]")
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]
        assert all(str(link["href"]).startswith(("/", "#", "?")) for link in page.select("link[rel=stylesheet]"))


def test_a_receipt_of_what_waits(article: Article, client: Client) -> None:
    response = client.get(receipt_address(say(article)))
    page = soup(response)
    assert one(page, ".state h1").get_text() == "Waiting for a person"
    assert one(page, "meta[name=robots]")["content"] == "noindex"
    assert response.headers["Cache-Control"] == "no-store"


def test_a_receipt_of_what_was_published_leads_to_it(article: Article, moderator: Account, client: Client) -> None:
    comment = publish(article, moderator)
    page = soup(client.get(receipt_address(comment)))
    assert one(page, ".state h1").get_text() == "Published"
    assert str(one(page, ".state .button")["href"]).endswith(f"#comment-{comment.pk}")


def test_a_receipt_of_a_rejection_names_the_guideline(article: Article, moderator: Account, client: Client) -> None:
    comment = say(article)
    rule(comment, moderator, Outcome.REJECT, ["personal_attack"])
    page = soup(client.get(f"{receipt_address(comment)}?lang=en"))
    assert one(page, ".state h1").get_text() == "Not published"
    assert one(page, ".at-issue h2").get_text() == "Personal attacks"
    assert "do not insult the person" in one(page, ".at-issue p").get_text()
    assert page.find("a", string="Write it anew")


def test_a_receipt_after_erasure_holds_nothing_of_the_text(
    article: Article, moderator: Account, client: Client
) -> None:
    comment = publish(article, moderator, "Words that the law wants gone.", name="Somebody Real")
    erase(comment)
    answer = client.get(receipt_address(comment)).content.decode()
    assert "Words that the law" not in answer
    assert "Somebody Real" not in answer
    assert ">Erased<" in answer


def test_the_proof_on_a_receipt_can_be_checked(article: Article, moderator: Account, client: Client) -> None:
    comment = publish(article, moderator, 'Line\r\nof "text" – کوردی')
    page = soup(client.get(receipt_address(comment)))
    commitment, salt = (
        page.find("dt", string=name).find_next("code").get_text() for name in ("Commitment to your text", "Salt")
    )  # type: ignore[union-attr]
    statement = page.select_one(".statement code").get_text()  # type: ignore[union-attr]
    assert json.loads(statement)["body"] == comment.body
    assert hmac.new(bytes.fromhex(salt), statement.encode(), hashlib.sha256).hexdigest() == commitment


def test_an_author_withdraws(article: Article, moderator: Account, client: Client) -> None:
    comment = publish(article, moderator)
    action = str(one(soup(client.get(receipt_address(comment))), ".withdraw form")["action"])
    response = client.post(action)
    assert (response.status_code, response.headers["Location"]) == (303, receipt_address(comment))
    comment.refresh_from_db()
    assert comment.state == State.WITHDRAWN
    assert not soup(client.get(receipt_address(comment))).select(".withdraw")


def test_withdrawing_twice_is_told_kindly(article: Article, moderator: Account, client: Client) -> None:
    comment = publish(article, moderator)
    address = f"{receipt_address(comment)}withdraw/"
    client.post(address)
    response = client.post(address)
    assert response.status_code == 409
    assert "withdrawn or erased already" in one(soup(response), ".problem").get_text()


def test_a_reload_of_the_withdrawal_leads_to_the_receipt(article: Article, client: Client) -> None:
    comment = say(article)
    response = client.get(f"{receipt_address(comment)}withdraw/")
    assert response.headers["Location"] == receipt_address(comment)


@pytest.mark.parametrize("receipt", ["nothing", "00000000000000000000000000000000.abc"])
def test_an_unknown_receipt(db: None, client: Client, receipt: str) -> None:
    response = client.get(f"/receipts/{receipt}/")
    assert response.status_code == 404
    assert "no comment with this receipt" in response.content.decode()


@pytest.mark.usefixtures("site")
def test_the_guidelines_in_each_language(client: Client) -> None:
    english = soup(client.get("/guidelines/courier/?lang=en"))
    for code in LANGUAGES:
        page = soup(client.get(f"/guidelines/courier/?lang={code}"))
        assert len(page.select(".guideline")) == len(english.select(".guideline")) == 12
        assert len(page.select(".passes q")) >= 12
        assert all(quote["lang"] == code for quote in page.select("q"))
    assert [heading.get_text() for heading in english.select(".group > h2")] == ["Abuse"]
    assert one(english, "#racism h3").get_text() == "Racism"


def test_examples_fall_back_to_english(client: Client) -> None:
    site = make_site("short")
    threat = policy_text().index("examples:")
    head, examples = policy_text()[:threat], policy_text()[threat:]
    policies.put_in_force(site, head + re.sub(r"\n        tr: .*", "", examples, count=2))
    page = soup(client.get("/guidelines/short/?lang=tr"))
    assert [quote["lang"] for quote in page.select("#threat q")] == ["en", "en"]
    assert "Version 2" in soup(client.get("/guidelines/short/?lang=en")).get_text()


def test_a_site_without_guidelines_of_its_own_shows_the_shipped_ones(client: Client) -> None:
    Site.objects.create(slug="bare", name="Bare")
    assert client.get("/guidelines/bare/").status_code == 200
    article = make_article(Site.objects.get(slug="bare"))
    assert client.get(thread_address(article)).status_code == 200


def test_pages_are_limited_by_address(article: Article, client: Client, settings: object) -> None:
    settings.STET_RATE_READ = "2/hour"  # type: ignore[attr-defined]
    cache.clear()
    statuses = [client.get(thread_address(article)).status_code for _ in range(3)]
    last = client.get(thread_address(article))
    assert statuses == [200, 200, 429]
    assert last.headers["Retry-After"] == "3600"
    cache.clear()


def test_the_count_is_that_of_published_comments(article: Article, moderator: Account, client: Client) -> None:
    publish(article, moderator)
    say(article, "Not decided yet, not counted.")
    page = soup(client.get(f"{thread_address(article)}?lang=ckb"))
    assert one(page, "#count").get_text() == "١ کۆمێنت"
    assert Comment.objects.count() == 2
