"""Reporting a published comment, as a guideline's breach or as a notice of what is against the law."""

import json
from typing import Any
from uuid import uuid4

import pytest

from stet.accounts.models import Account
from stet.comments.models import Article, Comment, Report
from tests.api.conftest import Calls, failure
from tests.newsroom_kit import publish, say

ILLEGAL = {
    "illegal": True,
    "explanation": "It names where she lives.",
    "name": "Rojîn Kaya",
    "email": "rojin@reader.example",
    "good_faith": True,
}


@pytest.fixture
def published(article: Article, moderator: Account) -> Comment:
    return publish(article, moderator)


def report(api: Calls, pk: object, said: Any, **headers: str) -> Any:
    return api.client.post(
        f"/api/v1/comments/{pk}/reports", json.dumps(said), content_type="application/json", headers=headers
    )


@pytest.mark.parametrize(
    "said",
    [{"guideline": "threat"}, {"explanation": "He was never minister."}, ILLEGAL, ILLEGAL | {"guideline": "threat"}],
)
def test_a_report_is_received(api: Calls, published: Comment, said: dict[str, Any]) -> None:
    answer = report(api, published.pk, said | {"lang": "ckb"})
    assert answer.status_code == 201
    made = Report.objects.get()
    assert answer.json() == {"report": str(made.pk), "state": "received"}
    assert made.language == "ckb"
    assert Comment.objects.get(pk=published.pk).state == "approved", "a report takes nothing down"


def test_the_same_is_reported_again(api: Calls, published: Comment) -> None:
    for _ in range(2):
        assert report(api, published.pk, {"guideline": "threat"}).status_code == 201
    assert Report.objects.count() == 2


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, "explanation_missing"),
        ({"guideline": "spelling"}, "guideline_unknown"),
        ({"guideline": "threat", "explanation": "x" * 2001}, "explanation_too_long"),
        ({"guideline": "threat", "explanation": "a\x00"}, "text_invalid"),
        ({"guideline": "threat", "email": "nobody"}, "email_invalid"),
        (ILLEGAL | {"name": ""}, "reporter_missing"),
        (ILLEGAL | {"email": ""}, "reporter_missing"),
        (ILLEGAL | {"good_faith": False}, "good_faith_missing"),
        (ILLEGAL | {"name": "x" * 81}, "name_too_long"),
        ({"guideline": "threat", "state": "rejected"}, "field_invalid"),
        ({"guideline": 5}, "field_invalid"),
    ],
)
def test_a_report_that_lacks_something_is_refused(api: Calls, published: Comment, said: Any, code: str) -> None:
    status, got, _ = failure(report(api, published.pk, said))
    assert (status, got) == (422, code)
    assert not Report.objects.exists()


def test_what_is_not_published_looks_like_what_is_not_there(api: Calls, article: Article) -> None:
    """Nobody finds out by reporting which ids are those of comments that wait or were rejected."""
    waits = report(api, say(article).pk, {"guideline": "threat"})
    nothing = report(api, uuid4(), {"guideline": "threat"})
    assert failure(waits) == failure(nothing) == (404, "comment_unknown", "comment")


def test_pages_of_others_cannot_report(api: Calls, published: Comment) -> None:
    answer = report(api, published.pk, {"guideline": "threat"}, Origin="https://elsewhere.example")
    assert failure(answer) == (403, "origin_forbidden", "Origin")
    published.site.origins = ["https://news.example"]
    published.site.save()
    assert report(api, published.pk, {"guideline": "threat"}, Origin="https://news.example").status_code == 201


def test_reports_are_counted(api: Calls, published: Comment, settings: Any) -> None:
    settings.STET_RATE_POST = "1/min"
    assert report(api, published.pk, {"guideline": "threat"}).status_code == 201
    assert failure(report(api, published.pk, {"guideline": "threat"}))[:2] == (429, "rate_limited")
