"""Approving several by score: only after a checked sample, never what a sample may miss, and to be taken back."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from stet.comments.acts.appeal import appeal
from stet.comments.acts.judge import judge
from stet.comments.acts.report import Notice, report
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article, Case, Comment, State, Verdict
from stet.comments.verify import verify
from stet.moderation import batches
from stet.moderation.models import Batch, BatchItem, BatchState, JournalEntry, Review
from stet.moderation.performance import performances
from stet.newsroom.verdict import Outcome
from tests.newsroom_kit import (
    Account,
    failing_screener,
    make_article,
    make_moderator,
    make_site,
    publish,
    say,
    screener,
)


@pytest.fixture
def senior(db: None) -> Account:
    return make_moderator("senior@courier.example", role="senior")


@pytest.fixture
def desk(senior: Account) -> Client:
    client = Client()
    client.force_login(senior, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def article(db: None) -> Article:
    """Of a site where people decide about everything, and half of what is approved together may be wrong."""
    return make_article(make_site(mode="advise", wrong_percent=50))


def waiting(article: Article, score: float = 0.01, number: int = 1) -> list[Comment]:
    made = [say(article, f"The bridge, take {n}, scored {score}.") for n in range(number)]
    for comment in made:
        judge(comment, screener(personal_attack=score))
    return made


def draw(desk: Client, below: int = 30, **asked: Any) -> Any:
    return desk.post("/desk/batch/", {"site": "courier", "below": below, "allowed": 0, **asked})


def act(desk: Client, what: str, **said: str) -> Any:
    return desk.post(f"/desk/batch/{Batch.objects.latest('made_at').pk}/act/", {"act": what, **said})


def sample() -> list[BatchItem]:
    return list(Batch.objects.latest("made_at").items.filter(is_sample=True))


def say_of_all(desk: Client, answer: str) -> None:
    for item in sample():
        act(desk, "judge", **{f"item-{item.pk}": answer})


def states(comments: list[Comment]) -> list[str]:
    return [Comment.objects.get(pk=comment.pk).state for comment in comments]


def test_scores_are_counted_and_a_preview_shows_the_highest_first(desk: Client, article: Article) -> None:
    waiting(article, 0.02, 3)
    waiting(article, 0.12, 2)
    waiting(article, 0.6)
    page = BeautifulSoup(desk.get("/desk/batch/?below=15").content, "html.parser")
    rows = [[cell.get_text() for cell in row.select("td")] for row in page.select("tbody tr")]
    assert rows[0] == ["3", "3"]
    assert rows[2] == ["2", "5"]
    assert rows[-1] == ["0", "6"]
    assert "5 comments score so low" in page.get_text()
    assert "scored 0.12" in page.select(".decisions .excerpt")[0].get_text()
    assert desk.get("/desk/batch/scores.svg?below=15").headers["Content-Type"] == "image/svg+xml"


def test_a_checked_sample_lets_the_rest_be_approved(desk: Client, article: Article, senior: Account) -> None:
    low, high = waiting(article, 0.02, 9), waiting(article, 0.6)
    assert draw(desk).status_code == 302
    assert (Batch.objects.get().items.count(), len(sample())) == (9, 5), "with half allowed, five show it"
    assert act(desk, "approve").status_code == 422, "not before the sample is looked at"
    assert set(states(low)) == {State.PENDING}
    say_of_all(desk, "fine")
    page = desk.get(f"/desk/batch/{Batch.objects.get().pk}/").content.decode()
    assert "at most 45.1 of a hundred" in page
    assert act(desk, "approve").status_code == 302
    assert set(states(low)) == {State.APPROVED}
    assert states(high) == [State.PENDING]
    assert Batch.objects.get().state == BatchState.DONE
    verdict = low[0].verdicts.get(moderator=senior)
    assert verdict.grounds == [["human", f"batch:{Batch.objects.get().pk}"]]
    assert "together with others" in desk.get(f"/desk/comments/{low[0].pk}/").content.decode()
    assert list(verify()) == []
    noted = list(JournalEntry.objects.order_by("at", "id").values_list("what", flat=True))
    assert noted == ["batch_drawn", "batch_approved", "batch_given"]
    rule(high[0], senior, Outcome.APPROVE)
    now = timezone.now()
    own = performances(Verdict.objects.all(), Review.objects.all(), now - timedelta(hours=1), now)
    assert own[senior.pk].decided == 1, "what was not read one by one counts in nobody's own figures"


def test_too_many_wrong_ones_refuse_it_and_keep_others_from_being_drawn(desk: Client, article: Article) -> None:
    comments = waiting(article, 0.02, 9)
    draw(desk)
    first = sample()[0]
    response = act(desk, "judge", **{f"item-{first.pk}": "not"})
    page = desk.get(response.headers["Location"]).content.decode()
    assert "Of the one that was looked at, 1 was not fine. So up to 100.0 of a hundred of all may not be" in page
    assert Batch.objects.get().state == BatchState.REFUSED
    assert act(desk, "approve").status_code == 409
    assert set(states(comments)) == {State.PENDING}
    again = draw(desk, below=40)
    assert again.status_code == 409
    assert "failed within the last day" in again.content.decode()
    assert draw(desk, below=5).status_code == 302, "a lower score may be tried"


def test_a_longer_sample_may_have_a_wrong_one_that_is_not_approved(desk: Client, article: Article) -> None:
    comments = waiting(article, 0.02, 12)
    draw(desk, allowed=1)
    assert len(sample()) == 8
    wrong, *fine = sample()
    act(desk, "judge", **{f"item-{wrong.pk}": "not"}, **{f"item-{item.pk}": "fine" for item in fine})
    act(desk, "approve")
    assert sorted(states(comments)) == [State.APPROVED] * 11 + [State.PENDING]
    assert Comment.objects.get(pk=wrong.comment_id).state == State.PENDING
    assert not Case.objects.get(pk=wrong.comment_id).is_held


def test_whoever_leaves_a_check_that_found_a_wrong_one_has_failed_it(desk: Client, article: Article) -> None:
    waiting(article, 0.02, 12)
    draw(desk, allowed=1)
    act(desk, "judge", **{f"item-{sample()[0].pk}": "not"})
    act(desk, "leave")
    assert Batch.objects.get().state == BatchState.REFUSED
    assert draw(desk).status_code == 409


def test_a_small_queue_is_looked_at_whole(desk: Client, article: Article) -> None:
    comments = waiting(article, 0.02, 3)
    draw(desk)
    wrong, *fine = sample()
    assert len(fine) == 2
    act(desk, "judge", **{f"item-{wrong.pk}": "not"}, **{f"item-{item.pk}": "fine" for item in fine})
    assert "You looked at all 3 of them" in desk.get(f"/desk/batch/{Batch.objects.get().pk}/").content.decode()
    act(desk, "approve")
    assert sorted(states(comments)) == [State.APPROVED, State.APPROVED, State.PENDING]


def test_what_a_sample_may_miss_is_never_among_them(
    desk: Client, article: Article, moderator: Account, senior: Account
) -> None:
    (plain,) = waiting(article)
    (claimed,) = waiting(article)
    Case.objects.filter(pk=claimed.pk).update(claimed_by=moderator, claimed_until=timezone.now() + timedelta(minutes=2))
    grave = say(article)
    judge(grave, screener(threat=1.0))
    unjudged, failed = say(article, "Nobody judged this."), say(article, "This broke a step.")
    judge(failed, failing_screener())
    appealed = publish(article, moderator, "I was here before.")
    rule(appealed, senior, Outcome.REJECT, ["threat"])
    appeal(appealed, "It was fair.")
    reported = publish(article, moderator, "And I before you.")
    report(reported, Notice(guideline="promotion"))
    draw(desk, below=100)
    assert [item.comment_id for item in Batch.objects.get().items.all()] == [plain.pk]
    assert unjudged.pk != plain.pk


def test_a_batch_is_held_and_can_be_taken_back(desk: Client, article: Article, settings: Any) -> None:
    settings.STET_UNDO_SECONDS = 6
    comments = waiting(article, 0.02, 9)
    draw(desk)
    say_of_all(desk, "fine")
    act(desk, "approve")
    now = timezone.now()
    assert batches.give_due(now) == 0, "not due yet"
    assert set(states(comments)) == {State.PENDING}
    assert "9 comments" not in desk.get("/desk/").content.decode(), "they left the queue"
    act(desk, "undo")
    assert not Case.objects.filter(is_held=True).exists()
    assert batches.give_due(now + timedelta(hours=1)) == 0
    assert set(states(comments)) == {State.PENDING}
    assert act(desk, "undo").status_code == 409
    assert JournalEntry.objects.filter(what="batch_undone").exists()


def test_what_happens_meanwhile_keeps_a_comment_out(
    desk: Client, article: Article, settings: Any, moderator: Account
) -> None:
    settings.STET_UNDO_SECONDS = 6
    comments = waiting(article, 0.02, 9)
    draw(desk)
    say_of_all(desk, "fine")
    act(desk, "approve")
    withdraw(comments[0])
    rule(comments[1], moderator, Outcome.REJECT, ["threat"])
    later = timezone.now() + timedelta(minutes=2)
    assert batches.give_due(later) == 7
    assert states(comments[:3]) == [State.WITHDRAWN, State.REJECTED, State.APPROVED]
    assert batches.give_due(later) == 0, "once"
    assert list(verify()) == []


def test_a_process_that_died_half_way_goes_on_where_it_stopped(
    desk: Client, article: Article, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STET_UNDO_SECONDS = 6
    monkeypatch.setattr(batches, "AT_ONCE", 4)
    comments = waiting(article, 0.02, 9)
    draw(desk)
    say_of_all(desk, "fine")
    act(desk, "approve")
    batch, later = Batch.objects.get(), timezone.now() + timedelta(minutes=2)
    assert batches._give_a_part(batch, later) == 4
    assert Batch.objects.get().state == BatchState.GIVING
    assert act(desk, "undo").status_code == 409, "too late once the first are published"
    assert batches.give_due(later) == 5
    assert set(states(comments)) == {State.APPROVED}


def test_who_loses_the_right_to_it_stops_it(desk: Client, article: Article, settings: Any, senior: Account) -> None:
    settings.STET_UNDO_SECONDS = 6
    comments = waiting(article, 0.02, 9)
    draw(desk)
    say_of_all(desk, "fine")
    act(desk, "approve")
    senior.role = "moderator"
    senior.save()
    assert batches.give_due(timezone.now() + timedelta(minutes=2)) == 0
    assert set(states(comments)) == {State.PENDING}
    assert not Case.objects.filter(is_held=True).exists()
    assert Batch.objects.get().state == BatchState.STOPPED


def test_a_site_that_lets_none_be_wrong_approves_none_together(desk: Client, article: Article) -> None:
    article.site.wrong_percent = 0
    article.site.save()
    waiting(article)
    assert "lets none be wrong" in desk.get("/desk/batch/?below=30").content.decode()
    assert draw(desk).status_code == 409


def test_an_empty_choice_is_refused_with_a_way_forward(desk: Client, article: Article) -> None:
    waiting(article, 0.6)
    response = draw(desk, below=30)
    assert response.status_code == 409
    assert "Choose a higher one" in response.content.decode()


def test_language_and_guideline_narrow_it_and_the_scope_holds(desk: Client, article: Article, senior: Account) -> None:
    (comment,) = waiting(article)
    elsewhere = make_article(make_site("herald", mode="advise"))
    waiting(elsewhere)
    assert draw(desk, language="ckb").status_code == 409
    assert draw(desk, language=Comment.objects.get(pk=comment.pk).language).status_code == 302
    senior.sites = [str(elsewhere.site_id)]
    senior.save()
    assert desk.get("/desk/batch/?site=courier").status_code == 404
    assert draw(desk).status_code == 404
    assert desk.get(f"/desk/batch/{Batch.objects.get().pk}/").status_code == 404
    assert act(desk, "leave").status_code == 404


def test_nobody_acts_on_a_colleague_s_batch(desk: Client, article: Article) -> None:
    waiting(article)
    draw(desk)
    other = Client()
    second = make_moderator("second@courier.example", role="senior")
    other.force_login(second, backend="django.contrib.auth.backends.ModelBackend")
    page = other.get(f"/desk/batch/{Batch.objects.get().pk}/").content.decode()
    assert "is checking a sample of these" in page
    assert "The bridge, take" not in page
    assert act(other, "leave").status_code == 404
