"""A hint before posting: it names what posting would name, blocks nothing, and leaves no trace."""

from typing import Any

import pytest

from stet.comments.models import Article, Comment, ScreeningRecord, Site
from stet.ledger.models import Entry
from stet.newsroom.languages import LANGUAGES
from tests.api.conftest import Calls, failure, receipt
from tests.newsroom_kit import ENGLISH

ATTACK = "You are a stupid idiot."


def hint(api: Calls, body: Any, **fields: Any) -> Any:
    said = {"article": "the-bridge", "body": body} | fields
    return api.client.post("/api/v1/hint", said, content_type="application/json")


def test_a_likely_breach_is_named_with_its_words(api: Calls, article: Article) -> None:
    answer = hint(api, ATTACK).json()
    assert answer["on"] is True
    named = {one["id"]: one for one in answer["guidelines"]}
    assert named["personal_attack"]["wording"]
    assert "idiot" in " ".join(ATTACK[start:end] for start, end in named["personal_attack"]["spans"])
    assert set(named) <= {one["id"] for one in receipt(api.post(ATTACK))["guidelines"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_the_reader_s_language(api: Calls, article: Article, language: str) -> None:
    titles = {one["title"] for one in api.get("guidelines", lang=language).json()["guidelines"]}
    assert {one["title"] for one in hint(api, ATTACK, lang=language).json()["guidelines"]} <= titles


def test_a_good_comment_hears_nothing(api: Calls, article: Article) -> None:
    assert hint(api, ENGLISH).json() == {"on": True, "guidelines": []}


def test_nothing_of_it_is_kept(api: Calls, article: Article) -> None:
    hint(api, ATTACK)
    assert [model.objects.count() for model in (Comment, ScreeningRecord, Entry)] == [0, 0, 0]


def test_a_site_may_do_without(api: Calls, article: Article) -> None:
    Site.objects.update(hints=False)
    assert hint(api, ATTACK).json() == {"on": False, "guidelines": []}


def test_what_cannot_be_a_comment_is_refused_as_if_posted(api: Calls, article: Article) -> None:
    assert failure(hint(api, ""))[:2] == (422, "body_empty")
    assert failure(hint(api, "x" * 5001))[:2] == (422, "body_too_long")
    assert failure(hint(api, ENGLISH, article="none"))[:2] == (404, "article_unknown")
    assert failure(hint(api, ENGLISH, surprise=1))[:2] == (422, "field_invalid")


def test_hints_have_their_own_measure(api: Calls, article: Article, settings: Any) -> None:
    settings.STET_RATE_ACT = "2/min"
    assert [hint(api, ENGLISH).status_code for _ in range(3)] == [200, 200, 429]
    assert receipt(api.post())
