"""How long people usually take to decide: the median of the last thirty days, where it says something."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from stet.accounts.models import Account
from stet.comments.acts.judge import judge
from stet.comments.acts.rule import rule
from stet.comments.models import Article, Comment, Site, Verdict
from stet.comments.waiting_times import usual_wait
from stet.newsroom.verdict import Outcome
from tests import tampering
from tests.newsroom_kit import make_article, make_site, say, screener

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _times_can_be_set() -> None:
    """A test cannot wait for days; so it writes down later when something was received and decided."""
    tampering.drop_guards()
    cache.clear()


def decided(article: Article, moderator: Account, minutes: float, days_ago: float = 0) -> Comment:
    """A comment on which a person decided so many minutes after it came, so many days ago."""
    comment = say(article)
    rule(comment, moderator, Outcome.APPROVE)
    then = timezone.now() - timedelta(days=days_ago)
    Verdict.objects.filter(comment=comment).update(decided_at=then)
    Comment.objects.filter(pk=comment.pk).update(written_at=then - timedelta(minutes=minutes))
    return comment


def test_under_ten_decisions_say_nothing(site: Site, article: Article, moderator: Account) -> None:
    for minutes in range(9):
        decided(article, moderator, minutes)
    assert usual_wait(site) is None


def test_the_middle_one_is_told(site: Site, article: Article, moderator: Account) -> None:
    for minutes in (*range(1, 11), 10_000):
        decided(article, moderator, minutes)
    assert usual_wait(site) == 6 * 60


def test_what_was_decided_long_ago_says_nothing(site: Site, article: Article, moderator: Account) -> None:
    for minutes in range(9):
        decided(article, moderator, minutes)
    decided(article, moderator, 1, days_ago=31)
    assert usual_wait(site) is None


def test_the_first_decision_counts(site: Site, article: Article, moderator: Account) -> None:
    for _ in range(10):
        comment = decided(article, moderator, 5)
        rule(comment, moderator, Outcome.REJECT, ["threat"])
        Verdict.objects.filter(comment=comment, outcome="reject").update(
            decided_at=timezone.now() + timedelta(hours=10)
        )
    assert usual_wait(site) == 5 * 60


def test_what_the_machine_decided_waited_for_nobody(site: Site, article: Article, moderator: Account) -> None:
    for number in range(11):
        comment = say(article)
        judge(comment, screener(threat=0.6 if number else 0.0))
        rule(comment, moderator, Outcome.REJECT, ["threat"])
    assert usual_wait(site) is not None
    assert Verdict.objects.filter(moderator=None, outcome="approve").count() == 1
    cache.clear()
    referral = Verdict.objects.filter(moderator=None, outcome="refer")[0]
    Verdict.objects.filter(pk=referral.pk).update(outcome="approve")
    assert usual_wait(site) is None


def test_sites_do_not_mix(site: Site, article: Article, moderator: Account) -> None:
    other = make_article(make_site("herald"))
    for _ in range(10):
        decided(other, moderator, 5)
    assert usual_wait(site) is None
    assert usual_wait(other.site) == 5 * 60
