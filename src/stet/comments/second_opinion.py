"""What happens to a comment after it was referred, where an operator has set a second judge up: it is asked.

Never within a reader's request, and never in a transaction: a model may take as long as it likes, or be away. A process
that dies between any two lines here leaves the comment referred, and to be asked about later.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

from django.utils import timezone

from stet.comments import consultations, policies
from stet.comments.acts.consult import consult
from stet.comments.consultations import ANSWERED, LATE, BudgetSpent, Cost, NotDue
from stet.comments.models import Comment
from stet.newsroom.policy import Policy
from stet.opinions.asking import ask
from stet.opinions.endpoint import Budget, Endpoint, Failure
from stet.opinions.question import Question, question

log = logging.getLogger(__name__)

# Comments fetched at a time: what happens meanwhile to later ones is seen when their turn comes.
BATCH = 100


def consult_due(endpoint: Endpoint, budget: Budget) -> Counter[str]:
    """Ask about what is due, as long as the endpoint answers and the budget lasts; how many calls ended how."""
    return consult_all(list(consultations.due().values_list("pk", flat=True)[:BATCH]), endpoint, budget)


def consult_all(comments: Iterable[UUID], endpoint: Endpoint, budget: Budget, *, insists: bool = False) -> Counter[str]:
    """Ask about these comments in their order, until the budget is spent or the endpoint needs a rest.

    Who `insists` gives it no rest, and asks once more about what failed.
    """
    results: Counter[str] = Counter()
    for comment in comments:
        if not insists and consultations.rests_until():
            break
        try:
            results[consult_one(comment, endpoint, budget, insists=insists)] += 1
        except NotDue:
            continue
        except BudgetSpent:
            _say_that_it_is_spent(timezone.now().date())
            break
    return results


@lru_cache(maxsize=1)  # said once a day, however often somebody looks
def _say_that_it_is_spent(_day: date) -> None:
    log.warning("The second judge's budget for today is spent; comments wait without its opinion.")


def consult_one(pk: UUID, endpoint: Endpoint, budget: Budget, *, insists: bool = False) -> str:
    """Ask about one comment and record what comes; how it ended. Raises NotDue, BudgetSpent."""
    comment = Comment.objects.select_related("site").get(pk=pk)
    version, policy = policies.in_force(comment.site)
    asked = _question(comment, policy)
    # The time-out is looked at whenever something comes, so that the last wait may end when twice the time is over.
    cost = Cost(endpoint.most_tokens(asked), timedelta(seconds=2 * endpoint.timeout))
    booked = consultations.begin(comment, version, cost, budget, once_more=insists)
    try:
        reply = ask(endpoint, asked)
    except Failure as failure:
        log.warning("The second judge %s; comment %s stays referred.", failure, pk)
        consultations.end(booked, failure.kind.value, failure.tokens, failure.retry_after)
        return failure.kind.value
    opinion = consult(comment, version, reply.opinion, endpoint.model)
    result = ANSWERED if opinion else LATE
    consultations.end(booked, result, reply.tokens)
    return result


def _question(comment: Comment, policy: Policy) -> Question:
    """The comment's text and its site's guidelines: all that ever leaves the house. Raises NotDue for an erased one."""
    if comment.body is None:
        raise NotDue
    screening = comment.screenings.order_by("-id").first()
    return question(comment.body, policy, screening.language if screening else "und", comment.site.language)
