"""The real process: it starts, answers, looks after what was left behind, and stops when it is told to."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.newsroom_kit import ENGLISH
from tests.own_installation import ROOT, STET, Installation

LINES = f"{ENGLISH}\r\n\r\n  It is our money."
# Receives a comment on a site of its own and leaves it there, as a process did that died an hour ago before judging.
LEAVE_BEHIND = """
from stet.cli.installation import start_django
start_django()
from datetime import UTC, datetime, timedelta
from django.utils import timezone
timezone.now = lambda: datetime.now(UTC) - timedelta(hours=1)
from tests.newsroom_kit import make_article, make_site, say
print(say(make_article(make_site())).pk)
"""


def stet_in(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", STET, *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, text=True, capture_output=True, timeout=60)


def run_python(installation: Installation, program: str) -> str:
    command = [sys.executable, "-c", program]
    done = subprocess.run(
        command, env=installation.environment, cwd=ROOT, text=True, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@contextmanager
def serving(installation: Installation, **settings: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of `stet serve` on the installation, and its process; it is stopped at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", STET, "serve", "--port", str(port)]
    environment = installation.environment | settings
    server = subprocess.Popen(command, env=environment, cwd=ROOT, text=True, stderr=subprocess.PIPE)
    try:
        wait_for(f"http://127.0.0.1:{port}/", server)
        yield f"http://127.0.0.1:{port}", server
    finally:
        server.terminate()
        server.communicate(timeout=30)


def wait_for(address: str, server: subprocess.Popen[str]) -> None:
    end = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("The server does not answer.")


def post(address: str, **said: Any) -> tuple[int, dict[str, Any]]:
    body = json.dumps({"article": "the-bridge", "author": {"name": "Dilan"}} | said).encode()
    request = urllib.request.Request(f"{address}/api/v1/comments", body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


def get(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return json.load(answer)


def test_a_comment_s_life_over_http(installation: Installation) -> None:
    installation.stet("site", "add", "courier", "The Courier")
    installation.stet("article", "add", "courier", "the-bridge")
    with serving(installation) as (address, server):
        status, receipt = post(address, body=LINES)
        assert (status, receipt["state"]) == (201, "approved")
        thread = get(f"{address}/api/v1/thread?article=the-bridge")
        assert [comment["body"] for comment in thread["comments"]] == [LINES]
        assert get(receipt["links"]["self"])["ledger"] == receipt["ledger"]
        for _ in range(5):
            status, refused = post(address, body="a" * 1_000_000)
            assert (status, refused["error"]["code"]) == (413, "too_large"), "heard, however much was still to be sent"
        assert post(address, body="\x00")[0] == 422
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=20) == 0
    verified = installation.stet("verify")
    assert verified.returncode == 0, verified.stderr
    assert "1 comments" in verified.stdout


def test_rates_are_counted_by_the_sender_s_address_not_by_its_connection(installation: Installation) -> None:
    installation.stet("site", "add", "courier", "The Courier")
    installation.stet("article", "add", "courier", "the-bridge")
    with serving(installation, STET_RATE_POST="2/hour") as (address, _):
        assert [post(address, body=f"Question number {number}?")[0] for number in range(3)] == [201, 201, 429]


def test_a_comment_left_behind_is_judged_on_demand(installation: Installation) -> None:
    run_python(installation, LEAVE_BEHIND)
    done = installation.stet("judge")
    assert (done.returncode, done.stdout) == (0, "1 comments judged.\n"), done.stderr
    assert installation.stet("judge").stdout == "0 comments judged.\n"
    assert "(1 approved)" in installation.stet("verify").stdout


def test_a_comment_left_behind_is_judged_by_the_running_server(installation: Installation) -> None:
    run_python(installation, LEAVE_BEHIND)
    with serving(installation) as (address, _):
        end = time.monotonic() + 60
        while not (shown := get(f"{address}/api/v1/thread?article=the-bridge")["count"]) and time.monotonic() < end:
            time.sleep(0.5)
        assert shown == 1


def test_a_database_that_was_not_prepared_is_said_to_need_migrate(tmp_path: Path) -> None:
    environment = os.environ | {"STET_HOME": str(tmp_path / "new"), "STET_DATABASE_URL": ""}
    for command in (
        ["serve"],
        ["judge"],
        ["demo"],
        ["verify"],
        ["site", "add", "a", "A"],
        ["moderator", "add", "a@b.example"],
    ):
        done = stet_in(environment, *command)
        assert (done.returncode, done.stdout) == (1, ""), command
        assert done.stderr == "Error: The database is not prepared for this version. Run `stet migrate` first.\n"


def test_a_database_that_is_away_is_named_in_a_line(tmp_path: Path) -> None:
    away = f"postgresql://stet:hunter2@127.0.0.1:{_closed_port()}/stet"
    environment = os.environ | {"STET_HOME": str(tmp_path), "STET_DATABASE_URL": away}
    for command in ("migrate", "verify", "serve"):
        done = stet_in(environment, command)
        assert done.returncode == 1, command
        assert done.stderr.startswith("Error: The database refused: ")
        assert "Traceback" not in done.stderr
        assert "hunter2" not in done.stderr


def _closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.mark.parametrize("home", ["/proc/stet", "{file}"])
def test_a_data_folder_that_cannot_be_written(tmp_path: Path, home: str) -> None:
    (tmp_path / "file").write_text("")
    environment = os.environ | {"STET_HOME": home.format(file=tmp_path / "file"), "STET_DATABASE_URL": ""}
    for command in (["migrate"], ["serve"], ["verify"]):
        done = stet_in(environment, *command)
        assert done.returncode == 1
        assert done.stderr.startswith("Error: STET_HOME must be a folder")
        assert "Traceback" not in done.stderr


def test_a_setting_that_means_nothing_stops_the_start(tmp_path: Path) -> None:
    environment = os.environ | {"STET_HOME": str(tmp_path), "STET_RATE_POST": "often"}
    done = stet_in(environment, "serve")
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"Error: STET_RATE_POST must be like 10/min .*\n", done.stderr)


@pytest.mark.parametrize("option", [["--port", "0"], ["--port", "70000"], ["--port", "x"], ["--threads", "0"]])
def test_options_that_mean_nothing(tmp_path: Path, option: list[str]) -> None:
    done = stet_in(os.environ | {"STET_HOME": str(tmp_path)}, "serve", *option)
    assert done.returncode == 2
    assert option[0] in done.stderr


def test_a_port_that_is_taken_is_said_to_be(installation: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = installation.stet("serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert done.stderr.startswith("Error: Cannot listen on 127.0.0.1:")
    assert "in use" in done.stderr
    assert "Traceback" not in done.stderr
