"""A moderator's ruling on its way from the form to the ledger."""

from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from stet.accounts.models import Account
from stet.comments.acts.decide import lock
from stet.comments.acts.rule import rule
from stet.comments.errors import Conflict
from stet.comments.models import Appeal, Comment, Report, Verdict
from stet.newsroom.verdict import Outcome


class Overtaken(Conflict):
    code = "overtaken"
    message = _(
        "Something happened to this comment while you were reading it: somebody decided about it, appealed or reported "
        "it. See below what, and decide anew if you must."
    )


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a moderator chose; `seen` is how much the page showed that it was chosen on (`how_much`)."""

    outcome: Outcome
    guidelines: tuple[str, ...]
    seen: int

    @classmethod
    def sent(cls, data: QueryDict) -> "Ruling":
        """The ruling in a form. Raises BadRequest for one that no page of ours sends."""
        try:
            outcome, seen = Outcome(data.get("outcome", "")), int(data.get("seen", ""))
        except ValueError as error:
            raise BadRequest(f"This is no ruling: {error}") from error
        if outcome is Outcome.REFER:
            raise BadRequest("A moderator approves or rejects.")
        return cls(outcome, tuple(data.getlist("guideline")), seen)


def how_much(comment: Comment) -> int:
    """How many verdicts, appeals and reports there are: a ruling must not answer what its moderator has not read."""
    return len(_records(comment))


@transaction.atomic
def give(ruling: Ruling, comment: Comment, moderator: Account) -> Verdict:
    """Rule about the comment. Raises Overtaken when there is a verdict, appeal or report that was not on the page.

    Reports that came in since do not hold a rejection up: it grants them all, and whoever reports without end must not
    keep a comment where it is. Also raises what `stet.comments.acts.rule` does.
    """
    records = _records(lock(comment))
    unread = records[ruling.seen :]
    does_no_harm = ruling.outcome is Outcome.REJECT and all(isinstance(one, Report) for one in unread)
    if len(records) < ruling.seen or (unread and not does_no_harm):
        raise Overtaken
    return rule(comment, moderator, ruling.outcome, ruling.guidelines)


def _records(comment: Comment) -> list[Verdict | Appeal | Report]:
    """What was decided and said about the comment, in the ledger's order."""
    records: list[Verdict | Appeal | Report] = []
    records.extend(comment.verdicts.all())
    records.extend(comment.appeals.all())
    records.extend(comment.reports.all())
    return sorted(records, key=lambda record: record.entry_id)
