"""The one place from which Stet speaks to another server: one request, one answer, or a failure with a name.

The protocol is that of OpenAI's "chat completions" as vLLM, llama.cpp, Ollama and hosted services answer it.
"""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Final

import httpx2

from stet import __version__
from stet.opinions.answer import Unusable, read
from stet.opinions.endpoint import MOST_TOKENS_ANSWERED, AnswerFormat, Endpoint, Failure, Kind, Reply
from stet.opinions.question import Question

# An answer has some 1,000 bytes, its envelope as many again. Whoever sends more than this is not answering.
MOST_BYTES: Final = 256 * 1024
# A server may ask to be left alone for so long; who asks for more is asked again all the same.
LONGEST_PAUSE: Final = 3600
_SECONDS_TO_CONNECT: Final = 10.0


def ask(endpoint: Endpoint, asked: Question) -> Reply:
    """Ask once. Raises Failure."""
    body = _body(endpoint, asked)
    try:
        sent = _post(endpoint, body)
    except httpx2.TimeoutException as error:
        raise _too_late(endpoint, asked) from error
    except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError) as error:
        raise Failure(Kind.UNREACHABLE, f"cannot be reached: {type(error).__name__}") from error
    return _reply(sent, endpoint, asked)


@dataclass(frozen=True, slots=True)
class _Sent:
    """What a server sent back; `body` is None when it was too large or did not end in time."""

    status: int
    headers: Mapping[str, str]
    body: bytes | None
    is_late: bool = False


def _body(endpoint: Endpoint, asked: Question) -> dict[str, Any]:
    body: dict[str, Any] = {
        "model": endpoint.model,
        "messages": asked.messages,
        "temperature": 0,
        "max_tokens": MOST_TOKENS_ANSWERED,
        "stream": False,
        **_response_format(endpoint.answer, asked),
        **endpoint.extra,
    }
    return {name: value for name, value in body.items() if value is not None}


def _response_format(wanted: AnswerFormat, asked: Question) -> dict[str, Any]:
    if wanted is AnswerFormat.NOTHING:
        return {}
    if wanted is AnswerFormat.OBJECT:
        return {"response_format": {"type": "json_object"}}
    schema = {"name": "opinion", "strict": True, "schema": asked.schema}
    return {"response_format": {"type": "json_schema", "json_schema": schema}}


def _post(endpoint: Endpoint, body: Mapping[str, Any]) -> _Sent:
    # What a comment says, and the key, go to the address that was set, and nowhere else: no redirect is followed, and
    # no proxy of the environment's is asked.
    headers = {"Accept-Encoding": "identity", "User-Agent": f"stet/{__version__}"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    headers["Content-Type"] = "application/json"
    ends_at = time.monotonic() + endpoint.timeout
    limits = httpx2.Timeout(endpoint.timeout, connect=min(_SECONDS_TO_CONNECT, endpoint.timeout))
    with (
        httpx2.Client(timeout=limits, trust_env=False, follow_redirects=False) as client,
        client.stream("POST", endpoint.address, content=content, headers=headers) as response,
    ):
        received, is_late = _received(response.iter_raw(), ends_at)
        return _Sent(response.status_code, response.headers, received, is_late)


def _received(chunks: Iterator[bytes], ends_at: float) -> tuple[bytes | None, bool]:
    """All that was sent, and whether the time was over first. The library's time-out is for each piece alone."""
    received = b""
    for chunk in chunks:
        received += chunk
        if time.monotonic() > ends_at:
            return None, True
        if len(received) > MOST_BYTES:
            return None, False
    return received, False


def _reply(sent: _Sent, endpoint: Endpoint, asked: Question) -> Reply:
    if sent.is_late:
        raise _too_late(endpoint, asked)
    excerpt = _excerpt(sent, endpoint)
    if sent.status != HTTPStatus.OK:
        raise _refusal(sent, excerpt)
    tokens, is_counted = endpoint.most_tokens(asked), False
    try:
        envelope = _envelope(sent.body)
        counted = _tokens(envelope)
        tokens, is_counted = (tokens, False) if counted is None else (counted, True)
        return Reply(read(_content(envelope), asked), tokens, is_counted)
    except Unusable as error:
        raise Failure(Kind.UNUSABLE, f"gave no usable answer: {error}", tokens=tokens, excerpt=excerpt) from error


def _too_late(endpoint: Endpoint, asked: Question) -> Failure:
    # It may have worked all the while, and a hosted one may want to be paid for it.
    text = f"did not answer within {endpoint.timeout:g} seconds"
    return Failure(Kind.TIMEOUT, text, tokens=endpoint.most_tokens(asked))


def _refusal(sent: _Sent, excerpt: str) -> Failure:
    status = sent.status
    text = f"answered with status {status}"
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        pause = _pause(sent.headers.get("retry-after", ""))
        return Failure(Kind.BUSY, text, retry_after=pause, status=status, excerpt=excerpt)
    kind = Kind.FAILED if status >= HTTPStatus.INTERNAL_SERVER_ERROR else Kind.REFUSED
    return Failure(kind, text, status=status, excerpt=excerpt)


def _pause(value: str) -> int:
    """Seconds to wait, by a Retry-After header (RFC 9110, 10.2.3): a number of seconds, or a time."""
    try:
        seconds = int(value) if value.isdecimal() else _until(parsedate_to_datetime(value))
    except (ValueError, TypeError, OverflowError):
        return 0
    return max(0, min(seconds, LONGEST_PAUSE))


def _until(moment: datetime) -> int:
    return round((moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _envelope(body: bytes | None) -> dict[str, Any]:
    if body is None:
        raise Unusable(f"it has more than {MOST_BYTES} bytes")
    try:
        envelope = json.loads(body)
    except (ValueError, RecursionError):
        raise Unusable("what came is not JSON") from None
    if not isinstance(envelope, dict):
        raise Unusable("what came is not a chat completion")
    return envelope


def _content(envelope: Mapping[str, Any]) -> str:
    try:
        choice = envelope["choices"][0]
        content = choice["message"]["content"]
    except (KeyError, IndexError, TypeError):
        raise Unusable("what came is not a chat completion") from None
    if isinstance(choice, dict) and choice.get("finish_reason") == "length":
        raise Unusable("it was cut off for its length; a model that thinks aloud needs it switched off, or more tokens")
    if not isinstance(content, str):
        raise Unusable("its message has no text; the model may have refused")
    return content


def _tokens(envelope: Mapping[str, Any]) -> int | None:
    """The tokens that the server counted, question and answer together; None when it says nothing sensible."""
    usage = envelope.get("usage")
    total = usage.get("total_tokens") if isinstance(usage, dict) else None
    return total if isinstance(total, int) and not isinstance(total, bool) and 0 < total < 10_000_000 else None


def _excerpt(sent: _Sent, endpoint: Endpoint) -> str:
    told = (sent.body or b"")[:1000].decode(errors="replace")
    return told.replace(endpoint.key, "…") if endpoint.key else told
