"""`stet policy`: checks a site's guidelines and names every problem by file, line and field."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stet.cli import main
from stet.newsroom.policy_file import default_policy_text


def check(path: Path) -> Result:
    return CliRunner().invoke(main, ["policy", "check", str(path)])


def test_the_shipped_policy_is_printed_and_passes(tmp_path: Path) -> None:
    printed = CliRunner().invoke(main, ["policy", "default"])
    assert printed.stdout == default_policy_text()
    path = tmp_path / "policy.yaml"
    path.write_text(printed.stdout, encoding="utf-8")
    result = check(path)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{path}: OK: mode decide, 12 guidelines (12 judged by the machine)")


def test_standard_input_is_read_for_a_dash() -> None:
    result = CliRunner().invoke(main, ["policy", "check", "-"], input=default_policy_text())
    assert result.exit_code == 0


def test_every_problem_is_printed_with_file_line_and_field(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    text = default_policy_text().replace("mode: decide", "mode: robot").replace("machine_languages:", "machines:")
    path.write_text(text, encoding="utf-8")
    result = check(path)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    mode = text[: text.index("mode: robot")].count("\n") + 1
    machines = text[: text.index("machines:")].count("\n") + 1
    assert lines[0].startswith(f"{path}:{mode}: mode: 'robot' is not possible here")
    assert lines[1] == f"{path}:{mode}: machine_languages: is missing; add it"
    assert lines[2].startswith(f"{path}:{machines}: machines: unknown key")
    assert len(lines) == 3


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (b"mode: decide\nguidelines: \xff\n", 2, "not UTF-8"),
        (b"a: b\x00", 1, "U+0000"),
        (b"", 1, "is empty"),
        (b"a: [1\n", 2, "is not YAML"),
        (b"#" * 3_000_000, 1, "at most 600000"),
    ],
)
def test_what_is_no_policy_is_refused_with_a_line(tmp_path: Path, data: bytes, line: int, says: str) -> None:
    path = tmp_path / "policy.yaml"
    path.write_bytes(data)
    result = check(path)
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{path}:{line}: file: ")
    assert says in result.stdout


def test_a_file_that_is_not_there_is_a_wrong_use(tmp_path: Path) -> None:
    assert check(tmp_path / "nothing.yaml").exit_code == 2
