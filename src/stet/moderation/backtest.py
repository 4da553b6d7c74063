"""What another policy would have done to a site's last decided comments, from what screening found in them then.

Both policies judge the same stored screenings by the same pure rule (`stet.verdicts.decide`), so whatever differs comes
from the policy alone. Nothing is screened anew: words that only the other policy lists are found by none of these
screenings, and whoever was under pre-moderation then is not known any more.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from stet.comments import screening_records
from stet.comments.models import Comment, ScreeningRecord, State, Verdict
from stet.newsroom.policy import Circumstances, Policy
from stet.newsroom.screening import Screening
from stet.newsroom.verdict import Outcome
from stet.newsroom.verdict import Verdict as Decision
from stet.verdicts import decide

# How many comments one may ask for; the largest takes some seconds.
SIZES: Final = (500, 2_000, 10_000)
# So many of each kind of change are named, newest first: as many as anybody will open.
EXAMPLES: Final = 20
CHUNK = 1_000

# What the policy in force does with a comment, and what the other one would do.
Turn = tuple[Outcome, Outcome]


@dataclass(slots=True)
class GuidelineFigures:
    """How many comments are rejected for a guideline, or left to a person with it in doubt: now, and then."""

    rejected_now: int = 0
    rejected_then: int = 0
    referred_now: int = 0
    referred_then: int = 0

    @property
    def is_changed(self) -> bool:
        return (self.rejected_now, self.referred_now) != (self.rejected_then, self.referred_then)


@dataclass(slots=True)
class Agreement:
    """Of comments that people ruled about, what the machine does by itself under one policy, and who agrees with it."""

    alike: int = 0
    # The machine publishes what a person rejected, and rejects what a person published.
    too_mild: int = 0
    too_strict: int = 0
    left_to_people: int = 0

    @property
    def decided(self) -> int:
        return self.alike + self.too_mild + self.too_strict

    @property
    def percent(self) -> int | None:
        """Of what the machine decides, how many in a hundred a person decided alike; None where it decides nothing."""
        return round(100 * self.alike / self.decided) if self.decided else None


@dataclass(frozen=True, slots=True)
class Example:
    """A comment that would be decided otherwise. `person` is how a person ruled, None where nobody did."""

    comment: UUID
    now: Decision
    then: Decision
    person: Outcome | None


@dataclass(slots=True)
class Backtest:
    """`looked_at` comments were judged by both policies; `unscreened` more had nothing to judge by."""

    looked_at: int = 0
    unscreened: int = 0
    turns: Counter[Turn] = field(default_factory=Counter)
    languages: dict[str, Counter[Turn]] = field(default_factory=dict)
    guidelines: dict[str, GuidelineFigures] = field(default_factory=dict)
    agreement_now: Agreement = field(default_factory=Agreement)
    agreement_then: Agreement = field(default_factory=Agreement)
    examples: dict[Turn, list[Example]] = field(default_factory=dict)

    @property
    def changed(self) -> int:
        """How many comments would be decided otherwise."""
        return sum(number for (now, then), number in self.turns.items() if now is not then)

    @property
    def waits_now(self) -> int:
        """How many of the comments a person has to read, under the policy in force."""
        return _referred(self.turns, 0)

    @property
    def waits_then(self) -> int:
        return _referred(self.turns, 1)


def backtest(comments: QuerySet[Comment], now: Policy, then: Policy, wanted: int) -> Backtest:
    """What `then` would do to the newest `wanted` decided of these comments, compared with `now`.

    The newest are those written last; `wanted` is one of `SIZES`. Decided are those that are published or rejected.
    """
    found = Backtest()
    # By the time of writing, not of the decision: that is how a site's comments are indexed.
    decided = comments.filter(state__in=[State.APPROVED, State.REJECTED]).order_by("-written_at", "-pk")
    rows = list(decided.values_list("pk", "article__section", "article__is_premoderated")[:wanted])
    for start in range(0, len(rows), CHUNK):
        _look_at(found, rows[start : start + CHUNK], now, then)
    return found


def waits_by_language(found: Backtest) -> Iterator[tuple[str, int, int, int, int]]:
    """Each language with its comments, those left to people now and then, and those decided otherwise; most first."""
    for language, turns in sorted(found.languages.items(), key=lambda pair: (-pair[1].total(), pair[0])):
        changed = sum(number for (now, then), number in turns.items() if now is not then)
        yield language, turns.total(), _referred(turns, 0), _referred(turns, 1), changed


def _look_at(found: Backtest, rows: Sequence[tuple[UUID, str, bool]], now: Policy, then: Policy) -> None:
    ids = [pk for pk, _section, _is_premoderated in rows]
    screenings, ruled = _screenings(ids), _rulings(ids)
    for pk, section, is_premoderated in rows:
        screening = screenings.get(pk)
        if screening is None:
            found.unscreened += 1
            continue
        around = Circumstances(section=section, article_premoderated=is_premoderated)
        example = Example(pk, decide(screening, now, around), decide(screening, then, around), ruled.get(pk))
        _count(found, example, screening.language)


def _screenings(ids: Sequence[UUID]) -> Mapping[UUID, Screening]:
    """The last screening of each comment."""
    stored = ScreeningRecord.objects.filter(comment__in=ids).order_by("id")
    return {record.comment_id: screening_records.restore(record) for record in stored}


def _rulings(ids: Sequence[UUID]) -> Mapping[UUID, Outcome]:
    """How people ruled last."""
    given = Verdict.objects.filter(comment__in=ids, moderator__isnull=False).order_by("entry_id")
    return {comment: Outcome(outcome) for comment, outcome in given.values_list("comment", "outcome")}


def _count(found: Backtest, example: Example, language: str) -> None:
    turn = (example.now.outcome, example.then.outcome)
    found.looked_at += 1
    found.turns[turn] += 1
    found.languages.setdefault(language, Counter())[turn] += 1
    _count_guidelines(found.guidelines, example)
    if example.person is not None:
        _compare(found.agreement_now, example.now.outcome, example.person)
        _compare(found.agreement_then, example.then.outcome, example.person)
    if turn[0] is not turn[1]:
        kept = found.examples.setdefault(turn, [])
        if len(kept) < EXAMPLES:
            kept.append(example)


def _count_guidelines(figures: dict[str, GuidelineFigures], example: Example) -> None:
    for name in _named((example.now, example.then)):
        own = figures.setdefault(name, GuidelineFigures())
        own.rejected_now += _is(example.now, Outcome.REJECT, name)
        own.rejected_then += _is(example.then, Outcome.REJECT, name)
        own.referred_now += _is(example.now, Outcome.REFER, name)
        own.referred_then += _is(example.then, Outcome.REFER, name)


def _named(decisions: Iterable[Decision]) -> Iterable[str]:
    return dict.fromkeys(name for decision in decisions for name in decision.guidelines)


def _is(decision: Decision, outcome: Outcome, guideline: str) -> bool:
    return decision.outcome is outcome and guideline in decision.guidelines


def _compare(agreement: Agreement, machine: Outcome, person: Outcome) -> None:
    if machine is Outcome.REFER:
        agreement.left_to_people += 1
    elif machine is person:
        agreement.alike += 1
    elif machine is Outcome.APPROVE:
        agreement.too_mild += 1
    else:
        agreement.too_strict += 1


def _referred(turns: Counter[Turn], side: int) -> int:
    return sum(number for turn, number in turns.items() if turn[side] is Outcome.REFER)
