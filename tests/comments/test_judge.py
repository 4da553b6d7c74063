"""The machine's part: one verdict a comment, a referral whenever something fails, and nobody left behind."""

import json
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from stet.comments import policies
from stet.comments.acts.judge import judge, waiting
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article, Comment, ScreeningRecord, Site
from stet.comments.submission import judge_now
from stet.comments.submission import screener as process_screener
from stet.comments.verify import verify
from stet.ledger.models import Entry
from stet.newsroom.screening import Screening, Submission
from stet.newsroom.verdict import Outcome
from stet.screening import Screener
from stet.screening.linear import LinearModel
from tests.newsroom_kit import Account, failing_screener, make_article, make_site, policy_text, publish, say, screener
from tests.tampering import refuse_screenings

pytestmark = pytest.mark.django_db
NOW = timedelta(0)


def test_a_clean_comment_is_published(article: Article) -> None:
    comment = say(article)
    verdict = judge(comment, screener())
    assert verdict is not None
    kept = Comment.objects.get(pk=comment.pk)
    assert (verdict.outcome, kept.state, comment.state) == ("approve", "approved", "approved")
    assert kept.published_at == kept.decided_at == verdict.decided_at


def test_a_comment_that_breaks_a_guideline_is_rejected_by_its_name(article: Article) -> None:
    comment = say(article)
    verdict = judge(comment, screener(racism=1.0, profanity=1.0))
    assert verdict is not None
    assert (verdict.outcome, set(verdict.guidelines)) == ("reject", {"racism", "profanity"})
    assert (comment.state, comment.published_at) == ("rejected", None)


def test_in_doubt_a_comment_waits_for_a_human(article: Article) -> None:
    guideline = policies.in_force(article.site)[1].guideline("profanity")
    assert guideline.thresholds
    comment = say(article)
    verdict = judge(comment, screener(profanity=guideline.thresholds.reject_above))
    assert verdict is not None
    assert (verdict.outcome, comment.state, comment.decided_at) == ("refer", "pending", None)


@pytest.mark.parametrize(
    ("mode", "clean", "foul"),
    [("advise", "refer", "refer"), ("approve", "approve", "refer"), ("decide", "approve", "reject")],
)
def test_the_sites_mode_says_how_far_the_machine_may_go(db: None, mode: str, clean: str, foul: str) -> None:
    article = make_article(make_site(mode=mode))
    verdicts = [judge(say(article), screener()), judge(say(article), screener(racism=1.0))]
    assert [verdict and verdict.outcome for verdict in verdicts] == [clean, foul]


def test_the_ledger_seals_what_was_decided_and_by_what(article: Article) -> None:
    comment = say(article)
    verdict = judge(comment, screener(racism=1.0))
    assert verdict
    assert verdict.screening
    facts = json.loads(Entry.objects.get(pk=verdict.entry_id).facts)
    assert facts["outcome"] == "reject"
    assert facts["guidelines"] == ["racism"]
    assert facts["policy"] == policies.in_force(article.site)[0].digest
    assert facts["commitment"] == comment.commitment
    assert facts["moderator"] is None
    assert len(facts["screening"]) == 64
    assert verdict.screening.scores["racism"] == 1.0


def test_a_machine_judges_once(article: Article) -> None:
    comment = say(article)
    assert judge(comment, screener(racism=1.0))
    assert judge(comment, screener()) is None
    referred = say(article)
    assert judge(referred, failing_screener())
    assert judge(referred, screener()) is None
    assert (comment.state, referred.state) == ("rejected", "pending")


def test_a_machine_does_not_overrule_anybody(article: Article, moderator: Account) -> None:
    ruled, withdrawn = say(article), say(article)
    rule(ruled, moderator, Outcome.REJECT, ["threat"])
    withdraw(withdrawn)
    assert judge(ruled, screener()) is None
    assert judge(withdrawn, screener()) is None
    assert (ruled.state, withdrawn.state) == ("rejected", "withdrawn")
    assert not ScreeningRecord.objects.exists()


def test_a_failing_step_refers(article: Article) -> None:
    comment = say(article)
    verdict = judge(comment, failing_screener())
    assert verdict
    assert (verdict.outcome, comment.state, verdict.grounds) == ("refer", "pending", [["screener", "failing"]])


def test_a_model_that_cannot_be_read_refers(article: Article, tmp_path: object) -> None:
    broken = Screener([("model", lambda: LinearModel(tmp_path / "none.npz"))])
    comment = say(article)
    verdict = judge(comment, broken)
    assert verdict
    assert (verdict.outcome, comment.state) == ("refer", "pending")
    assert ["screener", "model"] in verdict.grounds


class Silent:
    """What stands in a screener's place and does not screen at all."""

    def screen_many(self, submissions: Sequence[Submission]) -> list[Screening]:
        raise MemoryError


def test_no_screening_at_all_refers(article: Article) -> None:
    comment = say(article)
    verdict = judge(comment, Silent())
    assert verdict
    assert (verdict.outcome, verdict.screening, comment.state) == ("refer", None, "pending")
    assert list(verify()) == []


def test_screening_sees_the_article_the_parent_and_what_came_before(
    article: Article, moderator: Account, site: Site
) -> None:
    class Noting:
        def screen_many(self, submissions: Sequence[Submission]) -> list[Screening]:
            (self.seen,) = submissions
            return screener().screen_many(submissions)

    noting = Noting()
    parent = publish(article, moderator, "What did it cost?")
    say(make_article(make_site("herald")), "Said on another site.")
    judge(say(article, "Too much.", parent=parent.pk), noting)
    assert noting.seen.article
    assert noting.seen.article.title == article.title
    assert (noting.seen.text, noting.seen.parent) == ("Too much.", "What did it cost?")
    assert noting.seen.recent == ("What did it cost?",)


def test_a_comment_whose_judging_fails_waits_and_is_judged_later(article: Article) -> None:
    comment = say(article)
    refuse_screenings(refuse=True)
    assert judge_now(comment).state == "pending"
    assert Entry.objects.count() == 1
    assert list(waiting(NOW)) == [comment]
    refuse_screenings(refuse=False)
    assert [judge(left, screener()) is not None for left in list(waiting(NOW))] == [True]
    assert Comment.objects.get(pk=comment.pk).state == "approved"
    assert list(waiting(NOW)) == []
    assert list(verify()) == []


def test_who_waits_is_who_nobody_has_judged(article: Article, moderator: Account) -> None:
    left, referred, ruled, withdrawn = (say(article) for _ in range(4))
    judge(referred, failing_screener())
    rule(ruled, moderator, Outcome.APPROVE)
    withdraw(withdrawn)
    assert list(waiting(NOW)) == [left]
    assert list(waiting(timedelta(minutes=1))) == []


def test_a_new_policy_judges_what_comes_after_it(article: Article, site: Site) -> None:
    before = judge(say(article), screener(racism=1.0))
    policies.put_in_force(site, policy_text("approve"))
    after = judge(say(article), screener(racism=1.0))
    assert before
    assert after
    assert (before.outcome, before.policy.number) == ("reject", 1)
    assert (after.outcome, after.policy.number) == ("refer", 2)


def test_threads_that_begin_together_share_one_screener() -> None:
    barrier = threading.Barrier(4)

    def work(_: int) -> Screener:
        barrier.wait()
        return process_screener()

    with ThreadPoolExecutor(4) as pool:
        assert len({id(found) for found in pool.map(work, range(4))}) == 1
