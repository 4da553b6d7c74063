"""A thread as the public sees it: nested, ordered, paged, counted; and nothing in it that was not approved."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from stet.comments.acts.erase import erase
from stet.comments.acts.judge import judge
from stet.comments.acts.react import Reacting, react
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.errors import PageUnknown
from stet.comments.models import Article, Comment, Site
from stet.newsroom.verdict import Outcome
from stet.publication.orders import Order
from stet.publication.shown import Shown
from stet.publication.thread import (
    REPLIES_A_PART,
    REPLIES_A_TOP,
    TOP_COMMENTS_A_PAGE,
    Place,
    conversation_page,
    counts,
    newest,
    thread_page,
)
from tests.newsroom_kit import ENGLISH, Account, make_article, make_site, publish, say, screener

pytestmark = pytest.mark.django_db


def reject(comment: Comment, moderator: Account) -> None:
    rule(comment, moderator, Outcome.REJECT, ["threat"])


def drawn(comments: list[Shown]) -> str:
    """A tree in one line: `a(b c(d))`; a place that is kept is `-`."""
    return " ".join(
        (comment.body or "-") + (f"({drawn(comment.replies)})" if comment.replies else "") for comment in comments
    )


def flat(comments: list[Shown]) -> list[Shown]:
    return [one for comment in comments for one in (comment, *flat(comment.replies))]


def thread(article: Article, order: Order = Order.OLDEST, page: int = 1) -> str:
    return drawn(thread_page(article, order, page).comments)


def test_a_comment_is_shown_as_it_was_written(article: Article) -> None:
    body = "  one\r\ntwo \u200fسێ <b>\u2067x\u2069  "
    comment = say(article, body + ENGLISH, "Dilan", reader_key="628bdc61")
    judge(comment, screener())
    (shown,) = thread_page(article).comments
    assert (shown.id, shown.parent, shown.body) == (comment.pk, None, body + ENGLISH)
    assert (shown.author, shown.signed_in, shown.language) == ("Dilan", True, "en")
    assert (shown.written_at, shown.published_at) == (comment.written_at, comment.published_at)
    assert (shown.is_available, shown.replies) == (True, [])


def test_a_guest_is_not_signed_in_and_what_no_machine_read_has_no_language(
    article: Article, moderator: Account
) -> None:
    publish(article, moderator)
    (shown,) = thread_page(article).comments
    assert (shown.signed_in, shown.language) == (False, "und")


def test_nothing_is_shown_before_a_verdict(article: Article) -> None:
    say(article)
    page = thread_page(article)
    assert (page.comments, page.count, page.page, page.pages) == ([], 0, 1, 1)
    assert newest(article, 10) == []


def test_replies_stand_below_what_they_answer_oldest_first(article: Article, moderator: Account) -> None:
    a, b = (publish(article, moderator, body) for body in "ab")
    c = publish(article, moderator, "c", parent=a.pk)
    publish(article, moderator, "d", parent=b.pk)
    e = publish(article, moderator, "e", parent=c.pk)
    publish(article, moderator, "f", parent=a.pk)
    publish(article, moderator, "g", parent=c.pk)
    publish(article, moderator, "h", parent=e.pk)
    assert thread(article) == "a(c(e(h) g) f) b(d)"
    assert thread(article, Order.NEWEST) == "b(d) a(c(e(h) g) f)"


def test_a_comment_that_is_gone_keeps_its_place_for_replies(article: Article, moderator: Account) -> None:
    a = publish(article, moderator, "a")
    b = publish(article, moderator, "b", parent=a.pk)
    publish(article, moderator, "c", parent=b.pk)
    for gone, act in ((b, lambda: reject(b, moderator)), (a, lambda: withdraw(a)), (b, lambda: erase(b))):
        act()
        gone.refresh_from_db()
    (top,) = thread_page(article).comments
    assert thread(article) == "-(-(c))"
    assert (top.body, top.author, top.signed_in, top.published_at, top.language) == (None, None, False, None, "und")


def test_a_gone_comment_without_replies_has_no_place(article: Article, moderator: Account) -> None:
    a, b = (publish(article, moderator, body) for body in "ab")
    c = publish(article, moderator, "c", parent=b.pk)
    d = publish(article, moderator, "d", parent=c.pk)
    withdraw(a)
    assert thread(article) == "b(c(d))"
    withdraw(d)
    withdraw(c)
    assert thread(article) == "b"
    withdraw(b)
    assert thread(article) == ""
    assert thread_page(article).count == 0


def test_replies_that_wait_keep_no_place(article: Article, moderator: Account) -> None:
    a = publish(article, moderator, "a")
    say(article, "b", parent=a.pk)
    withdraw(a)
    assert thread(article) == ""


def test_a_quarrel_without_end_is_begun_and_the_rest_has_pages(article: Article, moderator: Account) -> None:
    chain: list[Comment] = []
    for _ in range(REPLIES_A_TOP + REPLIES_A_PART + 10):
        chain.append(publish(article, moderator, "x", parent=chain[-1].pk if chain else None))
    (shown,) = thread_page(article).comments
    nested = [shown]
    while nested[-1].replies:
        nested += nested[-1].replies
    assert [one.id for one in nested] == [comment.pk for comment in chain[: REPLIES_A_TOP + 1]]
    assert shown.more_replies == REPLIES_A_PART + 9
    first, second = (conversation_page(chain[0], page) for page in (1, 2))
    assert [one.id for one in flat([first.top])] == [comment.pk for comment in chain[: REPLIES_A_PART + 1]]
    assert [one.id for one in flat([second.top])[1:]] == [comment.pk for comment in chain[REPLIES_A_PART + 1 :]]
    assert (first.pages, second.answered.keys()) == (2, {chain[REPLIES_A_PART].pk})
    with pytest.raises(PageUnknown):
        conversation_page(chain[0], 3)


def test_a_thread_of_any_depth_can_be_read_over_http(article: Article, moderator: Account, client: Client) -> None:
    parent = None
    for _ in range(400):
        parent = publish(article, moderator, "x", parent=parent).pk
    assert client.get(f"/api/v1/thread?article={article.external_id}").json()["count"] == 400
    assert client.get(f"/threads/courier/{article.external_id}/").status_code == 200


def test_order_by_publication_does_not_bury_what_was_approved_late(article: Article, moderator: Account) -> None:
    early = say(article, "early")
    publish(article, moderator, "later")
    rule(early, moderator, Outcome.APPROVE)
    assert thread(article, Order.NEWEST) == "later early"
    assert thread(article, Order.PUBLISHED) == "early later"
    assert [shown.body for shown in newest(article, 10)] == ["early", "later"]


def test_places_kept_stand_last_in_order_of_publication(article: Article, moderator: Account) -> None:
    a = publish(article, moderator, "a")
    publish(article, moderator, "b", parent=a.pk)
    publish(article, moderator, "c")
    withdraw(a)
    assert thread(article, Order.PUBLISHED) == "c -(b)"


def test_most_answered_first_counts_published_answers_of_any_depth(article: Article, moderator: Account) -> None:
    a, b, c = (publish(article, moderator, body) for body in "abc")
    d = publish(article, moderator, "d", parent=a.pk)
    publish(article, moderator, "e", parent=d.pk)
    publish(article, moderator, "f", parent=b.pk)
    for _ in range(3):
        say(article, "waiting", parent=c.pk)
    assert thread(article, Order.REPLIES) == "a(d(e)) b(f) c"


@pytest.mark.parametrize(("tops", "pages"), [(0, 1), (1, 1), (50, 1), (51, 2), (101, 3)])
def test_fifty_tops_stand_on_a_page(article: Article, moderator: Account, tops: int, pages: int) -> None:
    written = [publish(article, moderator, str(number)) for number in range(tops)]
    for comment in written[:2]:
        publish(article, moderator, "reply", parent=comment.pk)
    read = [thread_page(article, Order.OLDEST, page) for page in range(1, pages + 1)]
    assert [comment.id for page in read for comment in page.comments] == [comment.pk for comment in written]
    assert {page.pages for page in read} == {pages}
    assert {page.count for page in read} == {tops + min(tops, 2)}
    assert all(len(page.comments) == TOP_COMMENTS_A_PAGE for page in read[:-1])


@pytest.mark.parametrize("page", [0, -1, 2, 10**6])
def test_a_page_that_is_not_there_is_refused(article: Article, moderator: Account, page: int) -> None:
    publish(article, moderator)
    with pytest.raises(PageUnknown):
        thread_page(article, page=page)


def test_a_comment_is_found_on_its_page_in_every_order(article: Article, moderator: Account) -> None:
    tops = [publish(article, moderator, str(number)) for number in range(51)]
    replies = [publish(article, moderator, "reply", parent=top.pk) for top in (tops[0], tops[50])]
    for order, comment in product(Order, (tops[0], tops[1], tops[49], tops[50], *replies)):
        page = thread_page(article, order, asked=comment)
        assert page.place == Place(comment.pk, page.page)
        assert comment.pk in {one.id for one in flat(page.comments)}
        assert thread_page(article, order, page.page).comments == page.comments


def test_most_constructive_first_is_a_blend_of_the_score_and_readers(article: Article, moderator: Account) -> None:
    """(score · 10 + reactions) / (10 + reactions): .9, then .2 with twenty (.73), .7, .4, and what has no score."""
    scores = {"a": 0.4, "b": 0.9, "c": 0.2, "d": 0.7}
    written = {}
    for body, score in scores.items():
        written[body] = say(article, body)
        judge(written[body], screener(constructive=score))
        rule(written[body], moderator, Outcome.APPROVE)
    publish(article, moderator, "e")
    for number in range(20):
        react(written["c"], Reacting(None, f"device {number}"))
    assert thread(article, Order.CONSTRUCTIVE) == "b c d a e"
    publish(article, moderator, "answer", parent=written["b"].pk)
    withdraw(written["b"])
    assert thread(article, Order.CONSTRUCTIVE) == "c d a e -(answer)"


def test_counts_are_of_what_is_published(site: Site, article: Article, moderator: Account) -> None:
    other = make_article(site, "the-dam")
    elsewhere = make_article(make_site("herald"), "the-bridge")
    a = publish(article, moderator)
    publish(article, moderator, parent=a.pk)
    say(article)
    publish(elsewhere, moderator)
    reject(publish(other, moderator), moderator)
    assert counts(site, ["the-bridge", "the-dam", "unknown", "the-bridge"]) == {
        "the-bridge": 2,
        "the-dam": 0,
        "unknown": 0,
    }
    withdraw(a)
    assert counts(site, ["the-bridge"]) == {"the-bridge": 1}
    assert counts(site, []) == {}


def test_the_newest_are_the_last_published_of_any_depth(article: Article, moderator: Account) -> None:
    a = publish(article, moderator, "a")
    publish(article, moderator, "b", parent=a.pk)
    publish(article, moderator, "c")
    assert [shown.body for shown in newest(article, 2)] == ["c", "b"]
    withdraw(a)
    assert [shown.body for shown in newest(article, 5)] == ["c", "b"]


def test_articles_do_not_mix(site: Site, article: Article, moderator: Account) -> None:
    publish(article, moderator, "a")
    publish(make_article(site, "the-dam"), moderator, "b")
    assert (thread(article), thread_page(article).count) == ("a", 1)


def test_a_closed_articles_thread_can_be_read(article: Article, moderator: Account) -> None:
    publish(article, moderator, "a")
    article.closed_at = timezone.now() - timedelta(days=1)
    article.save()
    assert thread(article) == "a"


@pytest.mark.parametrize("order", Order)
def test_a_long_thread_takes_no_more_queries_than_a_short_one(
    article: Article, moderator: Account, order: Order
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            thread_page(article, order)
        return len(captured)

    for _ in range(2):
        publish(article, moderator, parent=publish(article, moderator).pk)
    few = queries()
    for _ in range(20):
        top = publish(article, moderator)
        publish(article, moderator, parent=publish(article, moderator, parent=top.pk).pk)
    assert queries() == few <= 6
