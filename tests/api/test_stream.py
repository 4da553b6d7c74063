"""What is new under an article: streams of one event, for browsers that come back by themselves."""

import json
from typing import Any

import pytest
from django.core.cache import cache

from stet.accounts.models import Account
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article
from stet.newsroom.verdict import Outcome
from tests.api.conftest import Calls, failure
from tests.newsroom_kit import make_article, make_site, publish, say


@pytest.fixture(autouse=True)
def _forgetful() -> None:
    cache.clear()


def cursor(api: Calls, article: str = "the-bridge") -> str:
    return str(api.get("thread", article=article).json()["cursor"])


def event(response: Any) -> dict[str, str]:
    """The stream's one event, and its `retry` with it (HTML, 9.2.6)."""
    assert response.status_code == 200, response.content
    assert response.headers["Content-Type"].partition(";")[0] == "text/event-stream"
    assert response.headers["Cache-Control"] == "no-store"
    text = response.content.decode()
    assert text.endswith("\n\n")
    assert text.count("\n\n") == 1
    return dict(line.split(": ", 1) for line in text.strip().split("\n"))


def news(api: Calls, since: str = "", **query: Any) -> dict[str, Any]:
    """What a browser is told that asks for the first time, after whatever others were told."""
    cache.clear()
    told = event(api.get("stream", **({"article": "the-bridge", "since": since} | query)))
    said = json.loads(told["data"])
    assert (told["retry"], told["event"], told["id"]) == ("15000", "news", said["cursor"])
    return dict(said)


def test_nothing_is_new_to_who_has_just_read(api: Calls, article: Article, moderator: Account) -> None:
    publish(article, moderator)
    since = cursor(api)
    assert news(api, since) == {"new": 0, "count": 1, "cursor": since}


def test_what_was_published_since_is_new_once(api: Calls, article: Article, moderator: Account) -> None:
    top = publish(article, moderator)
    late = say(article)
    since = cursor(api)
    publish(article, moderator, parent=top.pk)
    rule(late, moderator, Outcome.APPROVE)
    say(article)
    told = news(api, since)
    assert (told["new"], told["count"]) == (2, 3)
    assert told["cursor"] != since
    assert news(api, told["cursor"])["new"] == 0


def test_what_is_gone_again_is_not_new_and_never_less_than_nothing(
    api: Calls, article: Article, moderator: Account
) -> None:
    old = publish(article, moderator)
    since = cursor(api)
    new = publish(article, moderator)
    withdraw(old)
    assert (news(api, since)["new"], news(api, since)["count"]) == (1, 1)
    withdraw(new)
    assert (news(api, since)["new"], news(api, since)["count"]) == (0, 0)


def test_a_second_approval_is_no_news_but_coming_back_is(api: Calls, article: Article, moderator: Account) -> None:
    comment = publish(article, moderator)
    since = cursor(api)
    rule(comment, moderator, Outcome.APPROVE)
    assert news(api, since)["new"] == 0
    rule(comment, moderator, Outcome.REJECT, ["threat"])
    rule(comment, moderator, Outcome.APPROVE)
    assert news(api, since)["new"] == 1


def test_the_last_event_a_browser_saw_wins(api: Calls, article: Article, moderator: Account) -> None:
    since = cursor(api)
    publish(article, moderator)
    told = event(api.get("stream", {"Last-Event-ID": cursor(api)}, article="the-bridge", since=since))
    assert json.loads(told["data"])["new"] == 0


@pytest.mark.parametrize("since", ["", "x", "-1", "ffffffffffffffffffffffff", "🙂", "ffff"])
def test_a_cursor_that_is_none_of_ours_sees_nothing_new(
    api: Calls, article: Article, moderator: Account, since: str
) -> None:
    publish(article, moderator)
    assert (news(api, since)["new"], news(api, since)["count"]) == (0, 1)


def test_readers_share_what_was_counted_shortly_before(
    api: Calls, article: Article, moderator: Account, django_assert_num_queries: Any
) -> None:
    since = cursor(api)
    news(api, since)
    publish(article, moderator)
    with django_assert_num_queries(0):
        told = json.loads(event(api.get("stream", article="the-bridge", since=since))["data"])
    assert (told["new"], told["cursor"]) == (0, since)
    # It is new to the same reader as soon as somebody counts again.
    assert news(api, told["cursor"])["new"] == 1


def test_a_cursor_newer_than_what_was_counted_does_not_go_back(
    api: Calls, article: Article, moderator: Account
) -> None:
    news(api, cursor(api))
    publish(article, moderator)
    since = cursor(api)
    assert json.loads(event(api.get("stream", article="the-bridge", since=since))["data"])["cursor"] == since


def test_articles_and_sites_do_not_mix(api: Calls, article: Article, moderator: Account) -> None:
    make_article(make_site("herald", origins=["https://herald.example"]))
    since = cursor_of_courier = str(api.get("thread", article="the-bridge", site="courier").json()["cursor"])
    publish(article, moderator)
    assert news(api, since, site="courier")["count"] == 1
    assert news(api, cursor_of_courier, site="herald")["count"] == 0
    from_herald = api.get("stream", {"Origin": "https://herald.example"}, article="the-bridge", since=since)
    assert json.loads(event(from_herald)["data"])["count"] == 0


def test_an_article_that_is_not_there(api: Calls, article: Article) -> None:
    assert failure(api.get("stream", article="the-tunnel")) == (404, "article_unknown", "article")
