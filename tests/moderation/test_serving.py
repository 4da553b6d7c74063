"""The mixed queue: nobody reads abuse alone, and what may cost a life is always first."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stet.accounts.models import Account
from stet.comments.models import Article, Case, Comment
from stet.moderation import serving, wellbeing
from stet.moderation.serving import MOST_IN_A_ROW, mixed, pick_cases
from stet.moderation.wellbeing import BREAK, is_heavy, saw
from tests.newsroom_kit import say

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

KINDS = {
    "grave": {"is_grave": True, "severity": 5, "risk": 0.9},
    "heavy": {"severity": 4, "risk": 0.5},
    "mild": {"severity": 3, "risk": 0.99},
    "doubtful": {"severity": 5, "risk": 0.49},
}


def cases(kinds: Sequence[str]) -> list[Case]:
    """Cases of these kinds, as the queue gives them: the grave first, then in the order of their turn."""
    ordered = sorted(kinds, key=lambda kind: kind != "grave")
    return [Case(comment_id=UUID(int=place), **KINDS[kind]) for place, kind in enumerate(ordered)]


some_cases = st.lists(st.sampled_from(sorted(KINDS)), max_size=25).map(cases)


@given(some_cases, st.integers(0, 6))
def test_a_served_order_is_the_same_cases_with_the_grave_first(queue: list[Case], run: int) -> None:
    served = mixed(queue, run)
    assert sorted(case.pk for case in served) == sorted(case.pk for case in queue)
    assert [case.is_grave for case in served] == sorted((case.is_grave for case in queue), reverse=True)


@given(some_cases, st.integers(0, 6))
def test_nobody_gets_more_than_three_heavy_cards_in_a_row_while_lighter_ones_wait(queue: list[Case], run: int) -> None:
    served = mixed(queue, run)
    for place, case in enumerate(served):
        lighter_waits = any(not is_heavy(other) for other in served[place + 1 :])
        if is_heavy(case) and not case.is_grave and lighter_waits:
            assert run < MOST_IN_A_ROW
        run = run + 1 if is_heavy(case) else 0


@given(some_cases, st.integers(0, 6))
def test_among_heavy_and_among_light_ones_the_order_of_their_turn_is_kept(queue: list[Case], run: int) -> None:
    served = mixed(queue, run)
    for kind in (True, False):
        own = [case.pk for case in served if is_heavy(case) == kind]
        assert own == sorted(own)


@given(st.lists(st.sampled_from(["mild", "doubtful"]), max_size=20).map(cases), st.integers(0, 6))
def test_a_queue_without_abuse_is_served_as_it_stands(queue: list[Case], run: int) -> None:
    assert mixed(queue, run) == queue


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(queue=some_cases, wanted=st.integers(1, 3))
def test_serving_a_few_at_a_time_keeps_the_bound(moderator: Account, queue: list[Case], wanted: int) -> None:
    """As the page does: some cards at once, and what was shown is remembered."""
    moderator.workdays.all().delete()
    left, run = list(queue), 0
    while left:
        shown = pick_cases(left, moderator, NOON, wanted)
        assert 0 < len(shown) <= wanted
        left = [case for case in left if case not in shown]
        for place, case in enumerate(shown):
            lighter = any(not is_heavy(other) for other in (*shown[place + 1 :], *left))
            if is_heavy(case) and not case.is_grave and lighter:
                assert run < MOST_IN_A_ROW
            run = run + 1 if is_heavy(case) else 0
        saw(moderator, shown, NOON)
    assert wellbeing.load(moderator, NOON).cards == len(queue)
    assert wellbeing.load(moderator, NOON).heavy == sum(map(is_heavy, queue))


def test_a_light_card_far_back_in_the_queue_is_found(article: Article) -> None:
    comments = [say(article) for _ in range(8)]
    everything = Case.objects.order_by("comment")
    everything.exclude(comment=comments[-1]).update(severity=4, risk=0.9)
    found = serving.candidates(everything, 3)
    assert [case.comment_id for case in found] == [one.pk for one in (*comments[:3], comments[-1])]
    everything.update(severity=0)
    assert len(serving.candidates(everything, 3)) == 3


def some(kind: str, times: int = 1) -> list[Case]:
    return cases([kind] * times)


@pytest.mark.django_db
def test_a_break_is_suggested_after_fifty_minutes_and_over_after_five(moderator: Account) -> None:
    for minute in range(0, 50, 4):
        saw(moderator, some("mild"), NOON + minute * MINUTE)
        assert not wellbeing.load(moderator, NOON + minute * MINUTE).break_for
    saw(moderator, [], NOON + 50 * MINUTE)
    assert wellbeing.load(moderator, NOON + 50 * MINUTE).break_for == "stretch"
    assert not wellbeing.load(moderator, NOON + 50 * MINUTE + BREAK).break_for
    saw(moderator, some("mild"), NOON + 60 * MINUTE)
    load = wellbeing.load(moderator, NOON + 60 * MINUTE)
    assert (load.break_for, load.stretch, load.cards) == ("", timedelta(0), 14)
    assert load.worked == 50 * MINUTE, "a break is no work"


@pytest.mark.django_db
def test_a_break_is_suggested_after_thirty_heavy_cards_within_two_hours(moderator: Account) -> None:
    saw(moderator, some("heavy", 15), NOON)
    saw(moderator, some("heavy", 14), NOON + 60 * MINUTE)
    assert not wellbeing.load(moderator, NOON + 60 * MINUTE).break_for
    saw(moderator, some("heavy"), NOON + 62 * MINUTE)
    assert wellbeing.load(moderator, NOON + 62 * MINUTE).break_for == "heavy"
    saw(moderator, some("heavy"), NOON + 70 * MINUTE)
    assert not wellbeing.load(moderator, NOON + 70 * MINUTE).break_for, "the break was taken"
    assert wellbeing.load(moderator, NOON + 70 * MINUTE).heavy == 31


@pytest.mark.django_db
def test_heavy_cards_of_two_hours_ago_ask_for_no_break(moderator: Account) -> None:
    saw(moderator, some("heavy", 29), NOON)
    saw(moderator, some("heavy"), NOON + timedelta(hours=2, minutes=1))
    assert not wellbeing.load(moderator, NOON + timedelta(hours=2, minutes=1)).break_for


@pytest.mark.django_db
def test_a_stretch_goes_on_over_midnight_and_the_day_begins_anew(moderator: Account) -> None:
    before = datetime(2026, 11, 23, 23, 58, tzinfo=UTC)
    saw(moderator, some("heavy", 2), before)
    saw(moderator, some("heavy"), before + 3 * MINUTE)
    load = wellbeing.load(moderator, before + 3 * MINUTE)
    assert (load.cards, load.heavy, load.stretch) == (1, 1, 3 * MINUTE)
    assert wellbeing.heavy_run(moderator, before + 3 * MINUTE) == 3


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(sorted(KINDS)), st.integers(-20, 90)), max_size=12))
def test_whatever_the_clock_does_nothing_is_negative(moderator: Account, steps: list[tuple[str, int]]) -> None:
    moderator.workdays.all().delete()
    now = NOON
    for kind, minutes in steps:
        now += minutes * MINUTE
        saw(moderator, some(kind), now)
        load = wellbeing.load(moderator, now)
        assert load.cards >= load.heavy >= 0
        assert min(load.worked, load.stretch) >= timedelta(0)
    assert sum(day.cards for day in moderator.workdays.all()) == len(steps)


def test_colleagues_are_counted_apart(moderator: Account, article: Article) -> None:
    say(article)
    saw(moderator, [Case.objects.get()], NOON)
    colleague = Account.objects.create(username="rojin", email="rojin@courier.example")
    assert wellbeing.load(colleague, NOON).cards == 0
    assert Comment.objects.count() == 1
