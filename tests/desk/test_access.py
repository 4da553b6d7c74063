"""Nobody reaches the desk but those who may decide about comments."""

import uuid
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from stet.accounts.models import Account
from stet.comments.models import Article, Comment, State
from stet.desk.access import DeskView
from tests.newsroom_kit import make_moderator, say


def desk_patterns() -> list[URLPattern]:
    """Every address under /desk/, however deep it is included."""
    return [pattern for route, pattern in walk(get_resolver().url_patterns) if route.startswith("desk/")]


def walk(patterns: list[URLPattern | URLResolver], route: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, here)
        else:
            yield here, pattern


def address(pattern: URLPattern, pk: uuid.UUID) -> str:
    arguments = [pk] if pattern.pattern.converters else []
    return reverse(f"desk:{pattern.name}", args=arguments)


NAMES = [str(pattern.name) for pattern in desk_patterns()]


def test_there_are_addresses_to_walk() -> None:
    assert {"queue", "decided", "comment"} <= set(NAMES)


@pytest.mark.parametrize("pattern", desk_patterns(), ids=NAMES)
def test_every_view_of_the_desk_is_a_desk_view(pattern: URLPattern) -> None:
    view = pattern.callback.view_class  # type: ignore[attr-defined]
    assert issubclass(view, DeskView)
    assert view.permission_required == "comments.rule_comment"


@pytest.mark.parametrize("method", ["get", "post", "head"])
@pytest.mark.parametrize("pattern", desk_patterns(), ids=NAMES)
def test_who_is_not_signed_in_is_sent_to_the_door(
    article: Article, client: Client, pattern: URLPattern, method: str
) -> None:
    comment = say(article)
    response = getattr(client, method)(address(pattern, comment.pk))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/?next=/desk/")


@pytest.mark.parametrize("method", ["get", "post", "head"])
@pytest.mark.parametrize("pattern", desk_patterns(), ids=NAMES)
def test_who_may_not_rule_is_refused(article: Article, client: Client, pattern: URLPattern, method: str) -> None:
    comment = say(article, "Nobody but a moderator reads this yet.")
    client.force_login(make_moderator(), backend="django.contrib.auth.backends.ModelBackend")
    data = {"outcome": "approve", "seen": "0"} if method == "post" else {}
    response = getattr(client, method)(address(pattern, comment.pk), data)
    assert response.status_code == 403
    assert "Nobody but a moderator" not in response.content.decode()
    assert Comment.objects.get(pk=comment.pk).state == State.PENDING


def test_a_moderator_is_let_in_and_nothing_is_kept_by_a_cache(desk: Client) -> None:
    response = desk.get("/desk/")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_the_door_keeps_the_language(client: Client) -> None:
    response = client.get("/desk/?lang=ckb", follow=True)
    assert response.redirect_chain == [("/accounts/login/?lang=ckb&next=/desk/%3Flang%3Dckb", 302)]
    assert b'<html lang="ckb" dir="rtl">' in response.content


@pytest.mark.django_db
def test_nobody_signs_up(client: Client) -> None:
    said = {"email": "new@courier.example", "password1": "let-it-stand-42", "password2": "let-it-stand-42"}
    assert "By invitation only" in client.get("/accounts/signup/").content.decode()
    client.post("/accounts/signup/", said)
    assert not Account.objects.exists()


def test_signing_in_and_out(moderator: Account, client: Client) -> None:
    moderator.set_password("let-it-stand-42")
    moderator.save()
    wrong = client.post("/accounts/login/?lang=tr", {"login": moderator.email, "password": "wrong"})
    assert "parola doğru değil" in wrong.content.decode()
    right = client.post("/accounts/login/?next=/desk/", {"login": moderator.email, "password": "let-it-stand-42"})
    assert right.headers["Location"] == "/desk/"
    assert "Sign out?" in client.get("/accounts/logout/").content.decode()
    client.post("/accounts/logout/")
    assert client.get("/desk/").status_code == 302


def test_changing_the_password(moderator: Account, client: Client) -> None:
    moderator.set_password("let-it-stand-42")
    moderator.save()
    client.force_login(moderator, backend="django.contrib.auth.backends.ModelBackend")
    new = {"oldpassword": "let-it-stand-42", "password1": "dots-under-words", "password2": "dots-under-words"}
    common = client.post(
        "/accounts/password/change/?lang=kmr", new | dict.fromkeys(("password1", "password2"), "password12")
    )
    assert "Ev şîfre pir berbelav e." in common.content.decode()
    assert client.post("/accounts/password/change/", new).status_code == 302
    moderator.refresh_from_db()
    assert moderator.check_password("dots-under-words")
