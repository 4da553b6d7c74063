"""Receiving: what is taken is stored to the byte, in its place, once; everything else is refused with a code."""

from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from stet.comments.acts.erase import erase
from stet.comments.acts.receive import Draft, receive
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.commitments import commitment_of
from stet.comments.errors import Refusal
from stet.comments.models import Article, Comment, Reader, Site
from stet.comments.text import is_text
from stet.comments.verify import verify
from stet.ledger.models import Entry, Kind
from stet.newsroom.verdict import Outcome
from tests.newsroom_kit import ENGLISH, Account, make_article, make_site, publish, say

pytestmark = pytest.mark.django_db


def code(article: Article, body: str = ENGLISH, name: str = "Dilan", **draft: object) -> str:
    """With which code a draft is refused; nothing may be left of it."""
    before = (Comment.objects.count(), Entry.objects.count(), Reader.objects.count())
    with pytest.raises(Refusal) as refused:
        say(article, body, name, **draft)
    assert (Comment.objects.count(), Entry.objects.count(), Reader.objects.count()) == before
    return refused.value.code


def test_a_comment_is_received_pending_and_entered_in_the_ledger(article: Article) -> None:
    comment, is_new = receive(article, Draft(body=ENGLISH, author_name="Dilan", reading_language="ckb"))
    assert is_new
    kept = Comment.objects.get(pk=comment.pk)
    assert (kept.state, kept.decided_at, kept.published_at) == ("pending", None, None)
    assert (kept.site, kept.article, kept.parent, kept.root) == (article.site, article, None, None)
    assert (kept.author_name, kept.body, kept.reading_language) == ("Dilan", ENGLISH, "ckb")
    entry = Entry.objects.get()
    assert (entry.kind, entry.subject, entry.recorded_at) == (Kind.RECEIVED, kept.pk, kept.written_at)
    assert kept.commitment in entry.facts
    assert ENGLISH not in entry.facts
    assert commitment_of(kept) == kept.commitment


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None, max_examples=150
)
@given(body=st.text(min_size=1, max_size=300), name=st.text(min_size=1, max_size=80))
def test_whatever_is_taken_comes_back_identical(article: Article, body: str, name: str) -> None:
    try:
        comment = say(article, body, name)
    except Refusal:
        assume(False)
    kept = Comment.objects.get(pk=comment.pk)
    assert kept.body == body
    assert kept.author_name == name.strip()
    assert commitment_of(kept) == kept.commitment


@pytest.mark.parametrize(
    "body",
    [
        "one\r\ntwo\rthree\n\n",
        "e\u0301é",
        "👨‍👩‍👧‍👦",
        "\u200fئەمە\u200f \u2067x\u2069",
        "  \ttrailing \t ",
        "می\u200cخواهم",
        "\u0085\u2028.",
    ],
    ids=["line ends", "combining marks", "joined emoji", "direction marks", "blanks", "ZWNJ", "odd line ends"],
)
def test_what_databases_like_to_mend_is_not_mended(article: Article, body: str) -> None:
    assert Comment.objects.get(pk=say(article, body).pk).body == body


@pytest.mark.parametrize(
    ("body", "name", "expected"),
    [
        ("", "Dilan", "body_empty"),
        ("x" * 5001, "Dilan", "body_too_long"),
        ("a\x00b", "Dilan", "body_invalid_characters"),
        ("a\ud800b", "Dilan", "body_invalid_characters"),
        ("a\u202eb", "Dilan", "body_direction_override"),
        (ENGLISH, " ", "name_missing"),
        (ENGLISH, "D" * 81, "name_too_long"),
        (ENGLISH, "D\x00", "name_invalid"),
        (ENGLISH, "D\udfff", "name_invalid"),
    ],
)
def test_what_cannot_be_a_comment_is_refused(article: Article, body: str, name: str, expected: str) -> None:
    assert code(article, body, name) == expected


def test_a_site_sets_its_own_length() -> None:
    article = make_article(make_site(longest_comment=10))
    assert code(article, "x" * 11) == "body_too_long"
    assert say(article, "x" * 10).body == "x" * 10


def test_a_closed_article_takes_nothing_more(article: Article, moderator: Account) -> None:
    parent = publish(article, moderator)
    article.closed_at = timezone.now()
    assert code(article) == "article_closed"
    assert code(article, parent=parent.pk) == "article_closed"


def test_a_reply_stands_below_the_comment_it_answers(article: Article, moderator: Account) -> None:
    top = publish(article, moderator)
    reply = publish(article, moderator, parent=top.pk)
    answer = say(article, parent=reply.pk)
    assert (reply.parent_id, reply.root_id) == (top.pk, top.pk)
    assert (answer.parent_id, answer.root_id) == (reply.pk, top.pk)


def test_a_reply_to_what_is_not_there_is_refused(article: Article) -> None:
    assert code(article, parent=uuid4()) == "parent_unknown"


def test_a_reply_to_a_comment_of_another_site_is_refused(article: Article, moderator: Account) -> None:
    elsewhere = publish(make_article(make_site("herald")), moderator)
    assert code(article, parent=elsewhere.pk) == "parent_unknown"


def test_a_reply_to_a_comment_under_another_article_is_refused(
    article: Article, site: Site, moderator: Account
) -> None:
    elsewhere = publish(make_article(site, "the-dam"), moderator)
    assert code(article, parent=elsewhere.pk) == "parent_elsewhere"


def test_a_reply_to_what_is_not_published_is_refused(article: Article, moderator: Account) -> None:
    pending = say(article)
    assert code(article, parent=pending.pk) == "parent_unpublished"
    rejected = publish(article, moderator)
    rule(rejected, moderator, Outcome.REJECT, ["threat"])
    assert code(article, parent=rejected.pk) == "parent_unpublished"
    withdrawn, erased = publish(article, moderator), publish(article, moderator)
    withdraw(withdrawn)
    erase(erased)
    assert code(article, parent=withdrawn.pk) == code(article, parent=erased.pk) == "parent_unpublished"


def test_a_signed_in_reader_is_known_again(article: Article, site: Site) -> None:
    first, second = (say(article, reader_key="628bdc61") for _ in range(2))
    other = say(article, reader_key="other")
    guest = say(article, name="Azad")
    assert first.reader == second.reader == Reader.objects.get(site=site, external_id="628bdc61")
    assert other.reader != first.reader
    assert guest.reader is None


@pytest.mark.parametrize("key", ["a\x00", "\ud800"])
def test_a_reader_whose_name_no_database_can_hold_is_refused(article: Article, key: str) -> None:
    assert not is_text(key)
    assert code(article, reader_key=key) == "token_invalid"


def test_nothing_that_was_refused_breaks_the_ledger(article: Article) -> None:
    say(article)
    code(article, "a\x00b")
    code(article, parent=uuid4())
    say(article)
    assert list(verify()) == []
