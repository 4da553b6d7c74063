"""What is raised, when, once, and when it is over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from stet.accounts.models import Account
from stet.alerts.models import Alert, Kind, Watch
from stet.alerts.watching import LIMITS, look, watches
from stet.comments.acts.judge import judge
from stet.comments.acts.report import Notice, report
from stet.comments.acts.rule import rule
from stet.comments.models import Article, Case, Comment
from stet.moderation.models import Reason, Review
from stet.newsroom.verdict import Outcome
from tests.newsroom_kit import make_article, make_site, publish, say, screener
from tests.tampering import unguarded


def raised(kind: str) -> list[Alert]:
    return list(Alert.objects.filter(kind=kind, ended_at=None))


def referred(article: Article) -> Comment:
    """A comment that waits for a person, past no promise yet."""
    comment = say(article)
    judge(comment, screener(toxic=0.5))
    return comment


def test_a_quiet_newsroom_hears_nothing(article: Article, moderator: Account) -> None:
    publish(article, moderator)
    referred(article)
    assert look(timezone.now()) == 0
    assert not Alert.objects.exists()


def test_what_may_be_a_danger_is_raised_at_once_and_over_when_somebody_decided(
    article: Article, moderator: Account
) -> None:
    published = publish(article, moderator)
    report(
        published,
        Notice(is_illegal=True, explanation="It threatens.", name="Rojin", email="r@courier.example", good_faith=True),
    )
    now = timezone.now()
    assert look(now) == 1
    (alert,) = raised(Kind.THREAT)
    assert alert.about == str(published.pk)
    assert look(now) == 0, "it is raised once"
    rule(published, moderator, Outcome.REJECT, ["threat"])
    assert look(now) == 1
    alert.refresh_from_db()
    assert alert.ended_at == now


def test_each_threat_is_an_alert_of_its_own(article: Article) -> None:
    first, second = referred(article), referred(article)
    Case.objects.update(is_grave=True)
    look(timezone.now())
    assert {alert.about for alert in raised(Kind.THREAT)} == {str(first.pk), str(second.pk)}


def test_a_broken_promise_is_raised_after_its_minutes_and_ends_when_nobody_waits_longer(
    article: Article, moderator: Account
) -> None:
    comment = referred(article)
    late = comment.written_at + timedelta(minutes=article.site.promised_minutes)
    assert look(late + timedelta(minutes=LIMITS[Kind.PROMISE] - 1)) == 0
    assert look(late + timedelta(minutes=LIMITS[Kind.PROMISE])) == 1
    (alert,) = raised(Kind.PROMISE)
    assert alert.facts == {"late": 1, "minutes": LIMITS[Kind.PROMISE]}
    rule(comment, moderator, Outcome.APPROVE)
    assert look(late + timedelta(hours=1)) == 1
    assert not raised(Kind.PROMISE)


def test_an_alert_stays_while_it_is_nearly_over(article: Article) -> None:
    comment = referred(article)
    late = comment.written_at + timedelta(minutes=article.site.promised_minutes)
    look(late + timedelta(hours=1))
    # Somebody has worked the queue down: the first one left is late by a minute alone.
    Case.objects.update(promised_by=late + timedelta(minutes=59))
    assert look(late + timedelta(hours=1)) == 0
    assert len(raised(Kind.PROMISE)) == 1


@pytest.mark.parametrize("on_one_article", [True, False])
def test_a_flood_is_raised_for_site_and_article(article: Article, *, on_one_article: bool) -> None:
    other = make_article(article.site, "the-dam")
    Watch.objects.create(site=article.site, kind=Kind.INFLOW, limit=20)
    # A comment's time never changes, so a past has to be made with the guards out of the way.
    with unguarded():
        for each in range(24):
            say(article if on_one_article or each % 2 else other, f"Comment {each} about the bridge.")
        look(timezone.now())
        assert not raised(Kind.INFLOW), "on a site's first day nobody knows what is usual"
        old = say(other, "The first comment of all.")
        Comment.objects.filter(pk=old.pk).update(written_at=timezone.now() - timedelta(days=2))
        look(timezone.now())
        expected = {"", str(article.pk)} if on_one_article else {""}
        assert {alert.about for alert in raised(Kind.INFLOW)} == expected
        look(timezone.now() + timedelta(minutes=11))
        assert not raised(Kind.INFLOW)


def test_a_site_that_is_busy_every_day_is_not_flooded(article: Article) -> None:
    Watch.objects.create(site=article.site, kind=Kind.INFLOW, limit=10)
    now = timezone.now()
    # Each of the last fourteen days brought ten comments in the same ten minutes.
    with unguarded():
        for days in range(15):
            made = [say(article, f"Comment {days}/{each} about the bridge.").pk for each in range(10)]
            Comment.objects.filter(pk__in=made).update(written_at=now - timedelta(days=days, minutes=1))
        quiet = make_article(make_site("herald"))
        Watch.objects.create(site=quiet.site, kind=Kind.INFLOW, limit=10)
        for each in range(11):
            said = say(quiet, f"Comment {each} about the dam.")
        Comment.objects.filter(pk=said.pk).update(written_at=now - timedelta(days=2))
        look(timezone.now())
        assert {alert.site.slug for alert in raised(Kind.INFLOW) if not alert.about} == {"herald"}


def audited(article: Article, moderator: Account, number: int, otherwise: int) -> None:
    for each in range(number):
        comment = say(article, f"Comment {each} about the bridge.")
        judge(comment, screener())
        outcome = Outcome.REJECT if each < otherwise else Outcome.APPROVE
        Review.objects.create(
            comment=comment,
            verdict=comment.verdicts.get(),
            why=Reason.AUDIT,
            asked_at=timezone.now(),
            reviewer=moderator,
            outcome=outcome,
            given_at=timezone.now(),
        )


def test_an_audit_that_fails_is_raised_and_one_that_may_be_chance_is_not(article: Article, moderator: Account) -> None:
    audited(article, moderator, 10, 1)
    assert look(timezone.now()) == 0, "one of ten may be chance"
    audited(article, moderator, 10, 7)
    assert look(timezone.now()) == 1
    assert raised(Kind.AUDIT)[0].facts == {"judged": 20, "otherwise": 8}


def test_what_is_turned_off_is_not_raised(article: Article) -> None:
    referred(article)
    Case.objects.update(is_grave=True)
    Watch.objects.create(site=article.site, kind=Kind.THREAT, is_on=False, limit=0)
    assert look(timezone.now()) == 0


def test_sites_are_watched_apart(article: Article) -> None:
    elsewhere = make_article(make_site("herald"))
    referred(elsewhere)
    Case.objects.update(is_grave=True)
    look(timezone.now())
    assert [alert.site.slug for alert in raised(Kind.THREAT)] == ["herald"]
    assert [watch.kind for watch in watches(article.site)] == list(Kind.values)
