"""Reading a thread: what is shown, in which order, on which page, and what is never shown."""

import re
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stet.accounts.models import Account
from stet.comments.acts.erase import erase
from stet.comments.acts.pick import pick, unpick
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article, Comment, Reader
from stet.newsroom.verdict import Outcome
from stet.publication.orders import Order
from tests.api.conftest import Calls, failure, receipt
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


def test_fifty_tops_a_page_with_their_replies(api: Calls, article: Article, moderator: Account) -> None:
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


def test_a_long_quarrel_is_begun_and_the_rest_is_asked_for(api: Calls, article: Article, moderator: Account) -> None:
    last = top = publish(article, moderator, "0")
    for depth in range(1, 200):
        last = publish(article, moderator, str(depth), parent=last.pk)
    (shown,) = thread(api)["comments"]
    assert [one["body"] for one in everything([shown])] == [str(depth) for depth in range(51)]
    assert shown["more_replies"] == 149
    first = api.get(f"comments/{top.pk}/replies").json()
    second = api.get(f"comments/{top.pk}/replies", after=first["next"]).json()
    assert [one["body"] for one in first["comments"] + second["comments"]] == [str(depth) for depth in range(51, 200)]
    assert (len(first["comments"]), second["next"]) == (100, None)
    assert first["comments"][0]["parent"] == everything([shown])[-1]["id"]
    assert all(one["replies"] == [] for one in first["comments"])


def test_replies_can_be_read_from_the_first(api: Calls, article: Article, moderator: Account) -> None:
    top = publish(article, moderator, "top")
    reply = publish(article, moderator, "reply", parent=top.pk)
    answer = api.get(f"comments/{top.pk}/replies", after=str(top.pk)).json()
    assert [one["id"] for one in answer["comments"]] == [str(reply.pk)]
    assert api.get(f"comments/{top.pk}/replies").json() == {"comments": [], "next": None}


def test_replies_go_on_behind_one_that_is_gone(api: Calls, article: Article, moderator: Account) -> None:
    top = publish(article, moderator, "top")
    replies = [publish(article, moderator, str(number), parent=top.pk) for number in range(52)]
    withdraw(replies[49])
    part = api.get(f"comments/{top.pk}/replies", after=str(replies[49].pk)).json()
    assert [one["body"] for one in part["comments"]] == ["50", "51"]


def test_a_place_stands_before_what_answers_it_in_more_replies(
    api: Calls, article: Article, moderator: Account
) -> None:
    top = publish(article, moderator, "top")
    for number in range(50):
        publish(article, moderator, str(number), parent=top.pk)
    gone = publish(article, moderator, "gone", parent=top.pk)
    publish(article, moderator, "answer", parent=gone.pk)
    withdraw(gone)
    assert len(everything(thread(api)["comments"])) == 51
    place, answer = api.get(f"comments/{top.pk}/replies").json()["comments"]
    assert (place["state"], place["id"], place["body"]) == ("unavailable", answer["parent"], None)


def test_only_a_conversation_that_is_shown_has_replies(api: Calls, article: Article, moderator: Account) -> None:
    top = publish(article, moderator, "top")
    reply = publish(article, moderator, "reply", parent=top.pk)
    waits = say(article)
    for comment in (reply, waits, article):
        assert failure(api.get(f"comments/{comment.pk}/replies")) == (404, "comment_unknown", "comment")
    assert failure(api.get(f"comments/{top.pk}/replies", after=str(waits.pk))) == (404, "page_unknown", "page")


def test_a_comment_asked_for_is_on_its_page(api: Calls, article: Article, moderator: Account) -> None:
    tops = [publish(article, moderator, f"top {number}") for number in range(51)]
    deep = tops[40]
    for _ in range(52):
        deep = publish(article, moderator, parent=deep.pk)
    for order, comment in product(Order, (tops[0], tops[50], deep)):
        shown = thread(api, order=order, comment=str(comment.pk), page=7)
        assert shown["place"] == {"id": str(comment.pk), "page": shown["page"]}
        assert str(comment.pk) in {one["id"] for one in everything(shown["comments"])}
        again = thread(api, order=order, page=shown["page"])
        assert str(comment.root_id or comment.pk) in [one["id"] for one in again["comments"]]


def test_a_comment_asked_for_brings_those_it_goes_back_to(api: Calls, article: Article, moderator: Account) -> None:
    top = publish(article, moderator, "top")
    for _ in range(50):
        publish(article, moderator, parent=top.pk)
    first = publish(article, moderator, "first", parent=top.pk)
    other = publish(article, moderator, "other", parent=top.pk)
    asked = publish(article, moderator, "asked", parent=first.pk)
    (shown,) = thread(api, comment=str(asked.pk))["comments"]
    assert shown["more_replies"] == 1
    assert [one["body"] for one in everything([shown["replies"][-1]])] == ["first", "asked"]
    assert str(other.pk) not in str(shown)


def test_a_comment_that_is_not_published_here_has_no_place(api: Calls, article: Article, moderator: Account) -> None:
    here = publish(article, moderator, "here")
    elsewhere = publish(make_article(article.site, "the-dam"), moderator)
    for comment in (say(article), elsewhere, withdraw(publish(article, moderator))):
        shown = thread(api, comment=str(comment.pk), page=9)
        assert (shown["place"], shown["page"], bodies(shown)) == (None, 1, [here.body])
    assert thread(api, comment="no id at all")["place"] is None


def test_editors_picks_are_marked_and_can_be_read_alone(api: Calls, article: Article, moderator: Account) -> None:
    top = publish(article, moderator, "top")
    reply = publish(article, moderator, "reply", parent=top.pk)
    publish(article, moderator, "other")
    pick(reply, moderator)
    assert [one["picked"] for one in everything(thread(api, order="oldest")["comments"])] == [False, True, False]
    (shown,) = thread(api, picks=True)["comments"]
    assert (shown["body"], shown["parent"], shown["picked"]) == ("reply", str(top.pk), True)
    assert thread(api, picks=True, comment=str(reply.pk))["place"] == {"id": str(reply.pk), "page": 1}
    assert thread(api, picks=True, comment=str(top.pk))["place"] is None
    unpick(reply, moderator)
    assert thread(api, picks=True)["comments"] == []


def test_an_author_who_is_signed_in_has_a_key_and_staff_a_badge(
    api: Calls, article: Article, moderator: Account
) -> None:
    for body, key in (("first", "one"), ("second", "one"), ("third", "two")):
        publish(article, moderator, body, reader_key=key)
    publish(article, moderator, "fourth", name="Shilan")
    Reader.objects.filter(external_id="two").update(badge="Editor")
    first, second, third, guest = (one["author"] for one in thread(api, order="oldest")["comments"])
    assert first == second != third
    assert re.fullmatch("[0-9a-f]{16}", first["key"])
    assert (first["badge"], third["badge"], third["signed_in"]) == (None, "Editor", True)
    assert guest == {"name": "Shilan", "signed_in": False, "badge": None, "key": None}


def test_what_a_site_offers_its_readers(api: Calls, db: None) -> None:
    make_article(make_site(reactions=False, appeals=False, hints=False, sso_secret="x" * 32, email_sign_in=True))
    assert thread(api)["site_settings"] == {
        "hints": False,
        "appeals": False,
        "letters": False,
        "reactions": False,
        "sign_in": {"token": True, "email": False, "providers": []},
        "sign_in_url": None,
        "usual_wait": None,
    }


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
