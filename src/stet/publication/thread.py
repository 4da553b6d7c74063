"""Published comments as a thread: nested, ordered, paged; and as counts for a page that lists articles."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from stet.comments.errors import CommentUnknown, PageUnknown
from stet.comments.models import Article, Comment, Site, State
from stet.publication.conversation import Conversation, Turn, conversations
from stet.publication.news import cursor_now
from stet.publication.orders import Order, ordered, standing
from stet.publication.shown import Shown, shown, shown_of, with_details

TOP_COMMENTS_A_PAGE = 50
# So many answers to one top comment are on the page; the rest is asked for, or has a page of its own. It also bounds
# how deep answers are nested: readers of JSON give up at a few hundred levels.
REPLIES_A_TOP = 50
REPLIES_A_PART = 100


@dataclass(frozen=True, slots=True)
class Place:
    """On which page of a thread, in its order, a comment stands."""

    id: UUID
    page: int


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """One page of an article's comments; `count` is of all published ones under the article.

    `cursor` says up to where the thread was seen with it (stet.publication.news); `place` is that of a comment asked
    for, None where it is not there.
    """

    article: Article
    count: int
    page: int
    pages: int
    order: Order
    comments: list[Shown]
    cursor: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class ConversationPage:
    """One part of what was answered to `top`, which holds it. `answered` are those that it goes back to beyond that."""

    top: Shown
    count: int
    page: int
    pages: int
    answered: Mapping[UUID, Shown]


def thread_page(
    article: Article,
    order: Order = Order.NEWEST,
    page: int = 1,
    *,
    asked: Comment | None = None,
    picks: bool = False,
) -> ThreadPage:
    """A page of top comments with the beginning of each conversation; with `picks`, of editors' picks and no replies.

    A published comment that is `asked` for decides which page it is, and is on it however far down its conversation.
    Raises PageUnknown for a page that is not there; the first one always is.
    """
    cursor = cursor_now()  # first of all: what is published from here on is news, even if it is shown already
    chosen = standing(article, picks=picks)
    place = _place(ordered(chosen, order), asked, picks=picks) if asked else None
    page, pages = place.page if place else page, _pages(chosen.count())
    if not 1 <= page <= pages:
        raise PageUnknown
    ids = _ids_on(ordered(chosen, order), page)
    return ThreadPage(
        article=article,
        count=article.comments.filter(state=State.APPROVED).count(),
        page=page,
        pages=pages,
        order=order,
        comments=_alone(ids) if picks else _with_replies(ids, asked if place else None),
        cursor=cursor,
        place=place,
    )


def conversation_page(top: Comment, page: int = 1) -> ConversationPage:
    """A top comment and part of its answers. Raises CommentUnknown for one that is not shown, PageUnknown."""
    talk = _talk_below(top)
    parts = talk.parts(REPLIES_A_PART) or [()]
    if not 1 <= page <= len(parts):
        raise PageUnknown
    part = parts[page - 1]
    here = {turn.id for turn in part}
    elsewhere = {turn.parent for turn in part} - here - {top.pk}
    known = shown_of({top.pk, *here, *elsewhere})
    return ConversationPage(
        top=_nested(known, talk, part),
        count=talk.count,
        page=page,
        pages=len(parts),
        answered={one: known[one] for one in elsewhere},
    )


def replies_after(top: Comment, after: UUID | None) -> tuple[list[Shown], UUID | None]:
    """What follows in a conversation, flat, and from where it goes on (None: it was the last part).

    `after` is the last answer that was seen; None stands for what a thread's page has of it.
    Raises CommentUnknown for a comment that begins no conversation here, PageUnknown for an `after` that is not in it.
    """
    talk = _talk_below(top)
    if after is None:
        seen = talk.first(REPLIES_A_TOP)
        after = seen[-1].id if seen else top.pk
    try:
        part = talk.after(after, REPLIES_A_PART)
    except KeyError:
        raise PageUnknown from None
    known = shown_of([turn.id for turn in part])
    is_last = not part or part[-1].id == talk.shown[-1].id
    return [known[turn.id] for turn in part], None if is_last else part[-1].id


def counts(site: Site, external_ids: Iterable[str]) -> Mapping[str, int]:
    """How many comments are published under each of the articles; 0 for one that is not there."""
    wanted = list(external_ids)
    rows = _counted(site).filter(external_id__in=wanted)
    return dict.fromkeys(wanted, 0) | dict(rows.values_list("external_id", "published"))


def counts_by_url(site: Site, urls: Iterable[str]) -> Mapping[str, int]:
    """How many comments are published under the article at each of the addresses; 0 where there is none."""
    wanted = list(urls)
    # Of several at one address the first one counts, as where an article is looked for; so it comes last here.
    rows = _counted(site).filter(url__in=wanted).order_by("-created_at")
    return dict.fromkeys(wanted, 0) | dict(rows.values_list("url", "published"))


def newest(article: Article, how_many: int) -> list[Shown]:
    """The last published comments, newest publication first, without their replies."""
    approved = with_details(article.comments.filter(state=State.APPROVED))
    return [shown(comment) for comment in approved.order_by("-published_at", "-id")[:how_many]]


def _counted(site: Site) -> QuerySet[Any]:
    return site.articles.annotate(published=Count("comments", filter=Q(comments__state=State.APPROVED)))


def _pages(how_many: int) -> int:
    return max(1, -(-how_many // TOP_COMMENTS_A_PAGE))


def _ids_on(comments: QuerySet[Comment], page: int) -> list[UUID]:
    start = (page - 1) * TOP_COMMENTS_A_PAGE
    return list(comments.values_list("pk", flat=True)[start : start + TOP_COMMENTS_A_PAGE])


def _place(comments: QuerySet[Comment], asked: Comment, *, picks: bool) -> Place | None:
    sought = asked.pk if picks else asked.root_id or asked.pk
    # Ids alone: a few milliseconds for thousands, and right in every order.
    for number, pk in enumerate(comments.values_list("pk", flat=True)):
        if pk == sought:
            return Place(asked.pk, number // TOP_COMMENTS_A_PAGE + 1)
    return None


def _alone(ids: Sequence[UUID]) -> list[Shown]:
    known = shown_of(ids)
    return [known[pk] for pk in ids]


def _with_replies(tops: Sequence[UUID], asked: Comment | None) -> list[Shown]:
    talks = conversations(tops)
    parts = {talk.top: _part(talk, asked) for talk in talks.values()}
    known = shown_of([*tops, *(turn.id for part in parts.values() for turn in part)])
    return [_nested(known, talks[top], parts[top]) for top in tops]


def _part(talk: Conversation, asked: Comment | None) -> Sequence[Turn]:
    """The beginning of a conversation; and if it is the one of the comment asked for, the way to that."""
    beginning = talk.first(REPLIES_A_TOP)
    if asked is None or asked.root_id != talk.top:
        return beginning
    wanted = {turn.id for turn in beginning} | talk.way_to(asked.pk, REPLIES_A_TOP)
    return [turn for turn in talk.shown if turn.id in wanted]


def _nested(known: Mapping[UUID, Shown], talk: Conversation, part: Collection[Turn]) -> Shown:
    """The top comment with these of its answers below it; one that answers what is not among them stands at the top."""
    left_out = talk.count - sum(turn.is_published for turn in part)
    here = {talk.top: replace(known[talk.top], more_replies=left_out, replies=[])}
    for turn in part:
        here[turn.id] = known[turn.id]
        here.get(turn.parent, here[talk.top]).replies.append(here[turn.id])
    return here[talk.top]


def _talk_below(top: Comment) -> Conversation:
    talk = conversations([top.pk])[top.pk]
    if top.parent_id is not None or not (top.state == State.APPROVED or talk.shown):
        raise CommentUnknown
    return talk
