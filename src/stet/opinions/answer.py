"""Reads an opinion out of what the second judge answered. What is not exactly what was asked for is discarded."""

import re
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from stet.newsroom.verdict import Opinion, Outcome
from stet.opinions.question import Question

# A sentence was asked for; whatever writes an essay has not understood, or was talked into it.
LONGEST_REASON: Final = 600
# What no database can hold, and what would steer a page or a terminal that shows it.
_NO_TEXT: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)


class Unusable(Exception):
    """The answer is not what was asked for; the text says in what."""


def _plain(reason: str) -> str:
    if _NO_TEXT.search(reason):
        raise ValueError("holds characters that no text needs")
    return " ".join(reason.split())


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    code: str
    reason: Annotated[str, Field(max_length=LONGEST_REASON), AfterValidator(_plain)]
    outcome: Literal["approve", "reject", "refer"]
    guidelines: list[str]


def read(content: str, asked: Question) -> Opinion:
    """The opinion in the content of a message. Raises Unusable, in words that repeat nothing of the content."""
    answer = _parsed(content)
    if answer.code != asked.code:
        raise Unusable("it does not repeat the question's code")
    if not set(answer.guidelines) <= set(asked.guidelines):
        raise Unusable("it names a guideline that the policy does not have")
    if len(set(answer.guidelines)) < len(answer.guidelines):
        raise Unusable("it names a guideline twice")
    try:
        return Opinion(Outcome(answer.outcome), tuple(answer.guidelines), answer.reason)
    except ValueError as error:
        raise Unusable("its outcome and its guidelines do not go together") from error


def _parsed(content: str) -> _Answer:
    try:
        return _Answer.model_validate_json(_unwrapped(content))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"] if step in _Answer.model_fields)
        raise Unusable(f"{place or 'it'} is not as asked for ({first['type']})") from None


def _unwrapped(content: str) -> str:
    """The answer alone: models that think aloud do so before it, and many put JSON into a block of Markdown unasked."""
    answer = content.strip()
    if answer.startswith("<think>"):
        answer = answer.partition("</think>")[2].strip()
    if answer.startswith("```") and answer.endswith("```"):
        answer = answer.removesuffix("```").removeprefix("```").removeprefix("json").strip()
    return answer
