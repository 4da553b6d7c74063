"""A database that is read-only or full: the comment is refused with a code, nothing is half done, reading goes on."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from stet.comments.acts.judge import judge, waiting
from stet.comments.models import Article, Comment
from stet.comments.verify import verify
from tests.newsroom_kit import ENGLISH, say, screener
from tests.own_installation import Installation
from tests.tampering import refuse_screenings


@pytest.mark.parametrize("fault", ["read-only", "full"])
def test_a_comment_that_cannot_be_stored_is_refused_and_nothing_is_left_of_it(
    installation: Installation, fault: str
) -> None:
    installation.tool("newsroom")
    installation.tool("say", "", "Already here.")
    answered = json.loads(installation.tool("post", fault))
    assert answered == {"api": [503, "storage_unavailable"], "page": 503, "thread": 200}
    verified = installation.stet("verify")
    assert "Whole: 2 entries, 1 comments (1 approved), 1 verdicts." in verified.stdout, verified.stderr
    answered = json.loads(installation.tool("post", "no"))
    assert (answered["api"][0], answered["page"]) == (201, 303)
    assert "3 comments" in installation.stet("verify").stdout


@pytest.mark.django_db
def test_a_comment_that_was_received_is_acknowledged_although_judging_fails(article: Article, client: Client) -> None:
    refuse_screenings(refuse=True)
    draft = {"article": article.external_id, "body": ENGLISH, "author": {"name": "Dilan"}}
    answered = client.post("/api/v1/comments", draft, content_type="application/json")
    assert (answered.status_code, answered.json()["state"]) == (201, "pending")
    refuse_screenings(refuse=False)
    (comment,) = waiting(older_than=timedelta(0))
    assert judge(comment, screener())
    assert client.get(answered.json()["links"]["self"]).json()["state"] == "approved"
    assert list(verify()) == []


@pytest.mark.django_db
def test_one_comment_that_cannot_be_judged_does_not_hold_up_the_next(article: Article) -> None:
    first, second = say(article), say(article)
    refuse_screenings(refuse=True)
    with pytest.raises(Exception, match=r"broken|disk I/O"):
        judge(first, screener())
    refuse_screenings(refuse=False)
    judge(second, screener())
    assert Comment.objects.get(pk=second.pk).state == "approved"
    assert Comment.objects.get(pk=first.pk).state == "pending"
