"""Measures against readers: in force from one moment to another, told to the reader, and never rewritten."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from stet.comments import sanctions, strikes
from stet.comments.acts.erase import erase, erase_reader
from stet.comments.acts.judge import judge
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.errors import (
    AccountBanned,
    AccountSuspended,
    MeasureInForce,
    MeasureOver,
    MeasureUnexplained,
    Refusal,
    TermMissing,
    TextInvalid,
    TooSoon,
    Warned,
)
from stet.comments.models import Article, Comment, Measure, Reader, Sanction
from stet.moderation import journal
from stet.newsroom.verdict import Outcome
from tests.newsroom_kit import Account, make_article, make_site, say, screener
from tests.tampering import refuses

WEEK = timedelta(days=7)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def write(article: Article, body: str = "Where did the money for the bridge go?", **draft: Any) -> Comment:
    return say(article, body, reader_key="dilan", **draft)


@pytest.fixture
def reader(article: Article) -> Reader:
    found = write(article).reader
    assert found
    return found


def impose(reader: Reader, by: Account, measure: Measure = Measure.SUSPENSION, **more: Any) -> Sanction:
    return sanctions.impose(reader, measure, "You keep calling the others names.", by, **{"term": WEEK} | more)


def later(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """Let the clock of the acts be so much ahead."""
    now = timezone.now() + by
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def test_the_suspended_are_refused_with_the_reason_and_until_when(
    article: Article, reader: Reader, moderator: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure = impose(reader, moderator)
    with pytest.raises(AccountSuspended) as refused:
        write(article)
    told = str(refused.value)
    assert "You keep calling the others names." in told
    assert f"{measure.ends_at:%Y, %H:%M} UTC" in told
    assert "write to the newsroom" in told
    assert Comment.objects.count() == 1
    later(monkeypatch, WEEK)
    assert write(article), "it ends by the clock alone"


def test_the_banned_are_refused_until_somebody_lifts_it(
    article: Article, reader: Reader, moderator: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure = impose(reader, moderator, Measure.BAN)
    assert measure.ends_at is None, "a ban has no term, whatever was asked for"
    later(monkeypatch, timedelta(days=4000))
    with pytest.raises(AccountBanned, match="calling the others names"):
        write(article)
    sanctions.lift(measure, moderator)
    assert write(article)
    with pytest.raises(MeasureOver):
        sanctions.lift(measure, moderator)


def test_it_is_about_one_reader_of_one_site(article: Article, reader: Reader, moderator: Account) -> None:
    impose(reader, moderator, Measure.BAN)
    assert say(article, reader_key="azad", name="Azad")
    assert say(article, name="Somebody"), "a guest is nobody known"
    assert say(make_article(make_site("herald")), reader_key="dilan")


def test_an_attempt_that_was_received_before_is_the_same_comment(article: Article, moderator: Account) -> None:
    first = write(article, idempotency_key="attempt-1")
    assert first.reader
    impose(first.reader, moderator)
    assert write(article, idempotency_key="attempt-1") == first


def test_a_file_of_comments_holds_them_too(article: Article, reader: Reader, moderator: Account) -> None:
    from stet.comments.acts.receive import Draft, receive_all

    impose(reader, moderator, Measure.BAN)
    drafts = [Draft(body="One more.", author_name="Dilan", reader_key="dilan"), Draft(body="Two.", author_name="Azad")]
    refused, taken = receive_all(article, drafts)
    assert isinstance(refused, AccountBanned)
    assert isinstance(taken, Comment)


def test_who_is_premoderated(article: Article, reader: Reader, moderator: Account) -> None:
    other = say(article, reader_key="azad", name="Azad").reader
    assert other
    impose(other, moderator)
    assert sanctions.premoderated([reader.pk, other.pk, None]) == set()
    measure = impose(reader, moderator, Measure.PREMODERATION, term=None)
    assert sanctions.premoderated([reader.pk, other.pk, None, uuid4()]) == {reader.pk}
    assert write(article), "they may write"
    sanctions.lift(measure, moderator)
    assert sanctions.premoderated([reader.pk]) == set()


def test_the_comments_of_the_premoderated_wait_for_a_person(
    article: Article, reader: Reader, moderator: Account
) -> None:
    measure = impose(reader, moderator, Measure.PREMODERATION)
    waits, others = write(article), say(article, "And what has it cost so far?", "Azad")
    for comment in (waits, others):
        judge(comment, screener())
    assert (waits.state, others.state) == ("pending", "approved"), "nobody finds anything in either"
    sanctions.lift(measure, moderator)
    free = write(article, "When will it be finished?")
    judge(free, screener())
    assert free.state == "approved"
    article.is_premoderated = True
    article.save()
    under = write(article, "Who is building it?")
    judge(under, screener())
    assert under.state == "pending", "and so do all those under a pre-moderated article"


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"reason": " \u200b"}, MeasureUnexplained),
        ({"reason": "x" * 1001}, MeasureUnexplained),
        ({"reason": "one\x00two"}, TextInvalid),
        ({"term": None}, TermMissing),
    ],
)
def test_what_cannot_be_a_measure(
    reader: Reader, moderator: Account, changed: dict[str, Any], refusal: type[Refusal]
) -> None:
    wanted = {"reason": "For a reason.", "term": WEEK} | changed
    with pytest.raises(refusal):
        sanctions.impose(reader, Measure.SUSPENSION, wanted["reason"], moderator, wanted["term"])
    assert not Sanction.objects.exists()


def test_the_same_measure_once_at_a_time(reader: Reader, moderator: Account) -> None:
    first = impose(reader, moderator)
    with pytest.raises(MeasureInForce):
        impose(reader, moderator, term=4 * WEEK)
    sanctions.lift(first, moderator)
    impose(reader, moderator, term=4 * WEEK)
    impose(reader, moderator, Measure.WARNING)
    impose(reader, moderator, Measure.WARNING)
    assert sanctions.of_readers([reader.pk]) == {reader.pk: [Measure.SUSPENSION]}


def test_a_warning_is_told_once_when_they_write(article: Article, reader: Reader, moderator: Account) -> None:
    impose(reader, moderator, Measure.WARNING)
    assert [one.measure for one in sanctions.shown_to(article.site, "dilan")] == ["warning"]
    with pytest.raises(Warned, match="calling the others names"):
        sanctions.tell_warning(article.site, "dilan")
    sanctions.tell_warning(article.site, "dilan")
    assert sanctions.shown_to(article.site, "dilan") == []
    assert write(article)


@given(instants=st.lists(st.integers(0, 60), min_size=3, max_size=3), lifted=st.one_of(st.none(), st.integers(0, 60)))
@pytest.mark.django_db
def test_in_force_is_between_its_beginning_and_its_end(instants: list[int], lifted: int | None) -> None:
    """A measure is in force exactly as long as it neither was lifted nor has run out."""
    site = make_site(f"s{uuid4().hex[:8]}")
    reader = Reader.objects.create(site=site, external_id="dilan", name="Dilan")
    by = Account.objects.create(username=uuid4().hex, email=f"{uuid4().hex}@courier.example")
    begun, ends, asked = instants
    Sanction.objects.create(
        reader=reader,
        measure=Measure.PREMODERATION,
        reason="A reason.",
        made_by=by,
        made_at=NOW + timedelta(minutes=begun),
        ends_at=NOW + timedelta(minutes=ends),
        lifted_at=None if lifted is None else NOW + timedelta(minutes=lifted),
    )
    found = Sanction.objects.filter(sanctions.in_force(NOW + timedelta(minutes=asked)), reader=reader)
    assert found.exists() == (lifted is None and asked < ends)


# ——— Strikes ———

AGES = st.timedeltas(timedelta(0), timedelta(days=299))


@given(severity=st.integers(0, 5), age=AGES)
def test_a_strike_halves_every_thirty_days(severity: int, age: timedelta) -> None:
    weight = strikes.weight(severity, age)
    assert 0 <= weight <= severity / 5
    later_on = age + timedelta(days=30)
    expected = weight / 2 if later_on < strikes.FORGOTTEN_AFTER else 0
    assert strikes.weight(severity, later_on) == pytest.approx(expected)
    assert strikes.weight(5, age) >= weight, "the graver never weighs less"


@given(rejections=st.lists(st.tuples(st.integers(1, 5), AGES), max_size=20), added=st.tuples(st.integers(1, 5), AGES))
def test_more_rejections_are_never_fewer_strikes(
    rejections: list[tuple[int, timedelta]], added: tuple[int, timedelta]
) -> None:
    made = [strikes.Strike(uuid4(), NOW - age, severity) for severity, age in (*rejections, added)]
    fewer, more = strikes.total(made[:-1], NOW), strikes.total(made, NOW)
    assert fewer < more <= len(made)
    assert strikes.total(made, NOW + timedelta(days=300)) == 0
    order = [None, *Measure]
    assert order.index(strikes.suggested(fewer)) <= order.index(strikes.suggested(more))


def test_what_so_many_suggest() -> None:
    assert [strikes.suggested(number) for number in (0.9, 1.0, 2.0, 3.0, 4.9, 5.0)] == [
        None,
        Measure.WARNING,
        Measure.PREMODERATION,
        Measure.SUSPENSION,
        Measure.SUSPENSION,
        Measure.BAN,
    ]


def test_only_rejections_in_force_weigh(article: Article, reader: Reader, moderator: Account) -> None:
    def weight() -> float:
        return strikes.total(strikes.of_readers([reader.pk])[reader.pk], timezone.now())

    rejected = write(article, "You are all thieves.")
    rule(rejected, moderator, Outcome.REJECT, ["personal_attack"])
    severity = strikes.of_readers([reader.pk])[reader.pk][0].severity
    assert weight() == pytest.approx(severity / 5, rel=1e-4)
    rule(rejected, moderator, Outcome.REJECT, ["personal_attack", "threat"])
    assert weight() == pytest.approx(1, rel=1e-4), "the gravest guideline of the last ruling, and once"
    rule(rejected, moderator, Outcome.APPROVE)
    assert weight() == 0
    by_machine = write(article, "We will find you.")
    judge(by_machine, screener(insult=1.0))
    other = write(article, "And you.")
    rule(other, moderator, Outcome.REJECT, ["threat"])
    before = weight()
    withdraw(other)
    assert weight() < before
    erase(by_machine)
    assert weight() == 0


# ——— What the database refuses ———


@pytest.mark.parametrize(
    "change",
    [
        "reason = 'Something else.'",
        "reason = ''",
        "measure = 'ban'",
        "ends_at = NULL",
        "made_at = '2020-01-01 00:00:00'",
        "lifted_at = NULL, lifted_by_id = NULL",
        "seen_at = NULL",
    ],
)
def test_a_measure_is_never_rewritten(reader: Reader, moderator: Account, change: str) -> None:
    measure = impose(reader, moderator)
    sanctions.see(reader.site, reader.external_id, [measure.pk])
    sanctions.lift(measure, moderator)
    assert "stet: a measure is never changed" in refuses(f"UPDATE comments_sanction SET {change}")


def test_a_measure_goes_with_its_reader_alone(reader: Reader, moderator: Account) -> None:
    impose(reader, moderator)
    assert "stet: a measure is never changed" in refuses("DELETE FROM comments_sanction")
    assert "stet: a measure is never changed" in refuses(
        "INSERT INTO comments_sanction SELECT * FROM comments_sanction"
    )
    erase_reader(reader)
    assert not Sanction.objects.exists()


def test_a_reason_goes_with_the_comment_it_is_about(article: Article, reader: Reader, moderator: Account) -> None:
    about = write(article, "You are all thieves.")
    measure = impose(reader, moderator, comment=about)
    erase(about)
    measure.refresh_from_db()
    assert measure.reason == ""
    assert measure.ends_at, "it stays in force"


def test_the_journal_is_append_only(site: Any, moderator: Account) -> None:
    journal.note(moderator, "site_changed", site, site.pk)
    for statement in (
        "UPDATE moderation_journalentry SET what = 'nothing'",
        "DELETE FROM moderation_journalentry",
        "INSERT INTO moderation_journalentry SELECT * FROM moderation_journalentry",
    ):
        assert "stet: the journal is append-only" in refuses(statement)


# ——— Slowed down ———


def test_a_slowed_article_makes_its_readers_wait(article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    article.seconds_between = 60
    article.save()
    write(article)
    with pytest.raises(TooSoon) as refused:
        write(article, "And another thing.")
    assert 0 < refused.value.retry_after <= 60
    assert str(refused.value.retry_after) in str(refused.value)
    assert write(make_article(article.site, "the-dam")), "elsewhere they may"
    assert say(article, reader_key="azad", name="Azad"), "others may"
    later(monkeypatch, timedelta(seconds=61))
    assert write(article, "And another thing.")


def test_a_guest_is_told_apart_by_a_key_in_memory(article: Article) -> None:
    article.seconds_between = 60
    article.save()
    sender = uuid4().hex
    say(article, "The first.", sender=sender, idempotency_key="attempt-1")
    with pytest.raises(TooSoon):
        say(article, "The second.", sender=sender)
    assert say(article, "The first.", sender=sender, idempotency_key="attempt-1").body == "The first."
    assert say(article, "Somebody else.", sender=uuid4().hex)
    assert say(article, "From a file, one."), "without a key there is nobody to wait"
    assert say(article, "From a file, two.")
    everything = "".join(str(vars(comment)) for comment in Comment.objects.all())
    assert sender not in everything, "and never stored"
