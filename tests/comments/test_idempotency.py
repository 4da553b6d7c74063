"""A retried attempt to post is the same comment; a key used for anything else is refused."""

import pytest
from django.utils import timezone

from stet.comments.acts.erase import erase
from stet.comments.acts.receive import Draft, receive
from stet.comments.acts.withdraw import withdraw
from stet.comments.errors import IdempotencyKeyInvalid, IdempotencyKeyReused
from stet.comments.models import Article, Comment, Site
from stet.ledger.models import Entry
from tests.newsroom_kit import ENGLISH, Account, make_article, make_site, publish, say

pytestmark = pytest.mark.django_db


def attempt(article: Article, body: str = ENGLISH, name: str = "Dilan", **draft: object) -> tuple[Comment, bool]:
    return receive(article, Draft(body=body, author_name=name, **({"idempotency_key": "attempt-1"} | draft)))


def test_a_retry_is_the_same_comment(article: Article) -> None:
    comment, is_new = attempt(article)
    again, is_new_again = attempt(article)
    assert (again, is_new, is_new_again) == (comment, True, False)
    assert (Comment.objects.count(), Entry.objects.count()) == (1, 1)


def test_blanks_around_the_name_make_no_other_comment(article: Article) -> None:
    assert attempt(article, name="Dilan ")[0] == attempt(article, name=" Dilan")[0]


def test_a_key_with_another_text_name_place_or_reader_is_refused(
    article: Article, site: Site, moderator: Account
) -> None:
    parent = publish(article, moderator)
    attempt(article)
    others = (
        {"body": ENGLISH + " "},
        {"name": "Azad"},
        {"parent": parent.pk},
        {"article": make_article(site, "the-dam")},
        {"reader_key": "somebody"},
    )
    for other in others:
        with pytest.raises(IdempotencyKeyReused):
            attempt(**{"article": article} | other)


def test_another_readers_retry_gets_no_receipt_for_ones_comment(article: Article) -> None:
    attempt(article, reader_key="dilan")
    assert attempt(article, reader_key="dilan")[1] is False
    for reader in ("azad", None):
        with pytest.raises(IdempotencyKeyReused):
            attempt(article, reader_key=reader)


def test_another_key_is_another_comment(article: Article) -> None:
    assert attempt(article)[0] != attempt(article, idempotency_key="attempt-2")[0]


def test_another_sites_keys_are_its_own(article: Article) -> None:
    assert attempt(article)[0] != attempt(make_article(make_site("herald")))[0]


def test_without_a_key_every_attempt_is_a_comment(article: Article) -> None:
    assert say(article) != say(article)


def test_a_retry_is_answered_although_the_article_was_closed_meanwhile(article: Article) -> None:
    comment, _ = attempt(article)
    article.closed_at = timezone.now()
    assert attempt(article) == (comment, False)


def test_a_retry_is_answered_although_its_parent_is_gone(article: Article, moderator: Account) -> None:
    parent = publish(article, moderator)
    comment, _ = attempt(article, parent=parent.pk)
    withdraw(parent)
    assert attempt(article, parent=parent.pk) == (comment, False)


def test_a_retry_does_not_bring_a_withdrawn_comment_back(article: Article) -> None:
    comment, _ = attempt(article)
    withdraw(comment)
    again, is_new = attempt(article)
    assert (again.pk, again.state, is_new) == (comment.pk, "withdrawn", False)


def test_erasing_forgets_the_key(article: Article) -> None:
    comment, _ = attempt(article)
    erase(comment)
    assert not Comment.objects.filter(idempotency_key="attempt-1").exists()


@pytest.mark.parametrize("key", ["", "x" * 256, "né", "a\nb", "a\x00", "\ud800"])
def test_a_key_that_is_none_is_refused(article: Article, key: str) -> None:
    with pytest.raises(IdempotencyKeyInvalid):
        attempt(article, idempotency_key=key)
    assert not Comment.objects.exists()


@pytest.mark.parametrize("key", ["x", "x" * 255, "0190163d-8694-739b", "~ !"])
def test_a_key_is_printable_ascii(article: Article, key: str) -> None:
    assert attempt(article, idempotency_key=key)[1]
