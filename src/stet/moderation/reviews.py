"""Second looks at comments: opinions that a moderator asks for, and decisions that were drawn by lot.

Whoever looks knows neither the first decision nor who made it, what the machine found, or what colleagues think. They
judge the comment by the guidelines, as if they were the first. A second look decides nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stet.accounts import moderators
from stet.accounts.models import Account
from stet.accounts.roles import Right
from stet.comments import policies
from stet.comments.errors import Conflict, GuidelineMissing, GuidelineUnknown, Invalid
from stet.comments.models import Case, Comment, State, Verdict
from stet.comments.text import check_text
from stet.moderation import claims, journal, wellbeing
from stet.moderation.claims import LASTS, ClaimedByColleague, NotWaiting
from stet.moderation.models import Reason, Review
from stet.newsroom.verdict import Outcome

LONGEST = 2000
# A text whose language nobody could tell may be anybody's.
UNKNOWN = "und"
# Whoever finds that others were quicker looks further down the list, so far.
LOOKS = 8


class OpinionAwaited(Conflict):
    code = "opinion_awaited"
    message = _("A second opinion on this comment is awaited already. You find the answer under “Reviews”.")


class NobodyToAsk(Conflict):
    code = "nobody_to_ask"
    message = _("There is no colleague who could be asked about this comment. Decide yourself, or leave a note.")


class RemarkTooLong(Invalid):
    code = "remark_too_long"
    field = "note"
    message = _("The note is too long. Shorten it to 2,000 characters and send it again.")


class NotYours(Conflict):
    code = "not_your_review"
    message = _(
        "This review is a colleague’s by now, is done already, or is not for you to make. Go on with the next one."
    )


@transaction.atomic
def ask(comment: Comment, asker: Account, note: str) -> Review:
    """Ask a colleague what they think of a comment that waits; it is not served to the asker until they answered.

    Raises NotWaiting, ClaimedByColleague, OpinionAwaited, NobodyToAsk, RemarkTooLong, TextInvalid.
    """
    _check_words(note)
    case = Case.objects.select_for_update(of=("self",)).filter(pk=comment.pk, is_held=False).first()
    if case is None:
        raise NotWaiting
    if case.second_wanted_by_id is not None:
        raise OpinionAwaited
    now = timezone.now()
    if claims.is_anothers(case, asker, now):
        raise ClaimedByColleague
    if not any(_may_look(one, comment) for one in moderators.who_may(Right.RULE) if one.pk != asker.pk):
        raise NobodyToAsk
    case.second_wanted_by, case.claimed_by, case.claimed_until = asker, None, None
    case.save(update_fields=["second_wanted_by", "claimed_by", "claimed_until"])
    journal.note(asker, "second_asked", comment.site, comment.pk)
    return Review.objects.create(comment=comment, why=Reason.ASKED, asked_by=asker, note=note.strip(), asked_at=now)


def to_make(reviews: QuerySet[Review], account: Account) -> QuerySet[Review]:
    """Those of the reviews that wait for somebody like the account: those that a colleague asked for first.

    Nobody looks at what they asked about, or at a comment that they ever decided about themselves.
    """
    decided = Verdict.objects.filter(comment=OuterRef("comment"), moderator=account)
    is_awaited = ~Q(why=Reason.ASKED) | Q(comment__case__second_wanted_by=F("asked_by"), comment__case__is_held=False)
    waiting = reviews.filter(is_awaited, given_at=None, comment__state__in=_THERE).exclude(asked_by=account)
    first = models.Case(models.When(why=Reason.ASKED, then=Value(0)), default=Value(1))
    return waiting.exclude(Exists(decided)).order_by(first, "asked_at", "pk")


def claim_next(reviews: QuerySet[Review], account: Account, now: datetime, after: UUID | None = None) -> Review | None:
    """The next of these to make, claimed for the account; None when there is none.

    It is the one that they have already, if any. `after` is one that they passed on: it comes last.
    """
    waiting = to_make(reviews, account)
    if after:
        waiting = waiting.exclude(pk=after)
    own = waiting.filter(claimed_by=account, claimed_until__gt=now).first()
    for review in (own, *waiting.filter(claims.is_free(now))[:LOOKS]):
        if review and _claimed(review, account, now):
            return review
    return claim_next(reviews, account, now) if after else None


def _claimed(review: Review, account: Account, now: datetime) -> bool:
    """Whether it is the account's from now on: one statement, so that no two people are told that it is theirs."""
    free = Review.objects.filter(claims.is_free(now) | Q(claimed_by=account), pk=review.pk, given_at=None)
    is_new = review.claimed_by_id != account.pk
    is_ours = bool(free.update(claimed_by=account, claimed_until=now + LASTS))
    if is_ours:
        wellbeing.saw(account, [_as_case(review)] if is_new else [], now)
    return is_ours


def _as_case(review: Review) -> Case:
    """How heavy the comment is to read, whether it waits still or not."""
    case = Case.objects.filter(pk=review.comment_id).first()
    if case or review.verdict is None:
        return case or Case(comment_id=review.comment_id)
    policy = policies.in_force(review.comment.site)[1]
    broken = [one.severity for one in policy.guidelines if one.id in review.verdict.guidelines]
    return Case(comment_id=review.comment_id, severity=max(broken, default=0), risk=1.0)


def pass_on(review: Review, account: Account) -> None:
    """Leave it to somebody else, where it is the account's."""
    Review.objects.filter(pk=review.pk, claimed_by=account).update(claimed_by=None, claimed_until=None)


@transaction.atomic
def give(review: Review, reviewer: Account, outcome: Outcome, guidelines: Sequence[str], remark: str) -> None:
    """Say what the reviewer would decide, without any effect on the comment.

    An asked opinion gives the comment back to whoever asked. Raises NotYours, GuidelineMissing, GuidelineUnknown,
    RemarkTooLong, TextInvalid, ValueError for a referral.
    """
    if outcome is Outcome.REFER:
        raise ValueError("A reviewer approves or rejects.")
    _check_words(remark)
    now = timezone.now()
    current = Review.objects.select_for_update(of=("self",)).select_related("comment__site").get(pk=review.pk)
    is_taken = current.claimed_by_id not in {None, reviewer.pk} and not _is_over(current, now)
    if is_taken or not to_make(Review.objects.filter(pk=review.pk), reviewer).exists():
        raise NotYours
    current.guidelines = _broken(current.comment, outcome, guidelines)
    current.reviewer, current.outcome, current.given_at = reviewer, outcome.value, now
    current.remark = remark.strip()
    current.save(update_fields=["reviewer", "outcome", "guidelines", "remark", "given_at"])
    Case.objects.filter(pk=current.comment_id, second_wanted_by=current.asked_by).update(second_wanted_by=None)
    journal.note(reviewer, "review_given", current.comment.site, current.comment_id, why=current.why)
    wellbeing.saw(reviewer, [], now)


def asked_by(reviews: QuerySet[Review], account: Account) -> QuerySet[Review]:
    """The opinions that the account asked for about what waits still: those that were given come first."""
    asked = reviews.filter(why=Reason.ASKED, asked_by=account, comment__case__is_held=False)
    is_of_now = Q(given_at__isnull=False) | Q(comment__case__second_wanted_by=account)
    # An opinion is about the comment's present wait, not about an earlier one that ended.
    asked = asked.filter(is_of_now, asked_at__gte=F("comment__case__since"))
    return asked.order_by(F("given_at").desc(nulls_last=True), "asked_at").select_related("reviewer")


def opinions(comments: Iterable[UUID]) -> Mapping[UUID, list[Review]]:
    """What colleagues answered about these comments (ids) of those that wait, since they do; oldest first."""
    given = Review.objects.filter(comment__in=list(comments), why=Reason.ASKED, given_at__isnull=False)
    given = given.filter(asked_at__gte=F("comment__case__since"), comment__state__in=_THERE)
    found: dict[UUID, list[Review]] = defaultdict(list)
    for review in given.select_related("reviewer", "comment__site").order_by("given_at"):
        found[review.comment_id].append(review)
    return found


def forget_what_was_erased() -> int:
    """Empty what colleagues wrote about comments that were erased since: it may quote them. How many that were."""
    written = Review.objects.filter(comment__state=State.ERASED).exclude(note="", remark="")
    return written.update(note="", remark="")


_THERE = (State.PENDING, State.APPROVED, State.REJECTED)


def _is_over(review: Review, now: datetime) -> bool:
    return review.claimed_until is None or not now < review.claimed_until <= now + LASTS


def _may_look(account: Account, comment: Comment) -> bool:
    is_of_site = not account.sites or str(comment.site_id) in account.sites
    return is_of_site and (not account.languages or comment.language in {*account.languages, UNKNOWN})


def _broken(comment: Comment, outcome: Outcome, guidelines: Sequence[str]) -> list[str]:
    if outcome is Outcome.APPROVE:
        return []
    if not guidelines:
        raise GuidelineMissing
    if not {one.id for one in policies.in_force(comment.site)[1].guidelines}.issuperset(guidelines):
        raise GuidelineUnknown
    return list(dict.fromkeys(guidelines))


def _check_words(text: str) -> None:
    check_text(text)
    if len(text) > LONGEST:
        raise RemarkTooLong
