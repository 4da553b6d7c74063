"""The thread page beyond its text: orders, picks, conversations, permalinks, and what it says to machines."""

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stet.accounts.models import Account
from stet.comments.acts.pick import pick
from stet.comments.acts.react import Reacting, react
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article, Reader
from stet.publication.orders import Order
from stet.publication.shown import Shown
from stet.publication.structured import listed
from tests.newsroom_kit import publish
from tests.publication.reading import one, soup, thread_address

pytestmark = pytest.mark.django_db


def ids(page: BeautifulSoup) -> list[str]:
    return [str(comment["id"]).removeprefix("comment-") for comment in page.select(".comment")]


def read(client: Client, article: Article, **query: Any) -> BeautifulSoup:
    response = client.get(thread_address(article), query)
    assert response.status_code == 200
    return soup(response)


def machine(page: BeautifulSoup) -> dict[str, Any]:
    return dict(json.loads(one(page, "script[type='application/ld+json']").get_text()))


def canonical(page: BeautifulSoup) -> str:
    return str(one(page, "link[rel=canonical]")["href"]).removeprefix("http://testserver")


def test_an_order_is_chosen_by_a_form_without_a_script(article: Article, moderator: Account, client: Client) -> None:
    first, second = publish(article, moderator), publish(article, moderator)
    publish(article, moderator, parent=first.pk)
    page = read(client, article, order="replies", lang="ckb")
    form = one(page, "form.orders")
    assert [option["value"] for option in form.select("option")] == list(Order)
    assert one(form, "option[selected]")["value"] == "replies"
    assert one(form, "input[name=lang]")["value"] == "ckb"
    assert form["method"] == "get"
    assert ids(page)[0] == str(first.pk)
    assert ids(read(client, article, order="nonsense"))[0] == str(second.pk)


def test_picks_are_marked_and_can_be_read_alone(article: Article, moderator: Account, client: Client) -> None:
    top = publish(article, moderator)
    reply = publish(article, moderator, parent=top.pk)
    assert not read(client, article).select("input[name=picks]")
    pick(reply, moderator)
    page = read(client, article)
    assert [mark.get_text() for mark in page.select(".pick")] == ["Editors’ pick"]
    assert page.select(f"#comment-{reply.pk} .pick")
    assert not one(page, "input[name=picks]").has_attr("checked")
    alone = read(client, article, picks="1", order="oldest")
    assert ids(alone) == [str(reply.pk)]
    assert one(alone, "input[name=picks]").has_attr("checked")
    assert f"comment={reply.pk}" in str(one(alone, ".answers a")["href"])
    assert canonical(alone) == thread_address(article)
    withdraw(reply)
    assert "picked no comment yet" in one(read(client, article, picks="1"), ".thread .empty").get_text()


def test_badges_and_reactions_stand_with_the_comment(article: Article, moderator: Account, client: Client) -> None:
    for name, key in (("A", "one"), ("B", "two"), ("C", "three")):
        publish(article, moderator, name=name, reader_key=key)
    for key, badge in (("one", "staff"), ("two", "Édition <b>")):
        Reader.objects.filter(external_id=key).update(badge=badge)
    guest = publish(article, moderator, name="D")
    for number in range(2):
        react(guest, Reacting(None, f"device {number}"))
    page = read(client, article, order="oldest")
    badges = [[badge.get_text() for badge in comment.select(".badge")] for comment in page.select(".comment")]
    assert badges == [["Staff"], ["Édition <b>"], ["Signed in"], []]
    assert [said.get_text() for said in page.select(".reactions")] == ["2 readers found this worth reading"]
    article.site.reactions = False
    article.site.save()
    assert not read(client, article).select(".reactions")


def test_a_permalink_shows_a_comment_deep_in_a_conversation(
    article: Article, moderator: Account, client: Client
) -> None:
    top = publish(article, moderator)
    for _ in range(55):
        publish(article, moderator, parent=top.pk)
    asked = publish(article, moderator, parent=top.pk)
    assert str(asked.pk) not in ids(read(client, article))
    for order in Order:
        assert str(asked.pk) in ids(read(client, article, comment=asked.pk, order=order))
    page = read(client, article)
    assert one(page, ".goes-on a").get_text() == "6 more replies in this conversation"
    whole = soup(client.get(str(one(page, ".goes-on a")["href"])))
    assert len(ids(whole)) == 57
    assert one(whole, "#count").get_text() == "56 answers"
    assert not whole.select("form.orders")


def test_a_conversation_can_be_read_below_a_place_and_nowhere_else(
    article: Article, moderator: Account, client: Client
) -> None:
    top = publish(article, moderator, "Secret.")
    reply = publish(article, moderator, parent=top.pk)
    for thread in (reply.pk, "x", "", "01a20912-49b6-7543-9540-8bb85ca79515"):
        assert client.get(thread_address(article), {"thread": thread}).status_code == 404
    withdraw(top)
    page = read(client, article, thread=top.pk)
    assert ids(page) == [str(top.pk), str(reply.pk)]
    assert "Secret" not in str(page)
    withdraw(reply)
    assert client.get(thread_address(article), {"thread": top.pk}).status_code == 404


def test_pages_name_those_before_and_after_and_which_to_keep(
    article: Article, moderator: Account, client: Client
) -> None:
    tops = [publish(article, moderator) for _ in range(101)]
    address = thread_address(article)
    page = read(client, article, page=2)
    assert canonical(page) == f"{address}?page=2"
    assert [one(page, f"link[rel={name}]")["href"] for name in ("prev", "next")] == [
        f"{address}?page=1",
        f"{address}?page=3",
    ]
    first, last = read(client, article), read(client, article, page=3, order="oldest")
    assert (canonical(first), canonical(last)) == (address, address)
    assert not first.select("link[rel=prev]")
    assert not last.select("link[rel=next]")
    assert one(last, "link[rel=prev]")["href"] == f"{address}?order=oldest&page=2"
    assert canonical(read(client, article, comment=tops[0].pk)) == f"{address}?page=3"


def test_machines_read_the_article_its_comments_and_what_they_answer(
    article: Article, moderator: Account, client: Client
) -> None:
    article.url = "https://courier.example/bridge"
    article.save()
    top = publish(article, moderator, "</script><script>alert(1)</script><!-- \u2028 & سڵاو", name="<Dilan>")
    reply = publish(article, moderator, "An answer.", parent=top.pk)
    react(reply, Reacting(None, "device"))
    page = read(client, article)
    assert len(page.select("script")) == 1
    said = machine(page)
    assert (said["@type"], said["@id"], said["commentCount"]) == ("CreativeWork", article.url, 2)
    (comment,) = said["comment"]
    assert (comment["@type"], comment["text"], comment["author"]["name"]) == ("Comment", top.body, "<Dilan>")
    assert comment["parentItem"] == {"@id": article.url}
    (answer,) = comment["comment"]
    assert (answer["parentItem"], answer["upvoteCount"]) == ({"@id": comment["@id"]}, 1)
    assert answer["url"] == f"http://testserver{thread_address(article)}?comment={reply.pk}#comment-{reply.pk}"
    alone = machine(read(client, article, thread=top.pk))
    assert (alone["@type"], alone["isPartOf"]["@id"], alone["text"]) == (
        "DiscussionForumPosting",
        article.url,
        top.body,
    )


def test_machines_read_nothing_of_what_is_gone(article: Article, moderator: Account, client: Client) -> None:
    top = publish(article, moderator, "Secret.", name="Secretive")
    publish(article, moderator, "An answer.", parent=top.pk)
    withdraw(top)
    (place,) = machine(read(client, article))["comment"]
    assert set(place) == {"@type", "@id", "parentItem", "comment"}


@given(text=st.text(st.characters(codec="utf-8"), min_size=1))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_ends_the_element_that_holds_it(article: Article, text: str) -> None:
    now = article.created_at
    shown = Shown(article.pk, None, text, signed_in=False, body=text, language="und", written_at=now, published_at=now)
    written = listed(article, "https://c.example/", 1, [shown])
    assert not set("<>&") & set(written)
    (comment,) = json.loads(written)["comment"]
    assert (comment["text"], comment["author"]["name"]) == (text, text)


def test_pages_take_a_handful_of_queries_however_long_the_thread(
    article: Article, moderator: Account, client: Client, django_assert_max_num_queries: Any
) -> None:
    top = asked = publish(article, moderator)
    for number in range(20):
        parent = (asked if number % 2 else top).pk
        asked = publish(article, moderator, parent=parent, name=f"Shilan {number}", reader_key=f"reader {number}")
        pick(publish(article, moderator), moderator)
    api = f"/api/v1/thread?article={article.external_id}"
    client.get(api)  # what is kept for a while is counted once
    for order in Order:
        for query in ("", f"&comment={asked.pk}", "&picks=1"):
            for address in (f"{api}&order={order}{query}", f"{thread_address(article)}?order={order}{query}"):
                with django_assert_max_num_queries(12):
                    assert client.get(address).status_code == 200
    with django_assert_max_num_queries(8):
        assert client.get(f"{thread_address(article)}?thread={top.pk}").status_code == 200
    with django_assert_max_num_queries(4):
        assert client.get(f"/api/v1/comments/{top.pk}/replies").status_code == 200
