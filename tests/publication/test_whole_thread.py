"""Whatever a thread looks like: what is published is reached once, on its page, and nothing else is ever shown."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stet.comments.acts.pick import pick
from stet.comments.acts.rule import rule
from stet.comments.models import Article, Comment, State
from stet.newsroom.verdict import Outcome
from stet.publication import thread
from stet.publication.orders import Order
from stet.publication.shown import Shown
from stet.publication.thread import conversation_page, replies_after, thread_page
from tests.newsroom_kit import Account, make_article, make_moderator, make_site, publish

pytestmark = pytest.mark.django_db

# What each comment answers (so many before its own; 0: nothing), and what becomes of it. Most answer something not far
# back, so that there are conversations long enough to be cut off.
FATES = ("stays", "stays", "stays", "picked", "rejected")
some = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
THREADS = st.lists(st.tuples(st.integers(0, 6), st.sampled_from(FATES)), min_size=12, max_size=24)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages so small that thirty comments fill many: what holds does not hang on how large they are."""
    for name, size in (("TOP_COMMENTS_A_PAGE", 3), ("REPLIES_A_TOP", 2), ("REPLIES_A_PART", 3)):
        monkeypatch.setattr(thread, name, size)


@pytest.fixture
def newsroom(db: None) -> tuple[Article, Account]:
    return make_article(make_site()), make_moderator()


def write(article: Article, moderator: Account, plan: list[tuple[int, str]]) -> list[Comment]:
    comments: list[Comment] = []
    for number, (back, _) in enumerate(plan):
        parent = comments[number - back].pk if 0 < back <= number else None
        comments.append(publish(article, moderator, f"Comment {number}.", parent=parent))
    for comment, (_, fate) in zip(comments, plan, strict=True):
        if fate == "rejected":
            rule(comment, moderator, Outcome.REJECT, ["threat"])
        elif fate == "picked":
            pick(comment, moderator)
    return list(Comment.objects.filter(article=article).order_by("written_at", "id"))


def flat(comments: list[Shown]) -> Iterator[Shown]:
    for comment in comments:
        yield comment
        yield from flat(comment.replies)


def rest(top: UUID) -> Iterator[Shown]:
    """What /replies gives beyond a thread's page, to its end."""
    comment = Comment.objects.get(pk=top)
    part, following = replies_after(comment, None)
    yield from part
    while following:
        part, following = replies_after(comment, following)
        yield from part


def everything(article: Article, order: Order) -> Iterator[Shown]:
    pages = thread_page(article, order).pages
    for number in range(1, pages + 1):
        for top in thread_page(article, order, number).comments:
            yield from flat([top])
            answers = list(rest(top.id))
            assert sum(one.is_available for one in answers) == top.more_replies
            yield from answers


@given(plan=THREADS)
@some
def test_what_is_published_is_reached_once_and_nothing_else(
    newsroom: tuple[Article, Account], small_pages: None, plan: list[tuple[int, str]]
) -> None:
    with transaction.atomic():
        comments = write(*newsroom, plan)
        published = {comment.pk: comment for comment in comments if comment.state == State.APPROVED}
        for order in Order:
            seen = list(everything(newsroom[0], order))
            said = [one.id for one in seen if one.is_available]
            assert sorted(said) == sorted(published)
            assert all(one.body == published[one.id].body for one in seen if one.is_available)
            places = [one for one in seen if not one.is_available]
            assert len({one.id for one in seen}) == len(seen)
            assert all((one.author, one.key, one.badge, one.picked) == (None, None, None, False) for one in places)
            for number, one in enumerate(seen):
                assert one.parent is None or one.parent in {before.id for before in seen[:number]}
        transaction.set_rollback(True)


@given(plan=THREADS, order=st.sampled_from(Order), data=st.data())
@some
def test_a_published_comment_is_on_the_page_of_its_place(
    newsroom: tuple[Article, Account], small_pages: None, plan: list[tuple[int, str]], order: Order, data: st.DataObject
) -> None:
    with transaction.atomic():
        comments = write(*newsroom, plan)
        asked = data.draw(st.sampled_from(comments))
        if asked.state == State.APPROVED:
            page = thread_page(newsroom[0], order, asked=asked)
            assert page.place is not None
            assert asked.pk in {one.id for one in flat(page.comments)}
            same = thread_page(newsroom[0], order, page.place.page)
            assert [one.id for one in same.comments] == [one.id for one in page.comments]
            published = sum(one.is_available for top in page.comments for one in flat(top.replies))
            left_out = sum(top.more_replies for top in page.comments)
            below = Comment.objects.filter(root__in=[top.id for top in page.comments], state=State.APPROVED).count()
            assert published + left_out == below
        transaction.set_rollback(True)


@given(plan=THREADS)
@some
def test_picks_and_conversations_hold_the_same_comments(
    newsroom: tuple[Article, Account], small_pages: None, plan: list[tuple[int, str]]
) -> None:
    with transaction.atomic():
        comments = write(*newsroom, plan)
        picked = {comment.pk for comment in comments if comment.picked_at}
        for order in Order:
            pages = range(1, thread_page(newsroom[0], order, picks=True).pages + 1)
            found = [one for page in pages for one in thread_page(newsroom[0], order, page, picks=True).comments]
            assert sorted(one.id for one in found) == sorted(picked)
            assert all(one.picked and not one.replies for one in found)
        for top in (comment for comment in comments if comment.parent_id is None and comment.state == State.APPROVED):
            pages = range(1, conversation_page(top).pages + 1)
            seen = [one.id for page in pages for one in flat(conversation_page(top, page).top.replies)]
            below = Comment.objects.filter(root=top, state=State.APPROVED).values_list("pk", flat=True)
            assert len(set(seen)) == len(seen)
            assert set(below) <= set(seen)
        transaction.set_rollback(True)
