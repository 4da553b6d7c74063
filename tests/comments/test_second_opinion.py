"""The second judge: asked once about what was referred, within a budget, and heeded as far as the site says."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from stet.comments import consultations, policies
from stet.comments.acts.consult import consult
from stet.comments.acts.erase import erase
from stet.comments.acts.judge import judge as judge_by_machine
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article, Comment, Consultation, Opinion, Site, Spending
from stet.comments.second_opinion import consult_all, consult_due
from stet.comments.verify import verify
from stet.ledger.chain import Break
from stet.ledger.models import Entry
from stet.newsroom.policy_file import default_policy_text
from stet.newsroom.verdict import Opinion as Said
from stet.newsroom.verdict import Outcome
from stet.opinions.endpoint import Budget, Kind
from stet.opinions.question import PROMPT
from stet.screening import Screener
from tests.judge_server import REASON, Judge, Script
from tests.newsroom_kit import Account, failing_screener, make_article, make_site, say, screener
from tests.tampering import refuses, unguarded

pytestmark = pytest.mark.django_db
NO_LIMIT = Budget(None, None)
TEXT = "The minister should answer for what happened at the bridge last winter."


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Moves the clock on."""
    passed = timedelta(0)

    def move(by: timedelta) -> None:
        nonlocal passed
        passed += by

    monkeypatch.setattr(timezone, "now", lambda: datetime.now(UTC) + passed)
    return move


def policy_text(may: str) -> str:
    return default_policy_text().replace("may: suggest", f"may: {may}")


def referred(article: Article, body: str = TEXT, by: Screener | None = None, **draft: object) -> Comment:
    """A comment that the machine has left to a person."""
    comment = say(article, body, **draft)
    judge_by_machine(comment, by or screener(threat=0.6))
    assert comment.state == "pending"
    return comment


def consult_with(script: Script, budget: Budget = NO_LIMIT) -> dict[str, int]:
    return dict(consult_due(script.endpoint(), budget))


def state(comment: Comment) -> str:
    return Comment.objects.get(pk=comment.pk).state


# ——— What it says is kept ———


def test_an_opinion_is_recorded_and_decides_nothing(article: Article, judge: Judge) -> None:
    comment = referred(article)
    assert consult_with(judge.playing("reject-attack")) == {"answered": 1}
    opinion = comment.opinions.get()
    assert (opinion.outcome, opinion.guidelines, opinion.reason) == ("reject", ["personal_attack"], REASON)
    assert (opinion.model, opinion.prompt) == ("judge-7b", PROMPT)
    assert (state(comment), comment.verdicts.count()) == ("pending", 1)
    entry = Entry.objects.get(pk=opinion.entry_id)
    facts = json.loads(entry.facts)
    assert (entry.kind, entry.subject, entry.recorded_at) == ("opinion", comment.pk, opinion.given_at)
    assert facts == {
        "commitment": comment.commitment,
        "guidelines": ["personal_attack"],
        "model": "judge-7b",
        "outcome": "reject",
        "policy": policies.in_force(article.site)[0].digest,
        "prompt": PROMPT,
        "reason": opinion.reason_seal,
    }
    assert list(verify()) == []


def test_nothing_leaves_the_house_but_the_text_and_the_guidelines(site: Site, judge: Judge) -> None:
    article = make_article(
        site, "the-secret-bridge", title="A bridge", url="https://courier.example/bridge", body="It fell."
    )
    comment = referred(article, "<b>Shame</b> on them.", name="Dilan Somebody", reader_key="reader-4711")
    script = judge.playing("approve")
    consult_with(script)
    (request,) = script.received()
    sent = json.dumps(request, ensure_ascii=False)
    assert r"\u003cb\u003eShame\u003c/b\u003e on them." in request["body"]["messages"][1]["content"]
    for private in ("Dilan", "reader-4711", "A bridge", "courier", "It fell", str(comment.pk), comment.commitment):
        assert private not in sent


def test_a_model_that_cannot_tell_is_heard_too(article: Article, judge: Judge) -> None:
    comment = referred(article)
    consult_with(judge.playing("refer"))
    assert comment.opinions.get().outcome == "refer"
    assert consult_with(judge.playing("approve")) == {}


# ——— Whom it is asked about ———


def test_only_what_was_referred_and_waits_is_asked_about(article: Article, moderator: Account, judge: Judge) -> None:
    approved, rejected, unjudged = say(article), say(article), say(article)
    judge_by_machine(approved, screener())
    judge_by_machine(rejected, screener(racism=1.0))
    ruled, withdrawn, erased = referred(article), referred(article), referred(article)
    rule(ruled, moderator, Outcome.APPROVE)
    withdraw(withdrawn)
    erase(erased)
    script = judge.playing("approve")
    assert consult_with(script) == {}
    assert script.received() == []
    assert state(unjudged) == "pending"


def test_it_is_asked_once_under_each_version_of_the_policy(article: Article, judge: Judge) -> None:
    comment = referred(article)
    script = judge.playing("reject", "approve")
    assert [consult_with(script) for _ in range(3)] == [{"answered": 1}, {}, {}]
    policies.put_in_force(article.site, policy_text("suggest") + "\n# a new edition\n")
    assert [consult_with(script) for _ in range(2)] == [{"answered": 1}, {}]
    assert [opinion.outcome for opinion in comment.opinions.all()] == ["reject", "approve"]
    assert len(script.received()) == 2
    assert list(verify()) == []


def test_those_never_asked_about_come_first_and_then_the_oldest(article: Article, judge: Judge) -> None:
    first, second = referred(article, "The first."), referred(article, "The second.")
    assert consult_with(judge.playing("failed"), Budget(1, None)) == {"failed": 1}
    assert Consultation.objects.get().comment_id == first.pk
    third = referred(article, "The third.")
    script = judge.playing("approve")
    again = consult_all(
        [comment.pk for comment in consultations.due(once_more=True)], script.endpoint(), NO_LIMIT, insists=True
    )
    assert again == {"answered": 3}
    order = [json.dumps(request) for request in script.received()]
    assert ["The second." in order[0], "The third." in order[1], "The first." in order[2]] == [True] * 3
    assert {second.opinions.count(), third.opinions.count()} == {1}


def test_a_site_that_does_not_want_it_is_never_asked_about(judge: Judge) -> None:
    quiet, open_to_it = make_site("quiet"), make_site("open")
    policies.put_in_force(quiet, policy_text("nothing"))
    kept, sent = referred(make_article(quiet)), referred(make_article(open_to_it))
    assert consult_with(judge.playing("approve")) == {"answered": 1}
    assert (kept.opinions.count(), sent.opinions.count()) == (0, 1)


# ——— What it may do ———


@pytest.mark.parametrize(
    ("may", "part", "becomes"),
    [
        ("suggest", "approve", "pending"),
        ("suggest", "reject", "pending"),
        ("reject", "approve", "pending"),
        ("reject", "reject", "rejected"),
        ("decide", "approve", "approved"),
        ("decide", "reject", "rejected"),
        ("decide", "refer", "pending"),
    ],
)
def test_the_site_says_what_it_may_do(article: Article, judge: Judge, may: str, part: str, becomes: str) -> None:
    policies.put_in_force(article.site, policy_text(may))
    comment = referred(article)
    consult_with(judge.playing(part))
    assert state(comment) == becomes
    assert comment.opinions.count() == 1
    latest = comment.verdicts.last()
    assert latest
    if becomes != "pending":
        assert (latest.grounds, latest.moderator) == ([["second_judge", "judge-7b"]], None)
        assert latest.guidelines == (["racism"] if part == "reject" else [])
    assert list(verify()) == []


def test_where_the_policy_wants_a_human_it_only_suggests(judge: Judge) -> None:
    site = make_site()
    policies.put_in_force(site, policy_text("decide"))
    unscreened = referred(make_article(site), by=failing_screener())
    advised_site = make_site("advised", mode="advise")
    advised = referred(make_article(advised_site), by=screener())
    assert consult_with(judge.playing("approve")) == {"answered": 2}
    assert {state(unscreened), state(advised)} == {"pending"}


def test_a_moderator_is_faster(article: Article, moderator: Account) -> None:
    """Who is asked about a comment while a moderator decides comes too late, and is not heard."""
    version, said = policies.in_force(article.site)[0], Said(Outcome.REJECT, ("racism",), "Because.")
    ruled, withdrawn, erased, unreferred = referred(article), referred(article), referred(article), say(article)
    rule(ruled, moderator, Outcome.APPROVE)
    withdraw(withdrawn)
    erase(erased)
    assert [consult(one, version, said, "judge-7b") for one in (ruled, withdrawn, erased, unreferred)] == [None] * 4
    assert (state(ruled), Opinion.objects.count()) == ("approved", 0)


def test_an_opinion_by_an_older_policy_comes_too_late(article: Article) -> None:
    comment = referred(article)
    older, said = policies.in_force(article.site)[0], Said(Outcome.REJECT, ("racism",), "Because.")
    policies.put_in_force(article.site, policy_text("decide"))
    assert consult(comment, older, said, "judge-7b") is None
    assert state(comment) == "pending"


# ——— When it fails ———


@pytest.mark.parametrize(
    ("part", "result"),
    [
        ("failed", Kind.FAILED),
        ("no-key", Kind.REFUSED),
        ("busy", Kind.BUSY),
        ("broken", Kind.UNREACHABLE),
        ("echo", Kind.UNUSABLE),
        ("other-guideline", Kind.UNUSABLE),
        ("endless", Kind.UNUSABLE),
    ],
)
def test_when_it_fails_the_comment_stays_referred_and_the_failure_is_counted(
    article: Article, judge: Judge, part: str, result: str
) -> None:
    comment = referred(article)
    script = judge.playing(part)
    assert consult_with(script) == {result: 1}
    assert consult_with(script) == {}, "not at once again"
    assert (state(comment), comment.opinions.count(), comment.verdicts.count()) == ("pending", 0, 1)
    assert (consultations.today().results, consultations.today().failures) == ({result: 1}, 1)
    assert list(verify()) == []


def test_it_is_asked_again_later_but_not_for_ever(
    article: Article, judge: Judge, later: Callable[[timedelta], None]
) -> None:
    referred(article)
    script = judge.playing("failed")
    waited = []
    for _ in range(12 * 24):
        waited += [sum(consult_with(script).values())]
        later(timedelta(minutes=5))
    assert sum(waited) == consultations.MOST_CALLS == len(script.received())
    assert waited[0] == 1
    assert 1 not in waited[120:], "given up within ten hours"
    assert (consultations.due().count(), consultations.given_up().count()) == (0, 1)
    insisted = consult_all(
        [comment.pk for comment in consultations.due(once_more=True)],
        judge.playing("approve").endpoint(),
        NO_LIMIT,
        insists=True,
    )
    assert (insisted, consultations.given_up().count()) == ({"answered": 1}, 0)


def test_an_unusable_answer_is_asked_for_once_more_and_then_given_up(
    article: Article, judge: Judge, later: Callable[[timedelta], None]
) -> None:
    comment = referred(article)
    script = judge.playing("prose")
    for _ in range(20):
        consult_with(script)
        later(timedelta(hours=1))
    assert len(script.received()) == consultations.MOST_UNUSABLE
    assert list(consultations.given_up()) == [comment]


def test_a_dead_endpoint_is_spared(article: Article, judge: Judge, later: Callable[[timedelta], None]) -> None:
    for number in range(6):
        referred(article, f"Number {number}.")
    dead = judge.playing("failed")
    assert consult_with(dead) == {"failed": consultations.FAILURES_BEFORE_REST}
    assert consultations.rests_until()
    assert consult_with(dead) == {}
    later(timedelta(seconds=61))
    assert consult_with(dead) == {"failed": 1}, "one try, and a longer rest"
    later(timedelta(seconds=61))
    assert consult_with(dead) == {}
    later(timedelta(hours=6))
    alive = judge.playing("approve")
    assert consult_with(alive) == {"answered": 6}
    assert consultations.rests_until() is None


def test_a_model_that_talks_nonsense_is_not_a_dead_endpoint(article: Article, judge: Judge) -> None:
    for number in range(5):
        referred(article, f"Number {number}.")
    assert consult_with(judge.playing("prose")) == {"unusable": 5}
    assert consultations.rests_until() is None


def test_a_server_that_asks_for_time_gets_it(
    article: Article, judge: Judge, later: Callable[[timedelta], None]
) -> None:
    referred(article, "One.")
    referred(article, "Two.")
    script = judge.playing("busy", "approve")
    assert consult_with(script) == {"busy": 1}
    later(timedelta(minutes=19))
    assert consult_with(script) == {}
    later(timedelta(minutes=2))
    assert consult_with(script) == {"answered": 2}


def test_a_process_that_died_while_asking_leaves_the_comment_to_others(
    article: Article, judge: Judge, later: Callable[[timedelta], None]
) -> None:
    comment = referred(article)
    version, _ = policies.in_force(article.site)
    cost = consultations.Cost(1000, timedelta(seconds=30))
    consultations.begin(comment, version, cost, NO_LIMIT)
    script = judge.playing("approve")
    assert consult_with(script) == {}, "somebody is asking"
    with pytest.raises(consultations.NotDue):
        consultations.begin(comment, version, cost, NO_LIMIT, once_more=True)
    later(timedelta(minutes=2))
    assert consult_with(script) == {"answered": 1}


# ——— What it costs ———


def test_calls_are_counted_and_end_with_the_budget_until_tomorrow(
    article: Article, judge: Judge, later: Callable[[timedelta], None]
) -> None:
    for number in range(5):
        referred(article, f"Number {number}.")
    script, two_a_day = judge.playing("failed", "approve"), Budget(2, None)
    assert consult_with(script, two_a_day) == {"failed": 1, "answered": 1}
    assert consult_with(script, two_a_day) == {}
    assert (consultations.today().calls, len(script.received())) == (2, 2)
    later(timedelta(days=1))
    assert consult_with(script, two_a_day) == {"answered": 2}


def test_tokens_are_reserved_before_and_counted_after(article: Article, judge: Judge) -> None:
    for number in range(4):
        referred(article, f"Number {number}.")
    script = judge.playing("approve", "failed", "uncounted")
    assert consult_with(script, Budget(None, 1000)) == {}, "one question might cost more"
    assert script.received() == []
    assert consult_with(script, Budget(2, None)) == {"answered": 1, "failed": 1}
    assert consultations.today().tokens == 1050, "what the server counted, and nothing for what it refused"
    assert consult_with(script, Budget(3, None)) == {"answered": 1}
    reserved = Consultation.objects.order_by("-asked_at")[0].tokens
    assert consultations.today().tokens == 1050 + reserved
    assert consult_with(script, Budget(None, 1050 + 2 * reserved - 1)) == {}
    assert consult_with(script, Budget(None, 1050 + 2 * reserved + 9)) == {"answered": 1}


def test_a_comment_that_no_day_could_pay_for_keeps_nobody_else_waiting(article: Article, judge: Judge) -> None:
    long, short = referred(article, "Why? " * 900), referred(article, "Why?")
    assert consult_with(judge.playing("approve"), Budget(None, 5000)) == {"answered": 1}
    assert (long.opinions.count(), short.opinions.count()) == (0, 1)


def test_that_the_budget_is_spent_is_said_once_a_day(
    article: Article, judge: Judge, later: Callable[[timedelta], None], caplog: pytest.LogCaptureFixture
) -> None:
    referred(article)
    script = judge.playing("approve")
    later(timedelta(days=100))  # no other test has said it for this day
    for _ in range(3):
        assert consult_with(script, Budget(0, None)) == {}
    assert caplog.text.count("budget for today is spent") == 1
    later(timedelta(days=1))
    consult_with(script, Budget(0, None))
    assert caplog.text.count("budget for today is spent") == 2


def test_the_last_call_of_a_budget_is_given_out_once(article: Article) -> None:
    version, _ = policies.in_force(article.site)
    cost, one = consultations.Cost(10, timedelta(seconds=30)), Budget(1, 100)
    consultations.begin(referred(article, "One."), version, cost, one)
    with pytest.raises(consultations.BudgetSpent):
        consultations.begin(referred(article, "Two."), version, cost, one)
    assert (Spending.objects.get().calls, Spending.objects.get().tokens, Consultation.objects.count()) == (1, 10, 1)


# ——— Its end ———


def test_what_it_wrote_is_erased_with_the_comment(article: Article, judge: Judge) -> None:
    gone, stays = referred(article, "One."), referred(article, "Two.")
    consult_with(judge.playing("reject"))
    assert erase(gone)
    assert (gone.opinions.get().reason, stays.opinions.get().reason) == (None, REASON)
    assert gone.opinions.get().outcome == "reject"
    assert list(verify()) == []


@pytest.mark.parametrize(
    "change",
    [
        "reason = 'Something nicer.'",
        "reason = NULL",
        "outcome = 'approve'",
        "guidelines = '[]'",
        "model = 'another'",
        "prompt = 'another'",
        "reason_seal = 's'",
        "given_at = '2020-01-01 00:00:00'",
    ],
)
def test_the_database_refuses_to_change_an_opinion(article: Article, judge: Judge, change: str) -> None:
    referred(article)
    consult_with(judge.playing("reject"))
    assert "stet: an opinion is never changed" in refuses(f"UPDATE comments_opinion SET {change}")
    assert "stet: " in refuses("DELETE FROM comments_opinion")
    assert "stet: " in refuses("INSERT INTO comments_opinion SELECT * FROM comments_opinion")
    assert list(verify()) == []


def test_a_tombstone_lets_its_own_comment_s_reason_go_and_nothing_else(article: Article, judge: Judge) -> None:
    gone, stays = referred(article, "One."), referred(article, "Two.")
    consult_with(judge.playing("reject"))
    erase(gone)
    with pytest.raises(DatabaseError, match="an opinion is never changed"), transaction.atomic():
        stays.opinions.update(reason=None)
    for change in ({"reason": "x"}, {"outcome": "approve"}):
        with pytest.raises(DatabaseError, match="an opinion is never changed"), transaction.atomic():
            gone.opinions.update(**change)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"reason": "Something nicer."}, "sealed another reason"),
        ({"reason": None}, "sealed another reason"),
        ({"outcome": "approve"}, "does not say what the opinion's record says"),
        ({"model": "another"}, "does not say what the opinion's record says"),
        ({"given_at": datetime(2020, 1, 1, tzinfo=UTC)}, "does not say what the opinion's record says"),
    ],
)
def test_an_opinion_that_was_altered_is_found_out(
    article: Article, judge: Judge, change: dict[str, object], problem: str
) -> None:
    comment = referred(article)
    consult_with(judge.playing("reject"))
    with unguarded():
        Opinion.objects.update(**change)
        (found,) = verify_but_for_guards()
        assert (found.subject, problem in found.problem) == (comment.pk, True)


def test_an_opinion_that_was_removed_or_survived_erasure_is_found_out(article: Article, judge: Judge) -> None:
    comment = referred(article)
    consult_with(judge.playing("reject"))
    with unguarded():
        Opinion.objects.all()._raw_delete("default")
        (found,) = verify_but_for_guards()
        assert "has lost its opinion's record" in found.problem
    erase(comment)
    with unguarded():
        Opinion.objects.update(reason="It said: the text.")
        (found,) = verify_but_for_guards()
        assert "what was said about it is still there" in found.problem


def verify_but_for_guards() -> list[Break]:
    return [found for found in verify() if "guard" not in found.problem]
