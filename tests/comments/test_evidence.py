"""Copies kept as evidence: sealed, for a term, whatever becomes of the comment."""

from datetime import timedelta

import pytest
from django.utils import timezone

from stet.comments import evidence
from stet.comments.acts.erase import HOLDING_TEXTS, erase, erase_reader
from stet.comments.acts.report import Notice, report
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.errors import EvidenceUnexplained, NothingToKeep
from stet.comments.models import Article, Comment, Evidence
from stet.comments.verify import verify
from stet.newsroom.verdict import Outcome
from stet.server.posting import forget_old_evidence
from tests.newsroom_kit import Account, publish, say
from tests.tampering import refuses

pytestmark = pytest.mark.django_db
THREAT = "I know where she lives.\r\nسبەی دەچم بۆ ماڵەکەی."
GRAVE = Notice(guideline="threat", explanation="He threatens her.")


@pytest.fixture
def grave(article: Article, moderator: Account) -> Comment:
    """A published comment that a reader reports as a threat: a copy of it is kept from now on."""
    comment = publish(article, moderator, THREAT, name="Baran", reader_key="baran")
    report(comment, GRAVE)
    return comment


def copy_of(comment: Comment) -> evidence.Copy | None:
    kept = evidence.kept().filter(comment=comment).first()
    return evidence.unsealed(kept) if kept else None


def test_a_grave_comment_is_kept_by_itself_and_to_the_byte(grave: Comment) -> None:
    copy = copy_of(grave)
    assert copy
    assert (copy.body, copy.author_name, copy.reader) == (THREAT, "Baran", "baran")
    assert (copy.site, copy.article, copy.commitment) == ("courier", "the-bridge", grave.commitment)
    assert copy.written_at == grave.written_at
    kept = Evidence.objects.get()
    assert kept.kept_by is None
    assert kept.until - kept.kept_at == timedelta(days=180)
    assert b"she lives" not in bytes(kept.sealed), "it is encrypted"


def test_others_are_not(article: Article, moderator: Account) -> None:
    comment = publish(article, moderator)
    report(comment, Notice(guideline="profanity", explanation="A bad word."))
    say(article)
    assert not Evidence.objects.exists()


def test_once_however_often_it_is_found_grave(grave: Comment) -> None:
    first = Evidence.objects.get()
    report(grave, GRAVE)
    assert Evidence.objects.get() == first


@pytest.mark.parametrize("end", [withdraw, erase])
def test_it_outlives_withdrawal_and_erasure(grave: Comment, end: object) -> None:
    end(grave)  # type: ignore[operator]
    copy = copy_of(grave)
    assert copy
    assert copy.body == THREAT
    assert list(verify()) == []


def test_it_outlives_its_author_and_not_its_term(grave: Comment) -> None:
    assert grave.reader
    erase_reader(grave.reader)
    now = timezone.now()
    assert evidence.kept(now + timedelta(days=179)).count() == 1
    assert evidence.kept(now + timedelta(days=181)).count() == 0, "over is over, before anything has been cleared away"
    assert evidence.forget_old(now + timedelta(days=179)) == 0
    assert evidence.forget_old(now + timedelta(days=181)) == 1
    assert not Evidence.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_look_after_letters_clears_it_away(article: Article, moderator: Account) -> None:
    comment = publish(article, moderator, THREAT)
    evidence.keep(comment, moderator, "The police asked.")
    forget_old_evidence()
    assert Evidence.objects.count() == 1
    Evidence.objects.all().delete()
    kept = timezone.now() - evidence.TERM
    Evidence.objects.create(comment=comment, sealed=b"old", kept_at=kept, until=kept + evidence.TERM)
    forget_old_evidence()
    assert not Evidence.objects.exists()
    assert {"comments_evidence", "comments_sanction"} <= set(HOLDING_TEXTS)


def test_a_person_who_approves_it_frees_it(grave: Comment, moderator: Account) -> None:
    rule(grave, moderator, Outcome.REJECT, ["threat"])
    assert copy_of(grave), "a rejection does not"
    rule(grave, moderator, Outcome.APPROVE)
    assert copy_of(grave) is None


def test_by_hand_with_a_reason(article: Article, moderator: Account) -> None:
    comment = publish(article, moderator, THREAT)
    for reason in ("", " \u200b", "x" * 1001):
        with pytest.raises(EvidenceUnexplained):
            evidence.keep(comment, moderator, reason)
    kept = evidence.keep(comment, moderator, "The police asked for it.")
    assert (kept.kept_by, kept.reason) == (moderator, "The police asked for it.")
    rule(comment, moderator, Outcome.APPROVE)
    assert copy_of(comment), "what somebody asked for is let go by hand alone"
    assert evidence.let_go(comment)
    assert not evidence.let_go(comment)


def test_what_was_kept_by_itself_can_be_taken_over(grave: Comment, moderator: Account) -> None:
    evidence.keep(grave, moderator, "The police asked for it.")
    assert Evidence.objects.get().kept_by == moderator
    report(grave, GRAVE)
    assert Evidence.objects.get().kept_by == moderator


def test_of_an_erased_comment_no_copy_can_be_made(article: Article, moderator: Account) -> None:
    comment = say(article)
    erase(comment)
    with pytest.raises(NothingToKeep):
        evidence.keep(comment, moderator, "The police asked for it.")


def test_a_copy_is_never_changed(grave: Comment, settings: object) -> None:
    for change in ("sealed = sealed", "until = '2099-01-01 00:00:00'", "reason = 'Another.'"):
        assert "stet: a copy kept as evidence is never changed" in refuses(f"UPDATE comments_evidence SET {change}")


def test_a_copy_of_another_key_is_no_copy(grave: Comment) -> None:
    kept = Evidence.objects.get()
    kept.sealed = bytes(kept.sealed)[::-1]
    with pytest.raises(ValueError, match="another secret key"):
        evidence.unsealed(kept)
