"""What another policy would have done: the same as deciding about every comment anew, counted by hand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stet.accounts.models import Account
from stet.comments.acts.erase import erase
from stet.comments.acts.judge import judge
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article, Comment, Site, Verdict
from stet.ledger.models import Entry
from stet.moderation.backtest import EXAMPLES, SIZES, Agreement, backtest, waits_by_language
from stet.newsroom.labels import LABELS
from stet.newsroom.policy import Mode, ModeRule, Policy, Thresholds
from stet.newsroom.policy_file import default_policy_text, parse_policy
from stet.newsroom.screening import Screening
from stet.newsroom.verdict import Outcome
from stet.verdicts import decide
from tests.newsroom_kit import make_article, make_moderator, make_site, publish, say, screener

pytestmark = pytest.mark.django_db
NOW = parse_policy(default_policy_text())
ATTACK = "personal_attack"


def with_thresholds(below: float, above: float) -> Policy:
    """The shipped policy with these thresholds for personal attacks."""
    changed = (replace(one, thresholds=Thresholds(below, above)) if one.id == ATTACK else one for one in NOW.guidelines)
    return replace(NOW, guidelines=tuple(changed))


def decided(article: Article, score: float, by: Account, outcome: Outcome) -> Comment:
    """A comment that the machine scored so, and that a person decided about."""
    comment = say(article)
    judge(comment, screener(personal_attack=score))
    rule(comment, by, outcome, [ATTACK] if outcome is Outcome.REJECT else [])
    return comment


def alone(score: float, policy: Policy) -> Outcome:
    return decide(Screening("en", "Latn", dict.fromkeys(LABELS, 0.0) | {ATTACK: score}), policy).outcome


@settings(max_examples=8)
@given(
    st.lists(st.tuples(st.sampled_from([0.0, 0.3, 0.6, 0.95]), st.booleans()), max_size=6),
    st.sampled_from([(0.1, 0.2), (0.5, 0.99), (0.0, 1.0), (0.7, 0.7)]),
)
def test_it_counts_what_deciding_anew_gives(
    scores: Sequence[tuple[float, bool]], thresholds: tuple[float, float]
) -> None:
    number = Site.objects.count()
    article = make_article(make_site(f"site-{number}"))
    moderator = make_moderator(f"{number}@courier.example")
    then = with_thresholds(*thresholds)
    for score, is_fine in scores:
        decided(article, score, moderator, Outcome.APPROVE if is_fine else Outcome.REJECT)
    found = backtest(Comment.objects.filter(article=article), NOW, then, 500)
    turns = Counter((alone(score, NOW), alone(score, then)) for score, _ in scores)
    assert found.turns == turns
    assert (found.looked_at, found.unscreened) == (len(scores), 0)
    assert found.changed == sum(number for (now, after), number in turns.items() if now is not after)
    assert found.waits_then == sum(number for (_, after), number in turns.items() if after is Outcome.REFER)
    assert found.agreement_then == agreement(scores, then)
    assert found.agreement_now == agreement(scores, NOW)
    assert sum(map(len, found.examples.values())) == found.changed
    rejected = sum(alone(score, then) is Outcome.REJECT for score, _ in scores)
    if ATTACK in found.guidelines:
        assert found.guidelines[ATTACK].rejected_then == rejected
    else:
        assert rejected == 0


def agreement(scores: Sequence[tuple[float, bool]], policy: Policy) -> Agreement:
    counted = Agreement()
    for score, is_fine in scores:
        machine = alone(score, policy)
        if machine is Outcome.REFER:
            counted.left_to_people += 1
        elif (machine is Outcome.APPROVE) == is_fine:
            counted.alike += 1
        elif is_fine:
            counted.too_strict += 1
        else:
            counted.too_mild += 1
    return counted


def test_the_same_policy_changes_nothing(article: Article, moderator: Account) -> None:
    for score in (0.0, 0.5, 1.0):
        decided(article, score, moderator, Outcome.APPROVE)
    found = backtest(Comment.objects.all(), NOW, NOW, 500)
    assert (found.looked_at, found.changed, found.examples) == (3, 0, {})
    assert found.agreement_now == found.agreement_then
    assert (found.agreement_now.decided, found.agreement_now.percent) == (2, 50)


def test_nothing_is_decided_or_written_down(article: Article, moderator: Account) -> None:
    decided(article, 0.5, moderator, Outcome.APPROVE)
    before = Entry.objects.count(), Verdict.objects.count()
    backtest(Comment.objects.all(), NOW, with_thresholds(0.0, 0.1), 500)
    assert (Entry.objects.count(), Verdict.objects.count()) == before


def test_what_waits_is_gone_or_was_never_screened_is_no_example(article: Article, moderator: Account) -> None:
    judge(say(article), screener(personal_attack=0.5))
    for act in (withdraw, erase):
        act(decided(article, 0.95, moderator, Outcome.REJECT))
    publish(article, moderator)
    found = backtest(Comment.objects.all(), NOW, with_thresholds(0.0, 0.1), 500)
    assert (found.looked_at, found.unscreened) == (0, 1)


def test_only_the_newest_are_looked_at_and_some_are_named(article: Article, moderator: Account) -> None:
    comments = [decided(article, 0.0, moderator, Outcome.APPROVE) for _ in range(EXAMPLES + 2)]
    found = backtest(Comment.objects.all(), NOW, replace(NOW, mode=Mode.ADVISE), EXAMPLES + 1)
    assert found.looked_at == EXAMPLES + 1
    (kept,) = found.examples.values()
    assert [one.comment for one in kept] == [one.pk for one in reversed(comments[2:])]
    assert kept[0].person is Outcome.APPROVE
    assert min(SIZES) > EXAMPLES


def test_sections_languages_and_pre_moderation_count(article: Article, moderator: Account) -> None:
    sport = make_article(article.site, "the-match", section="sport", is_premoderated=True)
    decided(sport, 0.0, moderator, Outcome.APPROVE)
    decided(article, 0.0, moderator, Outcome.APPROVE)
    in_sport = replace(NOW, modes=(ModeRule(Mode.ADVISE, section="sport"),))
    found = backtest(Comment.objects.all(), NOW, in_sport, 500)
    assert found.turns == {(Outcome.REFER, Outcome.REFER): 1, (Outcome.APPROVE, Outcome.APPROVE): 1}
    sport.is_premoderated = False
    sport.save()
    found = backtest(Comment.objects.all(), NOW, in_sport, 500)
    assert found.turns == {(Outcome.APPROVE, Outcome.REFER): 1, (Outcome.APPROVE, Outcome.APPROVE): 1}
    assert list(waits_by_language(found)) == [("en", 2, 0, 1, 1)]
