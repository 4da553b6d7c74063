"""A reader's report: it brings a published comment before a person, and takes nothing down by itself."""

import json
from dataclasses import replace
from typing import Any

import pytest

from stet.comments import addresses
from stet.comments.acts.erase import erase
from stet.comments.acts.report import LONGEST_EXPLANATION, Notice, forget_contact, report
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.errors import (
    CommentUnknown,
    EmailInvalid,
    ExplanationMissing,
    ExplanationTooLong,
    GoodFaithMissing,
    GuidelineUnknown,
    NameInvalid,
    NameTooLong,
    Refusal,
    ReporterMissing,
    TextInvalid,
)
from stet.comments.models import Article, Comment, Report
from stet.comments.verify import count, verify
from stet.ledger.models import Entry
from stet.newsroom.verdict import Outcome
from tests.newsroom_kit import Account, publish, say
from tests.tampering import refuses, unguarded

pytestmark = pytest.mark.django_db
ILLEGAL = Notice(
    is_illegal=True,
    explanation="It names where she lives.",
    name="Rojîn Kaya",
    email="rojin@reader.example",
    good_faith=True,
    language="tr",
)


@pytest.fixture
def published(article: Article, moderator: Account) -> Comment:
    return publish(article, moderator)


def now(comment: Comment) -> Comment:
    return Comment.objects.get(pk=comment.pk)


def test_a_report_is_recorded_and_takes_nothing_down(published: Comment) -> None:
    made = report(published, Notice(guideline="threat"))
    assert (made.guideline, made.contact, made.answer) == ("threat", None, None)
    assert now(published).state == "approved"
    entry = Entry.objects.get(kind="reported")
    assert (entry.subject, entry.recorded_at) == (published.pk, made.made_at)
    assert list(verify()) == []


def test_the_ledger_names_nobody_and_quotes_nothing(published: Comment) -> None:
    made = report(published, ILLEGAL)
    facts = json.loads(made.entry.facts)
    assert set(facts) == {"commitment", "explanation", "guideline", "illegal"}
    assert facts["illegal"] is True
    for said in ("Rojîn", "rojin", "she lives"):
        assert said not in made.entry.facts
    assert made.contact
    assert b"rojin" not in bytes(made.contact)
    assert addresses.opened(bytes(made.contact)) == ILLEGAL.email


@pytest.mark.parametrize(
    ("notice", "refusal"),
    [
        (Notice(), ExplanationMissing),
        (Notice(explanation=" \u200b"), ExplanationMissing),
        (Notice(guideline="spelling"), GuidelineUnknown),
        (Notice(guideline="threat", explanation="x" * (LONGEST_EXPLANATION + 1)), ExplanationTooLong),
        (Notice(guideline="threat", explanation="a\x00b"), TextInvalid),
        (Notice(guideline="threat", email="rojin"), EmailInvalid),
        (Notice(guideline="threat", email="a@b.example\nBcc: c@d.example"), EmailInvalid),
        (replace(ILLEGAL, explanation=""), ExplanationMissing),
        (replace(ILLEGAL, name=" "), ReporterMissing),
        (replace(ILLEGAL, email=""), ReporterMissing),
        (replace(ILLEGAL, good_faith=False), GoodFaithMissing),
        (replace(ILLEGAL, email="rojin@"), EmailInvalid),
        (replace(ILLEGAL, name="x" * 81), NameTooLong),
        (replace(ILLEGAL, name="a\nb"), NameInvalid),
    ],
)
def test_a_report_that_lacks_something_is_refused(published: Comment, notice: Notice, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        report(published, notice)
    assert not Report.objects.exists()


def test_what_is_not_published_is_not_there_to_report(article: Article, moderator: Account) -> None:
    rejected, withdrawn, erased = publish(article, moderator), publish(article, moderator), publish(article, moderator)
    rule(rejected, moderator, Outcome.REJECT, ["threat"])
    withdraw(withdrawn)
    erase(erased)
    for comment in (say(article), rejected, withdrawn, erased):
        with pytest.raises(CommentUnknown):
            report(comment, Notice(guideline="threat"))


@pytest.mark.parametrize("outcome", [Outcome.APPROVE, Outcome.REJECT])
def test_a_ruling_answers_all_reports(published: Comment, moderator: Account, outcome: Outcome) -> None:
    made = [report(published, Notice(guideline="threat")), report(published, ILLEGAL)]
    verdict = rule(published, moderator, outcome, ["threat"])
    for one in made:
        one.refresh_from_db()
        assert one.answer == verdict
    if outcome is Outcome.APPROVE:
        assert now(published).published_at == published.published_at, "it keeps its place"
    else:
        assert now(published).state == "rejected"
    assert list(verify()) == []


def test_a_report_after_the_ruling_waits_for_the_next(published: Comment, moderator: Account) -> None:
    rule(published, moderator, Outcome.APPROVE)
    made = report(published, Notice(guideline="threat"))
    assert made.answer is None
    assert list(verify()) == []


def test_who_was_told_is_forgotten(published: Comment) -> None:
    made = report(published, ILLEGAL)
    forget_contact(made)
    made.refresh_from_db()
    assert (made.contact, made.reporter_name, made.explanation) == (None, "", ILLEGAL.explanation)
    assert list(verify()) == []


def test_erasing_takes_what_was_said_and_who_said_it(published: Comment) -> None:
    made = report(published, ILLEGAL)
    erase(published)
    made.refresh_from_db()
    assert (made.explanation, made.reporter_name, made.contact) == ("", "", None)
    assert list(verify()) == []


def test_withdrawing_forgets_who_waits_for_an_answer(published: Comment) -> None:
    made = report(published, ILLEGAL)
    withdraw(published)
    made.refresh_from_db()
    assert (made.reporter_name, made.contact) == ("", None)
    assert list(verify()) == []


@pytest.mark.parametrize(
    "change",
    [
        "explanation = 'Something else.'",
        "explanation = ''",
        "guideline = 'threat'",
        "is_illegal = NOT is_illegal",
        "reporter_name = 'Somebody'",
        "answer_id = NULL",
        "language = 'en'",
    ],
)
def test_the_database_lets_nobody_change_a_report(published: Comment, moderator: Account, change: str) -> None:
    report(published, ILLEGAL)
    rule(published, moderator, Outcome.APPROVE)
    assert refuses(f"UPDATE comments_report SET {change}")
    assert refuses("DELETE FROM comments_report")
    assert list(verify()) == []


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        ({"explanation": "Something else."}, "does not say what the report's record says"),
        ({"guideline": "threat"}, "does not say what the report's record says"),
        ({"is_illegal": False}, "does not say what the report's record says"),
        ({"answer": None}, "was answered by another ruling than its record says"),
    ],
)
def test_what_was_altered_in_a_report_is_found(
    published: Comment, moderator: Account, columns: dict[str, Any], problem: str
) -> None:
    made = report(published, ILLEGAL)
    rule(published, moderator, Outcome.APPROVE)
    with unguarded():
        Report.objects.update(**columns)
        found = [str(one) for one in verify() if "guard" not in one.problem]
        assert found == [f"entry {made.entry_id} (comment {published.pk}): {problem}"]


def test_what_should_be_gone_with_an_erased_comment_is_found(published: Comment) -> None:
    report(published, ILLEGAL)
    erase(published)
    with unguarded():
        Report.objects.update(explanation="It is back.")
        assert any("was erased, but" in one.problem for one in verify())


def test_a_removed_report_is_missed_and_all_are_counted(published: Comment) -> None:
    report(published, ILLEGAL)
    assert (count().reports, count().appeals) == (1, 0)
    with unguarded():
        Report.objects.all().delete()
        assert any("has lost its report's record" in one.problem for one in verify())


def test_a_name_is_kept_only_where_the_law_asks_for_one(published: Comment) -> None:
    assert report(published, Notice(guideline="threat", name="Rojîn Kaya")).reporter_name == ""
    assert report(published, ILLEGAL).reporter_name == "Rojîn Kaya"


@pytest.mark.parametrize("email", ["reader@localhost", '"ab"@example.org', "\u017fam@example.org"])
def test_an_address_that_nobody_could_write_to_is_refused(published: Comment, email: str) -> None:
    with pytest.raises(EmailInvalid):
        report(published, Notice(guideline="threat", email=email))
    assert not Report.objects.exists()
