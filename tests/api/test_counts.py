"""How many comments are published under each of many articles."""

from typing import Any

from stet.accounts.models import Account
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article
from tests.api.conftest import Calls, failure
from tests.newsroom_kit import make_article, make_site, publish, say


def counts(api: Calls, *articles: str, **query: Any) -> Any:
    return api.get("counts", article=list(articles), **query).json()["counts"]


def test_published_comments_are_counted_and_no_others(api: Calls, article: Article, moderator: Account) -> None:
    top = publish(article, moderator, "one")
    publish(article, moderator, "two", parent=top.pk)
    withdraw(publish(article, moderator, "three"))
    say(article, "four")
    make_article(article.site, "the-school")
    assert counts(api, "the-bridge", "the-school", "the-tunnel") == {"the-bridge": 2, "the-school": 0, "the-tunnel": 0}


def test_an_article_asked_for_twice_is_counted_once(api: Calls, article: Article, moderator: Account) -> None:
    publish(article, moderator)
    assert counts(api, "the-bridge", "the-bridge") == {"the-bridge": 1}


def test_a_hundred_articles_at_once(api: Calls, article: Article) -> None:
    names = [f"article {number}" for number in range(100)]
    assert counts(api, *names, site="courier") == dict.fromkeys(names, 0)


def test_every_site_has_its_own(api: Calls, article: Article, moderator: Account) -> None:
    publish(article, moderator)
    make_article(make_site("herald"))
    assert counts(api, "the-bridge", site="herald") == {"the-bridge": 0}
    assert counts(api, "the-bridge", site="courier") == {"the-bridge": 1}
    assert failure(api.get("counts", article="the-bridge")) == (404, "site_unknown", "site")
