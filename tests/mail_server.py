"""A mail server to test with: a process on a loopback port that speaks SMTP (RFC 5321) and keeps what it takes.

What it does with a letter is said by the name in the address: `refused@…`, `later@…`, `spam@…`, `hangup@…`, `once@…`
(later the first time, taken the second); anybody else's letter is taken. With a certificate it offers STARTTLS, or
speaks TLS from the first byte. Who signs in must do so as stet, with the password "let me in"; nobody has to.

`python -m tests.mail_server FOLDER [start|tls CERTIFICATE]` prints its port and serves until its standard input ends.
"""

import asyncio
import base64
import email
import email.policy
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from typing import Any

from stet.letters.mail import Encryption, Mail, Server

PASSWORD = "let me in"
SENDER = "comments@courier.example"


# ——— What a test sees ———


@dataclass(frozen=True)
class Letter:
    """A letter that the server took: for whom by the envelope, and what came."""

    recipient: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, policy=email.policy.default)  # type: ignore[return-value]

    @property
    def text(self) -> str:
        return part(self.message, "plain")


def part(message: Any, kind: str) -> str:
    """The letter's plain or HTML text."""
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


@dataclass(frozen=True)
class MailServer:
    """A server that is running."""

    port: int
    folder: Path

    @property
    def mail(self) -> Mail:
        """The settings of an installation that sends through it."""
        return Mail(SENDER, Server("127.0.0.1", self.port, "", "", Encryption.NONE))

    def environment(self, scheme: str = "smtp", user: str = "", query: str = "") -> dict[str, str]:
        at = f"{user}@" if user else ""
        return {"STET_MAIL_URL": f"{scheme}://{at}127.0.0.1:{self.port}{query}", "STET_MAIL_FROM": SENDER}

    def letters(self) -> list[Letter]:
        """What it took so far, in order."""
        kept = sorted(self.folder.glob("*.eml"))
        return [Letter(path.stem.partition(" ")[2], path.read_bytes()) for path in kept]

    def refusals(self) -> list[str]:
        """Whose letters it did not take, each time."""
        kept = self.folder / "refused"
        return kept.read_text().split() if kept.exists() else []

    def wait_for(self, enough: Callable[[list[Letter]], bool]) -> list[Letter]:
        """The letters, once they are enough; fails after a minute."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if enough(self.letters()):
                return self.letters()
            time.sleep(0.1)
        raise AssertionError(f"Still only {[letter.recipient for letter in self.letters()]}.")


@contextmanager
def running(folder: Path, *tls: str) -> Iterator[MailServer]:
    """A server that keeps its letters in `folder`."""
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "tests.mail_server", str(folder), *tls]
    root = Path(__file__).resolve().parent.parent
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        yield MailServer(int(process.stdout.readline()), folder)
        process.stdin.close()


# ——— The server ———

_numbers = count(1)
_seen: set[str] = set()
AT_RCPT = {"refused": b"550 5.1.1 No such user here", "later": b"451 4.7.1 Greylisted, try again"}


class Conversation:
    """One client, from its greeting to its end."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, folder: Path) -> None:
        self.reader, self.writer, self.folder = reader, writer, folder
        self.recipient = ""

    async def run(self, context: ssl.SSLContext | None) -> None:
        await self.say(b"220 mail.test ESMTP")
        while line := (await self.reader.readline()).strip():
            word = line.split()[0].upper()
            if word == b"EHLO":
                offers = [b"STARTTLS"] if context and not self.writer.get_extra_info("ssl_object") else []
                await self.say(b"\r\n".join(b"250-" + one for one in [b"mail.test", *offers]), b"250 AUTH PLAIN")
            elif word == b"STARTTLS" and context:
                await self.say(b"220 go ahead")
                await self.writer.start_tls(context)
            elif word == b"AUTH":
                said = base64.b64decode(line.split()[2]).split(b"\0")[1:]
                is_right = said == [b"stet", PASSWORD.encode()]
                await self.say(b"235 welcome" if is_right else b"535 5.7.8 Bad credentials")
            elif word == b"RCPT":
                await self.say(self.answer(line))
            elif word == b"DATA":
                await self.say(b"354 go on")
                await self.take()
            elif word == b"QUIT":
                await self.say(b"221 bye")
                return
            else:
                await self.say(b"250 ok")

    def answer(self, line: bytes) -> bytes:
        self.recipient = line.decode().partition("<")[2].partition(">")[0]
        name = self.recipient.partition("@")[0]
        refusal = AT_RCPT.get(name)
        if name == "once" and self.recipient not in _seen:
            _seen.add(self.recipient)
            refusal = AT_RCPT["later"]
        if refusal:
            self.note()
        return refusal or b"250 ok"

    def note(self) -> None:
        with (self.folder / "refused").open("a") as file:
            file.write(f"{self.recipient}\n")

    async def take(self) -> None:
        lines = []
        while (line := await self.reader.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        name = self.recipient.partition("@")[0]
        if name in {"hangup", "spam"}:
            self.note()
        if name == "hangup":
            self.writer.close()
            return
        if name == "spam":
            await self.say(b"554 5.7.1 We do not want this")
            return
        written = self.folder / f"{next(_numbers):06d}.part"
        written.write_bytes(b"".join(lines))
        written.rename(self.folder / f"{written.stem} {self.recipient}.eml")
        await self.say(b"250 taken")

    async def say(self, *lines: bytes) -> None:
        self.writer.write(b"\r\n".join(lines) + b"\r\n")
        await self.writer.drain()


async def serve(folder: Path, tls: str = "", certificate: str = "") -> None:
    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await Conversation(reader, writer, folder).run(context if tls == "start" else None)
        except (OSError, asyncio.IncompleteReadError):
            pass  # whoever hangs up first
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=context if tls == "tls" else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), *sys.argv[2:]))
