"""Editors' picks: only of what is published, in the ledger, and gone with the comment."""

from typing import Any

import pytest
from django.db import connection

from stet.accounts.models import Account
from stet.comments.acts.erase import erase
from stet.comments.acts.pick import pick, unpick
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.errors import NotPublished
from stet.comments.models import Article, Comment
from stet.comments.verify import verify
from stet.ledger.models import Entry, Kind
from stet.newsroom.verdict import Outcome
from tests.newsroom_kit import publish, say


def picks() -> list[str]:
    return list(Entry.objects.filter(kind__in=[Kind.PICKED, Kind.UNPICKED]).values_list("kind", flat=True))


def test_a_pick_is_in_the_ledger_with_who_chose_it(article: Article, moderator: Account) -> None:
    comment = pick(publish(article, moderator), moderator)
    entry = Entry.objects.get(kind=Kind.PICKED)
    assert (entry.subject, entry.recorded_at) == (comment.pk, Comment.objects.get().picked_at)
    assert f'"moderator":"{moderator.pk}"' in entry.facts
    assert list(verify()) == []


def test_picking_twice_is_picking_once(article: Article, moderator: Account) -> None:
    comment = publish(article, moderator)
    first = pick(comment, moderator).picked_at
    assert pick(comment, moderator).picked_at == first
    assert unpick(comment, moderator).picked_at is None
    assert unpick(comment, moderator).picked_at is None
    assert picks() == ["picked", "unpicked"]
    assert list(verify()) == []


def test_only_what_is_published_is_picked(article: Article, moderator: Account) -> None:
    rejected = publish(article, moderator)
    rule(rejected, moderator, Outcome.REJECT, ["threat"])
    for comment in (say(article), rejected, withdraw(publish(article, moderator))):
        with pytest.raises(NotPublished):
            pick(comment, moderator)
    assert picks() == []


def reject(comment: Comment, moderator: Account) -> None:
    rule(comment, moderator, Outcome.REJECT, ["threat"])


@pytest.mark.parametrize("leave", [reject, lambda comment, _: withdraw(comment), lambda comment, _: erase(comment)])
def test_what_is_not_published_any_more_is_no_pick(article: Article, moderator: Account, leave: Any) -> None:
    comment = publish(article, moderator)
    pick(comment, moderator)
    leave(comment, moderator)
    assert Comment.objects.get().picked_at is None
    assert list(verify()) == []


def test_what_is_published_again_is_no_pick_any_more(article: Article, moderator: Account) -> None:
    comment = publish(article, moderator)
    pick(comment, moderator)
    rule(comment, moderator, Outcome.APPROVE)
    assert Comment.objects.get().picked_at is not None
    reject(comment, moderator)
    rule(comment, moderator, Outcome.APPROVE)
    assert Comment.objects.get().picked_at is None
    assert list(verify()) == []


@pytest.mark.parametrize("forged", ["NULL", "'2020-01-01 00:00:00+00:00'"])
def test_a_pick_that_the_ledger_does_not_say_is_found(article: Article, moderator: Account, forged: str) -> None:
    pick(publish(article, moderator), moderator)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE comments_comment SET picked_at = {forged}")
    (found,) = verify()
    assert "editors' pick" in str(found)
