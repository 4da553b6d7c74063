"""The guidelines, as readers and their programs read them."""

import pytest

from stet.comments import policies
from stet.comments.models import Site
from stet.newsroom.languages import LANGUAGES
from stet.newsroom.policy_file import default_policy_text, parse_policy
from tests.api.conftest import Calls, failure
from tests.newsroom_kit import make_site, policy_text


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_the_policy_is_published_in_each_language(api: Calls, site: Site, language: str) -> None:
    answer = api.get("guidelines", lang=language).json()
    policy = parse_policy(default_policy_text())
    assert (answer["site"], answer["version"], answer["language"]) == ("courier", 1, language)
    assert answer["direction"] == LANGUAGES[language].direction
    assert answer["introduction"] == policy.introduction[language]
    assert [one["id"] for one in answer["guidelines"]] == [one.id for one in policy.guidelines]
    for shown, written in zip(answer["guidelines"], policy.guidelines, strict=True):
        assert (shown["title"], shown["wording"]) == (written.title[language], written.wording[language])
        own = [example.text for example in written.examples if example.language == language]
        assert sorted(shown["examples"]["passes"] + shown["examples"]["breaks"]) == sorted(own)


@pytest.mark.parametrize(
    ("query", "header", "language"),
    [
        ({}, "ckb;q=0.9,en;q=0.8", "ckb"),
        ({}, "fr,tr-TR;q=0.5", "tr"),
        ({}, "fr", "en"),
        ({}, "", "en"),
        ({"lang": "ku"}, "ar", "kmr"),
        ({"lang": "fa-IR"}, "ar", "fa"),
        ({"lang": "xx"}, "ar", "ar"),
        ({"lang": "../../etc"}, "ar", "ar"),
    ],
)
def test_the_language_is_the_one_asked_for_or_the_browser_s(
    api: Calls, site: Site, query: dict[str, str], header: str, language: str
) -> None:
    assert api.get("guidelines", {"Accept-Language": header}, **query).json()["language"] == language


def test_the_newest_policy_is_in_force(api: Calls, site: Site) -> None:
    policies.put_in_force(site, policy_text("advise"))
    assert api.get("guidelines").json()["version"] == 2


def test_the_guidelines_of_a_site_that_is_not_there(api: Calls, site: Site) -> None:
    make_site("herald")
    assert failure(api.get("guidelines", site="tribune")) == (404, "site_unknown", "site")
    assert failure(api.get("guidelines")) == (404, "site_unknown", "site")
    assert api.get("guidelines", site="herald").json()["site"] == "herald"


def test_a_language_tag_without_end(api: Calls, site: Site) -> None:
    assert failure(api.get("guidelines", lang="x" * 36)) == (422, "field_invalid", "lang")
