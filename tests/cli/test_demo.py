"""`stet demo`: a newspaper to try everything out with, filled by the way every comment goes."""

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.contrib.auth import authenticate

from stet.cli import main
from stet.comments.models import Article, Comment, Site, Verdict
from stet.demo.seed import articles, comments
from stet.letters.mail import Mail

pytestmark = pytest.mark.django_db


def demo() -> Result:
    result = CliRunner().invoke(main, ["demo"])
    assert result.exit_code == 0, result.output
    return result


def test_the_demo_has_comments_of_every_outcome_in_five_languages() -> None:
    said = demo().stdout
    states = set(Comment.objects.values_list("state", flat=True))
    assert states == {"approved", "rejected", "pending"}
    for state in states:
        assert f"{Comment.objects.filter(state=state).count()} {state}" in said
    assert Article.objects.count() == len(articles())
    assert not Verdict.objects.exclude(moderator=None).exists(), "the machine alone decided"
    approved = Comment.objects.filter(state="approved").values_list("screenings__language", flat=True)
    assert {"en", "ckb", "kmr", "ar", "tr"} <= set(approved)


def test_what_is_printed_is_what_a_newcomer_needs() -> None:
    said = demo().stdout
    found = re.search(r"Sign-in: +(\S+) +password: (\S+)", said)
    assert found
    account = authenticate(username=found[1], password=found[2])
    assert account is not None
    assert account.role == "administrator"
    assert re.search(r"Newspaper: +http://127\.0\.0\.1:8000/demo/en/", said)
    assert "Letters:" not in said, "none are sent unless mail is set up"


def test_where_letters_go_to_a_folder_it_is_named(settings: Any) -> None:
    settings.STET_MAIL = Mail("comments@demo.example", folder=Path("/tmp/letters"))
    assert "Letters:    /tmp/letters " in demo().stdout


def test_setting_it_up_twice_adds_nothing() -> None:
    demo()
    before = sorted(Comment.objects.values_list("pk", flat=True))
    demo()
    assert sorted(Comment.objects.values_list("pk", flat=True)) == before
    assert Site.objects.count() == 1


def test_texts_are_stored_as_they_stand_in_the_file() -> None:
    demo()
    written = {comment.body for comment in comments()}
    assert set(Comment.objects.values_list("body", flat=True)) <= written
    verified = CliRunner().invoke(main, ["verify"])
    assert verified.exit_code == 0, verified.output
