"""What a moderator writes to an author is sealed like everything else, and goes with the comment."""

import pytest
from django.db import DatabaseError, transaction

from stet.accounts.models import Account
from stet.comments.acts.erase import erase
from stet.comments.acts.rule import LONGEST_EXPLANATION, rule
from stet.comments.errors import ExplanationTooLong, TextInvalid
from stet.comments.models import Article, Explanation
from stet.comments.verify import verify
from stet.newsroom.verdict import Outcome
from tests.newsroom_kit import say
from tests.tampering import unguarded

pytestmark = pytest.mark.django_db
WORDS = "Say what they did: «نەک ئەوەی کێن»."


@pytest.fixture
def told(article: Article, moderator: Account) -> Explanation:
    return rule(say(article), moderator, Outcome.REJECT, ["threat"], WORDS).explanation


def breaks() -> str:
    return " | ".join(str(one) for one in verify())


def test_what_was_written_verifies(told: Explanation) -> None:
    assert told.text == WORDS
    assert breaks() == ""
    assert told.verdict.explanation_seal in told.verdict.entry.facts
    assert "نەک" not in told.verdict.entry.facts


def test_a_changed_one_is_found(told: Explanation) -> None:
    with unguarded():
        Explanation.objects.update(text="You may not say anything at all.")
        assert "told the author something else" in breaks()
        Explanation.objects.update(text=None)
        assert "told the author something else" in breaks()
        Explanation.objects.all().delete()
        assert "not there any more" in breaks()


def test_one_that_was_never_written_is_found(article: Article, moderator: Account) -> None:
    verdict = rule(say(article), moderator, Outcome.REJECT, ["threat"])
    assert not Explanation.objects.exists()
    with unguarded():
        Explanation.objects.create(verdict=verdict, text="I never wrote this.")
        assert "told the author nothing" in breaks()


def test_the_database_refuses_to_change_one(told: Explanation) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Explanation.objects.update(text="Something else.")
    with pytest.raises(DatabaseError), transaction.atomic():
        told.delete()


def test_it_goes_with_the_comment(told: Explanation) -> None:
    erase(told.verdict.comment)
    assert Explanation.objects.get().text is None
    assert breaks() == ""
    with unguarded():
        Explanation.objects.update(text=WORDS)
        assert "is still there" in breaks()


def test_an_approval_tells_nothing(article: Article, moderator: Account) -> None:
    assert rule(say(article), moderator, Outcome.APPROVE, [], WORDS).explanation_seal == ""
    assert rule(say(article), moderator, Outcome.REJECT, ["threat"], " \n ").explanation_seal == ""
    assert not Explanation.objects.exists()


def test_what_cannot_be_told(article: Article, moderator: Account) -> None:
    with pytest.raises(ExplanationTooLong):
        rule(say(article), moderator, Outcome.REJECT, ["threat"], "x" * (LONGEST_EXPLANATION + 1))
    with pytest.raises(TextInvalid):
        rule(say(article), moderator, Outcome.REJECT, ["threat"], "a\x00b")
