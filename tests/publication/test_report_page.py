"""Reporting a comment without a script."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from stet.accounts.models import Account
from stet.comments.models import Article, Comment, Report
from stet.newsroom.languages import LANGUAGES
from tests.newsroom_kit import make_article, publish, say
from tests.publication.reading import one, soup

pytestmark = pytest.mark.django_db
LAW = {
    "about": "law",
    "explanation": "It names where she lives.",
    "name": "Rojîn Kaya",
    "email": " rojin@reader.example ",
    "good_faith": "1",
}


@pytest.fixture
def published(article: Article, moderator: Account) -> Comment:
    return publish(article, moderator, "Her house is the green one.", name="Baran")


def address(comment: Comment, pk: object = None) -> str:
    return reverse("publication:report", args=[comment.site.slug, comment.article.external_id, pk or comment.pk])


def test_the_guidelines_are_the_choices(published: Comment, client: Client) -> None:
    page = soup(client.get(address(published)))
    choices = [choice["value"] for choice in page.select("[name=about]")]
    assert choices[0] == "threat"
    assert choices[-2:] == ["other", "law"]
    assert one(page, "label[for=about-threat]").get_text() == "Threats"
    assert "green one" in one(page, ".answered .words").get_text()
    assert not page.select("[name=about][checked]")


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ({"about": "threat"}, ("threat", False, "")),
        ({"about": "other", "explanation": "One.\r\nTwo."}, ("", False, "One.\nTwo.")),
        (LAW, ("", True, "It names where she lives.")),
    ],
)
def test_a_report_is_taken_and_thanked_for(
    published: Comment, client: Client, said: dict[str, str], stored: tuple[str, bool, str]
) -> None:
    answer = client.post(address(published) + "?lang=ckb", said)
    made = Report.objects.get()
    assert (made.guideline, made.is_illegal, made.explanation) == stored
    assert (made.language, made.comment) == ("ckb", published)
    assert answer.status_code == 303
    thanks = soup(client.get(answer.headers["Location"].replace("lang=ckb", "lang=en")))
    assert one(thanks, "h1").get_text() == "Thank you for your report"
    assert str(made.pk) in thanks.get_text()
    assert f"comment={published.pk}#comment-{published.pk}" in one(thanks, ".ways .button")["href"]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({}, "Say in a few words what is wrong"),
        ({"about": "other"}, "Say in a few words what is wrong"),
        ({"about": "spelling"}, "no such guideline"),
        (LAW | {"name": ""}, "gives a name and an e-mail address"),
        (LAW | {"good_faith": ""}, "right and complete"),
        (LAW | {"email": "nobody"}, "e-mail address"),
    ],
)
def test_what_lacks_something_is_sent_back_with_what_was_typed(
    published: Comment, client: Client, said: dict[str, str], problem: str
) -> None:
    answer = client.post(address(published), said)
    page = soup(answer)
    assert answer.status_code == 422
    assert problem in one(page, ".problem").get_text()
    assert one(page, "#id_explanation").get_text().strip() == said.get("explanation", "")
    assert [choice["value"] for choice in page.select("[name=about][checked]")] == [
        chosen for chosen in (said.get("about"),) if chosen in {"law", "other"}
    ]
    assert not Report.objects.exists()


def test_what_is_not_published_cannot_be_reported_and_is_not_shown(article: Article, client: Client) -> None:
    waits = say(article, "Nobody but a moderator reads this yet.")
    for asked in (address(waits), address(waits, uuid4())):
        for answer in (client.get(asked), client.post(asked, {"about": "threat"})):
            assert answer.status_code == 404
            assert "Nobody but a moderator" not in answer.content.decode()


def test_a_comment_is_reported_under_its_own_article(published: Comment, client: Client) -> None:
    other = make_article(published.site, "the-dam")
    elsewhere = reverse("publication:report", args=["courier", other.external_id, published.pk])
    assert client.get(elsewhere).status_code == 404


def test_an_article_id_with_slashes_has_its_form_too(published: Comment, moderator: Account, client: Client) -> None:
    comment = publish(make_article(published.site, "2026/11/the-bridge"), moderator)
    assert client.get(address(comment)).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_every_language_the_titles_are_its_own(published: Comment, client: Client, language: str) -> None:
    page = soup(client.get(address(published), {"lang": language}))
    assert (one(page, "label[for=about-threat]").get_text() == "Threats") == (language == "en")
    assert f"lang={language}" in one(page, "form.report")["action"]


def test_another_site_s_form_reports_nothing(published: Comment) -> None:
    answer: Any = Client(enforce_csrf_checks=True).post(address(published), {"about": "threat"})
    assert answer.status_code == 403
    assert not Report.objects.exists()
