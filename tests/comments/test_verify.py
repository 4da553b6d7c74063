"""Whatever is altered behind the guards' back is found: text, place, state, verdict, screening, policy."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F

from stet.comments.acts.erase import erase
from stet.comments.acts.judge import judge
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article, Case, Comment, PolicyVersion, ScreeningRecord, SearchText, State, Verdict
from stet.comments.verify import count, verify
from stet.ledger.models import Entry
from stet.newsroom.verdict import Outcome
from tests.newsroom_kit import Account, make_article, make_site, publish, say, screener
from tests.tampering import unguarded

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(article: Article) -> Comment:
    """One judged by the machine; it has a neighbour on either side, so that a break is not found by chance."""
    say(article)
    comment = say(article, name="Dilan A.", reader_key="dilan")
    judge(comment, screener())
    say(article)
    assert list(verify()) == []
    return comment


def breaks() -> list[str]:
    """What is found once the missing guards themselves are left aside."""
    return [str(found) for found in verify() if "guard" not in found.problem]


def alter(comment: Comment, **columns: object) -> list[str]:
    with unguarded():
        assert Comment.objects.filter(pk=comment.pk).update(**columns) == 1
        return breaks()


@pytest.mark.parametrize(
    "columns",
    [
        {"body": "Something nicer."},
        {"body": F("author_name")},
        {"author_name": "Somebody"},
        {"salt": b"\x00" * 32},
        {"written_at": F("written_at") - timedelta(seconds=1)},
        {"body": None},
        {"salt": None},
        {"author_name": None},
    ],
)
def test_an_altered_comment_is_named_with_the_entry_that_sealed_it(
    comment: Comment, columns: dict[str, object]
) -> None:
    position = Entry.objects.get(subject=comment.pk, kind="received").position
    assert alter(comment, **columns) == [
        f"entry {position} (comment {comment.pk}): sealed another text, author, place or time than the record's"
    ]


def test_a_text_sealed_anew_does_not_match_the_ledger(comment: Comment) -> None:
    found = alter(comment, commitment="f" * 64)
    assert any("commits to another text or place" in line and str(comment.pk) in line for line in found)


def test_a_comment_moved_elsewhere_is_found(comment: Comment, article: Article, moderator: Account) -> None:
    assert alter(comment, article=make_article(article.site, "the-dam"))
    assert alter(comment, site=make_site("herald"))
    top = publish(article, moderator)
    assert alter(comment, parent=top, root=top)
    assert ["another thread" in line for line in alter(comment, root=top)] == [True]


@pytest.mark.parametrize("state", [State.PENDING, State.REJECTED, State.WITHDRAWN, State.ERASED])
def test_a_state_that_the_ledger_does_not_say_is_found(comment: Comment, state: State) -> None:
    (found,) = alter(comment, state=state, published_at=None)
    assert f"leaves it approved, but its record says {state}" in found


def test_a_comment_published_past_the_ledger_is_found(article: Article, comment: Comment, moderator: Account) -> None:
    rejected, withdrawn = say(article), say(article)
    rule(rejected, moderator, Outcome.REJECT, ["threat"])
    withdraw(withdrawn)
    for hidden in (rejected, withdrawn):
        assert alter(hidden, state=State.APPROVED, published_at=F("written_at"))


@pytest.mark.parametrize("columns", [{"body": "It is back."}, {"author_name": "Dilan"}, {"salt": b"x"}])
def test_an_erased_comment_that_is_not_gone_is_found(comment: Comment, columns: dict[str, object]) -> None:
    erase(comment)
    assert any("erased it, but" in line for line in alter(comment, **columns))


def test_an_erased_comment_given_back_to_its_reader_is_found(comment: Comment) -> None:
    reader = comment.reader
    erase(comment)
    assert any("erased it, but" in line for line in alter(comment, reader=reader))


@pytest.mark.parametrize(
    "columns",
    [
        {"outcome": "reject"},
        {"guidelines": ["threat"]},
        {"grounds": []},
        {"screening": None},
        {"decided_at": F("decided_at") - timedelta(seconds=1)},
    ],
)
def test_an_altered_verdict_is_found(comment: Comment, columns: dict[str, object]) -> None:
    position = Verdict.objects.get().entry_id
    with unguarded():
        Verdict.objects.update(**columns)
        assert breaks() == [f"entry {position} (comment {comment.pk}): does not say what the verdict's record says"]


def test_a_verdict_laid_on_a_moderator_is_found(comment: Comment, moderator: Account) -> None:
    with unguarded():
        Verdict.objects.update(moderator=moderator)
        assert len(breaks()) == 1


@pytest.mark.parametrize("columns", [{"scores": {"threat": 0.9}}, {"failures": ["model"]}, {"language": "tr"}])
def test_an_altered_screening_is_found(comment: Comment, columns: dict[str, object]) -> None:
    with unguarded():
        ScreeningRecord.objects.update(**columns)
        assert ["verdict's record" in line for line in breaks()] == [True]


def test_an_altered_policy_is_found(comment: Comment) -> None:
    with unguarded():
        PolicyVersion.objects.update(text="mode: decide")
        assert breaks() == ["record: policy courier 1 was changed: its text is not that of its digest"]
        PolicyVersion.objects.update(digest="f" * 64)
        assert len(breaks()) == 2


def test_a_comment_entered_past_the_ledger_is_found(comment: Comment) -> None:
    comment.pk = uuid4()
    with unguarded():
        comment.save(force_insert=True)
        assert any("was never received" in line and str(comment.pk) in line for line in breaks())


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_removed_comment_is_missed_wherever_it_stood(comment: Comment, which: int) -> None:
    gone = Comment.objects.order_by("id")[which]
    with unguarded():
        Verdict.objects.filter(comment=gone).delete()
        ScreeningRecord.objects.filter(comment=gone).delete()
        Case.objects.filter(comment=gone).delete()
        SearchText.objects.filter(comment=gone).delete()
        Comment.objects.filter(pk=gone.pk).delete()
        assert any("names a comment that is not there" in line and str(gone.pk) in line for line in breaks())


def test_a_removed_verdict_is_missed(comment: Comment) -> None:
    with unguarded():
        Verdict.objects.all().delete()
        assert any("has lost its verdict's record" in line for line in breaks())


def test_a_verdict_under_another_comments_entry_is_found(comment: Comment, article: Article) -> None:
    other = say(article)
    with unguarded():
        Verdict.objects.update(entry=Entry.objects.get(subject=other.pk))
        assert any("is not the entry of the verdict that names it" in line for line in breaks())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL never lets a reference point nowhere")
def test_a_policy_removed_behind_the_databases_back_is_missed(comment: Comment) -> None:
    with unguarded():
        PolicyVersion.objects.all()._raw_delete(using="default")
        assert "comments_policyversion" in breaks()[0]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps no value that is not of the column's type")
@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("comment", "written_at = 'nonsense'"),
        ("comment", "salt = 'text'"),
        ("comment", "id = 'nonsense' || id"),
        ("verdict", "guidelines = '5'"),
        ("verdict", "decided_at = 'nonsense'"),
        ("policyversion", "text = X'FF'"),
    ],
)
def test_a_column_that_holds_nonsense_is_a_break_and_no_crash(comment: Comment, table: str, change: str) -> None:
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE comments_{table} SET {change}")
        assert breaks()


def test_breaks_of_the_chain_come_first_and_in_order(comment: Comment) -> None:
    with unguarded():
        Comment.objects.filter(pk=comment.pk).update(body="Something nicer.")
        Entry.objects.filter(position__in=[2, 4]).update(facts="{}")
        assert [found.position for found in verify() if "guard" not in found.problem][:2] == [2, 4]


def test_missing_guards_are_named_after_what_is_broken(comment: Comment) -> None:
    with unguarded():
        Comment.objects.filter(pk=comment.pk).update(body="Something nicer.")
        problems = [found.problem for found in verify()]
        assert "sealed another text" in problems[0]
        assert len(problems) > 1
        assert all("guard" in problem for problem in problems[1:])


def test_an_empty_database_is_whole(db: None) -> None:
    assert list(verify()) == []
    assert (count().entries, count().comments) == (0, 0)


def test_what_was_gone_through_is_counted(comment: Comment, article: Article) -> None:
    withdraw(say(article))
    seen = count()
    assert (seen.entries, seen.comments, seen.verdicts) == (6, 4, 1)
    assert seen.states == {"pending": 2, "approved": 1, "rejected": 0, "withdrawn": 1, "erased": 0}
