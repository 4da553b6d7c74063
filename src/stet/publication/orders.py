"""In which order the top comments of a thread stand."""

from enum import StrEnum

from django.db.models import Case, Exists, F, FloatField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from stet.comments.models import Article, Comment, Reaction, ScreeningRecord, State
from stet.publication.shown import how_many


class Order(StrEnum):
    """In which order a thread's top comments stand; replies always stand as a conversation goes, oldest first."""

    NEWEST = "newest"  # by time of writing
    OLDEST = "oldest"
    PUBLISHED = "published"  # by time of publication: what was approved late is not buried
    REPLIES = "replies"  # most answered first
    CONSTRUCTIVE = "constructive"  # what screening and readers found worth reading first


# The screening's score weighs as much as so many readers. Few comments have more reactions than a dozen, so that the
# text speaks first; and where many readers agree, they outweigh the machine.
SCORE_READERS = 10


def standing(article: Article, *, picks: bool) -> QuerySet[Comment]:
    """What is put in order: the thread's beginnings, or (`picks`) what the editors chose, wherever it stands."""
    if picks:
        return article.comments.filter(state=State.APPROVED, picked_at__isnull=False)
    # Published themselves, or keeping the place of replies that are.
    published_below = Comment.objects.filter(root=OuterRef("pk"), state=State.APPROVED)
    return article.comments.filter(parent=None).filter(Q(state=State.APPROVED) | Exists(published_below))


def ordered(comments: QuerySet[Comment], order: Order) -> QuerySet[Comment]:
    """The comments in their order, which is the same however often it is asked for."""
    match order:
        case Order.NEWEST:
            return comments.order_by("-written_at", "-id")
        case Order.OLDEST:
            return comments.order_by("written_at", "id")
        case Order.PUBLISHED:
            return comments.order_by(F("published_at").desc(nulls_last=True), "-id")
        case Order.REPLIES:
            answers = how_many(Comment.objects.filter(state=State.APPROVED), "root")
            return comments.order_by(answers.desc(), "-written_at", "-id")
        case Order.CONSTRUCTIVE:
            return comments.order_by(_shortfall().asc(), "-written_at", "-id")


def _shortfall() -> Case:
    """How far a comment falls short of being constructive beyond doubt; places kept for replies stand behind all.

    Every reaction is a reader's voice in favour, and the screening's score is `SCORE_READERS` voices of which that part
    is in favour: a Bayesian average, (score · 10 + reactions) / (10 + reactions). Without reactions it is the score;
    the more readers react, the nearer it comes to 1 and the less the machine matters. Taken from 1 it is
    10 · (1 - score) / (10 + reactions), which needs either number once. What no machine could score counts as 0.
    """
    last = ScreeningRecord.objects.filter(comment=OuterRef("pk")).order_by("-id")
    scores = last.annotate(score=Cast(KeyTextTransform("constructive", "scores"), FloatField()))
    score = Coalesce(Subquery(scores.values("score")[:1]), 0.0, output_field=FloatField())
    voices = Cast(how_many(Reaction.objects) + SCORE_READERS, FloatField())
    return Case(When(state=State.APPROVED, then=(Value(1.0) - score) / voices), default=1.0, output_field=FloatField())
