"""What an author can do on a receipt's page without a script: appeal, follow by e-mail, take the data, erase."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stet.accounts.models import Account
from stet.comments.acts.appeal import appeal
from stet.comments.acts.judge import judge
from stet.comments.acts.rule import rule
from stet.comments.kept_receipts import Check, read, results
from stet.comments.models import Appeal, Article, Comment
from stet.comments.receipts import receipt_of
from stet.letters.mail import Mail
from stet.newsroom.languages import LANGUAGES
from stet.newsroom.verdict import Outcome
from tests.newsroom_kit import publish, say, screener
from tests.publication.reading import one, receipt_address, soup

pytestmark = pytest.mark.django_db
WHY = "It is a quotation.\nIt says so in the article."


@pytest.fixture
def rejected(article: Article) -> Comment:
    comment = say(article)
    judge(comment, screener(racism=1.0))
    return comment


def act(client: Client, comment: Comment, name: str, **fields: str) -> Any:
    return client.post(reverse(f"publication:{name}", args=[receipt_of(comment)]), fields)


def section(client: Client, comment: Comment) -> str:
    return one(soup(client.get(receipt_address(comment))), "#appeal").get_text(" ", strip=True)


def test_an_appeal_by_the_form_and_what_became_of_it(rejected: Comment, moderator: Account, client: Client) -> None:
    form = one(soup(client.get(receipt_address(rejected))), "#appeal form")
    assert form["action"].startswith(reverse("publication:appeal", args=[receipt_of(rejected)]))
    assert one(form, "textarea[name=statement]")["maxlength"] == "2000"
    answer = act(client, rejected, "appeal", statement=WHY.replace("\n", "\r\n"))
    assert (answer.status_code, answer.headers["Location"]) == (303, receipt_address(rejected))
    assert Appeal.objects.get().statement == WHY
    waiting = section(client, rejected)
    assert "waits for a moderator" in waiting
    assert "It says so in the article." in waiting
    rule(rejected, moderator, Outcome.REJECT, ["threat"])
    assert "did not change the decision" in section(client, rejected)
    rule(rejected, moderator, Outcome.APPROVE)


def test_a_granted_appeal_is_said_with_the_state(rejected: Comment, moderator: Account, client: Client) -> None:
    appeal(rejected, WHY)
    rule(rejected, moderator, Outcome.APPROVE)
    page = soup(client.get(receipt_address(rejected)))
    assert "a person agreed with you" in one(page, ".state").get_text()
    assert not page.select("#appeal")


def test_an_appeal_that_is_refused_keeps_what_was_typed(rejected: Comment, client: Client) -> None:
    answer = act(client, rejected, "appeal", statement="a\u202eb")
    page = soup(answer)
    assert answer.status_code == 422
    assert "invisible marks" in one(page, "[role=alert]").get_text()
    assert one(page, "#appeal").has_attr("open")
    assert "a\u202eb" in one(page, "#id_statement").get_text()
    too_long = act(client, rejected, "appeal", statement="x" * 2001)
    assert (too_long.status_code, one(soup(too_long), "#id_statement")["aria-invalid"]) == (422, "true")
    assert not Appeal.objects.exists()


def test_a_second_appeal_is_said_to_be_impossible(rejected: Comment, client: Client) -> None:
    act(client, rejected, "appeal", statement=WHY)
    answer = act(client, rejected, "appeal", statement="Once more.")
    assert answer.status_code == 409
    assert "an appeal was made already" in one(soup(answer), ".problem").get_text()


def test_where_there_is_nothing_to_appeal_against_nothing_is_offered(
    article: Article, moderator: Account, client: Client
) -> None:
    rejected = publish(article, moderator)
    rule(rejected, moderator, Outcome.REJECT, ["threat"])
    article.site.appeals = False
    article.site.save()
    for comment in (rejected, say(article), publish(article, moderator)):
        assert not soup(client.get(receipt_address(comment))).select("#appeal")


def test_erasing_is_asked_twice(rejected: Comment, client: Client) -> None:
    page = soup(client.get(receipt_address(rejected)))
    asks = reverse("publication:erase", args=[receipt_of(rejected)])
    assert [link["href"] for link in page.select(".own-data > p a")] == [asks.replace("erase", "data"), asks]
    question = client.get(asks)
    assert Comment.objects.get().state == "rejected", "a link alone erases nothing"
    assert one(soup(question), "main form")["action"] == asks
    assert question.headers["Cache-Control"] == "no-store"
    assert client.post(asks).headers["Location"] == receipt_address(rejected)
    gone = soup(client.get(receipt_address(rejected)))
    assert one(gone, "h1").get_text() == "Erased"
    assert not gone.select("form")
    assert client.get(asks).status_code == 303
    assert client.post(asks).status_code == 409


def test_the_data_is_a_file(rejected: Comment, client: Client) -> None:
    appeal(rejected, WHY)
    answer = client.get(reverse("publication:data", args=[receipt_of(rejected)]))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Referrer-Policy"] == "same-origin"
    (kept,) = read(answer.content.decode())
    # The machine rejected it, so nobody explained anything: there is nothing to check about that.
    assert {result.check for result in results(kept) if not result.holds} == {Check.EXPLANATIONS}
    assert all(result.holds is not False for result in results(kept))


@pytest.mark.parametrize("name", ["appeal", "erase", "data", "withdraw"])
def test_without_the_receipt_nothing_is_done(rejected: Comment, client: Client, name: str) -> None:
    address = reverse(f"publication:{name}", args=[receipt_of(rejected)[:-1] + "x"])
    assert client.post(address, {"statement": WHY}).status_code in {404, 405}
    assert client.get(address).status_code in {303, 404}
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("name", ["appeal", "erase", "withdraw"])
def test_another_site_s_form_does_nothing(rejected: Comment, name: str) -> None:
    answer = act(Client(enforce_csrf_checks=True), rejected, name, statement=WHY)
    assert answer.status_code == 403
    assert Comment.objects.get().state == "rejected"


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_the_pages_stand_in_every_language(rejected: Comment, client: Client, language: Any) -> None:
    appeal(rejected, WHY)
    for name in ("receipt", "erase"):
        page = soup(client.get(reverse(f"publication:{name}", args=[receipt_of(rejected)]), {"lang": language.code}))
        assert (one(page, "html")["lang"], one(page, "html")["dir"]) == (language.code, language.direction)
        forms = [form["action"] for form in page.select("main form")]
        assert forms
        assert all(f"lang={language.code}" in action for action in forms)


def test_letters_are_offered_where_they_can_be_sent(
    rejected: Comment, article: Article, moderator: Account, client: Client, settings: Any
) -> None:
    waits = say(article)
    assert not soup(client.get(receipt_address(waits))).select("#follow"), "no mail server is set up"
    settings.STET_MAIL = Mail("comments@courier.example")
    form = one(soup(client.get(receipt_address(waits))), "#follow form")
    assert client.post(form["action"], {"email": "dilan@reader.example", "decision": "on"}).status_code == 303
    assert "Look into your mail." in one(soup(client.get(receipt_address(waits))), "#follow").get_text()
    assert soup(client.get(receipt_address(rejected))).select("#follow"), "of an appeal there is something to tell"
    appeal(rejected, WHY)
    rule(rejected, moderator, Outcome.REJECT, ["threat"])
    assert not soup(client.get(receipt_address(rejected))).select("#follow")
