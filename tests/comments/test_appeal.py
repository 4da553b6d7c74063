"""An author's appeal: once against each rejection, answered by a person, and gone with the text when that is erased."""

import json
from typing import Any

import pytest

from stet.comments import policies
from stet.comments.acts.appeal import LONGEST_STATEMENT, appeal
from stet.comments.acts.erase import erase
from stet.comments.acts.judge import judge
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.errors import (
    AlreadyFinal,
    AppealImpossible,
    OwnRejection,
    Refusal,
    StatementEmpty,
    StatementTooLong,
    TextInvalid,
)
from stet.comments.models import Appeal, Article, Comment, Verdict
from stet.comments.verify import verify
from stet.ledger.models import Entry
from stet.newsroom.verdict import Outcome
from tests.newsroom_kit import ENGLISH, Account, make_moderator, publish, say, screener
from tests.tampering import refuses, unguarded

pytestmark = pytest.mark.django_db
WHY = "It is a quotation.\nسەیری بکەن: ئەمە قسەی وەزیرە."


@pytest.fixture
def rejected(article: Article) -> Comment:
    comment = say(article)
    judge(comment, screener(racism=1.0))
    return now(comment)


def now(comment: Comment) -> Comment:
    return Comment.objects.get(pk=comment.pk)


def a_ruler(email: str) -> Account:
    return make_moderator(email, role="moderator")


def test_an_appeal_is_recorded_and_changes_nothing(rejected: Comment) -> None:
    made = appeal(rejected, WHY)
    assert (made.statement, made.against, made.answer) == (WHY, rejected.verdicts.get(), None)
    assert now(rejected).state == "rejected"
    entry = Entry.objects.order_by("position").last()
    assert entry
    assert (entry.kind, entry.subject, entry.recorded_at) == ("appealed", rejected.pk, made.made_at)
    facts = json.loads(entry.facts)
    assert facts["against"] == made.against.entry_id
    assert set(facts) == {"against", "commitment", "statement"}
    assert "quotation" not in entry.facts
    assert list(verify()) == []


def test_against_one_rejection_there_is_one_appeal(rejected: Comment) -> None:
    appeal(rejected, WHY)
    with pytest.raises(AppealImpossible):
        appeal(rejected, "Once more.")
    assert Appeal.objects.count() == 1


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("", StatementEmpty),
        (" \n\u200b", StatementEmpty),
        ("x" * (LONGEST_STATEMENT + 1), StatementTooLong),
        ("a\x00b", TextInvalid),
        ("a\u202eb", TextInvalid),
        ("a\ud800b", TextInvalid),
    ],
)
def test_a_statement_that_is_none_is_refused(rejected: Comment, statement: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        appeal(rejected, statement)
    assert not Appeal.objects.exists()


def test_the_longest_statement_is_taken(rejected: Comment) -> None:
    assert appeal(rejected, "ک" * LONGEST_STATEMENT).statement


def test_what_is_not_rejected_cannot_be_appealed(article: Article, moderator: Account) -> None:
    for comment in (say(article), publish(article, moderator)):
        with pytest.raises(AppealImpossible):
            appeal(comment, WHY)


def test_a_site_may_take_no_appeals(rejected: Comment) -> None:
    rejected.site.appeals = False
    rejected.site.save()
    with pytest.raises(AppealImpossible):
        appeal(now(rejected), WHY)


@pytest.mark.parametrize("end", [withdraw, erase])
def test_about_what_is_gone_nobody_appeals(rejected: Comment, end: Any) -> None:
    end(rejected)
    with pytest.raises(AlreadyFinal):
        appeal(rejected, WHY)


@pytest.mark.parametrize(("outcome", "state"), [(Outcome.APPROVE, "approved"), (Outcome.REJECT, "rejected")])
def test_a_person_s_next_ruling_answers_it(rejected: Comment, moderator: Account, outcome: Outcome, state: str) -> None:
    made = appeal(rejected, WHY)
    verdict = rule(rejected, moderator, outcome, ["threat"])
    made.refresh_from_db()
    assert made.answer == verdict
    assert now(rejected).state == state
    later = rule(rejected, moderator, Outcome.APPROVE)
    made.refresh_from_db()
    assert made.answer == verdict != later, "the first ruling answered it"
    assert list(verify()) == []


def test_the_answer_to_an_appeal_is_not_appealed_against_but_a_new_rejection_is(
    rejected: Comment, moderator: Account
) -> None:
    appeal(rejected, WHY)
    rule(rejected, moderator, Outcome.REJECT, ["threat"])
    with pytest.raises(AppealImpossible):
        appeal(rejected, WHY)
    rule(rejected, moderator, Outcome.APPROVE)
    rule(rejected, moderator, Outcome.REJECT, ["profanity"])
    assert appeal(rejected, WHY).against == rejected.verdicts.last()
    assert list(verify()) == []


def test_nobody_answers_the_appeal_against_their_own_rejection_while_there_are_others(article: Article) -> None:
    shilan, rojin = a_ruler("shilan@courier.example"), a_ruler("rojin@courier.example")
    comment = say(article)
    rule(comment, shilan, Outcome.REJECT, ["threat"])
    made = appeal(comment, WHY)
    for outcome in (Outcome.APPROVE, Outcome.REJECT):
        with pytest.raises(OwnRejection):
            rule(comment, shilan, outcome, ["threat"])
    assert now(comment).state == "rejected"
    answer = rule(comment, rojin, Outcome.APPROVE)
    made.refresh_from_db()
    assert made.answer == answer
    rule(comment, shilan, Outcome.REJECT, ["threat"])
    assert now(comment).state == "rejected", "once it is answered everybody may rule again"


def test_a_sole_moderator_answers_and_the_ledger_says_so(article: Article) -> None:
    shilan = a_ruler("shilan@courier.example")
    gone = a_ruler("rojin@courier.example")
    gone.is_active = False
    gone.save()
    comment = say(article)
    rule(comment, shilan, Outcome.REJECT, ["threat"])
    appeal(comment, WHY)
    answer = rule(comment, shilan, Outcome.REJECT, ["threat"])
    assert answer.grounds == [["human", "sole_moderator"]]
    assert json.loads(answer.entry.facts)["grounds"] == [["human", "sole_moderator"]]
    assert list(verify()) == []


def test_erasing_takes_the_statement(rejected: Comment) -> None:
    made = appeal(rejected, WHY)
    erase(rejected)
    made.refresh_from_db()
    assert made.statement is None
    assert list(verify()) == []


@pytest.mark.parametrize(
    "change",
    [
        "statement = 'Something nicer.'",
        "statement = NULL",
        "statement_seal = 'x'",
        "made_at = '2020-01-01 00:00:00'",
        "answer_id = NULL",
    ],
)
def test_the_database_lets_nobody_change_an_appeal(rejected: Comment, moderator: Account, change: str) -> None:
    appeal(rejected, WHY)
    rule(rejected, moderator, Outcome.REJECT, ["threat"])
    assert refuses(f"UPDATE comments_appeal SET {change}")
    assert refuses("DELETE FROM comments_appeal")
    assert list(verify()) == []


def breaks() -> list[str]:
    return [str(found) for found in verify() if "guard" not in found.problem]


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        ({"statement": "Something nicer."}, "sealed another statement than the appeal's record"),
        ({"statement": None}, "sealed another statement than the appeal's record"),
        ({"statement_seal": "0" * 64}, "does not say what the appeal's record says"),
        ({"answer": None}, "was answered by another ruling than its record says"),
    ],
)
def test_what_was_altered_in_an_appeal_is_found(
    rejected: Comment, moderator: Account, columns: dict[str, Any], problem: str
) -> None:
    made = appeal(rejected, WHY)
    rule(rejected, moderator, Outcome.REJECT, ["threat"])
    with unguarded():
        Appeal.objects.update(**columns)
        assert breaks() == [f"entry {made.entry_id} (comment {rejected.pk}): {problem}"]


def test_a_removed_appeal_and_one_of_another_comment_are_found(
    rejected: Comment, article: Article, moderator: Account
) -> None:
    appeal(rejected, WHY)
    with unguarded():
        Appeal.objects.all().delete()
        assert any("has lost its appeal's record" in line for line in breaks())
    other = publish(article, moderator, ENGLISH + " Again.")
    with unguarded():
        Appeal.objects.update(against=Verdict.objects.get(comment=other))
        assert any("appeals against something that is no rejection of it" in line for line in breaks())


def test_an_erased_appeal_that_is_not_gone_is_found(rejected: Comment) -> None:
    appeal(rejected, WHY)
    erase(rejected)
    with unguarded():
        Appeal.objects.update(statement=WHY)
        assert any("was erased, but" in line for line in breaks())


def test_an_appeal_waits_under_a_new_policy_too(rejected: Comment, moderator: Account) -> None:
    appeal(rejected, WHY)
    policies.put_in_force(rejected.site, policies.in_force(rejected.site)[0].text + "\n# a new edition\n")
    assert rule(rejected, moderator, Outcome.APPROVE).answers.exists()
