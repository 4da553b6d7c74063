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
    proof: str | None = Field(None, max_length=2000, description="A guest's proof of work, where one was asked for")
    trap: str = Field("", max_length=2000, description="A field that people do not see and programs fill in")
    elapsed: int | None = Field(None, ge=0, le=10**10, description="Milliseconds since the form was opened")


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
    """`verify` is the page on which a kept receipt can be checked."""

    self: str
    page: str
    thread: str
    follow: str
    data: str
    verify: str


class AppealIn(Strict):
    statement: str = Field(description="Why the decision was wrong, in 1 to 2,000 characters")


class AppealOut(Schema):
    """Where the author's appeal stands. `answered_at` is when a person granted or refused it."""

    state: Literal["none", "possible", "waiting", "granted", "refused"]
    statement: str | None
    made_at: datetime | None
    answered_at: datetime | None


class FollowOut(Schema):
    """What the author asked to hear by e-mail; `possible` says whether one can ask here."""

    possible: bool
    decision: bool
    replies: bool
    confirmed: bool


class FollowIn(Strict):
    """Where to write to, and what about: at least one of the two."""

    email: str
    decision: bool = False
    replies: bool = False
    lang: str | None = Field(None, max_length=35, description="The language of the letters")


class FollowedOut(Schema):
    follow: FollowOut


class ReceiptOut(Schema):
    """All that an author may know of a comment. Whoever holds the receipt may read it and withdraw the comment.

    `usual_wait` is how many seconds people usually take to decide on this site, where enough was decided to say so.
    """

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
    moderator: str | None = Field(description="A pseudonym, the same for all that this person decides")
    reason: str
    explanation: str | None = Field(description="What the moderator wrote to the author beside the guidelines' wording")
    guidelines: list[GuidelineAtIssue]
    appeal: AppealOut
    usual_wait: int | None
    follow: FollowOut
    ledger: Seal
    links: ReceiptLinks


class StatementOut(Schema):
    """What the commitment seals; author and body are null once erased."""

    article: str
    author: str | None
    body: str | None
    id: str
    parent: str | None
    written_at: str


class EntryOut(Schema):
    """An entry of the ledger, whole: `hash` is that of all the others (docs/ledger.md)."""

    position: int
    kind: str
    subject: str
    recorded_at: str
    facts: str
    previous_hash: str
    hash: str


class NamedGuideline(Schema):
    id: str
    title: str
    wording: str


class VerdictOut(Schema):
    """A verdict in words. `explanation` is what its moderator wrote to the author."""

    id: str
    position: int
    outcome: Literal["approve", "reject", "refer"]
    decided_at: str
    decided_by: Decider
    moderator: str | None
    guidelines_version: int
    reason: str
    explanation: str | None
    guidelines: list[NamedGuideline]


class KeptAppealOut(Schema):
    """`position` is the place of the appeal's entry, `answered_by` that of the ruling's."""

    id: str
    position: int
    made_at: str
    statement: str | None
    state: Literal["none", "waiting", "granted", "refused"]
    answered_by: int | None


class SiteNamed(Schema):
    id: str
    name: str


class ArticleNamed(Schema):
    id: str
    title: str
    url: str


class FollowingOut(Schema):
    decision: bool
    replies: bool
    confirmed: bool


class ReaderNamed(Schema):
    id: str
    name: str
    badge: str


class KeptReceiptOut(Schema):
    """Everything that is kept about a comment, and all that is needed to check it (docs/ledger.md).

    `reactions` is how many readers reacted to it; `reader` is what the site says of a signed-in author.
    """

    format: Literal["stet-receipt"]
    version: Literal[1]
    receipt: str
    state: StateName
    site: SiteNamed
    article: ArticleNamed
    comment: StatementOut
    commitment: str
    salt: str | None
    entries: list[EntryOut]
    verdicts: list[VerdictOut]
    appeals: list[KeptAppealOut]
    reactions: int
    following: FollowingOut
    reading_language: str
    reader: ReaderNamed | None


class MeasureOut(Schema):
    """What the newsroom has done about a signed-in reader, and why; the mildest is a warning.

    `ends_at` is null for one without a term. `seen` says whether the reader was told; a warning is told once, by the
    refusal `warned`, unless it was shown and said to be seen before.
    """

    id: UUID
    measure: Literal["warning", "premoderation", "suspension", "ban"]
    reason: str
    made_at: datetime
    ends_at: datetime | None
    lifted_at: datetime | None
    seen: bool


class NoteOut(Schema):
    """What somebody of the newsroom wrote down about a reader for colleagues. It names none of them."""

    text: str
    written_at: datetime


class KeptReceiptsOut(Schema):
    """The same about all comments of a signed-in reader, with the newsroom's measures against them and its notes."""

    format: Literal["stet-receipts"]
    version: Literal[1]
    receipts: list[KeptReceiptOut]
    measures: list[MeasureOut]
    notes: list[NoteOut]


class AuthorOut(Schema):
    """`badge` is the site's word for somebody of its staff; `key` names a signed-in reader, on this site alone."""

    name: str
    signed_in: bool
    badge: str | None
    key: str | None


class CommentOut(Schema):
    """A published comment, or ("unavailable") the place of one that is not shown but answered.

    `more_replies` counts the published answers below a top comment that were left out; a reply has 0.
    """

    id: UUID
    parent: UUID | None
    state: Literal["approved", "unavailable"]
    author: AuthorOut | None
    body: str | None
    language: str
    written_at: datetime
    published_at: datetime | None
    permalink: str
    picked: bool
    reactions: int
    more_replies: int
    replies: list["CommentOut"]


class ArticleOut(Schema):
    id: str
    url: str
    title: str
    language: str
    open: bool


class PlaceOut(Schema):
    """On which page a comment stands."""

    id: UUID
    page: int


class ProviderOut(Schema):
    id: str
    name: str


class SignInOut(Schema):
    """The ways to sign in: the site's own token, a link by e-mail, other providers."""

    token: bool
    email: bool
    providers: list[ProviderOut]


class SiteSettingsOut(Schema):
    """What readers can do on this site. `usual_wait` are the median seconds until a person decides, if known."""

    hints: bool
    appeals: bool
    letters: bool
    reactions: bool
    sign_in: SignInOut
    sign_in_url: str | None
    usual_wait: int | None


class ThreadOut(Schema):
    """One page: 50 top comments, each with up to 50 of its published answers.

    `cursor` goes to /stream; `place` is that of the comment asked for, null where it is not published here.
    """

    site: str
    article: ArticleOut
    count: int
    page: int
    pages: int
    order: str
    longest_comment: int
    guests_may_comment: bool
    cursor: str
    place: PlaceOut | None
    site_settings: SiteSettingsOut
    comments: list[CommentOut]


class RepliesOut(Schema):
    """Answers to a top comment, flat, in the order of the conversation; `next` goes into `after`."""

    comments: list[CommentOut]
    next: UUID | None


class ReactionIn(Strict):
    """Who reacts without being signed in: a browser, by a random name that it keeps."""

    device: str | None = Field(None, pattern="^[!-~]{16,64}$")


class ReactionOut(Schema):
    """How many readers found the comment worth reading, and whether the one who asks is among them."""

    reactions: int
    mine: bool


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
    """By the articles' ids, and by their addresses."""

    counts: dict[str, int]
    urls: dict[str, int]
