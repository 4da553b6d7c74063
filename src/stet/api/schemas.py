"""What the API takes and gives. All times are UTC, ISO 8601; all spans are [start, end) in Unicode code points."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from stet.comments.text import is_text

StateName = Literal["pending", "approved", "rejected", "withdrawn", "erased"]
Decider = Literal["machine", "moderator"]
Direction = Literal["ltr", "rtl"]


def _is_name(value: str) -> str:
    if not is_text(value):
        raise ValueError("holds characters that no name has")
    return value


# What may name something in the database.
Name = Annotated[str, AfterValidator(_is_name)]


class Strict(Schema):
    """Input: a key that means nothing is an error, not silence; a number is no text."""

    model_config = ConfigDict(extra="forbid", strict=True)


class AuthorIn(Strict):
    name: str


class DraftIn(Strict):
    """A comment to be. `author` is for guests; a signed-in reader's name is in the token."""

    body: str
    article: str | None = Field(None, max_length=255, description="The publisher's own id of the article")
    url: str | None = Field(None, max_length=2000, description="The article's address, where the id is not known")
    site: str | None = Field(None, max_length=50)
    parent: UUID | None = Field(None, strict=False, description="The comment this one answers")
    author: AuthorIn | None = None
    lang: str | None = Field(None, max_length=35, description="The language to explain decisions in")


class GuidelineAtIssue(Schema):
    id: str
    title: str
    wording: str
    spans: list[tuple[int, int]] = Field(description="The words at issue, as places in `body`")


class Seal(Schema):
    """The comment's last entry in the ledger, and what proves its text.

    `commitment` is the hexadecimal HMAC-SHA256 of `statement` (UTF-8) under `salt` (hexadecimal). An erased comment has
    neither statement nor salt any more.
    """

    position: int
    hash: str
    commitment: str
    salt: str | None
    statement: str | None


class ReceiptLinks(Schema):
    self: str
    page: str
    thread: str


class ReceiptOut(Schema):
    """All that an author may know of a comment. Whoever holds the receipt may read it and withdraw the comment."""

    receipt: str
    id: UUID
    site: str
    article: str
    parent: UUID | None
    state: StateName
    author: str | None
    body: str | None
    language: str
    written_at: datetime
    decided_at: datetime | None
    published_at: datetime | None
    decided_by: Decider | None
    reason: str
    guidelines: list[GuidelineAtIssue]
    ledger: Seal
    links: ReceiptLinks


class AuthorOut(Schema):
    name: str
    signed_in: bool


class CommentOut(Schema):
    """A published comment, or ("unavailable") the place of one that is not shown but answered."""

    id: UUID
    parent: UUID | None
    state: Literal["approved", "unavailable"]
    author: AuthorOut | None
    body: str | None
    language: str
    written_at: datetime
    published_at: datetime | None
    permalink: str
    replies: list["CommentOut"]


class ArticleOut(Schema):
    id: str
    url: str
    title: str
    language: str
    open: bool


class ThreadOut(Schema):
    """One page: 50 top comments and all their replies."""

    site: str
    article: ArticleOut
    count: int
    page: int
    pages: int
    order: str
    longest_comment: int
    guests_may_comment: bool
    comments: list[CommentOut]


class ExamplesOut(Schema):
    passes: list[str]
    breaks: list[str]


class GuidelineOut(Schema):
    id: str
    group: str | None
    title: str
    wording: str
    severity: int
    examples: ExamplesOut


class GuidelinesOut(Schema):
    site: str
    version: int
    language: str
    direction: Direction
    introduction: str
    guidelines: list[GuidelineOut]


class CountsOut(Schema):
    counts: dict[str, int]
