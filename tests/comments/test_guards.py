"""The database refuses to change a comment once received, and anything that was decided about it."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from stet.comments import policies
from stet.comments.acts.erase import erase
from stet.comments.acts.judge import judge
from stet.comments.models import Article, Comment, PolicyVersion, ScreeningRecord, Verdict
from stet.comments.verify import verify
from tests.newsroom_kit import Account, make_article, publish, say, screener
from tests.tampering import refuses, unguarded

pytestmark = pytest.mark.django_db
REFUSAL = "stet: a comment is never changed"


@pytest.fixture(autouse=True)
def comment(article: Article) -> Comment:
    comment = say(article, name="Dilan A.", reader_key="dilan", idempotency_key="attempt-1")
    judge(comment, screener())
    return comment


@pytest.mark.parametrize(
    "change",
    [
        "body = 'Something nicer.'",
        "body = body || ' '",
        "author_name = 'Somebody'",
        "body = NULL",
        "body = NULL, author_name = NULL, salt = NULL",
        "body = NULL, author_name = NULL, salt = NULL, reader_id = NULL",
        "reader_id = NULL",
        "salt = NULL",
        "commitment = 'c'",
        "written_at = '2020-01-01 00:00:00'",
        "reading_language = 'tr'",
        "parent_id = id",
        "root_id = id",
    ],
)
def test_sql_cannot_change_a_comment(change: str) -> None:
    assert REFUSAL in refuses(f"UPDATE comments_comment SET {change}")
    assert list(verify()) == []


def test_a_comment_cannot_be_moved(article: Article, comment: Comment) -> None:
    comment.article = make_article(article.site, "the-dam")
    with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic():
        comment.save()


@pytest.mark.parametrize("table", ["comment", "verdict", "screeningrecord", "policyversion"])
def test_nothing_is_removed(table: str) -> None:
    assert "stet: " in refuses(f"DELETE FROM comments_{table}")
    assert "stet: " in refuses(f"INSERT INTO comments_{table} SELECT * FROM comments_{table}")


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("verdict", "outcome = 'reject'"),
        ("verdict", "guidelines = '[]'"),
        ("screeningrecord", "scores = '{}'"),
        ("policyversion", "text = 'mode: decide'"),
    ],
)
def test_nothing_that_was_decided_is_changed(table: str, change: str) -> None:
    assert "is never changed" in refuses(f"UPDATE comments_{table} SET {change}")


@pytest.mark.parametrize("model", [Comment, Verdict, ScreeningRecord, PolicyVersion])
def test_the_orm_cannot_remove_either(model: type[Comment]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.all()._raw_delete(using="default")
    assert model.objects.exists()


def test_the_orm_cannot_change_either(comment: Comment) -> None:
    comment.body = "Something nicer."
    for act in (
        comment.save,
        lambda: Comment.objects.update(body="x"),
        lambda: Verdict.objects.update(outcome="reject"),
    ):
        with pytest.raises(DatabaseError, match="is never changed"), transaction.atomic():
            act()
    with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic():
        Comment.objects.bulk_update([comment], ["body"])


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no REPLACE")
def test_replace_does_not_get_around_the_guard(comment: Comment) -> None:
    columns = [field.column for field in Comment._meta.concrete_fields]
    for changed, value in (("body", "'Something nicer.'"), ("id", f"'{uuid4().hex}'")):
        selected = ", ".join(value if column == changed else column for column in columns)
        statement = (
            f"INSERT OR REPLACE INTO comments_comment ({', '.join(columns)}) SELECT {selected} FROM comments_comment"
        )
        assert "stet: a comment is never removed" in refuses(statement)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize(
    "table", ["comment", "verdict", "opinion", "appeal", "report", "screeningrecord", "policyversion"]
)
def test_truncate_does_not_get_around_the_guard(table: str) -> None:
    connection.check_constraints()
    assert "stet: " in refuses(f"TRUNCATE comments_{table} CASCADE")


def test_what_moves_with_the_ledger_may_move(comment: Comment, article: Article) -> None:
    assert refuses("UPDATE comments_comment SET state = 'rejected', published_at = NULL") == ""
    assert refuses("UPDATE comments_comment SET idempotency_key = NULL, decided_at = %s", (timezone.now(),)) == ""


def test_a_published_comment_has_a_time_of_publication_and_no_other_has() -> None:
    assert "published_when_approved" in refuses("UPDATE comments_comment SET published_at = NULL")
    assert "published_when_approved" in refuses("UPDATE comments_comment SET state = 'pending'")


def test_a_tombstone_permits_its_own_comment_alone_to_vanish(article: Article, moderator: Account) -> None:
    other = publish(article, moderator)
    erase(say(article))
    gone = "UPDATE comments_comment SET body = NULL, author_name = NULL, salt = NULL, reader_id = NULL WHERE id = %s"
    key = other.pk.hex if connection.vendor == "sqlite" else other.pk
    assert REFUSAL in refuses(gone, (key,))


def test_what_was_erased_cannot_be_written_anew(article: Article) -> None:
    erased = say(article)
    erase(erased)
    for change in ({"body": "x"}, {"author_name": "x"}, {"salt": b"x"}):
        with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic():
            Comment.objects.filter(pk=erased.pk).update(**change)


def test_policies_are_added_never_changed(article: Article) -> None:
    version, _ = policies.in_force(article.site)
    version.text = "mode: advise"
    with pytest.raises(DatabaseError, match="is never changed"), transaction.atomic():
        version.save()


def test_it_is_the_guards_that_refuse() -> None:
    with unguarded():
        assert refuses("UPDATE comments_comment SET body = 'Something nicer.'") == ""
