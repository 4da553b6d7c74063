"""Sites, articles, moderators, erasure: what the commands do, and what they say when they cannot."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from django.contrib.auth import authenticate

from stet.accounts.models import Account
from stet.cli import main
from stet.comments.models import Article, Site
from stet.newsroom.policy_file import default_policy_text
from tests.docs.cli_reference import contexts
from tests.newsroom_kit import make_site, policy_text, say

pytestmark = pytest.mark.django_db


def stet(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_a_moderator_is_let_in_with_the_password_that_is_printed() -> None:
    result = stet("moderator", "add", "Shilan@Courier.example")
    assert result.exit_code == 0, result.output
    password = result.stdout.rpartition("Password: ")[2].strip()
    assert len(password) >= 12
    account = authenticate(username="shilan@courier.example", password=password)
    assert account is not None
    assert account.role == "administrator", "somebody has to let the others in"
    assert not account.is_superuser


def test_a_forgotten_password_is_set_anew() -> None:
    stet("moderator", "add", "shilan@courier.example")
    Account.objects.update(is_active=False)
    result = stet("moderator", "add", "shilan@courier.example", "--password", "let-it-stand-2026")
    assert result.stdout.startswith("Changed: shilan@courier.example")
    assert authenticate(username="shilan@courier.example", password="let-it-stand-2026")


@pytest.mark.parametrize(
    "arguments",
    [
        ["nobody"],
        ["a@b"],
        ["shilan@courier.example", "--password", "short"],
        ["shilan@courier.example", "--password", "password1234"],
        ["shilan@courier.example", "--password", "shilan@courier"],
    ],
)
def test_a_moderator_who_cannot_be_one(arguments: list[str]) -> None:
    result = stet("moderator", "add", *arguments)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert not Account.objects.exists()


def test_colleagues_are_listed_and_seen_out() -> None:
    for email in ("shilan@courier.example", "dilan@courier.example"):
        stet("moderator", "add", email)
    listed = stet("moderator", "list").stdout.splitlines()
    assert [line.split("\t")[0] for line in listed] == ["dilan@courier.example", "shilan@courier.example"]
    assert "moderator\tall sites\tall languages\tpassword alone\tnever here" in listed[0]
    assert stet("moderator", "remove", "Dilan@courier.example").stdout == "Seen out: dilan@courier.example\n"
    assert "seen out" in stet("moderator", "list").stdout.splitlines()[1]
    assert not Account.objects.get(email="dilan@courier.example").has_usable_password()


def test_who_cannot_be_seen_out() -> None:
    stet("moderator", "add", "shilan@courier.example")
    last = stet("moderator", "remove", "shilan@courier.example")
    assert (last.exit_code, "last administrator" in last.stderr) == (1, True)
    assert "`stet moderator list` names them" in stet("moderator", "remove", "nobody@courier.example").stderr
    stet("moderator", "add", "dilan@courier.example")
    stet("moderator", "remove", "dilan@courier.example")
    assert "seen out already" in stet("moderator", "remove", "dilan@courier.example").stderr


def test_a_site_is_added_with_the_shipped_policy() -> None:
    result = stet("site", "add", "courier", "The Courier", "--origin", "https://courier.example", "--language", "ckb")
    assert (result.exit_code, result.stdout) == (0, "Added: courier, policy 1.\n")
    site = Site.objects.get()
    assert (site.name, site.origins, site.language) == ("The Courier", ["https://courier.example"], "ckb")
    assert (site.guests_may_comment, site.makes_articles, site.sso_secret) == (True, False, "")
    assert site.policies.get().text == default_policy_text()


def test_a_site_is_changed_and_keeps_its_policy(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(policy_text("advise"), encoding="utf-8")
    stet("site", "add", "courier", "The Courier", "--policy", str(path))
    result = stet("site", "add", "courier", "Courier", "--no-guests", "--makes-articles", "--sso-secret", "s" * 32)
    assert result.stdout == "Changed: courier, policy 1.\n"
    site = Site.objects.get()
    assert (site.name, site.guests_may_comment, site.makes_articles, site.sso_secret) == (
        "Courier",
        False,
        True,
        "s" * 32,
    )
    assert site.policies.get().text == policy_text("advise")


def test_a_policy_is_put_in_force_and_the_old_one_is_kept(tmp_path: Path) -> None:
    make_site()
    path = tmp_path / "policy.yaml"
    path.write_text(policy_text("advise"), encoding="utf-8")
    for _ in range(2):
        assert stet("site", "policy", "courier", str(path)).stdout == "Policy 2 of courier is in force.\n"
    assert list(Site.objects.get().policies.values_list("number", flat=True)) == [2, 1]


def test_a_policy_with_mistakes_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text("mode: robot\n", encoding="utf-8")
    result = stet("site", "add", "courier", "The Courier", "--policy", str(path))
    assert result.exit_code == 1
    assert f"{path}:1: mode" in result.stderr
    assert not Site.objects.exists(), "no site without a policy"
    make_site()
    assert stet("site", "policy", "courier", str(path)).exit_code == 1
    path.write_bytes(b"\xff\xfe")
    result = stet("site", "policy", "courier", str(path))
    assert result.exit_code == 1
    assert "not UTF-8" in result.stderr
    assert Site.objects.get().policies.count() == 1


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["the courier", "The Courier"], 1, "slug"),
        (["c" * 51, "The Courier"], 1, "slug"),
        (["courier", "x" * 201], 1, "name"),
        (["courier", ""], 1, "name"),
        (["courier", "The Courier", "--origin", "https://courier.example/"], 2, "no origin"),
        (["courier", "The Courier", "--origin", "courier.example"], 2, "no origin"),
        (["courier", "The Courier", "--origin", "https://Courier.example"], 2, "no origin"),
        (["courier", "The Courier", "--origin", "*"], 2, "no origin"),
        (["courier", "The Courier", "--language", "de"], 2, "--language"),
        (["courier", "The Courier", "--policy", "/nowhere.yaml"], 2, "--policy"),
    ],
)
def test_a_site_that_cannot_be_one(arguments: list[str], code: int, said: str) -> None:
    result = stet("site", "add", *arguments)
    assert result.exit_code == code, result.output
    assert said in result.stderr
    assert not Site.objects.exists()


@pytest.mark.parametrize("origin", ["https://news.example", "http://localhost:8000", "https://[2001:db8::1]:8443"])
def test_origins_are_what_browsers_send(origin: str) -> None:
    assert stet("site", "add", "courier", "The Courier", "--origin", origin).exit_code == 0
    assert Site.objects.get().origins == [origin]


def test_an_article_is_added_and_changed() -> None:
    make_site()
    address = "https://courier.example/budget"
    assert stet("article", "add", "courier", "2026/budget", "--url", address, "--title", "The budget").exit_code == 0
    assert stet("article", "add", "courier", "2026/budget", "--title", "The budget", "--closed").stdout.startswith(
        "Changed"
    )
    article = Article.objects.get()
    assert (article.external_id, article.title, article.is_open) == ("2026/budget", "The budget", False)


def test_an_article_that_cannot_be_one() -> None:
    make_site()
    for arguments in (["", "--title", "x"], ["a", "--url", "no address"], ["x" * 256], ["a", "--title", "x" * 501]):
        result = stet("article", "add", "courier", *arguments)
        assert result.exit_code == 1, result.output
        assert result.stderr.startswith("Error: ")
    result = stet("article", "add", "herald", "a")
    assert result.exit_code == 1
    assert "There is no site 'herald'. Sites: courier." in result.stderr
    assert not Article.objects.exists()


def test_erasing_has_to_be_told_what(article: Article) -> None:
    comment = str(say(article).pk)
    for arguments in (
        [],
        ["--comment", "x"],
        ["--reader", "7"],
        ["--comment", comment, "--reader", "7", "--site", "courier"],
    ):
        result = stet("erase", *arguments, "--yes")
        assert result.exit_code == 2, arguments
        assert "Usage: " in result.stderr


def test_erasing_what_is_not_there(article: Article) -> None:
    unknown = "0190163d-8694-739b-aea5-966c26f8ad90"
    for arguments, said in (
        (["--comment", unknown], unknown),
        (["--site", "herald", "--reader", "7"], "no site 'herald'"),
        (["--site", "courier", "--reader", "7"], "knows no reader '7'"),
    ):
        result = stet("erase", *arguments, "--yes")
        assert result.exit_code == 1
        assert said in result.stderr


def test_nothing_is_erased_without_a_yes(article: Article) -> None:
    comment = say(article)
    result = CliRunner().invoke(main, ["erase", "--comment", str(comment.pk)], input="n\n")
    assert result.exit_code == 1
    comment.refresh_from_db()
    assert comment.body


EVERY_COMMAND = [pytest.param(one.command_path, one.command, id=one.command_path) for one in contexts(main, "stet")]


@pytest.mark.parametrize(("path", "command"), EVERY_COMMAND)
def test_every_command_explains_itself_with_an_example(path: str, command: click.Command) -> None:
    result = stet(*path.split()[1:], "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: main{path.removeprefix('stet')}")
    if not isinstance(command, click.Group):
        assert "Example" in result.stdout
        assert "\n    stet " in result.stdout or " stet " in result.stdout
