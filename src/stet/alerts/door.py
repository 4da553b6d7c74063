"""The one place from which alerts go out to a webhook: one request, by the rules of Standard Webhooks 1.0.0.

Nothing is sent to an address inside the newsroom's own network unless the installation allows it
(STET_ALERTS_PRIVATE): whoever may add a webhook must not reach what only the server reaches.
"""

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

import httpx2
from standardwebhooks.webhooks import Webhook

from stet import __version__

_SECONDS: Final = 20.0
# Of an answer nothing is read but its status.
_GONE: Final = HTTPStatus.GONE
# "Slow down", as the standard lists it.
_BUSY: Final = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT}
_LONGEST_PAUSE: Final = 24 * 3600


class Problem(StrEnum):
    """Why a message did not arrive; stable codes, kept with the delivery."""

    ADDRESS = "address"  # it is no https address, or nobody has that name
    PRIVATE = "private"  # it leads into a private network
    UNREACHABLE = "unreachable"  # no connection, or no answer in time
    REFUSED = "refused"  # another status than 2xx
    BUSY = "busy"  # it asks to be left alone for a while
    GONE = "gone"  # it does not want to hear anything any more
    MAIL = "mail"  # the mail server did not take the letter
    NO_MAIL = "no_mail"  # no mail is set up


class Failure(Exception):
    """A message that did not arrive. `pause`: the seconds that the other side asks to be left alone, or 0."""

    def __init__(self, problem: Problem, status: int | None = None, pause: int = 0) -> None:
        super().__init__(problem.value)
        self.problem, self.status, self.pause = problem, status, pause


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: `id` is the same each time that it is tried; each secret signs it."""

    id: str
    body: str
    secrets: Sequence[str]


def post(address: str, message: Message, at: datetime, *, may_be_private: bool) -> int:
    """Send the message; the status that was answered, a 2xx. Raises Failure."""
    target = _resolved(address, may_be_private=may_be_private)
    headers = {
        "Content-Type": "application/json",
        "Host": target.host,
        "User-Agent": f"stet/{__version__}",
        "webhook-id": message.id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(_signature(secret, message, at) for secret in message.secrets),
    }
    try:
        # No redirect is followed, and no proxy of the environment's is asked: it goes where the newsroom said.
        with (
            httpx2.Client(timeout=_SECONDS, trust_env=False, follow_redirects=False) as client,
            client.stream(
                "POST",
                target.url,
                content=message.body.encode(),
                headers=headers,
                extensions={"sni_hostname": target.name},
            ) as response,
        ):
            return _checked(response.status_code, response.headers.get("retry-after", ""))
    except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError) as error:
        raise Failure(Problem.UNREACHABLE) from error


def check(address: str, *, may_be_private: bool) -> None:
    """Raise Failure for an address that nothing would be sent to, before anybody relies on it."""
    _resolved(address, may_be_private=may_be_private)


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a connection goes: `url` has the number that `name` was resolved to, so that nothing changes between."""

    url: str
    name: str
    host: str


def _resolved(address: str, *, may_be_private: bool) -> _Target:
    try:
        parts = urlsplit(address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise Failure(Problem.ADDRESS) from error
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and may_be_private)
    if not is_safe or not parts.hostname or "@" in parts.netloc or parts.fragment:
        raise Failure(Problem.ADDRESS)
    number = _number(parts.hostname, port, may_be_private=may_be_private)
    place = f"[{number}]" if number.version == 6 else str(number)
    url = parts._replace(netloc=f"{place}:{port}").geturl()
    return _Target(url, parts.hostname, parts.netloc)


def _number(name: str, port: int, *, may_be_private: bool) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The first address that the name has. Raises Failure where any of them is private and may not be."""
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Failure(Problem.ADDRESS) from error
    numbers = [ipaddress.ip_address(str(place[0]).partition("%")[0]) for *_, place in found]
    if not may_be_private and not all(number.is_global for number in numbers):
        raise Failure(Problem.PRIVATE)
    return numbers[0]


def _signature(secret: str, message: Message, at: datetime) -> str:
    return Webhook(secret).sign(message.id, at.astimezone(UTC), message.body)


def _checked(status: int, retry_after: str) -> int:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return status
    if status == _GONE:
        raise Failure(Problem.GONE, status)
    pause = min(int(retry_after), _LONGEST_PAUSE) if retry_after.isdecimal() else 0
    raise Failure(Problem.BUSY if status in _BUSY else Problem.REFUSED, status, pause)
