"""A whole conversation as moderators see it: everything in it, published or not, with what became of it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from stet.accounts.roles import Right
from stet.comments.models import Comment
from stet.desk.access import DeskView
from stet.desk.views import next_page

# What is read at once; of a longer conversation the page says that it is cut.
MOST_SHOWN = 500
# Indented no further than this, so that a line of text stays a line on a phone.
DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A comment in its conversation; `depth` is 0 at the top. `is_asked_for` marks the one that the page is about."""

    comment: Comment
    depth: int
    is_asked_for: bool


class ThreadPage(DeskView):
    """The conversation that a comment is in. What of it is outside the account's scope is not shown."""

    right = Right.READ

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        comment = self.scope.comment(pk)
        top = comment.root_id or comment.pk
        found = self.scope.comments().filter(Q(pk=top) | Q(root=top)).select_related("article", "site", "case")
        comments = list(found.order_by("written_at", "pk")[: MOST_SHOWN + 1])
        context = {
            "lines": list(lines(comments[:MOST_SHOWN], comment)),
            "is_cut": len(comments) > MOST_SHOWN,
            "comment": comment,
            "article": comment.article,
            "here": next_page(request),
        }
        return self.page(request, "desk/thread.html", context)


def lines(comments: Sequence[Comment], asked_for: Comment) -> Iterator[Line]:
    """The comments, each below what it answers; one whose parent is not among them stands at the top."""
    known = {comment.pk for comment in comments}
    below: dict[UUID | None, list[Comment]] = defaultdict(list)
    for comment in comments:
        below[comment.parent_id if comment.parent_id in known else None].append(comment)
    waiting = [(comment, 0) for comment in reversed(below[None])]
    while waiting:
        comment, depth = waiting.pop()
        yield Line(comment, min(depth, DEEPEST), comment.pk == asked_for.pk)
        waiting.extend((reply, depth + 1) for reply in reversed(below[comment.pk]))
