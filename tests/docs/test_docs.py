"""The documents say what the code says: every setting, command, error, room and word."""

import json
import re
from pathlib import Path

import pytest

from stet.cli import COMMANDS
from stet.comments import errors
from stet.server.errors import MESSAGES
from tests.docs import cli_reference

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bench/*.md")])


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def codes_of(kind: type[errors.Refusal]) -> set[str]:
    own = {kind.code} if "code" in vars(kind) else set()
    return own.union(*(codes_of(one) for one in kind.__subclasses__()))


def test_every_setting_is_documented():
    known = set(re.findall(r'"(STET_[A-Z_]+)"', read("src/stet/server/environment.py")))
    pages = read("docs/operating.md") + read("docs/second-judge.md")
    documented = set(re.findall(r"^\| `(STET_[A-Z_]+)` \|", pages, re.MULTILINE))
    assert documented == known


def test_every_error_code_is_documented():
    import stet.server.urls  # noqa: F401 — every room adds its own

    documented = set(re.findall(r"^\| \d{3} \| `([a-z_]+)` \|", read("docs/api.md"), re.MULTILINE))
    assert documented == codes_of(errors.Refusal) | set(MESSAGES) | {"field_invalid"}


def test_every_room_is_on_the_map():
    rooms = {path.name for path in (ROOT / "src/stet").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert rooms == set(re.findall(r"^\| `src/stet/([a-z]+)` \|", read("docs/map.md"), re.MULTILINE))


def test_the_command_reference_is_that_of_the_commands():
    assert read("docs/cli.md") == cli_reference.render()


def test_the_api_document_is_that_of_the_api():
    from stet.api import api

    current = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
    assert json.loads(read("docs/openapi.json")) == current
    assert current["openapi"].startswith("3.1")


def test_the_readme_names_commands_that_exist():
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert set(re.findall(r"\bmake ([a-z-]+)`", text)) <= targets, page
        for command in re.findall(r"`stet ([a-z]+(?:-[a-z]+)*)", text):
            assert command in COMMANDS, f"{page}: stet {command}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path):
    for target in re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("lock", ["requirements/server.txt", "requirements/develop.txt"])
def test_a_lock_has_hashes_and_names_no_host(lock: str):
    text = read(lock)
    assert "--hash=sha256:" in text
    assert "://" not in text


def test_the_widgets_lock_has_hashes_and_names_no_host():
    packages = {name: one for name, one in json.loads(read("package-lock.json"))["packages"].items() if name}
    assert packages
    assert all(one["integrity"].startswith("sha512-") and "resolved" not in one for one in packages.values())


def test_words_stand_in_order():
    words = re.findall(r"^\| ([a-z ]+) \|", read("docs/words.md"), re.MULTILINE)[1:]
    assert words == sorted(words)
