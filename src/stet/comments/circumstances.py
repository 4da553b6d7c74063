"""Where comments stand and who wrote them, as far as it bears on who decides about them."""

from collections.abc import Iterable
from uuid import UUID

from stet.comments import sanctions
from stet.comments.models import Article, Comment
from stet.newsroom.policy import Circumstances


def of(comments: Iterable[Comment]) -> dict[UUID, Circumstances]:
    """The circumstances of each of these comments, as they are now."""
    named = list(comments)
    premoderated = sanctions.premoderated(one.reader_id for one in named)
    # Read anew: an article may have come under pre-moderation since somebody else read its row.
    articles = Article.objects.only("section", "is_premoderated").in_bulk({one.article_id for one in named})
    return {
        one.pk: Circumstances(
            section=articles[one.article_id].section,
            article_premoderated=articles[one.article_id].is_premoderated,
            reader_premoderated=one.reader_id in premoderated,
        )
        for one in named
    }
