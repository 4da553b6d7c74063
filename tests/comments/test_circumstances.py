"""What people asked to decide themselves no machine decides, and none decides that somebody is in danger."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.utils import timezone

from stet.accounts.models import Account
from stet.comments import policies
from stet.comments.acts.consult import consult
from stet.comments.acts.judge import judge
from stet.comments.cases import follow
from stet.comments.models import Article, Case, Comment, Measure, Reader, Sanction, Site
from stet.newsroom.verdict import Opinion as Said
from stet.newsroom.verdict import Outcome
from tests.newsroom_kit import make_article, make_site, policy_text, say, screener

pytestmark = pytest.mark.django_db
CLEAN: Mapping[str, float] = {}
NEITHER_NOR = {"profanity": 0.6}
DECIDES = "\nsecond_judge:\n  may: decide\n"


def judged(article: Article, scores: Mapping[str, float] = CLEAN, reader_key: str | None = None) -> Comment:
    comment = say(article, name=f"Dilan {reader_key}", reader_key=reader_key)
    judge(comment, screener(**scores))
    return comment


def causes(comment: Comment) -> list[str]:
    return [cause for cause, _ in comment.verdicts.latest("entry_id").grounds]


def sanctioned(site: Site, by: Account, measure: str = Measure.PREMODERATION, days: float | None = None) -> str:
    """A reader who is under a measure, by the site's own id for them."""
    reader = Reader.objects.create(site=site, external_id="r-1")
    now = timezone.now()
    ends_at = None if days is None else now + timedelta(days=days)
    Sanction.objects.create(reader=reader, measure=measure, reason="Because.", made_by=by, made_at=now, ends_at=ends_at)
    return reader.external_id


@pytest.mark.parametrize("scores", [{}, {"racism": 1.0}])
def test_under_a_pre_moderated_article_a_person_decides(article: Article, scores: dict[str, float]) -> None:
    article.is_premoderated = True
    article.save()
    comment = judged(article, scores)
    assert (comment.state, causes(comment)[-1]) == ("pending", "article")
    assert "article" in Case.objects.get(comment=comment).causes


def test_an_article_that_comes_under_pre_moderation_since_it_was_read_counts(article: Article) -> None:
    comment = say(article)
    Article.objects.update(is_premoderated=True)
    assert not comment.article.is_premoderated
    judge(comment, screener())
    assert (comment.state, causes(comment)) == ("pending", ["article"])


def test_about_a_pre_moderated_reader_a_person_decides(site: Site, article: Article, moderator: Account) -> None:
    reader = sanctioned(site, moderator, days=7)
    comment = judged(article, reader_key=reader)
    assert (comment.state, causes(comment)) == ("pending", ["reader"])
    assert judged(article).state == "approved"
    assert judged(article, reader_key="r-2").state == "approved"


@pytest.mark.parametrize(("measure", "days"), [(Measure.PREMODERATION, -1), (Measure.WARNING, None)])
def test_what_is_over_or_was_a_warning_leaves_the_machine_free(
    site: Site, article: Article, moderator: Account, measure: str, days: float | None
) -> None:
    assert judged(article, reader_key=sanctioned(site, moderator, measure, days)).state == "approved"


def test_each_section_and_language_has_its_mode(db: None) -> None:
    site = make_site()
    rules = "\nmode: approve\nmodes:\n  - {mode: advise, section: opinion}\n  - {mode: decide, language: en}\n"
    policies.put_in_force(site, policy_text().replace("\nmode: decide\n", rules))
    opinion, sport = make_article(site, "a", section="opinion"), make_article(site, "b", section="sport")
    kurdish = say(sport, "ئەم پردە چەند پارەی تێ چووە و کەی تەواو دەبێت لە شارەکەماندا؟")
    judge(kurdish, screener(racism=1.0))
    states = [judged(opinion).state, judged(sport).state, judged(sport, {"racism": 1.0}).state, kurdish.state]
    assert states == ["pending", "approved", "rejected", "pending"]


def test_no_machine_decides_where_somebody_may_be_in_danger(article: Article) -> None:
    comment = judged(article, {"threat": 1.0, "profanity": 1.0})
    verdict = comment.verdicts.get()
    assert (comment.state, verdict.outcome) == ("pending", "refer")
    assert verdict.guidelines == ["threat", "profanity"]
    assert causes(comment) == ["breaks", "breaks", "grave"]
    assert Case.objects.get(comment=comment).is_grave
    assert not Case.objects.get(comment=judged(article, {"racism": 0.6})).is_grave


@pytest.fixture
def referred(article: Article) -> Comment:
    """A comment that the machine is unsure about, on a site whose second judge may decide."""
    text = policy_text().replace("\nsecond_judge:\n  may: suggest\n", DECIDES)
    policies.put_in_force(article.site, text)
    return judged(article, NEITHER_NOR)


def asked(comment: Comment, outcome: Outcome = Outcome.APPROVE, *guidelines: str) -> str:
    """The comment's state after the second judge has said what it would do."""
    version = policies.in_force(comment.site)[0]
    assert consult(comment, version, Said(outcome, guidelines, "Because."), "judge-7b")
    return str(Comment.objects.get(pk=comment.pk).state)


def test_the_second_judge_decides_where_nobody_asked_for_a_person(referred: Comment) -> None:
    assert asked(referred) == "approved"


def test_nor_does_the_second_judge_decide_what_came_under_pre_moderation_meanwhile(referred: Comment) -> None:
    Article.objects.update(is_premoderated=True)
    assert asked(referred) == "pending"


def test_nor_where_somebody_may_be_in_danger(referred: Comment) -> None:
    assert asked(referred, Outcome.REJECT, "threat", "profanity") == "pending"


def test_nor_about_whom_the_machine_may_not(site: Site, article: Article, moderator: Account) -> None:
    policies.put_in_force(site, policy_text().replace("\nsecond_judge:\n  may: suggest\n", DECIDES))
    comment = judged(article, NEITHER_NOR, sanctioned(site, moderator))
    follow([comment])
    assert asked(comment) == "pending"
