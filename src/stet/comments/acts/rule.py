"""A moderator's part: a ruling, first or later. It answers the appeal and the reports that wait for one."""

from collections.abc import Sequence

from django.db import transaction

from stet.accounts import moderators
from stet.accounts.models import Account
from stet.comments import policies
from stet.comments.acts.decide import Ruling, lock, record_verdicts
from stet.comments.errors import GuidelineMissing, GuidelineUnknown, OwnRejection
from stet.comments.models import Comment, Verdict
from stet.newsroom.verdict import Cause, Ground, Outcome
from stet.newsroom.verdict import Verdict as Decision

# What a ruling's ground is about where its moderator answered the appeal against their own rejection.
SOLE_MODERATOR = "sole_moderator"


@transaction.atomic
def rule(comment: Comment, moderator: Account, outcome: Outcome, guidelines: Sequence[str] = ()) -> Verdict:
    """Approve or reject, as a human. A later ruling is a further verdict: none before it is changed.

    It answers what waits for a person: an approval grants an appeal and dismisses reports, a rejection refuses the one
    and upholds the others.

    Raises GuidelineMissing for a rejection that names none, GuidelineUnknown for one the site's policy does not have,
    AlreadyFinal when the comment was withdrawn or erased, OwnRejection for the appeal against the moderator's own
    rejection while there is somebody else to answer it, ValueError for a referral (a human decides).
    """
    if outcome is Outcome.REFER:
        raise ValueError("A moderator approves or rejects.")
    if outcome is Outcome.REJECT and not guidelines:
        raise GuidelineMissing
    current = lock(comment)
    version, policy = policies.in_force(current.site)
    known = {guideline.id for guideline in policy.guidelines}
    if not known.issuperset(guidelines):
        raise GuidelineUnknown
    broken = tuple(dict.fromkeys(guidelines)) if outcome is Outcome.REJECT else ()
    decision = Decision(outcome, broken, (_ground(current, moderator),))
    verdict = record_verdicts([Ruling(current, decision, version, moderator=moderator)])[0]
    current.appeals.filter(answer=None).update(answer=verdict)
    current.reports.filter(answer=None).update(answer=verdict)
    return verdict


def answers_oneself(comment: Comment, moderator: Account) -> bool:
    """Whether an appeal waits that is against this moderator's own rejection."""
    return comment.appeals.filter(answer=None, against__moderator=moderator).exists()


def _ground(comment: Comment, moderator: Account) -> Ground:
    if not answers_oneself(comment, moderator):
        return Ground(Cause.HUMAN)
    if moderators.has_colleagues(moderator):
        raise OwnRejection
    return Ground(Cause.HUMAN, SOLE_MODERATOR)
