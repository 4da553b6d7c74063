"""A moderator's part: a ruling, first or later. It answers the appeal and the reports that wait for one."""

from collections.abc import Sequence

from django.db import transaction

from stet.accounts import moderators
from stet.accounts.models import Account
from stet.comments import cases, evidence, policies
from stet.comments.acts.decide import Ruling, lock, record_verdicts
from stet.comments.errors import ExplanationTooLong, GuidelineMissing, GuidelineUnknown, OwnRejection
from stet.comments.models import Comment, PolicyVersion, Verdict
from stet.comments.text import check_text
from stet.newsroom.verdict import Cause, Ground, Outcome
from stet.newsroom.verdict import Verdict as Decision

# What a ruling's ground is about where its moderator answered the appeal against their own rejection.
SOLE_MODERATOR = "sole_moderator"
# How the subject begins where several were approved together after a sample of them was checked; the id follows.
BATCH = "batch:"

LONGEST_EXPLANATION = 2000


@transaction.atomic
def rule(
    comment: Comment,
    moderator: Account,
    outcome: Outcome,
    guidelines: Sequence[str] = (),
    explanation: str = "",
    batch: str = "",
) -> Verdict:
    """Approve or reject, as a human. A later ruling is a further verdict: none before it is changed.

    It answers what waits for a person: an approval grants an appeal and dismisses reports, a rejection refuses the one
    and upholds the others. `explanation` is what the author of a rejected comment is told beside the guidelines.
    `batch` is the id of those that it is approved with, after a sample of them was checked: the ledger says so.

    Raises GuidelineMissing for a rejection that names none, GuidelineUnknown for one the site's policy does not have,
    TextInvalid or ExplanationTooLong for the explanation, AlreadyFinal when the comment was withdrawn or erased,
    OwnRejection for the appeal against the moderator's own rejection while there is somebody else to answer it,
    ValueError for a referral (a human decides).
    """
    current = lock(comment)
    version, ground = _checked(current, moderator, outcome, guidelines, explanation)
    broken = tuple(dict.fromkeys(guidelines)) if outcome is Outcome.REJECT else ()
    grounds = (Ground(Cause.HUMAN, f"{BATCH}{batch}"),) if batch else (ground,)
    decision = Decision(outcome, broken, grounds)
    told = explanation.strip() if outcome is Outcome.REJECT else ""
    verdict = record_verdicts([Ruling(current, decision, version, moderator=moderator, explanation=told)])[0]
    current.appeals.filter(answer=None).update(answer=verdict)
    current.reports.filter(answer=None).update(answer=verdict)
    if outcome is Outcome.APPROVE:
        evidence.free(current)
    cases.follow([current])
    return verdict


def check(
    comment: Comment, moderator: Account, outcome: Outcome, guidelines: Sequence[str] = (), explanation: str = ""
) -> None:
    """Raise what `rule` would about the comment as it is, locked; nothing is recorded."""
    _checked(comment, moderator, outcome, guidelines, explanation)


def _checked(
    comment: Comment, moderator: Account, outcome: Outcome, guidelines: Sequence[str], explanation: str
) -> tuple[PolicyVersion, Ground]:
    """The policy that the ruling is made under, and its ground."""
    if outcome is Outcome.REFER:
        raise ValueError("A moderator approves or rejects.")
    if outcome is Outcome.REJECT and not guidelines:
        raise GuidelineMissing
    _check_explanation(explanation)
    version, policy = policies.in_force(comment.site)
    known = {guideline.id for guideline in policy.guidelines}
    if not known.issuperset(guidelines):
        raise GuidelineUnknown
    return version, _ground(comment, moderator)


def _check_explanation(explanation: str) -> None:
    check_text(explanation)
    if len(explanation) > LONGEST_EXPLANATION:
        raise ExplanationTooLong


def answers_oneself(comment: Comment, moderator: Account) -> bool:
    """Whether an appeal waits that is against this moderator's own rejection."""
    return comment.appeals.filter(answer=None, against__moderator=moderator).exists()


def _ground(comment: Comment, moderator: Account) -> Ground:
    if not answers_oneself(comment, moderator):
        return Ground(Cause.HUMAN)
    if moderators.has_colleagues(moderator):
        raise OwnRejection
    return Ground(Cause.HUMAN, SOLE_MODERATOR)
