"""A comment as the public sees it: as it was written, with what readers made of it, and nothing unpublished."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.crypto import salted_hmac

from stet.comments.models import Comment, Reaction, ScreeningRecord, State

KEY_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Shown:
    """One comment: `author` and `body` are None for a place kept for its replies.

    `badge` is the site's word for somebody of its staff; `key` names a signed-in reader on this site, and nowhere else.
    `more_replies` counts the published answers below a top comment that were left out of `replies`.
    """

    id: UUID
    parent: UUID | None
    author: str | None
    signed_in: bool
    body: str | None
    language: str
    written_at: datetime
    published_at: datetime | None
    badge: str | None = None
    key: str | None = None
    picked: bool = False
    reactions: int = 0
    more_replies: int = 0
    replies: list["Shown"] = field(default_factory=list)

    @property
    def is_available(self) -> bool:
        return self.body is not None


def shown_of(ids: Collection[UUID]) -> dict[UUID, Shown]:
    """The comments of these ids as they are shown; what is not published among them is a place."""
    return {comment.pk: shown(comment) for comment in with_details(Comment.objects.filter(pk__in=ids))}


def with_details(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """What `shown` needs beside a comment's own row."""
    found = ScreeningRecord.objects.filter(comment=OuterRef("pk")).order_by("-id").values("language")[:1]
    return comments.select_related("reader").annotate(found_language=Subquery(found), liked=how_many(Reaction.objects))


def how_many(rows: Any, key: str = "comment") -> Coalesce:
    """How many of `rows` have the comment for their `key`."""
    # Counted in a query of its own for each: two joins would multiply one another.
    counted = rows.filter(**{key: OuterRef("pk")}).order_by().annotate(of=F(key)).values("of").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), 0)


def shown(comment: Comment) -> Shown:
    """One comment of `with_details`."""
    if comment.state != State.APPROVED:
        return _place(comment)
    details: Any = comment  # what a query annotates no type can say
    return Shown(
        id=comment.pk,
        parent=comment.parent_id,
        author=comment.author_name,
        signed_in=comment.reader_id is not None,
        body=comment.body,
        language=details.found_language or "und",
        written_at=comment.written_at,
        published_at=comment.published_at,
        badge=(comment.reader.badge or None) if comment.reader else None,
        key=_author_key(comment),
        picked=comment.picked_at is not None,
        reactions=details.liked,
    )


def _place(comment: Comment) -> Shown:
    return Shown(
        id=comment.pk,
        parent=comment.parent_id,
        author=None,
        signed_in=False,
        body=None,
        language="und",
        written_at=comment.written_at,
        published_at=None,
    )


def _author_key(comment: Comment) -> str | None:
    """The same for all comments of one reader, so that another may hide them; it says nothing about who that is."""
    if comment.reader_id is None:
        return None
    said = f"{comment.site_id} {comment.reader_id}"
    return salted_hmac("stet.author", said, algorithm="sha256").hexdigest()[:KEY_DIGITS]
