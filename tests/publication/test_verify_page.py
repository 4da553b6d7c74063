"""Checking a kept receipt on the page: what the file shows, and what the ledger says."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from stet.accounts.models import Account
from stet.comments.acts.erase import erase
from stet.comments.models import Article, Comment
from stet.newsroom.languages import LANGUAGES
from stet.publication.receipt_files import receipt_file, receipt_files
from tests.newsroom_kit import publish, say
from tests.publication.reading import one, soup

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(article: Article, moderator: Account) -> Comment:
    made = publish(article, moderator, "ئەم کۆمێنتە <b>بەڵگە</b>یە.", name="Hêvî")
    return Comment.objects.select_related("site", "article").get(pk=made.pk)


def check(client: Client, kept: Any, how: str = "file", lang: str = "en") -> Any:
    text = kept if isinstance(kept, str) else json.dumps(kept)
    sent = {"text": text} if how == "text" else {"file": SimpleUploadedFile("receipt.json", text.encode())}
    return client.post(reverse("publication:verify") + f"?lang={lang}", sent)


def lines(answer: Any, kind: str) -> list[str]:
    return [line.get_text().strip("✓✗– \n") for line in soup(answer).select(f".check-{kind}")]


@pytest.mark.parametrize("how", ["file", "text"])
def test_what_was_not_touched_is_as_it_was(comment: Comment, client: Client, how: str) -> None:
    answer = check(client, receipt_file(comment, "en"), how)
    page = soup(answer)
    assert one(page, ".checked h2").get_text() == "Everything is as it was"
    assert one(page, ".checked .words").get_text() == comment.body
    assert (len(lines(answer, "good")), lines(answer, "bad")) == (7, [])
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_changed_text_is_found_twice(comment: Comment, client: Client) -> None:
    file = receipt_file(comment, "en")
    file["comment"] = file["comment"] | {"body": "Something nicer."}
    answer = check(client, file)
    assert one(soup(answer), ".checked h2").get_text() == "Something is not as it was"
    assert [line.partition(",")[0] for line in lines(answer, "bad")] == [
        "The text",
        "The text or the name kept here is another one.",
    ]


def test_after_erasure_the_file_proves_still(comment: Comment, client: Client) -> None:
    before = receipt_file(comment, "en")
    erase(comment)
    answer = check(client, before)
    assert lines(answer, "bad") == []
    assert any("was erased here since" in line for line in lines(answer, "gone"))
    assert any("1 more thing has happened" in line for line in lines(answer, "gone"))
    after = check(client, receipt_file(Comment.objects.select_related("site", "article").get(), "en"))
    assert lines(after, "bad") == []
    assert any("no text any more" in line for line in lines(after, "gone"))


def test_a_stranger_s_receipt_is_told_apart(comment: Comment, client: Client) -> None:
    answer = check(client, receipt_file(comment, "en") | {"receipt": "made.up"})
    assert lines(answer, "bad") == ["This is no receipt of this installation, or not for this comment."]
    assert len(lines(answer, "good")) == 5, "by itself it holds"


def test_several_are_checked_one_by_one(comment: Comment, article: Article, client: Client) -> None:
    other = Comment.objects.select_related("site", "article").get(pk=say(article).pk)
    assert len(soup(check(client, receipt_files([comment, other], "en"))).select(".checked")) == 2


@pytest.mark.parametrize(
    "kept", ["", "{", "[]", '{"format": "stet-receipt"}', '{"format":"stet-receipts","version":1,"receipts":[]}']
)
@pytest.mark.parametrize("how", ["file", "text"])
def test_what_is_no_receipt_is_said_to_be_none(client: Client, kept: str, how: str) -> None:
    answer = check(client, kept, how)
    assert answer.status_code == 422
    assert "no receipt as Stet gives them" in one(soup(answer), ".problem").get_text()


def test_bytes_that_are_no_text_and_files_too_large_are_no_receipt(client: Client) -> None:
    for content in (b"\xff\xfe", b"[" + b" " * 2**20 + b"]"):
        sent = {"file": SimpleUploadedFile("receipt.json", content)}
        assert client.post(reverse("publication:verify"), sent).status_code == 422


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_the_page_stands_in_every_language(comment: Comment, client: Client, language: Any) -> None:
    page = soup(check(client, receipt_file(comment, "en"), lang=language.code))
    assert (one(page, "html")["lang"], one(page, "html")["dir"]) == (language.code, language.direction)
    assert len(page.select(".check-good")) == 7


def test_markup_in_a_file_is_text(comment: Comment, client: Client) -> None:
    file = receipt_file(comment, "en")
    file["comment"] = file["comment"] | {"body": "<script>alert(1)</script>", "author": "<img src=x>"}
    file["state"] = "<b>"
    markup = check(client, file).content.decode()
    assert "<script>alert" not in markup
    assert "<img" not in markup
    assert "<b>" not in markup
