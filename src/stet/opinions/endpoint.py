"""Where the second judge is, what it may cost, and what can come of asking it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from stet.newsroom.verdict import Opinion
from stet.opinions.question import Question

# A sentence, an outcome and a few ids take some 120 tokens; in Kurdish a token is hardly more than a letter.
MOST_TOKENS_ANSWERED: Final = 500
# Rather too many tokens than too few: in English one is four letters, in Arabic script two.
_LETTERS_A_TOKEN: Final = 2


class AnswerFormat(StrEnum):
    """How a server is told to answer in JSON."""

    SCHEMA = "json_schema"  # by a schema, which it enforces
    OBJECT = "json_object"  # in JSON of whatever shape
    NOTHING = "none"  # by the question's words alone


class Kind(StrEnum):
    """What went wrong; stable codes, kept with every call."""

    UNREACHABLE = "unreachable"  # no connection, or one that broke
    TIMEOUT = "timeout"  # no whole answer in time
    BUSY = "busy"  # 429 or 503: not now
    REFUSED = "refused"  # any other 3xx or 4xx: a wrong key, model, address or format
    FAILED = "failed"  # any other 5xx
    UNUSABLE = "unusable"  # an answer came, and is none


class Failure(Exception):
    """No opinion came. The text is for the operator and repeats nothing that the endpoint sent.

    `tokens` is what it may have cost; `retry_after` how many seconds the endpoint wants to be left alone; `excerpt` the
    beginning of what it sent, for `stet second-judge check` alone: it can hold the comment, or the key.
    """

    def __init__(
        self, kind: Kind, text: str, *, tokens: int = 0, retry_after: int = 0, status: int = 0, excerpt: str = ""
    ) -> None:
        super().__init__(text)
        self.kind, self.tokens, self.retry_after, self.status, self.excerpt = kind, tokens, retry_after, status, excerpt


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the second judge is. `url` ends before ``/chat/completions``; `timeout` is in seconds, for a whole answer.

    `extra` is merged into the request's body; a None in it takes a field out.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    answer: AnswerFormat = AnswerFormat.SCHEMA
    timeout: float = 30.0
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"{self.url}/chat/completions"

    def most_tokens(self, asked: Question) -> int:
        """How many tokens a question may cost with its answer: an estimate from above, by its letters."""
        allowed = [self.extra.get(name) for name in ("max_tokens", "max_completion_tokens")]
        answered = max([MOST_TOKENS_ANSWERED, *(number for number in allowed if isinstance(number, int))])
        return (len(asked.system) + len(asked.user)) // _LETTERS_A_TOKEN + answered


@dataclass(frozen=True, slots=True)
class Budget:
    """How much may be asked on one day (UTC); None is no limit."""

    calls: int | None
    tokens: int | None


@dataclass(frozen=True, slots=True)
class Reply:
    """An opinion and what it cost; `is_counted` says whether the server counted the tokens, or we guessed them."""

    opinion: Opinion
    tokens: int
    is_counted: bool
