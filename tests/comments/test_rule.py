"""A moderator's rulings: each a further verdict, and the comment's state is what the latest one says."""

import json

import pytest

from stet.comments import policies
from stet.comments.acts.erase import erase
from stet.comments.acts.judge import judge
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.errors import AlreadyFinal, GuidelineMissing, GuidelineUnknown
from stet.comments.models import Article, Comment, Site, Verdict
from stet.comments.verify import verify
from stet.newsroom.verdict import Outcome
from tests.newsroom_kit import Account, policy_text, say, screener

pytestmark = pytest.mark.django_db


def now(comment: Comment) -> Comment:
    return Comment.objects.get(pk=comment.pk)


def test_approving_publishes(article: Article, moderator: Account) -> None:
    comment = say(article)
    verdict = rule(comment, moderator, Outcome.APPROVE)
    assert (now(comment).state, now(comment).published_at) == ("approved", verdict.decided_at)
    assert (verdict.moderator, verdict.grounds, verdict.guidelines) == (moderator, [["human", ""]], [])
    assert json.loads(verdict.entry.facts)["moderator"] == str(moderator.pk)
    assert moderator.email not in verdict.entry.facts


def test_rejecting_names_guidelines(article: Article, moderator: Account) -> None:
    comment = say(article)
    verdict = rule(comment, moderator, Outcome.REJECT, ["threat", "profanity", "threat"])
    assert (now(comment).state, now(comment).published_at) == ("rejected", None)
    assert verdict.guidelines == ["threat", "profanity"]


def test_an_approval_names_none(article: Article, moderator: Account) -> None:
    assert rule(say(article), moderator, Outcome.APPROVE, ["threat"]).guidelines == []


def test_later_rulings_are_added_and_the_latest_holds(article: Article, moderator: Account) -> None:
    comment = say(article)
    judge(comment, screener(racism=1.0))
    rule(comment, moderator, Outcome.APPROVE)
    rule(comment, moderator, Outcome.REJECT, ["profanity"])
    assert now(comment).state == "rejected"
    assert [verdict.outcome for verdict in Verdict.objects.filter(comment=comment)] == ["reject", "approve", "reject"]
    assert list(verify()) == []


def test_a_machines_approval_can_be_taken_back(article: Article, moderator: Account) -> None:
    comment = say(article)
    judge(comment, screener())
    rule(comment, moderator, Outcome.REJECT, ["threat"])
    assert (now(comment).state, now(comment).published_at) == ("rejected", None)


def test_approving_what_stands_already_does_not_publish_it_anew(article: Article, moderator: Account) -> None:
    comment = say(article)
    first = rule(comment, moderator, Outcome.APPROVE)
    second = rule(comment, moderator, Outcome.APPROVE)
    assert now(comment).published_at == first.decided_at
    assert now(comment).decided_at == second.decided_at


def test_what_was_rejected_in_between_is_published_anew(article: Article, moderator: Account) -> None:
    comment = say(article)
    rule(comment, moderator, Outcome.APPROVE)
    rule(comment, moderator, Outcome.REJECT, ["threat"])
    assert now(comment).published_at is None
    assert rule(comment, moderator, Outcome.APPROVE).decided_at == now(comment).published_at


@pytest.mark.parametrize(
    ("outcome", "guidelines", "refusal"),
    [
        (Outcome.REJECT, [], GuidelineMissing),
        (Outcome.REJECT, ["rudeness"], GuidelineUnknown),
        (Outcome.REJECT, ["threat", "rudeness"], GuidelineUnknown),
        (Outcome.REFER, [], ValueError),
    ],
)
def test_a_ruling_that_cannot_be_is_refused(
    article: Article, moderator: Account, outcome: Outcome, guidelines: list[str], refusal: type[Exception]
) -> None:
    comment = say(article)
    with pytest.raises(refusal):
        rule(comment, moderator, outcome, guidelines)
    assert now(comment).state == "pending"
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("end", [withdraw, erase])
def test_nothing_is_decided_about_a_comment_that_is_gone(article: Article, moderator: Account, end: object) -> None:
    comment = say(article)
    end(comment)
    state = now(comment).state
    with pytest.raises(AlreadyFinal):
        rule(comment, moderator, Outcome.APPROVE)
    assert now(comment).state == state
    assert not Verdict.objects.exists()


def test_a_ruling_cites_the_policy_in_force(article: Article, moderator: Account, site: Site) -> None:
    comment = say(article)
    rule(comment, moderator, Outcome.APPROVE)
    policies.put_in_force(site, policy_text("advise"))
    rule(comment, moderator, Outcome.REJECT, ["threat"])
    assert [verdict.policy.number for verdict in Verdict.objects.filter(comment=comment)] == [1, 2]
