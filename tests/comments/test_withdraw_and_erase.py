"""The two ends of a comment: taken back by its author, or destroyed by law. Neither breaks what was sealed."""

import pytest

from stet.comments.acts.erase import erase, erase_reader
from stet.comments.acts.withdraw import withdraw
from stet.comments.errors import AlreadyFinal
from stet.comments.models import Article, Comment, Reader
from stet.comments.verify import verify
from stet.ledger.models import Entry, Kind
from tests.newsroom_kit import ENGLISH, Account, publish, say

pytestmark = pytest.mark.django_db


def now(comment: Comment) -> Comment:
    return Comment.objects.get(pk=comment.pk)


def kinds(comment: Comment) -> list[str]:
    return list(Entry.objects.filter(subject=comment.pk).order_by("position").values_list("kind", flat=True))


def test_a_withdrawn_comment_is_unpublished_and_kept(article: Article, moderator: Account) -> None:
    comment = publish(article, moderator)
    assert withdraw(comment).state == "withdrawn"
    assert (now(comment).state, now(comment).published_at, now(comment).body) == ("withdrawn", None, ENGLISH)
    assert kinds(comment) == [Kind.RECEIVED, Kind.VERDICT, Kind.WITHDRAWN]
    assert list(verify()) == []


def test_a_comment_can_be_withdrawn_before_anybody_decided(article: Article) -> None:
    comment = say(article)
    withdraw(comment)
    assert now(comment).state == "withdrawn"


def test_a_comment_is_withdrawn_once(article: Article) -> None:
    comment = say(article)
    withdraw(comment)
    with pytest.raises(AlreadyFinal):
        withdraw(comment)
    erase(comment)
    with pytest.raises(AlreadyFinal):
        withdraw(comment)
    assert kinds(comment) == [Kind.RECEIVED, Kind.WITHDRAWN, Kind.ERASED]


def test_erasing_destroys_text_name_reader_and_salt_and_leaves_a_tombstone(
    article: Article, moderator: Account
) -> None:
    comment = publish(article, moderator, reader_key="dilan", idempotency_key="attempt-1")
    assert erase(comment) is True
    left = now(comment)
    assert (left.body, left.author_name, left.reader, left.salt, left.idempotency_key) == (None,) * 5
    assert (left.state, left.published_at, left.commitment) == ("erased", None, comment.commitment)
    assert kinds(comment) == [Kind.RECEIVED, Kind.VERDICT, Kind.ERASED]
    assert list(verify()) == []


def test_a_comment_is_erased_once(article: Article) -> None:
    comment = say(article)
    assert (erase(comment), erase(comment)) == (True, False)
    assert kinds(comment) == [Kind.RECEIVED, Kind.ERASED]


def test_a_withdrawn_comment_can_be_erased(article: Article) -> None:
    comment = say(article)
    withdraw(comment)
    assert erase(comment) is True
    assert now(comment).state == "erased"


def test_a_reader_s_name_goes_with_their_last_comment(article: Article) -> None:
    first, last = (say(article, f"Comment {n} on this bridge.", "Shilan", reader_key="7") for n in (1, 2))
    erase(first)
    assert Reader.objects.get().name == "Shilan"
    erase(last)
    kept = Reader.objects.get()
    assert (kept.name, kept.name_key, kept.badge) == ("", "", "")


def test_what_others_answered_stays(article: Article, moderator: Account) -> None:
    parent = publish(article, moderator)
    reply = publish(article, moderator, "I agree.", parent=parent.pk)
    erase(parent)
    assert (now(reply).body, now(reply).parent_id, now(reply).state) == ("I agree.", parent.pk, "approved")
    assert list(verify()) == []


def test_erasing_a_reader_takes_all_their_comments_and_nobody_elses(article: Article, moderator: Account) -> None:
    own = [say(article, reader_key="dilan"), publish(article, moderator, reader_key="dilan")]
    withdraw(own[0])
    others = [say(article, reader_key="azad"), say(article, name="A guest")]
    assert erase_reader(Reader.objects.get(external_id="dilan")) == 2
    assert {now(comment).state for comment in own} == {"erased"}
    assert {now(comment).body for comment in others} == {ENGLISH}
    assert [reader.external_id for reader in Reader.objects.all()] == ["azad"]
    assert list(verify()) == []


def test_a_reader_whose_comments_are_erased_already_can_be_erased(article: Article) -> None:
    comment = say(article, reader_key="dilan")
    erase(comment)
    assert erase_reader(Reader.objects.get()) == 0
    assert not Reader.objects.exists()
