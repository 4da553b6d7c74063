"""A receipt says all that an author may know, and proves what was written."""

import hashlib
import hmac
from uuid import uuid4

import pytest
from django.core.signing import Signer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stet.comments.acts.erase import erase
from stet.comments.acts.judge import judge
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.commitments import statement_of
from stet.comments.errors import ReceiptUnknown
from stet.comments.models import Article, Comment
from stet.comments.receipts import comment_of, receipt_of
from stet.ledger.models import Entry
from stet.newsroom.languages import LANGUAGES
from stet.newsroom.verdict import Outcome
from stet.publication.receipts import Receipt, read_receipt
from tests.newsroom_kit import ENGLISH, Account, failing_screener, say, screener

pytestmark = pytest.mark.django_db


def read(comment: Comment, language: str = "en") -> Receipt:
    return read_receipt(Comment.objects.get(pk=comment.pk), language)


def test_a_receipt_leads_back_to_its_comment(article: Article) -> None:
    comment = say(article)
    assert comment_of(receipt_of(comment)) == comment


@pytest.mark.parametrize("forged", ["", ".", "x", "x.y", uuid4().hex, f"{uuid4().hex}.", "\x00.x", "é.ش", "." * 9000])
def test_what_is_no_receipt_leads_nowhere(article: Article, forged: str) -> None:
    with pytest.raises(ReceiptUnknown):
        comment_of(forged)


def test_nobody_else_can_make_a_receipt(article: Article) -> None:
    comment = say(article)
    true = receipt_of(comment)
    others = [
        true[:-1],
        true[:-1] + ("A" if true[-1] != "A" else "B"),
        f"{uuid4().hex}.{true.partition('.')[2]}",
        Signer(key="another installation", salt="stet.receipt", sep=".").sign(comment.pk.hex),
        Signer(salt="something else", sep=".").sign(comment.pk.hex),
        Signer(salt="stet.receipt", sep=".").sign("no id"),
        Signer(salt="stet.receipt", sep=".").sign(uuid4().hex),
    ]
    for other in others:
        with pytest.raises(ReceiptUnknown):
            comment_of(other)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(st.text())
def test_no_text_makes_a_receipt_crash(article: Article, text: str) -> None:
    with pytest.raises(ReceiptUnknown):
        comment_of(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_comment_that_waits_has_a_reason_in_every_language(article: Article, language: str) -> None:
    receipt = read(say(article), language)
    assert receipt.reason
    assert (receipt.reason.language, receipt.reason.guidelines, receipt.decided_by) == (language, (), None)
    assert receipt.reason.text
    assert receipt.language == "und"


def test_a_machines_rejection_names_the_guideline(article: Article) -> None:
    comment = say(article)
    judge(comment, screener(racism=1.0))
    receipt = read(comment, "tr")
    assert receipt.reason
    assert receipt.decided_by == "machine"
    assert [at_issue.guideline for at_issue in receipt.reason.guidelines] == ["racism"]
    assert receipt.language == "en"


def test_a_referral_is_nobodys_decision(article: Article) -> None:
    comment = say(article)
    judge(comment, failing_screener())
    assert read(comment).decided_by is None


def test_a_moderators_ruling_keeps_what_the_machine_had_seen(article: Article, moderator: Account) -> None:
    comment = say(article, f"{ENGLISH} You stupid idiot.")
    judge(comment, screener())
    rule(comment, moderator, Outcome.REJECT, ["personal_attack"])
    receipt = read(comment)
    assert receipt.reason
    assert (receipt.decided_by, receipt.language) == ("moderator", "en")
    assert [at_issue.guideline for at_issue in receipt.reason.guidelines] == ["personal_attack"]


def test_an_approval_names_no_guideline(article: Article, moderator: Account) -> None:
    comment = say(article)
    rule(comment, moderator, Outcome.APPROVE)
    receipt = read(comment)
    assert receipt.reason
    assert (receipt.reason.guidelines, receipt.decided_by) == ((), "moderator")


def test_the_latest_verdict_is_the_one_that_is_told(article: Article, moderator: Account) -> None:
    comment = say(article)
    judge(comment, screener(racism=1.0))
    rule(comment, moderator, Outcome.APPROVE)
    rule(comment, moderator, Outcome.REJECT, ["profanity"])
    receipt = read(comment)
    assert receipt.reason
    assert [at_issue.guideline for at_issue in receipt.reason.guidelines] == ["profanity"]


@pytest.mark.parametrize("end", [withdraw, erase])
def test_about_a_comment_that_is_gone_nothing_is_decided_any_more(article: Article, end: object) -> None:
    comment = say(article)
    judge(comment, screener())
    end(comment)
    receipt = read(comment)
    assert (receipt.reason, receipt.decided_by) == (None, None)
    assert (receipt.comment.body is None) == (receipt.comment.state == "erased")


def test_the_seal_opens_with_the_salt_and_proves_the_text(article: Article) -> None:
    comment = say(article)
    judge(comment, screener())
    seal = read(comment).seal
    assert seal.salt
    statement = statement_of(comment).encode()
    assert hmac.new(bytes.fromhex(seal.salt), statement, hashlib.sha256).hexdigest() == seal.commitment
    last = Entry.objects.get(position=seal.position)
    assert (last.hash, last.subject, last.kind) == (seal.hash, comment.pk, "verdict")


def test_after_erasure_the_seal_cannot_be_opened(article: Article) -> None:
    comment = say(article)
    erase(comment)
    seal = read(comment).seal
    assert (seal.salt, seal.commitment) == (None, comment.commitment)
    with pytest.raises(ValueError, match="erased"):
        statement_of(Comment.objects.get(pk=comment.pk))
