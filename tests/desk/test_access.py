"""Nobody reaches the desk but those who may decide about comments."""

import uuid
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from stet.accounts.models import Account
from stet.accounts.roles import Right
from stet.comments.models import Article, Comment, State
from stet.desk.access import DeskView
from tests.newsroom_kit import make_article, make_moderator, make_site, say


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


def address(pattern: URLPattern) -> str:
    """The pattern's address with something of the right kind in every place, that names nothing there is."""
    some = {"uuid": uuid.UUID(int=0), "int": 1, "string": "flow", "slug": "nowhere"}
    kinds = {
        type(converter).__name__.removesuffix("Converter").lower(): name
        for name, converter in pattern.pattern.converters.items()
    }
    return reverse(f"desk:{pattern.name}", kwargs={name: some[kind] for kind, name in kinds.items()})


PATTERNS = desk_patterns()
NAMES = [str(pattern.name) for pattern in PATTERNS]

# What each role may see and do at the desk, by the right that it takes: written out, so that a change is seen.
RIGHTS_OF = {
    "": "",
    "analyst": "enter read team export",
    "moderator": "enter read rule talk",
    "senior": "enter read rule talk sanction articles settle export",
    "editor": "enter read rule talk sanction articles settle export team guidelines",
    "administrator": "enter read rule talk sanction articles settle export team guidelines people",
}


def test_there_are_addresses_to_walk() -> None:
    assert {"queue", "decided", "comment"} <= set(NAMES)


@pytest.mark.parametrize("pattern", PATTERNS, ids=NAMES)
def test_every_view_of_the_desk_is_a_desk_view_with_a_right(pattern: URLPattern) -> None:
    view = pattern.callback.view_class  # type: ignore[attr-defined]
    assert issubclass(view, DeskView)
    assert isinstance(view.right, Right)
    assert "dispatch" not in vars(view), "no view goes round the one rule"
    if hasattr(view, "post"):
        assert view.right_to_act or view.right not in {Right.READ, Right.TEAM}, "reading is no right to act"


@pytest.mark.parametrize("method", ["get", "post", "head"])
@pytest.mark.parametrize("pattern", PATTERNS, ids=NAMES)
def test_who_is_not_signed_in_is_sent_to_the_door(
    article: Article, client: Client, pattern: URLPattern, method: str
) -> None:
    response = getattr(client, method)(address(pattern))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/?next=/desk/")


@pytest.mark.parametrize("role", RIGHTS_OF)
def test_each_role_comes_as_far_as_its_rights(article: Article, client: Client, role: str) -> None:
    account = make_moderator(role=role)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    comment = say(article, "Nobody but a moderator reads this yet.")
    for pattern in PATTERNS:
        view = pattern.callback.view_class  # type: ignore[attr-defined]
        for method in ("get", "post"):
            # What is refused for its role is refused before anything else is looked at; what is let in finds nothing
            # under the made-up ids of the addresses, or a form with nothing in it.
            response = getattr(client, method)(address(pattern))
            right = view.right if method == "get" else view.right_to_act or view.right
            may = {right.value, view.right.value} <= set(RIGHTS_OF[role].split())
            assert (response.status_code != 403) == may, (pattern.name, method, response.status_code)
            if not may:
                assert "Nobody but a moderator" not in response.content.decode()
    assert Comment.objects.get(pk=comment.pk).state == State.PENDING


def test_who_is_seen_out_in_the_middle_is_out(desk: Client, moderator: Account, article: Article) -> None:
    comment = say(article)
    assert desk.get("/desk/").status_code == 200
    moderator.is_active = False
    moderator.save()
    response = desk.post(f"/desk/comments/{comment.pk}/", {"outcome": "approve", "seen": "0"})
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/")
    assert Comment.objects.get(pk=comment.pk).state == State.PENDING


def test_nothing_outside_the_scope_is_found(desk: Client, moderator: Account, article: Article) -> None:
    elsewhere = say(make_article(make_site("herald")), "Written on another site.")
    here = say(article, "Written on the moderator's own site.")
    moderator.sites = [str(article.site_id)]
    moderator.save()
    page = desk.get("/desk/").content.decode()
    assert "Written on the moderator" in page
    assert "Written on another site" not in page
    assert "Herald" not in page
    assert desk.get(f"/desk/comments/{elsewhere.pk}/").status_code == 404
    assert desk.post(f"/desk/comments/{elsewhere.pk}/", {"outcome": "approve", "seen": "0"}).status_code == 404
    assert desk.get(f"/desk/comments/{here.pk}/").status_code == 200
    assert desk.get("/desk/figures/?site=herald").status_code == 404
    assert Comment.objects.get(pk=elsewhere.pk).state == State.PENDING


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
