"""Which site and which article a request means; whatever it names, the answer is one of ours or a refusal."""

import pytest

from stet.comments.errors import ArticleUnknown, OriginForbidden, SiteUnknown
from stet.comments.models import Article, Site
from stet.comments.sites import check_origin, find_article, find_or_make_article, find_site
from tests.newsroom_kit import make_article, make_site

pytestmark = pytest.mark.django_db

COURIER, HERALD = "https://courier.example", "https://herald.example"
# What no database can hold, or no address can be.
IMPOSSIBLE = ["a\x00b", "\ud800", "\uffff"]


@pytest.fixture
def courier(db: None) -> Site:
    return make_site(origins=[COURIER, "https://m.courier.example"])


@pytest.fixture
def herald(courier: Site) -> Site:
    return make_site("herald", origins=[HERALD])


def test_a_site_is_found_by_name_before_origin(courier: Site, herald: Site) -> None:
    assert find_site("herald", COURIER) == herald
    assert find_site(None, COURIER) == find_site("", "https://m.courier.example") == courier


def test_the_only_site_needs_no_name(courier: Site) -> None:
    assert find_site(None, None) == find_site(None, "https://elsewhere.example") == courier


def test_among_several_a_site_must_be_named(courier: Site, herald: Site) -> None:
    for origin in (None, "https://elsewhere.example", "null"):
        with pytest.raises(SiteUnknown):
            find_site(None, origin)


@pytest.mark.parametrize("slug", ["gazette", "COURIER ", *IMPOSSIBLE])
def test_a_site_that_is_not_there_is_unknown(courier: Site, slug: str) -> None:
    with pytest.raises(SiteUnknown):
        find_site(slug, COURIER)


def test_an_installation_without_sites_knows_none(db: None) -> None:
    with pytest.raises(SiteUnknown):
        find_site(None, None)


def test_an_article_is_found_by_the_publishers_id_or_its_address(courier: Site, herald: Site) -> None:
    bridge = make_article(courier, "bridge/2026", url=f"{COURIER}/bridge")
    make_article(herald, "bridge/2026", url=f"{COURIER}/bridge")
    assert find_article(courier, "bridge/2026", None) == bridge
    assert find_article(courier, None, f"{COURIER}/bridge") == bridge


def test_an_id_that_is_wrong_is_not_mended_by_an_address(courier: Site) -> None:
    make_article(courier, "bridge", url=f"{COURIER}/bridge")
    with pytest.raises(ArticleUnknown):
        find_article(courier, "dam", f"{COURIER}/bridge")


@pytest.mark.parametrize("name", [None, "", "unknown", *IMPOSSIBLE])
def test_an_article_that_is_not_there_is_unknown(courier: Site, name: str | None) -> None:
    for external_id, url in ((name, None), (None, name), (name, name)):
        with pytest.raises(ArticleUnknown):
            find_or_make_article(courier, external_id, url)
    assert not Article.objects.exists()


def test_a_site_that_makes_articles_makes_one_of_its_own_addresses_once(courier: Site) -> None:
    courier.makes_articles = True
    made = find_or_make_article(courier, None, f"{COURIER}/dam")
    assert find_or_make_article(courier, None, f"{COURIER}/dam") == made
    assert (made.url, made.language, made.is_open) == (f"{COURIER}/dam", "en", True)
    named = find_or_make_article(courier, "dam-2", f"{COURIER}/dam")
    assert (named.external_id, named != made) == ("dam-2", True)


@pytest.mark.parametrize(
    "url",
    [
        f"{HERALD}/x",
        "https://courier.example.evil.example/x",
        "//courier.example/x",
        "javascript:alert(1)",
        "https://[",
        f"{COURIER}/\x00",
        f"{COURIER}/\ud800",
        "x",
    ],
)
def test_no_article_is_made_of_an_address_elsewhere(courier: Site, url: str) -> None:
    courier.makes_articles = True
    for external_id in (None, "dam"):
        with pytest.raises(ArticleUnknown):
            find_or_make_article(courier, external_id, url)
    assert not Article.objects.exists()


def test_comments_come_from_the_sites_pages_or_ours_or_no_browser(courier: Site, herald: Site) -> None:
    ours = "https://comments.example"
    for origin in (COURIER, ours, None):
        check_origin(courier, origin, own=ours)
    for origin in (HERALD, "null", f"{COURIER}:8443", "http://courier.example"):
        with pytest.raises(OriginForbidden):
            check_origin(courier, origin, own=ours)
