"""How many comments are published under each of many articles."""

from typing import Any

from stet.accounts.models import Account
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article, Site
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


def test_articles_may_be_named_by_their_addresses(api: Calls, site: Site, moderator: Account) -> None:
    bridge = "https://courier.example/bridge?page=1"
    publish(make_article(site, "bridge", url=bridge), moderator)
    make_article(site, "bridge again", url=bridge)
    publish(make_article(site, "dam", url="https://courier.example/dam"), moderator)
    answer = api.get("counts", url=[bridge, "https://courier.example/tunnel"], article="dam").json()
    assert answer == {"counts": {"dam": 1}, "urls": {bridge: 1, "https://courier.example/tunnel": 0}}


def test_a_hundred_in_all_are_counted_and_no_more(api: Calls, site: Site) -> None:
    names = [f"article {number}" for number in range(51)]
    assert failure(api.get("counts", article=names, url=names)) == (422, "field_invalid", "url")
    assert api.get("counts", article=names, url=names[:49]).status_code == 200
