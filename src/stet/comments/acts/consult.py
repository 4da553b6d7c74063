"""The second judge's part: what it said about a referred comment is recorded, and done where the site lets it."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from stet.comments import cases, circumstances, commitments, policies
from stet.comments.acts.decide import Ruling, record_verdicts
from stet.comments.models import Comment, Opinion, PolicyVersion, State, Verdict
from stet.ledger import chain
from stet.ledger.models import Kind
from stet.newsroom.verdict import Cause, Ground, Outcome
from stet.newsroom.verdict import Opinion as Said
from stet.newsroom.verdict import Verdict as Decision
from stet.opinions.question import PROMPT
from stet.verdicts import follow


@transaction.atomic
def consult(comment: Comment, asked_under: PolicyVersion, said: Said, model: str) -> Opinion | None:
    """Record an opinion, and the verdict that follows from it by itself, if one does.

    None, and nothing recorded, when it comes too late: somebody decided, the comment is gone, its site has another
    policy by now, or there is an opinion under this one.
    """
    current = Comment.objects.select_for_update(of=("self",)).select_related("site").get(pk=comment.pk)
    version, policy = policies.in_force(current.site)
    referral = current.verdicts.last()
    is_told = current.opinions.filter(policy=asked_under).exists()
    if current.state != State.PENDING or referral is None or version != asked_under or is_told:
        return None
    opinion = _recorded(current, version, said, model)
    standing = circumstances.of([current])[current.pk]
    decision = follow(said, _decision(referral), policy, model, standing, current.language)
    if decision:
        record_verdicts([Ruling(current, decision, version)])
        cases.follow([current])
    return opinion


def _recorded(comment: Comment, version: PolicyVersion, said: Said, model: str) -> Opinion:
    opinion = Opinion(
        id=uuid7(),
        comment=comment,
        policy=version,
        outcome=said.outcome.value,
        guidelines=list(said.guidelines),
        reason=said.reason,
        model=model,
        prompt=PROMPT,
        given_at=timezone.now(),
    )
    opinion.reason_seal = commitments.seal_of_reason(opinion)
    opinion.entry = chain.append(Kind.OPINION, comment.pk, facts_of_opinion(opinion), opinion.given_at)
    opinion.save(force_insert=True)
    return opinion


def _decision(referral: Verdict) -> Decision:
    grounds = tuple(Ground(Cause(cause), subject) for cause, subject in referral.grounds)
    return Decision(Outcome(referral.outcome), tuple(referral.guidelines), grounds)


def facts_of_opinion(opinion: Opinion) -> dict[str, Any]:
    """What the ledger says of an opinion. Of its reason, which may quote the comment, it has the seal alone."""
    return {
        "commitment": opinion.comment.commitment,
        "guidelines": opinion.guidelines,
        "model": opinion.model,
        "outcome": opinion.outcome,
        "policy": opinion.policy.digest,
        "prompt": opinion.prompt,
        "reason": opinion.reason_seal,
    }
