"""Reading a thread: what is shown, in which order, on which page, and what is never shown."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stet.accounts.models import Account
from stet.comments.acts.erase import erase
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article, Comment
from stet.newsroom.verdict import Outcome
from tests.api.conftest import Calls, receipt
from tests.newsroom_kit import make_article, make_site, publish, say


def thread(api: Calls, **query: Any) -> dict[str, Any]:
    response = api.get("thread", **({"article": "the-bridge"} | query))
    assert response.status_code == 200, response.content
    return dict(response.json())


def bodies(shown: dict[str, Any]) -> list[Any]:
    return [comment["body"] for comment in shown["comments"]]


def everything(comments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for comment in comments for one in (comment, *everything(comment["replies"]))]


def test_an_empty_thread(api: Calls, article: Article) -> None:
    shown = thread(api)
    assert shown["article"] == {"id": "the-bridge", "url": "", "title": "The bridge", "language": "en", "open": True}
    assert (shown["count"], shown["page"], shown["pages"], shown["order"]) == (0, 1, 1, "newest")
    assert (shown["site"], shown["longest_comment"], shown["guests_may_comment"]) == ("courier", 5000, True)
    assert shown["comments"] == []


def test_an_article_that_a_first_comment_will_make_has_an_empty_thread(api: Calls, db: None) -> None:
    make_site(origins=["https://courier.example"], makes_articles=True)
    shown = thread(api, article="dam", url="https://courier.example/dam")
    assert (shown["article"]["id"], shown["count"], shown["comments"]) == ("dam", 0, [])
    assert not Article.objects.exists()
    assert api.get("thread", article="dam", url="https://elsewhere.example/dam").status_code == 404


def test_nothing_is_shown_before_it_is_approved(api: Calls, article: Article, moderator: Account) -> None:
    comment = say(article)
    assert thread(api)["comments"] == []
    rule(comment, moderator, Outcome.APPROVE)
    assert bodies(thread(api)) == [comment.body]
    rule(comment, moderator, Outcome.REJECT, ["threat"])
    assert thread(api)["comments"] == []


def test_replies_stand_under_what_they_answer_oldest_first(api: Calls, article: Article, moderator: Account) -> None:
    top = publish(article, moderator, "top")
    first = publish(article, moderator, "first", parent=top.pk)
    publish(article, moderator, "second", parent=top.pk)
    publish(article, moderator, "below", parent=first.pk)
    (shown,) = thread(api)["comments"]
    assert [reply["body"] for reply in shown["replies"]] == ["first", "second"]
    assert [reply["body"] for reply in shown["replies"][0]["replies"]] == ["below"]
    assert shown["replies"][0]["parent"] == shown["id"]
    assert thread(api)["count"] == 4


@pytest.mark.parametrize("leave", [withdraw, erase])
def test_a_place_with_replies_is_kept_and_says_nothing(
    api: Calls, article: Article, moderator: Account, leave: Any
) -> None:
    top = publish(article, moderator, "Secret", name="Secretive")
    publish(article, moderator, "An answer", parent=top.pk)
    leave(top)
    answer = thread(api)
    (place,) = answer["comments"]
    assert (place["state"], place["author"], place["body"]) == ("unavailable", None, None)
    assert [reply["body"] for reply in place["replies"]] == ["An answer"]
    assert answer["count"] == 1
    assert "Secret" not in str(answer)


def test_a_place_without_replies_is_none(api: Calls, article: Article, moderator: Account) -> None:
    top = publish(article, moderator, "top")
    reply = publish(article, moderator, "reply", parent=top.pk)
    withdraw(top)
    withdraw(reply)
    assert thread(api)["comments"] == []


def test_orders(api: Calls, article: Article, moderator: Account) -> None:
    first, second, third = (say(article, body) for body in ("first", "second", "third"))
    for comment in (second, third, first):
        rule(comment, moderator, Outcome.APPROVE)
    publish(article, moderator, "answer", parent=second.pk)
    assert bodies(thread(api)) == ["third", "second", "first"]
    assert bodies(thread(api, order="oldest")) == ["first", "second", "third"]
    assert bodies(thread(api, order="published")) == ["first", "third", "second"]
    assert bodies(thread(api, order="replies")) == ["second", "third", "first"]


def test_fifty_tops_a_page_with_all_their_replies(api: Calls, article: Article, moderator: Account) -> None:
    tops = [publish(article, moderator, f"top {number}") for number in range(51)]
    for number in range(3):
        publish(article, moderator, f"reply {number}", parent=tops[0].pk)
    first, second = thread(api, order="oldest"), thread(api, order="oldest", page=2)
    assert (first["count"], first["pages"], len(first["comments"])) == (54, 2, 50)
    assert len(first["comments"][0]["replies"]) == 3
    assert bodies(second) == ["top 50"]


def test_no_page_needs_more_queries_for_more_comments(api: Calls, article: Article, moderator: Account) -> None:
    top = publish(article, moderator, "top")
    with CaptureQueriesContext(
        connection,
    ) as few:
        thread(api)
    for number in range(10):
        publish(article, moderator, f"reply {number}", parent=top.pk)
    with CaptureQueriesContext(connection) as many:
        assert thread(api)["count"] == 11
    assert len(many) <= len(few) + 1


def test_a_quarrel_a_hundred_deep_is_shown_whole(api: Calls, article: Article, moderator: Account) -> None:
    last = publish(article, moderator, "0")
    for depth in range(1, 100):
        last = publish(article, moderator, str(depth), parent=last.pk)
    assert [one["body"] for one in everything(thread(api)["comments"])] == [str(depth) for depth in range(100)]


def test_language_and_times_of_a_comment(api: Calls, article: Article) -> None:
    answer = receipt(api.post("سوپاس بۆ هەواڵەکە، بابەتێکی باش بوو."))
    assert answer["state"] == "approved"
    (shown,) = thread(api)["comments"]
    assert shown["language"] == answer["language"] == "ckb"
    assert (shown["written_at"], shown["published_at"]) == (answer["written_at"], answer["published_at"])
    assert shown["written_at"].endswith("Z")


def test_a_permalink_leads_to_the_comment(api: Calls, article: Article, moderator: Account) -> None:
    tops = [publish(article, moderator, f"top {number}") for number in range(51)]
    (shown,) = thread(api, page=2)["comments"]
    assert shown["body"] == "top 0"
    page = api.client.get(shown["permalink"]).content.decode()
    assert f'id="comment-{tops[0].pk}"' in page


def test_an_article_of_another_site_is_another_article(api: Calls, article: Article, moderator: Account) -> None:
    publish(article, moderator, "here")
    make_article(make_site("herald"))
    assert bodies(thread(api, site="courier")) == ["here"]
    assert bodies(thread(api, site="herald")) == []


def test_an_article_may_be_named_anything(api: Calls, site: Any, moderator: Account) -> None:
    for name in ("2026/11/23/köprü", "a b?c=d#e", "ه‌ەڵەبجە", "%2e%2e"):
        publish(make_article(site, name), moderator, name)
        shown = thread(api, article=name)
        assert bodies(shown) == [name]
        assert api.client.get(shown["comments"][0]["permalink"].partition("#")[0]).status_code == 200


def test_a_comment_approved_late_is_not_buried(api: Calls, article: Article, moderator: Account) -> None:
    late = say(article, "late")
    publish(article, moderator, "early")
    rule(late, moderator, Outcome.APPROVE)
    shown = thread(api, order="published")["comments"]
    assert [one["body"] for one in shown] == ["late", "early"]
    assert Comment.objects.get(pk=late.pk).published_at - late.written_at > timedelta(0)
