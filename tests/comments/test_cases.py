"""The list of what waits: what urgency is, and that it is made again from the records as it stands."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from stet.accounts.models import Account
from stet.comments import cases
from stet.comments.acts.appeal import appeal
from stet.comments.acts.judge import judge
from stet.comments.acts.report import Notice, report
from stet.comments.acts.rule import rule
from stet.comments.models import Article, Case, Comment
from stet.comments.urgency import GRAVEST, turn_at
from stet.newsroom.verdict import Outcome
from tests.newsroom_kit import failing_screener, make_moderator, publish, say, screener

NOW = timezone.now()
SHARES = st.floats(0, 1)
SEVERITIES = st.integers(0, GRAVEST)


def records() -> dict[Any, Any]:
    """Every case as it stands, by comment, without what is the desk's alone."""
    return {row.pop("comment_id"): row for row in Case.objects.values("comment_id", *cases.DERIVED)}


@given(minutes=st.integers(1, 10_000), severity=SEVERITIES, risk=SHARES, trouble=SHARES)
def test_a_turn_comes_within_the_promise_and_never_before_a_quarter_of_it(
    minutes: int, severity: int, risk: float, trouble: float
) -> None:
    promised = timedelta(minutes=minutes)
    turn = turn_at(NOW, promised, severity, risk, trouble)
    assert NOW + promised / 4 - timedelta(milliseconds=1) <= turn <= NOW + promised


@given(severity=SEVERITIES, graver=SEVERITIES, risk=SHARES, surer=SHARES, trouble=SHARES)
def test_what_is_graver_or_surer_never_has_its_turn_later(
    severity: int, graver: int, risk: float, surer: float, trouble: float
) -> None:
    promised = timedelta(hours=2)
    low, high = sorted((severity, graver)), sorted((risk, surer))
    later, sooner = (turn_at(NOW, promised, low[n], high[n], trouble) for n in (0, 1))
    assert sooner <= later


@given(waited=st.integers(1, 10_000), severity=SEVERITIES, risk=SHARES)
def test_who_has_waited_longer_comes_sooner_among_their_like(waited: int, severity: int, risk: float) -> None:
    promised = timedelta(hours=2)
    earlier = turn_at(NOW - timedelta(seconds=waited), promised, severity, risk, 0)
    assert earlier < turn_at(NOW, promised, severity, risk, 0)


@pytest.mark.django_db
def test_the_list_is_made_again_as_it_stands(article: Article, moderator: Account) -> None:
    new, failed, doubtful, appealed, decided = (say(article, f"Number {number}.") for number in range(5))
    judge(failed, failing_screener())
    judge(doubtful, screener(racism=0.6, threat=0.4))
    rule(appealed, moderator, Outcome.REJECT, ["racism"])
    appeal(appealed, "Look again.")
    rule(decided, moderator, Outcome.REJECT, ["racism"])
    reported = publish(article, moderator, "Published.")
    report(reported, Notice(guideline="threat"))
    before = records()
    assert set(before) == {one.pk for one in (new, failed, doubtful, appealed, reported)}
    assert before[reported.pk]["is_grave"]
    assert Case.objects.get(pk=doubtful.pk).about.split() == ["threat", "racism"]
    Case.objects.filter(pk=doubtful.pk).update(severity=0, section="elsewhere", kind="report")
    stray = Case.objects.get(pk=new.pk)
    stray.pk = decided.pk
    stray.save(force_insert=True)
    Case.objects.filter(pk=new.pk).delete()
    assert cases.rebuilt() == 5
    assert records() == before


@pytest.mark.django_db
def test_a_case_keeps_its_claim_and_its_hold_when_something_happens_to_it(article: Article, moderator: Account) -> None:
    comment = publish(article, make_moderator("rojin@courier.example"), "Published.")
    report(comment, Notice(guideline="racism"))
    until = timezone.now() + timedelta(minutes=3)
    Case.objects.update(claimed_by=moderator, claimed_until=until, is_held=True)
    report(comment, Notice(guideline="threat"))
    cases.rebuilt()
    case = Case.objects.get()
    assert (case.claimed_by, case.claimed_until, case.is_held, case.is_grave) == (moderator, until, True, True)


@pytest.mark.django_db
def test_a_reader_s_rejections_move_their_next_comment_forward(article: Article, moderator: Account) -> None:
    for number in range(3):
        rule(say(article, f"Rejected {number}.", "Azad", reader_key="azad"), moderator, Outcome.REJECT, ["racism"])
    guest, troubled = say(article, "From a guest."), say(article, "One more.", "Azad", reader_key="azad")
    for comment in (guest, troubled):
        judge(comment, screener(racism=0.6))
    turns = {one.comment_id: one.turn_at - one.since for one in Case.objects.all()}
    assert turns[troubled.pk] < turns[guest.pk]
    assert Comment.objects.get(pk=troubled.pk).state == "pending"
