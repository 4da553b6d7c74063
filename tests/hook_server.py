"""A receiver of webhooks to test with: a server thread on a loopback port that keeps what it is sent.

What it answers is said by the address's path: `/200`, `/500`, `/410`, `/429` (with Retry-After: 7200), `/302` (to
/200); `/once` answers 500 the first time and 204 from then on.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Received:
    """One request: its path, headers (small letters) and body."""

    path: str
    headers: dict[str, str]
    body: str


@dataclass
class Hooks:
    """A running server, and everything that it was sent."""

    address: str
    received: list[Received] = field(default_factory=list)


@contextmanager
def running() -> Iterator[Hooks]:
    hooks = Hooks("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            is_first = not any(one.path == self.path for one in hooks.received)
            hooks.received.append(
                Received(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            )
            status = (500 if is_first else 204) if self.path == "/once" else int(self.path.strip("/"))
            self.send_response(status)
            if status == 429:
                self.send_header("Retry-After", "7200")
            if status == 302:
                self.send_header("Location", "/200")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            """Tests say what they saw themselves."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        hooks.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield hooks
        server.shutdown()
        thread.join()
