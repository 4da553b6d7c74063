"""`stet replay`: real comments through the whole path, and a table that says what came of them."""

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stet.cli import main
from stet.cli.replay import is_bad
from stet.comments.models import Comment, ScreeningRecord

GOOD = {"text": "The council should publish what this bridge has cost us so far.", "lang": "en", "labels": {"toxic": 0}}
BAD = {"text": "You are a stupid idiot.", "lang": "en", "labels": {"toxic": 1, "personal_attack": 1}}
MISLABELLED = {"text": "Who signed the contract?", "lang": "en", "labels": {"toxic": 1}}
FRENCH = {"text": "Le conseil devrait publier ce que ce pont nous a coûté jusqu'à présent.", "lang": "fr"}
BROKEN = [
    b"",
    b"{",
    b"[]",
    b"7",
    b"null",
    b'{"lang": "en"}',
    b'{"text": 7}',
    b'{"text": null}',
    b'{"text": "\xff"}',
    b'{"text": "hello there", "labels": [1]}',
    b'{"text": "hello there", "labels": {"toxic": null}}',
    b"[" * 100_000,
]
REFUSED = {
    '{"text": ""}': "body_empty",
    '{"text": "\\u0000"}': "body_invalid_characters",
    '{"text": "\\ud800"}': "body_invalid_characters",
    '{"text": "a\\u202eb"}': "body_direction_override",
    json.dumps({"text": "x" * 5001}): "body_too_long",
}

pytestmark = pytest.mark.django_db


def as_lines(*rows: object) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def replay(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["replay", *arguments], input=stdin)


def cells(result: Result, language: str) -> list[str]:
    (row,) = [line for line in result.stdout.splitlines() if line.startswith(f"│ {language} ")]
    return [cell.strip() for cell in row.strip("│").split("│")]


def test_what_became_of_every_comment_is_counted_by_language(tmp_path: Path) -> None:
    path = tmp_path / "comments.jsonl"
    path.write_bytes(as_lines(GOOD, BAD, MISLABELLED, FRENCH))
    result = replay(str(path))
    assert result.exit_code == 0, result.output
    wide = [cell.split(" ")[0] for cell in cells(result, "en")]
    assert wide[:5] == ["en", "3", "2", "1", "0"]
    assert cells(result, "en")[-1] == "66.7%"
    assert [cell.split(" ")[0] for cell in cells(result, "fr")][:5] == ["fr", "1", "0", "0", "1"]
    assert "4 comments in" in result.stdout
    assert "comments/s" in result.stdout


def test_comments_went_the_way_of_every_comment_and_the_ledger_is_whole(tmp_path: Path) -> None:
    replay("-", stdin=as_lines(GOOD, BAD, FRENCH))
    assert sorted(Comment.objects.values_list("body", "state")) == sorted(
        [(GOOD["text"], "approved"), (BAD["text"], "rejected"), (FRENCH["text"], "pending")]
    )
    assert ScreeningRecord.objects.count() == 3
    verified = CliRunner().invoke(main, ["verify"])
    assert verified.exit_code == 0, verified.output
    assert verified.stdout.startswith("Whole: 6 entries, 3 comments")


def test_a_gzipped_file_and_standard_input_and_a_last_line_without_an_end(tmp_path: Path) -> None:
    zipped = tmp_path / "comments.jsonl.gz"
    zipped.write_bytes(gzip.compress(as_lines(GOOD, GOOD).rstrip(b"\n")))
    assert cells(replay(str(zipped)), "en")[1] == "2"
    assert cells(replay("-", stdin=as_lines(GOOD).rstrip(b"\n")), "en")[1] == "1"
    plain = tmp_path / "comments.jsonl"
    plain.write_bytes(as_lines(GOOD).rstrip(b"\n"))
    assert cells(replay(str(plain)), "en")[1] == "1"


def test_lines_that_are_no_comments_are_named_and_the_rest_goes_on() -> None:
    bad = [*BROKEN, *(line.encode() for line in REFUSED)]
    result = replay("-", stdin=b"\n".join([*bad, as_lines(GOOD)]))
    assert result.exit_code == 0, result.output
    said = result.stderr.splitlines()
    codes = ["line_unreadable"] * len(BROKEN) + list(REFUSED.values())
    for number, code in enumerate(codes, 1):
        assert f"line {number}: {code}" in said
    assert f"Refused as line_unreadable: {len(BROKEN)}." in result.stdout
    assert "Refused as body_invalid_characters: 2." in result.stdout
    assert cells(result, "en")[1] == "1"
    assert Comment.objects.count() == 1


def test_so_many_and_no_more() -> None:
    assert cells(replay("-", "--limit", "2", stdin=as_lines(GOOD, GOOD, GOOD)), "en")[1] == "2"


def test_an_empty_file_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_bytes(b"")
    result = replay(str(tmp_path / "empty.jsonl"))
    assert result.exit_code == 0
    assert "0 comments in" in result.stdout


def test_a_language_s_name_cannot_break_the_table() -> None:
    result = replay("-", stdin=as_lines(GOOD | {"lang": "[/red]"}, GOOD | {"lang": {"a": 1}}, {"text": GOOD["text"]}))
    assert result.exit_code == 0, result.output
    assert cells(result, "[/red]")[1] == "1"
    assert cells(result, "und")[1] == "1"


def test_a_file_that_is_not_gzip_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "comments.jsonl.gz"
    path.write_bytes(as_lines(GOOD))
    result = replay(str(path))
    assert result.exit_code == 1
    assert "comments.jsonl.gz" in result.stderr
    whole = gzip.compress(as_lines(*[GOOD] * 50))
    path.write_bytes(whole[: len(whole) // 2])
    result = replay(str(path))
    assert result.exit_code == 1
    assert "comments.jsonl.gz" in result.stderr


def test_wrong_calls(tmp_path: Path) -> None:
    for arguments in ([], [str(tmp_path / "none")], [str(tmp_path)], ["-", "--limit", "0"], ["-", "--limit", "x"]):
        result = replay(*arguments, stdin=b"")
        assert result.exit_code == 2, arguments
        assert "Usage: " in result.stderr


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ({}, None),
        ({"toxic": 0}, False),
        ({"toxic": 0.2}, None),
        ({"toxic": 0.5}, True),
        ({"threat": 1}, True),
        ({"threat": 0}, None),
        ({"toxic": 0, "threat": 0.6}, True),
        ({"constructive": 1}, None),
    ],
)
def test_what_labels_say(labels: dict[str, float], expected: bool | None) -> None:
    assert is_bad(labels) is expected
