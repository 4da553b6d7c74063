"""`stet screen`: a line of JSON in, a line of JSON out, in order, and no line stops the next."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from stet.cli import main
from stet.cli.screen_lines import MAX_LINE_BYTES, MAX_TEXT, LineError, parse_line
from stet.newsroom.labels import LABELS, PERSPECTIVE, RELEVANCE
from stet.newsroom.policy_file import default_policy_text

STET = [sys.executable, "-c", "from stet.cli import main; main()"]
SERVERLESS = [sys.executable, "-c", "import sys; sys.modules['django'] = None; from stet.cli import main; main()"]

GOOD = {"id": "a", "text": "The minister failed for three years and should resign."}
BAD = {"id": 7, "text": "You are a stupid idiot."}


def screen(lines: bytes, *options: str) -> Result:
    return CliRunner().invoke(main, ["screen", *options], input=lines)


def answers(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.split("\n")[:-1]]


def as_lines(*values: object) -> bytes:
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


def test_every_line_is_answered_in_order() -> None:
    result = screen(as_lines(GOOD, BAD))
    assert result.exit_code == 0
    good, bad = answers(result)
    assert list(good) == ["id", "language", "scores", "findings", "outcome", "guidelines"]
    assert (good["id"], good["language"], good["outcome"], good["guidelines"]) == ("a", "en", "approve", [])
    assert list(good["scores"]) == [*LABELS, PERSPECTIVE]
    assert all(0 <= score <= 1 for score in good["scores"].values())
    assert (bad["id"], bad["outcome"]) == (7, "reject")
    assert "personal_attack" in bad["guidelines"]


def test_a_comment_with_its_article_has_a_score_for_relevance_too() -> None:
    article = {"title": "The minister", "body": "The minister has failed."}
    (answer,) = answers(screen(as_lines(GOOD | {"article": article})))
    assert list(answer["scores"]) == [*LABELS, RELEVANCE, PERSPECTIVE]


def test_a_finding_names_guideline_score_spans_and_screener() -> None:
    (answer,) = answers(screen(as_lines(BAD)))
    finding = next(each for each in answer["findings"] if each["screener"] == "words")
    assert set(finding) == {"guideline", "score", "spans", "screener"}
    assert any("idiot" in BAD["text"][start:end] for start, end in finding["spans"])  # type: ignore[index]


def test_offsets_are_code_points_of_the_original_text() -> None:
    text = "😀 İyi günler 😀 sen a\u200bptalsın"
    (answer,) = answers(screen(as_lines({"id": 1, "text": text})))
    spans = [span for finding in answer["findings"] if finding["screener"] == "words" for span in finding["spans"]]
    assert [text[start:end] for start, end in spans] == ["a\u200bptalsın"]


@pytest.mark.parametrize("line_id", ["x", "", "\u00e9 😀", 0, -1, 12345678901234567890, 1.5, "1"])
def test_an_id_is_echoed_as_given(line_id: object) -> None:
    (answer,) = answers(screen(as_lines({"id": line_id, "text": "Good morning."})))
    assert answer["id"] == line_id
    assert type(answer["id"]) is type(line_id)


@pytest.mark.parametrize(
    ("line", "line_id", "code"),
    [
        (b"", None, "json_invalid"),
        (b"{", None, "json_invalid"),
        (b"[1, 2]", None, "json_invalid"),
        (b'"text"', None, "json_invalid"),
        (b"null", None, "json_invalid"),
        (b'{"id": NaN, "text": "a"}', None, "json_invalid"),
        (b'{"id": 1, "text": "a"} {"id": 2}', None, "json_invalid"),
        (b'{"id": ' + b"[" * 100_000, None, "json_invalid"),
        (b'{"id": 1, "text": "a", "x": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"}", None, "json_invalid"),
        (b'{"id": ' + b"9" * 5_000 + b', "text": "a"}', None, "json_invalid"),
        (b'{"id": 1, "text": "\xff"}', None, "encoding_invalid"),
        (b'{"id": 1, "text": "\xed\xa0\x80"}', None, "encoding_invalid"),
        (b'{"text": "a"}', None, "id_missing"),
        (b'{"id": null, "text": "a"}', None, "field_invalid"),
        (b'{"id": true, "text": "a"}', None, "field_invalid"),
        (b'{"id": [1], "text": "a"}', None, "field_invalid"),
        (b'{"id": 1e999, "text": "a"}', None, "field_invalid"),
        (b'{"id": "\\ud800", "text": "a"}', None, "field_invalid"),
        (b'{"id": 1}', 1, "text_missing"),
        (b'{"id": 1, "text": null}', 1, "text_missing"),
        (b'{"id": 1, "text": 5}', 1, "field_invalid"),
        (b'{"id": 1, "text": ["a"]}', 1, "field_invalid"),
        (b'{"id": 1, "text": ""}', 1, "text_empty"),
        (b'{"id": 1, "text": " \\n\\u00a0"}', 1, "text_empty"),
        (b'{"id": 1, "text": "a\\u0000b"}', 1, "text_invalid_characters"),
        (b'{"id": 1, "text": "a\\ud800b"}', 1, "text_invalid_characters"),
        (b'{"id": 1, "text": "' + b"a" * (MAX_TEXT + 1) + b'"}', 1, "text_too_long"),
        (b'{"id": 1, "text": "a", "parent": 5}', 1, "field_invalid"),
        (b'{"id": 1, "text": "a", "parent": "\\udc00"}', 1, "text_invalid_characters"),
        (b'{"id": 1, "text": "a", "article": "Title"}', 1, "field_invalid"),
        (b'{"id": 1, "text": "a", "article": {"title": 5}}', 1, "field_invalid"),
        (b'{"id": 1, "text": "' + b"a" * MAX_LINE_BYTES + b'"}', None, "line_too_long"),
    ],
    ids=lambda value: value[:40].decode("latin-1") if isinstance(value, bytes) else str(value),
)
def test_a_line_that_cannot_be_judged_is_an_error_and_the_rest_goes_on(line: bytes, line_id: object, code: str) -> None:
    result = screen(as_lines(GOOD) + line + b"\n" + as_lines(BAD))
    assert result.exit_code == 1
    first, error, last = answers(result)
    assert (first["id"], last["id"]) == ("a", 7)
    assert set(error) == {"id", "error"}
    assert (error["id"], error["error"]["code"]) == (line_id, code)
    assert error["error"]["message"]
    assert "1 line could not be judged" in result.stderr


def test_unknown_fields_and_a_byte_order_mark_are_no_error() -> None:
    line = b"\xef\xbb\xbf" + as_lines({**GOOD, "source": "x", "labels": {"toxic": 1}, "parent": None, "article": None})
    result = screen(line)
    assert (result.exit_code, answers(result)[0]["id"]) == (0, "a")


def test_a_last_line_without_an_end_and_windows_line_ends_are_read() -> None:
    result = screen(json.dumps(GOOD).encode() + b"\r\n" + json.dumps(BAD).encode())
    assert (result.exit_code, [answer["id"] for answer in answers(result)]) == (0, ["a", 7])


def test_no_lines_give_no_answers() -> None:
    result = screen(b"")
    assert (result.exit_code, result.stdout) == (0, "")


def test_line_separators_inside_a_text_do_not_break_the_line() -> None:
    result = screen(json.dumps({"id": "a\u2028b\x85", "text": "Good\u2028morning."}, ensure_ascii=False).encode())
    assert answers(result)[0]["id"] == "a\u2028b\x85"


def test_files_are_read_one_after_another(tmp_path: Path) -> None:
    paths = [tmp_path / "one.jsonl", tmp_path / "two.jsonl"]
    for path, value in zip(paths, (GOOD, BAD), strict=True):
        path.write_bytes(as_lines(value))
    result = screen(b"", *map(str, paths))
    assert [answer["id"] for answer in answers(result)] == ["a", 7]


def test_a_missing_file_is_a_wrong_use(tmp_path: Path) -> None:
    assert screen(b"", str(tmp_path / "nothing.jsonl")).exit_code == 2


def test_another_policy_gives_another_verdict(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(default_policy_text().replace("mode: decide", "mode: advise"), encoding="utf-8")
    result = screen(as_lines(GOOD, BAD), "--policy", str(path))
    assert [answer["outcome"] for answer in answers(result)] == ["refer", "refer"]


def test_a_policy_with_problems_stops_the_command_and_names_them(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text("mode: robot\n", encoding="utf-8")
    result = screen(as_lines(GOOD), "--policy", str(path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{path}:1: mode: 'robot'" in result.stderr


def test_a_line_is_answered_before_the_next_is_written() -> None:
    with subprocess.Popen([*STET, "screen"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for value in (GOOD, BAD):
            process.stdin.write(as_lines(value))
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == value["id"]
        process.stdin.close()
        assert process.wait() == 0


def test_a_reader_that_goes_away_is_no_fault() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    result = subprocess.run(
        [*STET, "screen"], input=as_lines(GOOD) * 500, stdout=write_end, stderr=subprocess.PIPE, check=False
    )
    os.close(write_end)
    assert b"Traceback" not in result.stderr
    assert b"Exception" not in result.stderr


def test_the_judging_library_alone_screens() -> None:
    result = subprocess.run([*SERVERLESS, "screen"], input=as_lines(GOOD), stdout=subprocess.PIPE, check=True)
    assert json.loads(result.stdout)["outcome"] == "approve"


@pytest.mark.parametrize("command", [["migrate"], ["verify"], ["moderator", "add", "a@b.example"]])
def test_a_command_of_the_server_says_what_is_missing(command: list[str]) -> None:
    result = subprocess.run([*SERVERLESS, *command], capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert result.stderr.strip().count("\n") == 0
    assert f"`stet {command[0]}` needs the server" in result.stderr
    assert "pip install 'stet-comments[server]'" in result.stderr


def test_help_lists_every_command_without_the_server() -> None:
    result = subprocess.run([*SERVERLESS, "--help"], capture_output=True, text=True, check=True)
    assert all(name in result.stdout for name in ("screen", "policy", "serve", "replay", "verify", "erase"))


def test_an_unknown_command_is_a_wrong_use() -> None:
    assert CliRunner().invoke(main, ["judgement"]).exit_code == 2


def show(text: str, *options: str) -> Result:
    return CliRunner().invoke(main, ["screen", "--text", text, *options])


def test_a_person_is_shown_verdict_reason_language_and_words() -> None:
    result = show("Sen aptalsın")
    assert result.exit_code == 0
    assert "reject: personal_attack" in result.stdout
    assert "Türkçe (tr)" in result.stdout
    assert "Yorumunuz şu ilkeye uymadığı için yayımlanmadı" in result.stdout
    assert "\u2068aptalsın\u2069" in result.stdout


def test_the_words_at_issue_are_coloured_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[1;4;31maptalsın\x1b[0m" in show("Sen aptalsın").stdout


def test_the_reason_is_given_in_the_language_wished_for() -> None:
    assert "لم يُنشر تعليقك" in show("Sen aptalsın", "--lang", "ar").stdout


def test_what_steers_a_terminal_is_shown_as_a_box() -> None:
    result = show("Good\x1b]0;owned\x07 \u202emorning")
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout
    assert "Good□]0;owned□ □morning" in result.stdout


@pytest.mark.parametrize(("text", "says"), [("", "empty"), ("  ", "empty"), ("a" * (MAX_TEXT + 1), "more than")])
def test_a_text_that_cannot_be_judged_is_an_error(text: str, says: str) -> None:
    result = show(text)
    assert result.exit_code == 1
    assert says in result.stderr


def test_text_and_files_exclude_each_other(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(as_lines(GOOD))
    assert show("x", str(path)).exit_code == 2


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
lines = st.one_of(
    st.binary(max_size=60),
    st.fixed_dictionaries(
        {}, optional={"id": json_values, "text": json_values, "article": json_values, "parent": json_values}
    ).map(lambda value: json.dumps(value).encode()),
)


def outcome(parse: Callable[[], object]) -> str:
    try:
        parse()
    except LineError as error:
        assert json.loads(error.line())["error"]["code"] == error.code  # noqa: PT017 -- it may also not raise
        return error.code
    return "judged"


@settings(deadline=None)
@given(lines)
def test_any_line_is_judged_or_refused_with_a_code(line: bytes) -> None:
    assert outcome(lambda: parse_line(line))
