"""Finding a comment worth reading: once a reader or device, on what is published, and nothing else is learnt of it."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from django.test import Client

from stet.accounts.models import Account
from stet.comments.acts.erase import erase
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article, Comment, Reaction
from tests.api.conftest import Calls, failure
from tests.newsroom_kit import make_article, make_site, publish, say

DEVICE, OTHER = "a" * 16, "b" * 64
SECRET = "a secret of the publisher's and ours"


def token(reader: str) -> dict[str, str]:
    claims = {"user": {"id": reader, "username": "Dilan"}, "iat": datetime.now(UTC)}
    return {"Authorization": f"Bearer {jwt.encode(claims, SECRET, algorithm='HS256')}"}


def send(
    client: Client, comment: Comment, device: Any = DEVICE, method: str = "post", headers: dict[str, str] | None = None
) -> Any:
    said = {} if device is None else {"device": device}
    address = f"/api/v1/comments/{comment.pk}/reaction"
    return getattr(client, method)(address, json.dumps(said), content_type="application/json", headers=headers or {})


def shown(api: Calls) -> list[int]:
    return [one["reactions"] for one in api.get("thread", article="the-bridge", order="oldest").json()["comments"]]


def test_a_device_counts_once_until_it_takes_it_back(api: Calls, article: Article, moderator: Account) -> None:
    comment = publish(article, moderator)
    for _ in range(2):
        assert send(api.client, comment).json() == {"reactions": 1, "mine": True}
    assert send(api.client, comment, OTHER).json() == {"reactions": 2, "mine": True}
    assert shown(api) == [2]
    for _ in range(2):
        assert send(api.client, comment, method="delete").json() == {"reactions": 1, "mine": False}
    assert shown(api) == [1]


def test_a_signed_in_reader_counts_once_on_all_devices(api: Calls, moderator: Account) -> None:
    article = make_article(make_site(sso_secret=SECRET))
    comment = publish(article, moderator)
    assert send(api.client, comment, None, headers=token("one")).json() == {"reactions": 1, "mine": True}
    assert send(api.client, comment, DEVICE, headers=token("one")).json() == {"reactions": 1, "mine": True}
    assert send(api.client, comment, DEVICE, headers=token("two")).json() == {"reactions": 2, "mine": True}
    assert send(api.client, comment, None, "delete", token("one")).json() == {"reactions": 1, "mine": False}


def test_nobody_who_is_signed_in_rates_their_own_comment(api: Calls, moderator: Account) -> None:
    comment = publish(make_article(make_site(sso_secret=SECRET)), moderator, reader_key="one")
    assert failure(send(api.client, comment, None, headers=token("one"))) == (403, "own_comment", "comment")
    assert send(api.client, comment, None, headers=token("two")).status_code == 200


def test_keys_of_one_reader_cannot_be_joined(api: Calls, article: Article, moderator: Account) -> None:
    for _ in range(3):
        send(api.client, publish(article, moderator))
    keys = set(Reaction.objects.values_list("key", flat=True))
    assert len(keys) == 3
    assert all(re.fullmatch("[0-9a-f]{64}", key) and DEVICE not in key for key in keys)


@pytest.mark.parametrize("leave", [withdraw, erase])
def test_only_what_is_published_is_rated(api: Calls, article: Article, moderator: Account, leave: Any) -> None:
    comment = publish(article, moderator)
    send(api.client, comment)
    leave(comment)
    for other in (comment, say(article), article):
        for method in ("post", "delete"):
            assert failure(send(api.client, other, method=method)) == (404, "comment_unknown", "comment")


def test_a_site_may_do_without(api: Calls, moderator: Account) -> None:
    comment = publish(make_article(make_site(reactions=False)), moderator)
    assert failure(send(api.client, comment)) == (403, "reactions_off", "site")
    assert not Reaction.objects.exists()


def test_somebody_must_react(api: Calls, article: Article, moderator: Account) -> None:
    comment = publish(article, moderator)
    assert failure(send(api.client, comment, None)) == (422, "device_missing", "device")
    assert failure(send(api.client, comment, headers=token("one"))) == (401, "token_invalid", "Authorization")
    assert failure(send(api.client, comment, headers={"Origin": "https://elsewhere.example"}))[1] == "origin_forbidden"
    for device in ("short", "x" * 65, "with a blank in it", "ئەمە ناوی ئامێرە نییە", 1234567890123456):
        assert failure(send(api.client, comment, device))[:2] == (422, "field_invalid")
    assert not Reaction.objects.exists()


def test_an_address_reacts_so_often_and_no_more(
    api: Calls, article: Article, moderator: Account, settings: Any
) -> None:
    settings.STET_RATE_ACT = "2/min"
    comment = publish(article, moderator)
    answers = [send(api.client, comment) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["Retry-After"] == "60"
