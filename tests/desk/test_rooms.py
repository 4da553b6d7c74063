"""The ways from room to room: each role is led everywhere it may go, and nowhere else."""

import re

import pytest
from django.test import Client

from stet.accounts.models import Account
from stet.comments.models import Article, Comment, State
from tests.newsroom_kit import make_moderator, make_site, say

EVERYBODY = {"queue", "decided", "search", "figures"}
WORKING = EVERYBODY | {"work", "reviews"}
LED_TO = {
    "analyst": EVERYBODY,
    "moderator": WORKING,
    "senior": WORKING,
    "editor": WORKING,
    "administrator": WORKING,
}


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(make_moderator(role=role), backend="django.contrib.auth.backends.ModelBackend")
    return client


def ways(page: str) -> list[str]:
    """The addresses that the bar at the top leads to."""
    bar = page.partition('<nav class="rooms"')[2].partition('<nav class="languages"')[0]
    return [way for way in re.findall(r'href="([^"]+)"', bar) if way.startswith("/desk/")]


@pytest.mark.parametrize("role", LED_TO)
def test_every_way_is_open_to_whom_it_is_shown(article: Article, role: str) -> None:
    desk = signed_in(role)
    page = desk.get("/desk/").content.decode()
    assert set(re.findall(r'data-room="([^"]+)"', page)) == LED_TO[role]
    for way in ways(page):
        assert desk.get(way).status_code == 200, way


def test_what_every_site_has_of_its_own_is_led_to_where_there_is_one(article: Article) -> None:
    desk = signed_in("editor")
    own = {f"/desk/words/{article.site.slug}/", f"/desk/reasons/{article.site.slug}/"}
    assert own <= set(ways(desk.get("/desk/").content.decode()))
    make_site("herald")
    assert not own & set(ways(desk.get("/desk/").content.decode()))


def test_ways_keep_the_language_and_say_where_one_is(article: Article) -> None:
    page = signed_in("moderator").get("/desk/decided/?lang=ckb").content.decode()
    led = ways(page)
    assert led
    assert all(way.endswith("?lang=ckb") for way in led)
    assert re.findall(r'data-room="([^"]+)" aria-current="page"', page) == ["decided"]


def test_a_page_of_another_account_decides_nothing(desk: Client, article: Article, colleague: Account) -> None:
    comment = say(article)
    ruling = {"outcome": "approve", "seen": "0"}
    answer = desk.post(f"/desk/comments/{comment.pk}/", ruling, headers={"Stet-Account": str(colleague.pk)})
    assert answer.status_code == 401
    assert Comment.objects.get(pk=comment.pk).state == State.PENDING
    desk.post(
        f"/desk/comments/{comment.pk}/",
        ruling,
        headers={"Stet-Account": str(Account.objects.get(email="shilan@courier.example").pk)},
    )
    assert Comment.objects.get(pk=comment.pk).state == State.APPROVED
