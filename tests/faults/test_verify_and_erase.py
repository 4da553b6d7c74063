"""`stet verify` names what was altered; after `stet erase` the text is nowhere any more."""

import sqlite3
import subprocess

import psycopg
import pytest

from tests.own_installation import Installation

SECRET = "صباح الخير marker-7f3a يا جيران"
ELSEWHERE = "This one stays, marker-9b1c."


@pytest.fixture
def said(installation: Installation) -> dict[str, str]:
    """Comments by their bodies; a short one, one that fills pages of its own, and a neighbour."""
    installation.tool("newsroom")
    bodies = (SECRET, ELSEWHERE, SECRET * 150)
    return dict(zip(bodies, installation.tool("say", "", *bodies).split(), strict=True))


def stored(installation: Installation, text: str) -> bool:
    """Whether a text can be found anywhere in what the database keeps."""
    if not installation.database:
        assert (installation.home / "stet.sqlite3-wal").exists()
        # Not read here: closing a file takes away the locks that this process's own connection has on it.
        return subprocess.run(["grep", "-rqaF", text, installation.home], check=False).returncode == 0
    with psycopg.connect(f"postgresql:///{installation.database}") as server:
        rows = server.execute("SELECT row_to_json(comments_comment)::text FROM comments_comment").fetchall()
        return any(text in row[0] for row in rows)


@pytest.fixture
def somebody_connected(installation: Installation, said: dict[str, str]) -> object:
    """As a server would be: the last one to leave would tidy SQLite's log up by itself."""
    if installation.database:
        yield
        return
    with sqlite3.connect(installation.home / "stet.sqlite3") as server:
        server.execute("SELECT count(*) FROM comments_comment").fetchall()
        yield
    server.close()


@pytest.mark.usefixtures("somebody_connected")
def test_an_erased_text_is_nowhere_any_more(installation: Installation, said: dict[str, str]) -> None:
    assert stored(installation, "marker-7f3a")
    for body in (SECRET, SECRET * 150):
        done = installation.stet("erase", "--comment", said[body], "--yes")
        assert (done.returncode, done.stdout) == (0, "1 comments erased.\n"), done.stderr
    assert not stored(installation, "marker-7f3a")
    assert not stored(installation, "صباح")
    assert stored(installation, "marker-9b1c")
    verified = installation.stet("verify")
    assert (verified.returncode, "3 comments (1 approved, 2 erased)" in verified.stdout) == (0, True), verified.stderr


@pytest.mark.usefixtures("somebody_connected")
def test_an_erased_reader_leaves_nothing_behind(installation: Installation, said: dict[str, str]) -> None:
    done = installation.stet("erase", "--site", "courier", "--reader", "dilan", "--yes")
    assert (done.returncode, done.stdout) == (0, "3 comments erased.\n"), done.stderr
    assert not stored(installation, "marker-")
    assert installation.stet("verify").returncode == 0
    again = installation.stet("erase", "--site", "courier", "--reader", "dilan", "--yes")
    assert (again.returncode, "knows no reader 'dilan'" in again.stderr) == (1, True)


def test_nothing_is_erased_without_a_yes(installation: Installation, said: dict[str, str]) -> None:
    assert installation.stet("erase", "--comment", said[SECRET]).returncode == 1
    assert "3 approved" in installation.stet("verify").stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), 2),
        (("--comment", "no-id"), 2),
        (("--reader", "dilan"), 2),
        (("--comment", "0190163d-8694-739b-aea5-966c26f8ad90", "--yes"), 1),
        (("--site", "herald", "--reader", "dilan", "--yes"), 1),
    ],
)
def test_an_erasure_that_means_nothing_is_refused(
    installation: Installation, arguments: tuple[str, ...], code: int
) -> None:
    done = installation.stet("erase", *arguments)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert done.stderr


def test_verify_names_the_first_break_and_fails(installation: Installation, said: dict[str, str]) -> None:
    assert installation.stet("verify").returncode == 0
    installation.tool("tamper", "UPDATE ledger_entry SET facts = '{}' WHERE position IN (3, 5)")
    found = installation.stet("verify")
    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr.startswith("entry 3 (comment ")
    assert len(found.stderr.splitlines()) == 1
    assert len(installation.stet("verify", "--all").stderr.splitlines()) > 2


def test_missing_guards_fail_verification_until_migrate_puts_them_back(
    installation: Installation, said: dict[str, str]
) -> None:
    installation.tool("tamper", "SELECT 1")
    found = installation.stet("verify")
    assert (found.returncode, "is gone; `stet migrate` puts it back" in found.stderr) == (1, True)
    assert installation.stet("migrate").returncode == 0
    assert installation.stet("verify").returncode == 0
