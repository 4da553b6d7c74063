"""An author's word against a rejection: recorded, and answered by a person's next ruling."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from stet.comments import cases, commitments
from stet.comments.acts.decide import lock
from stet.comments.errors import AppealImpossible, StatementEmpty, StatementTooLong
from stet.comments.models import Appeal, Comment, State, Verdict
from stet.comments.text import check_text, is_blank
from stet.ledger import chain
from stet.ledger.models import Kind
from stet.newsroom.verdict import Outcome

# Room for a page of reasons; nobody has to read a book before answering.
LONGEST_STATEMENT = 2000


@transaction.atomic
def appeal(comment: Comment, statement: str) -> Appeal:
    """Record the author's statement against the rejection in force. The comment stays rejected until a person rules.

    Raises StatementEmpty, StatementTooLong or TextInvalid for the statement; AlreadyFinal for a comment that is gone;
    AppealImpossible where there is no rejection that could be appealed against (`may_appeal`).
    """
    _check(statement)
    current = lock(comment)
    against = rejection_to_appeal(current)
    if against is None:
        raise AppealImpossible
    made = Appeal(id=uuid7(), comment=current, against=against, statement=statement, made_at=timezone.now())
    made.statement_seal = commitments.seal_of_statement(made)
    made.entry = chain.append(Kind.APPEALED, comment.pk, facts_of_appeal(made), made.made_at)
    made.save(force_insert=True)
    cases.follow([current])
    return made


def rejection_to_appeal(comment: Comment) -> Verdict | None:
    """The rejection in force, where its author may appeal against it."""
    latest = comment.verdicts.last()
    return latest if may_appeal(comment, latest, comment.appeals.all()) else None


def may_appeal(comment: Comment, latest: Verdict | None, appeals: Iterable[Appeal]) -> bool:
    """Whether the comment's latest verdict is a rejection that its author may appeal against.

    `appeals` are those made about the comment so far: there is one against each rejection, and none against the ruling
    that answered one.
    """
    if comment.state != State.REJECTED or not comment.site.appeals:
        return False
    if latest is None or latest.outcome != Outcome.REJECT:
        return False
    return all(latest.pk not in {made.against_id, made.answer_id} for made in appeals)


def facts_of_appeal(made: Appeal) -> dict[str, Any]:
    """What the ledger says of an appeal: against which entry, and of the statement the seal alone."""
    return {
        "against": made.against.entry_id,
        "commitment": made.comment.commitment,
        "statement": made.statement_seal,
    }


def _check(statement: str) -> None:
    check_text(statement)
    if is_blank(statement):
        raise StatementEmpty
    if len(statement) > LONGEST_STATEMENT:
        raise StatementTooLong
