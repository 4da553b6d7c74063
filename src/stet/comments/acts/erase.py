"""Erasure by law: text, name and salt are destroyed, a tombstone stays, and the chain still verifies.

What others wrote about the text may quote it, and is destroyed with it: a second judge's reason, its author's appeal,
readers' reports, a moderator's words to the author. A sealed copy kept as evidence has a term of its own.
"""

from collections.abc import Sequence

from django.db import connection, transaction

from stet.comments import cases, search_index
from stet.comments.models import Comment, Explanation, Reader, Sanction, State
from stet.ledger import chain
from stet.ledger.models import Kind

HOLDING_TEXTS = (
    *("comments_comment", "comments_opinion", "comments_appeal", "comments_report"),
    *("comments_explanation", "comments_reader", "comments_sanction", "comments_evidence"),
    "comments_searchtext",
)


def erase(comment: Comment) -> bool:
    """Erase one comment; False when it was erased before."""
    with transaction.atomic():
        current = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
        if current.state == State.ERASED:
            return False
        # The tombstone comes first: the database lets a text vanish only under one.
        chain.append(Kind.ERASED, current.pk, {"commitment": current.commitment})
        reader = current.reader_id
        current.reader = current.author_name = current.body = current.salt = None
        current.state, current.published_at, current.picked_at = State.ERASED, None, None
        current.idempotency_key = None
        current.save(
            update_fields=[
                *("reader", "author_name", "body", "salt"),
                *("state", "published_at", "picked_at", "idempotency_key"),
            ]
        )
        cases.follow([current])
        search_index.forget(current)
        current.opinions.update(reason=None)
        Explanation.objects.filter(verdict__comment=current).update(text=None)
        current.appeals.update(statement=None)
        current.reports.update(explanation="", reporter_name="", contact=None)
        Sanction.objects.filter(comment=current).update(reason="")
        if reader:  # of who has no comment left, the name is no longer needed either
            Reader.objects.filter(pk=reader, comments=None).update(name="", name_key="", badge="")
    return True


def erase_reader(reader: Reader) -> int:
    """Erase all comments of a reader, and the reader; how many comments that were."""
    with transaction.atomic():
        # All of them are held before the first entry is appended: whoever decides about one waits for its row first and
        # for the ledger's head second, and taking them in another order could make two acts wait for each other.
        comments = list(reader.comments.select_for_update(of=("self",)).order_by("pk"))
        erased = sum(erase(comment) for comment in comments)
        reader.delete()
    return erased


def forget_traces(also: Sequence[str] = ()) -> bool:
    """Make the database drop its own copies of what was erased, outside any transaction; False when it could not yet.

    `also` names tables of other rooms from which something was erased.

    SQLite keeps pages in its write-ahead log until a checkpoint, which somebody else's long reading can hold up;
    PostgreSQL keeps dead rows until a vacuum.
    """
    search_index.drop_traces()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            (is_held_up, _, _) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not is_held_up
        cursor.execute(f"VACUUM {', '.join((*HOLDING_TEXTS, *also))}")
        return True
