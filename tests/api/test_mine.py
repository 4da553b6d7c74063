"""A signed-in reader's own comments: seen, taken along and erased by their token, and by nobody else's."""

import json
from typing import Any

import pytest

from stet.comments.kept_receipts import read, results
from stet.comments.models import Article, Comment, Reader, Site
from stet.comments.verify import verify
from tests.api.conftest import Calls, failure, receipt
from tests.api.test_tokens import SECRET, USER, signed
from tests.newsroom_kit import make_article, make_site, say

OTHER = {"id": "b2", "username": "Azad"}


@pytest.fixture
def site(db: None) -> Site:
    site = make_site(sso_secret=SECRET)
    make_article(site)
    return site


@pytest.fixture
def article(site: Site) -> Article:
    return site.articles.get()


@pytest.fixture
def own(api: Calls, site: Site) -> list[str]:
    """The receipts of three comments of the reader's, newest first; a guest and another reader wrote too."""
    texts = ("The first of mine here.", "The second of mine.", "And a third one.")
    receipts = [receipt(api.post(text, headers=signed(), author=None))["receipt"] for text in texts]
    receipt(api.post("Somebody else's comment.", headers=signed(OTHER), author=None))
    say(site.articles.get(), name="Hêvî")
    return receipts[::-1]


def erase(api: Calls, headers: dict[str, str]) -> Any:
    return api.client.post("/api/v1/mine/erase", headers=headers)


def test_one_s_own_comments_newest_first(api: Calls, own: list[str]) -> None:
    answer = api.get("mine", headers=signed())
    assert [one["receipt"] for one in answer.json()["receipts"]] == own
    assert answer.json()["receipts"][0] == api.follow(own[0]).json()


def test_at_most_a_hundred_in_few_queries(
    api: Calls, site: Site, article: Article, django_assert_max_num_queries: Any
) -> None:
    for number in range(101):
        say(article, f"Number {number} of many.", USER["username"], reader_key=USER["id"])
    api.get("mine", headers=signed())
    with django_assert_max_num_queries(120):
        told = api.get("mine", headers=signed()).json()["receipts"]
    assert [one["body"] for one in told] == [f"Number {number} of many." for number in range(100, 0, -1)]


def test_everything_about_them_in_one_file(api: Calls, own: list[str]) -> None:
    answer = api.get("mine/data", headers=signed())
    assert answer.headers["Content-Disposition"] == 'attachment; filename="stet-receipts.json"'
    kept = read(answer.content.decode())
    assert [one.receipt for one in kept] == own
    assert all(result.holds is not False for one in kept for result in results(one))
    assert json.loads(answer.content)["receipts"][0]["reader"]["id"] == USER["id"]


def test_erasing_all_of_them(api: Calls, own: list[str]) -> None:
    assert erase(api, signed()).json() == {"erased": 3}
    assert {api.follow(one).json()["state"] for one in own} == {"erased"}
    assert not Reader.objects.filter(external_id=USER["id"]).exists()
    assert Comment.objects.exclude(state="erased").count() == 2, "what others wrote stays"
    assert api.get("mine", headers=signed()).json() == {"receipts": [], "measures": []}
    assert erase(api, signed()).json() == {"erased": 0}
    assert list(verify()) == []


def test_who_never_wrote_has_nothing(api: Calls, site: Site) -> None:
    assert api.get("mine", headers=signed()).json() == {"receipts": [], "measures": []}
    assert api.get("mine/data", headers=signed()).json()["receipts"] == []
    assert not Reader.objects.exists(), "asking makes nobody known"


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer "}, {"Authorization": "Basic eDp5"}, signed(key="x" * 64)]
)
def test_nobody_else_sees_or_erases_them(api: Calls, own: list[str], headers: dict[str, str]) -> None:
    for answer in (api.get("mine", headers=headers), api.get("mine/data", headers=headers), erase(api, headers)):
        assert failure(answer) == (401, "token_invalid", "Authorization")
    assert Comment.objects.filter(state="erased").count() == 0


def test_a_reader_of_another_site_is_another_reader(api: Calls, own: list[str]) -> None:
    make_article(make_site("herald", sso_secret=SECRET))
    assert api.get("mine", headers=signed(), site="herald").json() == {"receipts": [], "measures": []}
    assert len(api.get("mine", headers=signed(), site="courier").json()["receipts"]) == 3
