"""The form under a thread, and what may be wrong with the way it was sent."""

import hashlib
from dataclasses import dataclass, field
from urllib.parse import parse_qsl
from uuid import UUID, uuid4

from django.http import HttpRequest, QueryDict

from stet.comments.acts.receive import Draft
from stet.comments.errors import BodyInvalidCharacters, ParentUnknown

_BROKEN = "\ufffd"


@dataclass(frozen=True, slots=True)
class CommentForm:
    """What somebody typed, as it came. Not one of Django's forms on purpose: their text fields trim the text.

    `attempt` is made with the blank form, so that sending it twice is known to be one attempt.
    """

    name: str = ""
    body: str = ""
    parent: str = ""
    attempt: str = field(default_factory=lambda: uuid4().hex)

    @classmethod
    def sent(cls, data: QueryDict) -> "CommentForm":
        """The form as it was sent; what is missing is empty."""
        return cls(*(data.get(name, "") for name in ("name", "body", "parent", "attempt")))

    def draft(self, reading_language: str) -> Draft:
        """The form as a draft. Raises ParentUnknown for a parent that is no id."""
        return Draft(
            body=self.body,
            author_name=self.name,
            reading_language=reading_language,
            parent=_id(self.parent),
            idempotency_key=self._key(),
        )

    def _key(self) -> str | None:
        """A second click is the same comment; another text, written after going back to the form, is another one."""
        said = "\x00".join((self.attempt, self.parent, self.name, self.body))
        return hashlib.sha256(said.encode()).hexdigest() if self.attempt else None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise ParentUnknown from None


def check_encoding(request: HttpRequest) -> None:
    """Raise BodyInvalidCharacters when a form is not valid UTF-8.

    Django puts a replacement character in the place of bytes it cannot read; that would be an edit. In a multipart form
    the bytes are gone by now, so the replacement character itself is refused there; our own form is not multipart.
    """
    if request.content_type == "application/x-www-form-urlencoded":
        try:
            parse_qsl(request.body.decode("ascii"), keep_blank_values=True, errors="strict")
        except UnicodeDecodeError:
            raise BodyInvalidCharacters from None
    elif any(_BROKEN in value for value in request.POST.values()):
        raise BodyInvalidCharacters
