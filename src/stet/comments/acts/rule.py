"""A moderator's part: a ruling, first or later."""

from collections.abc import Sequence

from django.db import transaction

from stet.accounts.models import Account
from stet.comments import policies
from stet.comments.acts.decide import Ruling, lock, record_verdicts
from stet.comments.errors import GuidelineMissing, GuidelineUnknown
from stet.comments.models import Comment, Verdict
from stet.newsroom.verdict import Cause, Ground, Outcome
from stet.newsroom.verdict import Verdict as Decision


@transaction.atomic
def rule(comment: Comment, moderator: Account, outcome: Outcome, guidelines: Sequence[str] = ()) -> Verdict:
    """Approve or reject, as a human. A later ruling is a further verdict: none before it is changed.

    Raises GuidelineMissing for a rejection that names none, GuidelineUnknown for one the site's policy does not have,
    AlreadyFinal when the comment was withdrawn or erased, ValueError for a referral (a human decides).
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
    decision = Decision(outcome, broken, (Ground(Cause.HUMAN),))
    return record_verdicts([Ruling(current, decision, version, moderator=moderator)])[0]
