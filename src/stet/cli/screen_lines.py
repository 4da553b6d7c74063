"""The contract of `stet screen`: a line of JSON in, a line of JSON out, and no line stops the next."""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, NoReturn

from stet.newsroom.labels import SCORES
from stet.newsroom.screening import ArticleContext, Finding, Screening, Submission
from stet.newsroom.verdict import Verdict

# A comment with a long article fits many times; a line without an end must not fill the memory.
MAX_LINE_BYTES: Final = 4 * 1024 * 1024
# Far more than any site's comment form takes.
MAX_TEXT: Final = 100_000
_CHUNK: Final = 64 * 1024
_NO_TEXT: Final = re.compile("[\x00\ud800-\udfff]")

Id = str | int | float


class LineError(Exception):
    """A line cannot be judged: a stable code, a message for a person, and the line's id as far as it is known."""

    def __init__(self, code: str, message: str, line_id: Id | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.id = code, message, line_id

    def line(self) -> str:
        """This error as a line of the answer."""
        return _json({"id": self.id, "error": {"code": self.code, "message": self.message}})


@dataclass(frozen=True, slots=True)
class Request:
    """A line that can be judged."""

    id: Id
    submission: Submission


def read_chunks(file: BinaryIO) -> Iterator[list[bytes | None]]:
    """The lines of `file`, without their ends, as they arrive; None for one longer than `MAX_LINE_BYTES`.

    What is there is handed on at once, so that a program that writes a line and waits for the answer gets it.
    """
    rest, too_long = b"", False
    while chunk := file.read1(_CHUNK):  # type: ignore[attr-defined]  # every binary stream of Python's has it
        *whole, rest = (rest + chunk).split(b"\n")
        lines: list[bytes | None] = [None if len(line) > MAX_LINE_BYTES else line for line in whole]
        if lines and too_long:
            lines[0], too_long = None, False
        if len(rest) > MAX_LINE_BYTES:
            rest, too_long = b"", True
        if lines:
            yield lines
    if rest or too_long:
        yield [None if too_long else rest]


def parse_line(line: bytes | None) -> Request:
    """What one line asks for. Raises LineError for everything that it cannot ask."""
    if line is None:
        raise LineError("line_too_long", f"A line has at most {MAX_LINE_BYTES} bytes.")
    fields = _fields(line)
    line_id = _id(fields)
    text = _text(fields, line_id)
    return Request(line_id, Submission(text, _article(fields, line_id), _optional(fields, "parent", line_id)))


def answer_line(request: Request, screening: Screening, verdict: Verdict) -> str:
    """What is answered: a line of JSON without its end; spans in code points of the text as given."""
    return _json(
        {
            "id": request.id,
            "language": screening.language,
            "scores": {name: screening.scores[name] for name in SCORES if name in screening.scores},
            "findings": [_finding(finding) for finding in screening.findings],
            "outcome": verdict.outcome.value,
            "guidelines": list(verdict.guidelines),
        }
    )


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "guideline": finding.guideline,
        "score": finding.score,
        "spans": [list(span) for span in finding.spans],
        "screener": finding.screener,
    }


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _fields(line: bytes) -> dict[str, Any]:
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LineError("encoding_invalid", f"The line is not UTF-8: {error.reason} at byte {error.start}.") from None
    try:
        fields = json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise LineError("json_invalid", "The line is nested too deeply.") from None
    except ValueError as error:
        raise LineError("json_invalid", f"The line is not JSON: {error}.") from None
    if not isinstance(fields, dict):
        raise LineError("json_invalid", 'The line is not an object; write {"id": …, "text": …}.')
    return fields


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _id(fields: dict[str, Any]) -> Id:
    if "id" not in fields:
        raise LineError("id_missing", 'The line has no "id".')
    value = fields["id"]
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise LineError("field_invalid", '"id" is a text or a number.')
    if isinstance(value, float) and not math.isfinite(value):
        raise LineError("field_invalid", '"id" is too large a number; give it as a text.')
    if isinstance(value, str) and _NO_TEXT.search(value):
        raise LineError("field_invalid", '"id" holds a NUL or half a surrogate pair.')
    return value


def _text(fields: dict[str, Any], line_id: Id) -> str:
    if fields.get("text") is None:
        raise LineError("text_missing", 'The line has no "text".', line_id)
    return parse_text(fields["text"], line_id)


def parse_text(value: object, line_id: Id | None = None) -> str:
    """`value` as a text that can be judged. Raises LineError when it is none."""
    text = _string(value, "text", line_id)
    if not text.strip():
        raise LineError("text_empty", '"text" is empty.', line_id)
    if len(text) > MAX_TEXT:
        raise LineError("text_too_long", f'"text" has more than {MAX_TEXT} characters.', line_id)
    return text


def _article(fields: dict[str, Any], line_id: Id) -> ArticleContext | None:
    article = fields.get("article")
    if article is None:
        return None
    if not isinstance(article, dict):
        raise LineError("field_invalid", '"article" is an object: {"title": …, "body": …}.', line_id)
    title, body = (_optional(article, name, line_id) for name in ("title", "body"))
    return ArticleContext(title or "", body or "")


def _optional(fields: dict[str, Any], name: str, line_id: Id) -> str | None:
    return None if fields.get(name) is None else _string(fields[name], name, line_id)


def _string(value: object, name: str, line_id: Id | None) -> str:
    if not isinstance(value, str):
        raise LineError("field_invalid", f'"{name}" is a text.', line_id)
    if _NO_TEXT.search(value):
        raise LineError("text_invalid_characters", f'"{name}" holds a NUL or half a surrogate pair.', line_id)
    return value
