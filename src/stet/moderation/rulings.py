"""A moderator's ruling before it is given: what was chosen, what was read, and whether it still holds."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from stet.accounts.models import Account
from stet.comments.acts import rule as acts
from stet.comments.acts.decide import lock
from stet.comments.errors import Conflict
from stet.comments.models import Appeal, Comment, Report, Verdict
from stet.moderation import reasons
from stet.newsroom.verdict import Outcome


class Overtaken(Conflict):
    code = "overtaken"
    message = _(
        "Something happened to this comment while you were reading it: somebody decided about it, appealed or reported "
        "it. See below what, and decide anew if you must."
    )


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a moderator chose; `seen` is how much the page showed that it was chosen on (`how_much`).

    `explanation` is what the author of a rejected comment is told beside the guidelines.
    """

    outcome: Outcome
    guidelines: tuple[str, ...]
    seen: int
    explanation: str = ""


def how_much(comment: Comment) -> int:
    """How many verdicts, appeals and reports there are: a ruling must not answer what its moderator has not read."""
    return len(_records(comment))


def check(ruling: Ruling, comment: Comment, moderator: Account) -> None:
    """Raise what would keep the ruling from being given about the comment as it stands, locked.

    Raises Overtaken when there is a verdict, appeal or report that was not on the page. Reports that came in since do
    not hold a rejection up: it grants them all, and whoever reports without end must not keep a comment where it is.
    Also raises what `stet.comments.acts.rule` does, and PlaceholderLeft where a ready reason was not filled in.
    """
    records = _records(comment)
    unread = records[ruling.seen :]
    does_no_harm = ruling.outcome is Outcome.REJECT and all(isinstance(one, Report) for one in unread)
    if len(records) < ruling.seen or (unread and not does_no_harm):
        raise Overtaken
    reasons.check_filled(ruling.explanation)
    acts.check(comment, moderator, ruling.outcome, ruling.guidelines, ruling.explanation)


@transaction.atomic
def give(ruling: Ruling, comment: Comment, moderator: Account) -> Verdict:
    """Rule about the comment, after `check`, and raises what that does."""
    check(ruling, lock(comment), moderator)
    return acts.rule(comment, moderator, ruling.outcome, ruling.guidelines, ruling.explanation)


def was_given(ruling: Ruling, comment: Comment, moderator: Account) -> bool:
    """Whether this very ruling is the next thing that happened after what was read.

    A browser that never heard the answer sends the same once more.
    """
    unread = _records(comment)[ruling.seen :]
    if len(unread) != 1 or not isinstance(unread[0], Verdict):
        return False
    broken = ruling.guidelines if ruling.outcome is Outcome.REJECT else ()
    given = unread[0]
    return (
        given.moderator_id == moderator.pk
        and given.outcome == ruling.outcome
        and given.guidelines == list(dict.fromkeys(broken))
    )


def _records(comment: Comment) -> list[Verdict | Appeal | Report]:
    """What was decided and said about the comment, in the ledger's order."""
    records: list[Verdict | Appeal | Report] = []
    records.extend(comment.verdicts.all())
    records.extend(comment.appeals.all())
    records.extend(comment.reports.all())
    return sorted(records, key=lambda record: record.entry_id)
