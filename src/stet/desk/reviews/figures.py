"""What people's figures say: to themselves at once, of colleagues from the day after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from stet.accounts import moderators
from stet.accounts.models import Account
from stet.accounts.roles import Right
from stet.comments import policies
from stet.comments.models import Verdict
from stet.desk import waiting, words
from stet.desk.access import DeskView
from stet.desk.reviews.blind import reviews_in
from stet.desk.scope import Scope
from stet.figures.page import LENGTHS, asked_length
from stet.figures.period import period
from stet.moderation import agreement, performance, wellbeing
from stet.moderation.agreement import Kappa
from stet.moderation.models import Review
from stet.moderation.performance import Performance
from stet.newsroom import dates

# Of one's own decisions that a colleague saw otherwise, the last few: enough to learn from.
DIFFERENCES_SHOWN = 20
PAIRS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Agreed:
    """Agreement as a page shows it: κ and the ends of its interval in digits, empty where there is none."""

    of: str
    with_whom: str
    kappa: Kappa
    value: str = ""
    low: str = ""
    high: str = ""


class MyWorkPage(DeskView):
    """What one had before one's eyes today, what one decided, and how it turned out."""

    right = Right.ENTER

    def get(self, request: HttpRequest) -> HttpResponse:
        now, length = timezone.now(), asked_length(request)
        begin = period(length, now).begin
        own = _verdicts(self.scope).filter(moderator=self.account)
        looks = reviews_in(self.scope).filter(Q(reviewer=self.account) | Q(verdict__moderator=self.account))
        found = performance.performances(own, looks, begin, now)
        mine = found.get(self.account.pk, performance.nothing())
        work = performance.worked(self.account, begin, now)
        differences = performance.differences(looks, self.account)
        context = {
            "room": "my-work",
            "begin": begin,
            "end": now,
            "length": length,
            "lengths": LENGTHS,
            "load": wellbeing.load(self.account, now),
            "mine": mine,
            "agreed": agreed("", mine.agreement),
            "work": work,
            "pace": performance.pace(mine.decided, work),
            "differences": [_difference(review) for review in differences[:DIFFERENCES_SHOWN]],
        }
        return self.page(request, "desk/reviews/my_work.html", context)


class Rest(DeskView):
    """Whether a break is due, as a piece of HTML for a page that stays open."""

    right = Right.ENTER

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {"load": wellbeing.load(self.account, timezone.now())}
        response = render(request, "desk/reviews/rest_note.html", context)
        response.headers["Cache-Control"] = "no-store"
        return response


class TeamPage(DeskView):
    """How colleagues work and agree, up to the end of the day before."""

    right = Right.TEAM

    def get(self, request: HttpRequest) -> HttpResponse:
        now, length = timezone.now(), asked_length(request)
        begin, end = period(length, now).begin, now.replace(hour=0, minute=0, second=0, microsecond=0)
        reviews = reviews_in(self.scope)
        found = performance.performances(_verdicts(self.scope), reviews, begin, end)
        names = _names(found, self.scope)
        doubles = agreement.looks(_told(performance.doubles(reviews, begin, end), end))
        audits = agreement.looks(_told(performance.audits(reviews, begin, end), end))
        titles = dict(waiting.guidelines(self.scope, get_language() or "en"))
        pairs = list(agreement.by_pair(doubles).items())[:PAIRS_SHOWN]
        context = {
            "room": "team",
            "begin": begin,
            "last": end - timedelta(microseconds=1),
            "length": length,
            "lengths": LENGTHS,
            "people": [_person(name, found.get(pk)) for pk, name in names.items()],
            "pairs": [agreed(names.get(one, "–"), told, names.get(other, "–")) for (one, other), told in pairs],
            "overall": agreed("", agreement.overall(doubles)),
            "guidelines": _by_guideline(doubles, titles),
            "machine": agreed("", agreement.overall(audits)),
            "machine_guidelines": _by_guideline(audits, titles),
            "few": agreement.FEW,
        }
        return self.page(request, "desk/reviews/team.html", context)


def agreed(of: str, told: Kappa, with_whom: str = "") -> Agreed:
    """The figure in the page's digits, to two places."""
    if told.value is None:
        return Agreed(of, with_whom, told)
    low, high = told.interval
    return Agreed(of, with_whom, told, _decimal(told.value), _decimal(low), _decimal(high))


def _decimal(value: float) -> str:
    """Two decimals, with a true minus sign; nothing smaller than what is shown has a sign."""
    text = f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")
    return dates.digits(text, get_language() or "en")


def _verdicts(scope: Scope) -> QuerySet[Verdict]:
    """All decisions about comments that the account is for."""
    if scope.sites_of or scope.languages:
        return Verdict.objects.filter(comment__in=scope.comments())
    return Verdict.objects.all()


def _told(reviews: QuerySet[Review], end: datetime) -> QuerySet[Review]:
    return reviews.filter(given_at__lt=end)


def _names(found: Mapping[UUID, Performance], scope: Scope) -> dict[UUID, str]:
    """Everybody who decides for these sites or did, by the address they sign in with."""
    here = [one for one in moderators.who_may(Right.RULE) if _is_of(one, scope)]
    gone = Account.objects.filter(pk__in=set(found) - {one.pk for one in here})
    return {one.pk: one.email for one in sorted((*here, *gone), key=lambda one: one.email)}


def _is_of(account: Account, scope: Scope) -> bool:
    return not account.sites or not scope.sites_of or bool(set(account.sites) & {str(pk) for pk in scope.sites_of})


def _person(name: str, told: Performance | None) -> dict[str, Any]:
    figures = told or performance.nothing()
    return {"name": name, "figures": figures, "agreed": agreed(name, figures.agreement)}


def _by_guideline(found: list[agreement.Look], titles: Mapping[str, str]) -> list[Agreed]:
    return [agreed(titles.get(name, name), told) for name, told in agreement.by_guideline(found).items()]


def _difference(review: Review) -> dict[str, Any]:
    """A decision that a colleague would have made otherwise, in words; never who that was."""
    if review.verdict is None:
        raise ValueError("Nobody disagrees with a decision that there is not.")
    language = get_language() or "en"
    then, now = policies.read(review.verdict.policy), policies.in_force(review.comment.site)[1]
    return {
        "review": review,
        "comment": review.comment,
        "mine": words.OUTCOMES[review.verdict.outcome],
        "mine_for": [words.guideline(name, then, language) for name in review.verdict.guidelines],
        "theirs": words.OUTCOMES[review.outcome],
        "theirs_for": [words.guideline(name, now, language) for name in review.guidelines],
    }
