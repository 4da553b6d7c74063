"""Many comments at once end as they would one by one."""

from uuid import uuid4

import pytest
from django.utils import timezone

from stet.comments.acts.judge import judge, judge_all
from stet.comments.acts.receive import Draft, receive, receive_all
from stet.comments.acts.withdraw import withdraw
from stet.comments.errors import ArticleClosed, BodyEmpty, ParentUnknown
from stet.comments.models import Article, Comment, Site, Verdict
from stet.comments.verify import verify
from stet.ledger.models import Entry
from stet.screening import Screener
from tests.newsroom_kit import ENGLISH, failing_screener, make_article, make_site, screener

TEXTS = [ENGLISH, "You are an idiot.", "Who asked the families?", "I will find you and kill you.", "buy followers now"]


def drafts(*bodies: str) -> list[Draft]:
    return [Draft(body=body, author_name="Dilan") for body in bodies]


def received(article: Article, *bodies: str) -> list[Comment]:
    outcomes = receive_all(article, drafts(*bodies))
    return [one for one in outcomes if isinstance(one, Comment)]


def test_each_draft_becomes_a_comment_or_says_why_not(article: Article):
    first, empty, last = receive_all(article, drafts("One", " ", "Two"))
    assert isinstance(empty, BodyEmpty)
    assert isinstance(first, Comment)
    assert isinstance(last, Comment)
    assert [one.body for one in Comment.objects.order_by("id")] == ["One", "Two"]
    assert not list(verify())


def test_an_answer_to_nothing_is_refused_and_the_others_stay(article: Article):
    stranger = Draft(body="No.", author_name="Dilan", parent=uuid4())
    refused, kept = receive_all(article, [stranger, *drafts("Yes.")])
    assert isinstance(refused, ParentUnknown)
    assert isinstance(kept, Comment)


def test_a_closed_article_takes_none(site: Site):
    closed = make_article(site, "closed", closed_at=timezone.now())
    assert all(isinstance(one, ArticleClosed) for one in receive_all(closed, drafts("One", "Two")))
    assert not Comment.objects.exists()


def test_attempts_come_one_by_one(article: Article):
    with pytest.raises(ValueError, match="one by one"):
        receive_all(article, [Draft(body="One", author_name="Dilan", idempotency_key="k" * 20)])


def test_a_batch_is_judged_as_its_comments_are_alone(article: Article):
    real = Screener()
    alone = [receive(article, draft)[0] for draft in drafts(*TEXTS)]
    # Elsewhere, or the second half would be repeats of the first.
    together = received(make_article(make_site("herald")), *TEXTS)
    one_by_one = [judge(comment, real) for comment in alone]
    at_once = judge_all(together, real)
    assert [verdict.outcome for verdict in at_once] == [verdict.outcome for verdict in one_by_one]
    assert [comment.state for comment in together] == [comment.state for comment in alone]
    assert [Comment.objects.get(pk=comment.pk).state for comment in together] == [one.state for one in together]
    assert not list(verify())


def test_who_was_decided_about_meanwhile_is_left_alone(article: Article):
    withdrawn, judged, waits = received(article, "One", "Two", "Three")
    withdraw(withdrawn)
    judge(judged, screener(threat=0.6))
    before = Verdict.objects.count()
    outcomes = judge_all([withdrawn, judged, waits], screener())
    assert [outcome is not None for outcome in outcomes] == [False, False, True]
    assert Verdict.objects.count() == before + 1
    assert withdrawn.state == "withdrawn"
    assert not list(verify())


def test_a_batch_that_cannot_be_screened_waits_for_humans(article: Article):
    verdicts = judge_all(received(article, "One", "Two"), failing_screener())
    assert [verdict.outcome for verdict in verdicts] == ["refer", "refer"]


def test_nothing_is_nothing(article: Article):
    assert receive_all(article, []) == []
    assert judge_all([], screener()) == []
    assert not Entry.objects.exists()


def test_a_repeat_within_a_batch_is_seen(article: Article):
    text = "Come to our new shop in the bazaar on Friday and bring this comment with you."
    verdicts = judge_all(received(article, *[text] * 5), Screener())
    assert "promotion" in verdicts[-1].guidelines
