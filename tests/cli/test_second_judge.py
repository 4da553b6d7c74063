"""`stet second-judge`, and the running server that asks by itself; several processes at once, and a slow judge."""

import json
import os
import re
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from click.testing import CliRunner, Result

from stet.cli import main
from stet.comments.acts.judge import judge as judge_by_machine
from stet.comments.models import Article, Comment
from stet.newsroom.policy_file import default_policy_text
from stet.server.environment import read
from tests.cli.test_serve import get, post, serving, stet_in
from tests.judge_server import REASON, Judge, Script
from tests.newsroom_kit import policy_text, say, screener
from tests.own_installation import Installation

Stet: TypeAlias = Callable[..., Result]
NO_JUDGE = "No second judge is set up: set STET_SECOND_JUDGE_URL and STET_SECOND_JUDGE_MODEL."


def environment(script: Script, **more: str) -> dict[str, str]:
    own = {"STET_SECOND_JUDGE_URL": script.url, "STET_SECOND_JUDGE_MODEL": "judge-7b"}
    return own | {f"STET_SECOND_JUDGE_{name}": value for name, value in more.items()}


@pytest.fixture
def stet(settings: Any) -> Callable[..., Result]:
    """Runs `stet second-judge` in this process, with the second judge that these environment variables set up."""

    def run(variables: dict[str, str], *arguments: str) -> Result:
        settings.STET_SECOND_JUDGE = read(os.environ | variables).second_judge
        return CliRunner().invoke(main, ["second-judge", *arguments])

    return run


def referred(article: Article, number: int) -> list[Comment]:
    comments = [say(article, f"Number {one}.") for one in range(number)]
    for comment in comments:
        judge_by_machine(comment, screener(threat=0.6))
    return comments


# ——— check ———


def test_check_asks_about_one_made_up_comment_and_stores_nothing(stet: Stet, judge: Judge) -> None:
    script = judge.playing("reject-attack")
    done = stet(environment(script), "check")
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[:3] == [
        f"Address:  {script.url}/chat/completions",
        "Model:    judge-7b",
        "Comment:  Whoever wrote this is a stupid idiot, and so is everybody who believes it.",
    ]
    assert f"Opinion:  reject: personal_attack\nReason:   {REASON}\nIt took " in done.stdout
    assert "1050 tokens (as it counted)" in done.stdout
    assert len(script.received()) == 1


def test_check_asks_about_a_text_and_by_a_policy_of_one_s_own(stet: Stet, judge: Judge, tmp_path: Path) -> None:
    script = judge.playing("refer")
    (tmp_path / "policy.yaml").write_text(default_policy_text().replace("Personal attacks", "Ad hominem"))
    done = stet(environment(script), "check", "--text", "\x1b[2JBoo.", "--policy", str(tmp_path / "policy.yaml"))
    assert "Opinion:  refer\n" in done.stdout
    assert "\x1b" not in done.output
    system, user = script.received()[0]["body"]["messages"]
    assert "personal_attack: Ad hominem" in system["content"]
    assert "Boo." in user["content"]


def test_check_refuses_a_policy_that_is_none(stet: Stet, judge: Judge, tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text("mode: robot")
    done = stet(environment(judge.playing("approve")), "check", "--policy", str(tmp_path / "policy.yaml"))
    assert (done.exit_code, "policy.yaml:1: mode: " in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("failed", ["answered with status 500.", "It is broken or starting"]),
        ("busy", ["answered with status 429.", "Try again later."]),
        ("no-model", ["answered with status 404.", "STET_SECOND_JUDGE_MODEL", "end with /v1"]),
        ("no-key", ["answered with status 401.", "It wants a key", "Incorrect API key provided: …"]),
        ("prose", ["gave no usable answer", "Sure! I approve of this comment.", "Try another"]),
        ("cut-off", ["it was cut off for its length"]),
        ("echo", ["is not as asked for"]),
        ("held", ["did not answer within 0.5 seconds.", "STET_SECOND_JUDGE_TIMEOUT"]),
        ("only-object", ["answered with status 400.", "It does answer with STET_SECOND_JUDGE_ANSWER=json_object."]),
        ("only-words", ["answered with status 400.", "It does answer with STET_SECOND_JUDGE_ANSWER=none."]),
    ],
)
def test_check_says_what_is_wrong_and_what_to_do(stet: Stet, judge: Judge, part: str, says: list[str]) -> None:
    script = judge.playing(part)
    done = stet(environment(script, TIMEOUT="0.5" if part == "held" else "30", KEY="sk-hunter2"), "check")
    script.release()
    assert done.exit_code == 1
    assert all(one in done.stderr for one in [script.url, *says]), done.stderr
    assert not re.search("Traceback|\x1b|hunter2", done.output)


def test_nobody_there(stet: Stet) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        away = {"STET_SECOND_JUDGE_URL": f"http://127.0.0.1:{free.getsockname()[1]}", "STET_SECOND_JUDGE_MODEL": "m"}
    done = stet(away, "check")
    assert (done.exit_code, "cannot be reached" in done.stderr, "Is it running" in done.stderr) == (1, True, True)


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["check", "ask", "status"])
def test_without_an_address_there_is_none(stet: Stet, command: str) -> None:
    done = stet({}, command)
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", f"Error: {NO_JUDGE}\n")


def test_check_works_before_there_is_a_database(tmp_path: Path, judge: Judge) -> None:
    own = {"STET_HOME": str(tmp_path), "STET_DATABASE_URL": ""}
    variables = os.environ | own | environment(judge.playing("approve"))
    assert stet_in(variables, "second-judge", "check").returncode == 0
    assert "Run `stet migrate` first." in stet_in(variables, "second-judge", "ask").stderr


def test_a_setting_that_means_nothing_is_named(tmp_path: Path) -> None:
    wrong = os.environ | {"STET_HOME": str(tmp_path), "STET_SECOND_JUDGE_URL": "http://127.0.0.1/v1"}
    done = stet_in(wrong, "second-judge", "check")
    assert (done.returncode, done.stderr.startswith("Error: STET_SECOND_JUDGE_MODEL must name")) == (1, True)


# ——— ask, status ———


def test_ask_works_off_what_waits_and_status_shows_the_books(stet: Stet, article: Article, judge: Judge) -> None:
    referred(article, 3)
    there = environment(judge.playing("reject-attack", "prose", "approve"), CALLS="10", TOKENS="off")
    assert "Waiting:  3 comments to ask about, 0 given up" in stet(there, "status").stdout
    assert stet(there, "ask", "--limit", "1").stdout == "Asked about 1 of 1 comments: 1 answered.\n"
    done = stet(there, "ask")
    assert (done.exit_code, done.stdout) == (0, "Asked about 2 of 2 comments: 1 answered, 1 unusable.\n")
    status = stet(there, "status").stdout
    assert "Today:    3 of 10 calls" in status
    assert "of any number of tokens\n" in status
    assert "Ended:    2 answered, 1 unusable" in status
    assert stet(there, "ask").stdout == "Asked about 0 of 0 comments: none.\n"
    assert stet(there, "ask", "--again").stdout == "Asked about 1 of 1 comments: 1 answered.\n"


def test_a_dead_endpoint_is_shown_to_rest_and_may_be_tried_all_the_same(
    stet: Stet, article: Article, judge: Judge
) -> None:
    referred(article, 5)
    there = environment(judge.playing("failed", "failed", "failed", "approve"))
    assert stet(there, "ask").stdout == "Asked about 3 of 5 comments: 3 failed.\n"
    assert re.search(r"^Resting:  until [-0-9 :]+ UTC, because it failed$", stet(there, "status").stdout, re.MULTILINE)
    assert stet(there, "ask").stdout == "Asked about 0 of 2 comments: none.\n"
    assert stet(there, "ask", "--again").stdout == "Asked about 5 of 5 comments: 5 answered.\n"
    assert "Resting" not in stet(there, "status").stdout


def test_its_key_is_read_from_a_file_and_shown_nowhere(
    stet: Stet, article: Article, judge: Judge, tmp_path: Path
) -> None:
    (tmp_path / "key").write_text("sk-hunter2\n")
    referred(article, 1)
    script = judge.playing("no-key", "approve")
    there = environment(script, KEY_FILE=str(tmp_path / "key"))
    told = [stet(there, *command).output for command in (("ask",), ("ask", "--again"), ("status",))]
    assert {request["headers"]["authorization"] for request in script.received()} == {"Bearer sk-hunter2"}
    assert "stays referred" in told[0], "what is logged is here too"
    assert "hunter2" not in "".join(told)


# ——— Several at once, and a slow one ———


@pytest.fixture
def newsroom(installation: Installation) -> Installation:
    installation.tool("newsroom")
    return installation


def refer(newsroom: Installation, number: int) -> list[str]:
    """Ids of so many new referred comments, in the order in which they were written."""
    return newsroom.tool("refer", *(f"Number {one}." for one in range(number))).split()


def states(newsroom: Installation) -> str:
    verified = newsroom.stet("verify")
    assert verified.returncode == 0, verified.stderr
    return verified.stdout


def test_processes_that_ask_at_once_ask_once_about_each(newsroom: Installation, judge: Judge) -> None:
    refer(newsroom, 9)
    script = judge.playing("approve")
    there = newsroom.having(environment(script))
    asking = [there.starting("second-judge", "ask") for _ in range(3)]
    assert [one.wait(120) for one in asking] == [0, 0, 0]
    assert len({request["body"]["messages"][1]["content"].splitlines()[2] for request in script.received()}) == 9
    assert len(script.received()) == 9
    assert "9 opinions." in states(newsroom)


def test_processes_that_ask_at_once_share_one_budget(newsroom: Installation, judge: Judge) -> None:
    refer(newsroom, 9)
    script = judge.playing("approve")
    there = newsroom.having(environment(script, CALLS="4"))
    asking = [there.starting("second-judge", "ask") for _ in range(3)]
    assert [one.wait(120) for one in asking] == [0, 0, 0]
    assert len(script.received()) == 4
    assert "4 of 4 calls" in there.stet("second-judge", "status").stdout


def test_a_moderator_who_decides_while_it_is_asked_wins(newsroom: Installation, judge: Judge) -> None:
    (comment,) = refer(newsroom, 1)
    script = judge.playing("held")
    there = newsroom.having(environment(script))
    asking = there.starting("second-judge", "ask")
    script.wait_until_asked()
    assert there.stet("second-judge", "ask").stdout == "Asked about 0 of 0 comments: none.\n", "somebody is asking"
    newsroom.tool("reject", comment)
    script.release()
    told, _ = asking.communicate(timeout=120)
    assert told == "Asked about 1 of 1 comments: 1 late.\n"
    assert "1 comments (1 rejected), 2 verdicts." in states(newsroom), "and no opinion"


def test_a_process_killed_while_it_asks_loses_nothing(newsroom: Installation, judge: Judge) -> None:
    refer(newsroom, 1)
    script = judge.playing("held", "approve")
    there = newsroom.having(environment(script))
    asking = there.starting("second-judge", "ask")
    script.wait_until_asked()
    asking.kill()
    asking.communicate()
    script.release()
    assert "1 comments (1 pending), 1 verdicts." in states(newsroom)
    status = there.stet("second-judge", "status").stdout
    assert "1 of 1000 calls" in status, "counted before it was made"
    assert "Ended:    1 awaited" in status


def test_the_running_server_asks_by_itself_and_nobody_waits_for_it(
    installation: Installation, judge: Judge, tmp_path: Path
) -> None:
    (tmp_path / "policy.yaml").write_text(policy_text("advise"))
    installation.stet("site", "add", "courier", "The Courier", "--policy", str(tmp_path / "policy.yaml"))
    installation.stet("article", "add", "courier", "the-bridge")
    script = judge.playing("held", "reject-attack")
    with serving(installation, **environment(script)) as (address, _):
        first = post(address, body="The first.")[1]
        script.wait_until_asked()
        status, second = post(address, body="The second, while the judge is thinking.")
        assert (status, first["state"], second["state"]) == (201, "pending", "pending")
        assert get(first["links"]["self"])["state"] == "pending"
        script.release()
        assert opinions(installation, 2) == 2
    asked = [request["body"]["messages"][1]["content"] for request in script.received()]
    assert ["The first." in asked[0], "The second, while" in asked[1], len(asked)] == [True, True, 2]


def opinions(installation: Installation, enough: int) -> int:
    """How many opinions there are, once there are enough or a minute is over."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found = re.search(r"(\d+) opinions", states(installation))
        if found and int(found[1]) >= enough:
            return int(found[1])
    return 0


def test_what_it_wrote_is_nowhere_after_an_erasure(newsroom: Installation, judge: Judge) -> None:
    (comment,) = refer(newsroom, 1)
    newsroom.having(environment(judge.playing("approve"))).stet("second-judge", "ask")
    assert json.loads(newsroom.tool("opinions")) == [["approve", REASON]]
    assert newsroom.stet("erase", "--comment", comment, "--yes").returncode == 0
    assert json.loads(newsroom.tool("opinions")) == [["approve", None]]
    assert "1 opinions" in states(newsroom)
