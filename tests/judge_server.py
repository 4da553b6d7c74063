"""A second judge to test with: a server process on a loopback port that speaks OpenAI's protocol and plays parts.

A test gets a script of its own: ``judge.playing("busy", "approve")`` answers first with 429, then always approves. The
parts are the functions below that are named in PARTS. `python -m tests.judge_server` prints its port and serves until
its standard input ends.
"""

import json
import re
import subprocess
import sys
import threading
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

from stet.opinions.endpoint import Endpoint

REASON = "It was read by the test's own judge."
_numbers = count()


# ——— What a test sees ———


@dataclass(frozen=True)
class Script:
    """An endpoint that plays its parts in their order, the last one for ever."""

    address: str
    name: str
    parts: tuple[str, ...]

    @property
    def url(self) -> str:
        return f"{self.address}/{self.name}/{'+'.join(self.parts)}/v1"

    def endpoint(self, **settings: Any) -> Endpoint:
        return Endpoint(**{"url": self.url, "model": "judge-7b"} | settings)

    def received(self) -> list[dict[str, Any]]:
        """What was sent to it so far: headers (small letters) and body of each request."""
        with urllib.request.urlopen(f"{self.address}/received/{self.name}", timeout=60) as answer:
            return list(json.load(answer))

    def wait_until_asked(self) -> None:
        """Return once a question is held ("held")."""
        urllib.request.urlopen(f"{self.address}/wait/{self.name}", timeout=60).close()

    def release(self) -> None:
        """Answer what is held."""
        urllib.request.urlopen(f"{self.address}/release/{self.name}", timeout=60).close()


@dataclass(frozen=True)
class Judge:
    """A running server."""

    address: str

    def playing(self, *parts: str) -> Script:
        return Script(self.address, f"script-{next(_numbers)}", parts)


@contextmanager
def running() -> Iterator[Judge]:
    command = [sys.executable, "-m", "tests.judge_server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        assert server.stdin
        yield Judge(f"http://127.0.0.1:{server.stdout.readline().strip()}")
        server.stdin.close()


# ——— The parts ———


@dataclass
class Stage:
    """What is known of one script: the requests it got, and whether those that are held may go on."""

    requests: list[dict[str, Any]] = field(default_factory=list)
    is_held: threading.Event = field(default_factory=threading.Event)
    is_released: threading.Event = field(default_factory=threading.Event)


class Asked:
    """A question as a model would read it."""

    def __init__(self, body: dict[str, Any]) -> None:
        self.body = body
        said = {message["role"]: message["content"] for message in body["messages"]}
        code, comment = re.findall(r"=== ([0-9a-f]+) ===\n(.*)\n=== \1 ===", said["user"])[0]
        self.code, self.comment = code, json.loads(comment)

    def answer(self, outcome: str, *guidelines: str, **changes: Any) -> dict[str, Any]:
        return {"code": self.code, "reason": REASON, "outcome": outcome, "guidelines": list(guidelines)} | changes


def completion(content: str | None, finish: str = "stop", **more: Any) -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": finish}
    usage = {"prompt_tokens": 1000, "completion_tokens": 50, "total_tokens": 1050}
    return json.dumps({"object": "chat.completion", "choices": [choice], "usage": usage} | more).encode()


def says(*answer: str, **changes: Any) -> Callable[["Handler", Asked], None]:
    return lambda handler, asked: handler.send(200, completion(json.dumps(asked.answer(*answer, **changes))))


def says_text(write: Callable[[Asked], str | None], **more: Any) -> Callable[["Handler", Asked], None]:
    return lambda handler, asked: handler.send(200, completion(write(asked), **more))


def status(number: int, body: bytes = b'{"error":{"message":"no"}}', **headers: str) -> Callable[..., None]:
    return lambda handler, _: handler.send(
        number, body, **{name.replace("_", "-"): one for name, one in headers.items()}
    )


def approving(asked: Asked) -> str:
    return json.dumps(asked.answer("approve"))


def held(handler: "Handler", asked: Asked) -> None:
    """Answer when the test says so."""
    handler.stage.is_held.set()
    handler.stage.is_released.wait(120)
    handler.send(200, completion(approving(asked)))


def halved(handler: "Handler", _: Asked) -> None:
    """Begin to answer, and go on when the test says so."""
    handler.begin(200, 1000)
    handler.wfile.write(b'{"choices":')
    handler.wfile.flush()
    handler.stage.is_released.wait(120)


def broken(handler: "Handler", _: Asked) -> None:
    """Hang up in the middle of the answer."""
    handler.begin(200, 1000)
    handler.wfile.write(b'{"choices":')


def endless(handler: "Handler", _: Asked) -> None:
    """Go on for as long as anybody listens."""
    handler.begin(200)
    while True:
        handler.wfile.write(b" " * 65536)


def picky(*known: str) -> Callable[["Handler", Asked], None]:
    """Refuse every form of answer but these."""

    def part(handler: "Handler", asked: Asked) -> None:
        wanted = asked.body.get("response_format", {}).get("type", "none")
        if wanted in known:
            handler.send(200, completion(approving(asked)))
        else:
            handler.send(400, b'{"error":{"message":"response_format is not supported\x1b[2J"}}')

    return part


PARTS: dict[str, Callable[["Handler", Asked], None]] = {
    "approve": says("approve"),
    "reject": says("reject", "racism"),
    "reject-attack": says("reject", "personal_attack"),
    "refer": says("refer"),
    # As models dress their answers up.
    "in-a-block": says_text(lambda asked: f"```json\n{approving(asked)}\n```\n"),
    "thinking": says_text(lambda asked: f'<think>Is it {{"outcome":"reject"}}?</think>\n{approving(asked)}'),
    "uncounted": says_text(approving, usage=None),
    "miscounted": says_text(approving, usage={"total_tokens": -3}),
    # Answers that are none.
    "echo": says_text(lambda asked: asked.comment),
    "prose": says_text(lambda _: "Sure! I approve of this comment."),
    "prose-before": says_text(lambda asked: f"Here you are: {approving(asked)}"),
    "cut-json": says_text(lambda asked: approving(asked)[:-5]),
    "silent": says_text(lambda _: None),
    "cut-off": says_text(approving, choices=[{"message": {"content": "{"}, "finish_reason": "length"}]),
    "no-choices": says_text(lambda _: "", choices=[]),
    "odd-choices": says_text(lambda _: "", choices=["x"]),
    "other-code": says("approve", code="00000000"),
    "no-code": says_text(lambda asked: json.dumps({**asked.answer("approve"), "code": None})),
    "other-outcome": says("edit"),
    "other-guideline": says("reject", "spelling"),
    "guideline-twice": says("reject", "threat", "threat"),
    "reject-for-nothing": says("reject"),
    "approve-for-something": says("approve", "threat"),
    "more-fields": says("approve", may="decide"),
    "odd-guidelines": says("reject", guidelines="threat"),
    "long-reason": says("approve", reason="Because. " * 200),
    "nul": says("approve", reason="a\x00b"),
    "surrogate": says("approve", reason="\ud800"),
    "turned-around": says("approve", reason="\u202eevorppa"),
    "list": says_text(lambda asked: f"[{approving(asked)}]"),
    "deep": says_text(lambda _: "[" * 100_000),
    "marked-up": says("refer", reason="<script>alert(1)</script> \u0631\u0623\u064a"),
    # Answers that are not even completions.
    "html": status(200, b"<html>Welcome</html>"),
    "null": status(200, b"null"),
    "nested": status(200, b"[" * 100_000),
    "not-utf-8": status(200, b"\xff\xfe\x00"),
    "endless": endless,
    # Servers in trouble.
    "busy": status(429, Retry_After="1200"),
    "busy-until": status(429, Retry_After="Wed, 21 Oct 2099 07:28:00 GMT"),
    "busy-since": status(429, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"),
    "busy-oddly": status(429, Retry_After="soon"),
    "unavailable": status(503),
    "failed": status(500),
    "no-key": status(401, b'{"error":{"message":"Incorrect API key provided: sk-hunter2"}}'),
    "no-model": status(404),
    "elsewhere": status(302, Location="/elsewhere/approve/v1/chat/completions"),
    "only-object": picky("json_object", "none"),
    "only-words": picky("none"),
    "held": held,
    "halved": halved,
    "broken": broken,
}


# ——— The server ———

_stages: defaultdict[str, Stage] = defaultdict(Stage)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stage: Stage

    def do_POST(self) -> None:
        script, parts, *path = self.path.strip("/").split("/")
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.stage = _stages[script]
        number = len(self.stage.requests)
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.stage.requests.append({"path": "/".join(path), "headers": headers, "body": json.loads(body)})
        plays = parts.split("+")
        self.close_connection = True
        PARTS[plays[min(number, len(plays) - 1)]](self, Asked(json.loads(body)))

    def do_GET(self) -> None:
        order, script = self.path.strip("/").split("/")
        stage = _stages[script]
        if order == "wait":
            stage.is_held.wait(60)
        if order == "release":
            stage.is_released.set()
        self.send(200, json.dumps(stage.requests).encode())

    def begin(self, number: int, length: int | None = None, **headers: str) -> None:
        self.send_response(number)
        for name, value in {"Content-Type": "application/json", "Connection": "close", **headers}.items():
            self.send_header(name, value)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def send(self, number: int, body: bytes, **headers: str) -> None:
        self.begin(number, len(body), **headers)
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Whoever hangs up first is playing a part, too."""


if __name__ == "__main__":
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()
