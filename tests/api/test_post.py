"""Posting: who may, where, in answer to what, once and not twice, and what the answer says."""

from datetime import datetime
from uuid import UUID, uuid4

import pytest

from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article, Comment
from stet.newsroom.languages import LANGUAGES
from tests.api.conftest import Calls, failure, receipt
from tests.newsroom_kit import ENGLISH, make_article, make_site, publish, say

ATTACK = "You are a stupid idiot."
# In a language that the shipped policy trusts no machine with.
FRENCH = "Le conseil municipal devrait publier ce que ce pont nous a coûté jusqu'à présent."


def test_a_guest_s_comment_is_taken_judged_and_published(api: Calls, article: Article) -> None:
    answer = receipt(api.post(name=None))
    assert answer["state"] == "approved"
    assert (answer["body"], answer["author"], answer["language"]) == (ENGLISH, "Dilan", "en")
    assert (answer["site"], answer["article"], answer["parent"]) == ("courier", "the-bridge", None)
    assert answer["decided_by"] == "machine"
    assert answer["guidelines"] == []
    assert answer["written_at"] <= answer["decided_at"] == answer["published_at"]
    assert UUID(answer["id"]).version == 7


def test_a_rejection_names_the_guideline_its_wording_and_the_words(api: Calls, article: Article) -> None:
    answer = receipt(api.post(ATTACK))
    assert (answer["state"], answer["decided_by"], answer["published_at"]) == ("rejected", "machine", None)
    attack = next(one for one in answer["guidelines"] if one["id"] == "personal_attack")
    assert attack["title"]
    assert attack["wording"]
    assert "idiot" in " ".join(ATTACK[start:end] for start, end in attack["spans"])
    assert attack["title"] in answer["reason"]


def test_what_the_machine_may_not_judge_waits_for_a_human(api: Calls, article: Article) -> None:
    answer = receipt(api.post(FRENCH))
    assert (answer["state"], answer["decided_by"], answer["decided_at"]) == ("pending", None, None)
    assert answer["reason"]
    assert answer["guidelines"] == []


def test_nothing_is_published_on_a_site_that_lets_the_machine_only_advise(api: Calls, db: None) -> None:
    make_article(make_site(mode="advise"))
    assert receipt(api.post())["state"] == "pending"
    assert receipt(api.post(ATTACK))["state"] == "pending"


@pytest.mark.parametrize("language", LANGUAGES)
def test_reasons_are_in_the_language_the_author_asked_for(api: Calls, article: Article, language: str) -> None:
    answer = receipt(api.post(ATTACK, lang=language))
    wanted = api.get("guidelines", lang=language).json()["guidelines"]
    titles = {one["id"]: one["title"] for one in wanted}
    assert {one["title"] for one in answer["guidelines"]} <= set(titles.values())
    assert titles["personal_attack"] in answer["reason"]
    assert api.follow(answer["receipt"]).json()["reason"] == answer["reason"]


def test_reasons_are_else_in_the_browser_s_language(api: Calls, article: Article) -> None:
    arabic = receipt(api.post(ATTACK, lang="ar"))["reason"]
    assert receipt(api.post(ATTACK, {"Accept-Language": "ar-IQ,en;q=0.5"}))["reason"] == arabic
    assert receipt(api.post(ATTACK, {"Accept-Language": "ar-IQ"}, lang="xx"))["reason"] == arabic


def test_the_links_of_a_receipt_lead_somewhere(api: Calls, article: Article) -> None:
    links = receipt(api.post())["links"]
    for link in links.values():
        assert api.client.get(link).status_code == 200, link


def test_what_is_optional_may_be_null(api: Calls, article: Article) -> None:
    whole = {"article": "the-bridge", "body": ENGLISH, "author": {"name": " Dilan "}, "site": "courier"}
    answer = receipt(api.send(whole | {"url": None, "lang": None, "parent": None}))
    assert (answer["state"], answer["author"]) == ("approved", "Dilan")


# ——— Once, not twice ———


def test_a_retried_attempt_is_the_same_comment(api: Calls, article: Article) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    first, second = receipt(api.post(headers=key)), receipt(api.post(headers=key))
    assert first == second
    assert Comment.objects.count() == 1


def test_a_retried_attempt_is_answered_with_what_became_of_it(api: Calls, article: Article) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    first = receipt(api.post(headers=key))
    withdraw(Comment.objects.get())
    again = receipt(api.post(headers=key))
    assert (again["receipt"], again["state"]) == (first["receipt"], "withdrawn")


@pytest.mark.parametrize("other", [{"body": "Another text."}, {"author": {"name": "Lana"}}, {"article": "the-school"}])
def test_a_key_serves_one_comment(api: Calls, article: Article, other: dict[str, object]) -> None:
    make_article(article.site, "the-school")
    key = {"Idempotency-Key": str(uuid4())}
    receipt(api.post(headers=key))
    assert failure(api.post(headers=key, **other)) == (409, "idempotency_key_reused", "Idempotency-Key")
    assert Comment.objects.count() == 1


def test_a_retry_is_answered_also_after_the_discussion_was_closed(api: Calls, article: Article) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    first = receipt(api.post(headers=key))
    Article.objects.update(closed_at=datetime.fromisoformat(first["written_at"]))
    assert receipt(api.post(headers=key)) == first


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb", "ä"])
def test_a_key_is_printable_ascii(api: Calls, article: Article, key: str) -> None:
    answer = api.client.post(
        "/api/v1/comments",
        {"article": "the-bridge", "author": {"name": "Dilan"}, "body": ENGLISH},
        content_type="application/json",
        HTTP_IDEMPOTENCY_KEY=key,
    )
    assert failure(answer) == (422, "idempotency_key_invalid", "Idempotency-Key")
    assert not Comment.objects.exists()


# ——— In answer to what ———


def test_a_published_comment_can_be_answered(api: Calls, article: Article, moderator: object) -> None:
    parent = publish(article, moderator)
    assert receipt(api.post("Who signed the contract?", parent=str(parent.pk)))["parent"] == str(parent.pk)


def test_a_parent_that_is_not_there(api: Calls, article: Article) -> None:
    assert failure(api.post(parent=str(uuid4()))) == (404, "parent_unknown", "parent")


def test_a_parent_under_another_article(api: Calls, article: Article, moderator: object) -> None:
    elsewhere = publish(make_article(article.site, "the-school"), moderator)
    assert failure(api.post(parent=str(elsewhere.pk))) == (409, "parent_elsewhere", "parent")


def test_a_parent_on_another_site_is_not_there(api: Calls, article: Article, moderator: object) -> None:
    elsewhere = publish(make_article(make_site("herald")), moderator)
    assert failure(api.post(parent=str(elsewhere.pk), site="courier")) == (404, "parent_unknown", "parent")


def test_a_parent_that_is_not_published(api: Calls, article: Article, moderator: object) -> None:
    waiting, gone = say(article), publish(article, moderator)
    withdraw(gone)
    for parent in (waiting, gone):
        assert failure(api.post(parent=str(parent.pk))) == (409, "parent_unpublished", "parent")


# ——— Where ———


def test_an_article_that_is_not_there(api: Calls, article: Article) -> None:
    assert failure(api.post(article="the-tunnel")) == (404, "article_unknown", "article")
    assert failure(api.post(article=None)) == (404, "article_unknown", "article")
    assert failure(api.post(article=None, url="https://courier.example/x")) == (404, "article_unknown", "article")


def test_an_article_is_found_by_its_address(api: Calls, site: object) -> None:
    make_article(site, url="https://courier.example/bridge")
    assert receipt(api.post(article=None, url="https://courier.example/bridge"))["article"] == "the-bridge"


def test_a_closed_discussion(api: Calls, article: Article) -> None:
    Article.objects.update(closed_at=datetime.fromisoformat("2026-11-01T00:00:00Z"))
    assert failure(api.post()) == (409, "article_closed", "article")
    assert api.get("thread", article="the-bridge").json()["article"]["open"] is False


def test_the_site_is_named_or_known_by_its_origin_or_the_only_one(api: Calls, article: Article) -> None:
    assert receipt(api.post())["site"] == "courier"
    make_article(make_site("herald", origins=["https://herald.example"]))
    assert failure(api.post()) == (404, "site_unknown", "site")
    assert receipt(api.post(site="herald"))["site"] == "herald"
    assert receipt(api.post(headers={"Origin": "https://herald.example"}))["site"] == "herald"
    assert failure(api.post(site="tribune")) == (404, "site_unknown", "site")


def test_other_origins_may_not_post(api: Calls, db: None) -> None:
    make_article(make_site(origins=["https://courier.example"]))
    for stranger in ("https://evil.example", "http://courier.example", "https://courier.example.evil.example", "null"):
        assert failure(api.post(headers={"Origin": stranger})) == (403, "origin_forbidden", "Origin")
    assert not Comment.objects.exists()
    assert receipt(api.post(headers={"Origin": "https://courier.example"}))
    assert receipt(api.post(headers={"Origin": "http://testserver"})), "our own pages"


def test_a_first_comment_makes_the_article_where_the_site_wants_it(api: Calls, db: None) -> None:
    make_site(makes_articles=True, origins=["https://courier.example"], language="ckb")
    address = "https://courier.example/2026/bridge"
    first = receipt(api.post(article=None, url=address))
    assert receipt(api.post(article=None, url=address))["article"] == first["article"]
    assert receipt(api.post(article="own-id", url="https://courier.example/other"))["article"] == "own-id"
    made = Article.objects.get(url=address)
    assert (made.external_id, made.language) == (first["article"], "ckb")


def test_a_refused_comment_makes_no_article(api: Calls, db: None) -> None:
    make_site(makes_articles=True, origins=["https://courier.example"])
    assert failure(api.post("", article=None, url="https://courier.example/a"))[1] == "body_empty"
    for address in ("https://evil.example/a", "https://courier.example@evil.example/", "https://[", "x" * 2000):
        assert failure(api.post(article=None, url=address)) == (404, "article_unknown", "article")
    assert not Article.objects.exists()
