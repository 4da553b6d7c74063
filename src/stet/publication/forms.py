"""The form under a thread, and what may be wrong with the way it was sent."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qsl
from uuid import UUID, uuid4

from django.http import HttpRequest, QueryDict

from stet.comments.acts.receive import Draft
from stet.comments.automation import form_opened
from stet.comments.errors import BodyInvalidCharacters, ParentUnknown
from stet.comments.sessions import SignedIn

_BROKEN = "\ufffd"


@dataclass(frozen=True, slots=True)
class CommentForm:
    """What somebody typed, as it came. Not one of Django's forms on purpose: their text fields trim the text.

    `attempt` is made with the blank form, so that sending it twice is known to be one attempt; so is `opened`, which
    says since when. `trap` is a field that people do not see (stet.comments.automation). `read` names the measures
    that stood above the form.
    """

    name: str = ""
    body: str = ""
    parent: str = ""
    attempt: str = field(default_factory=lambda: uuid4().hex)
    opened: str = field(default_factory=form_opened)
    trap: str = ""
    read: tuple[UUID, ...] = ()

    @classmethod
    def sent(cls, data: QueryDict) -> "CommentForm":
        """The form as it was sent; what is missing is empty, and a form without a time was opened now."""
        said = {name: data.get(name, "") for name in ("name", "body", "parent", "attempt")}
        return cls(
            **said,
            opened=data.get("opened") or form_opened(),
            trap=data.get("website", ""),
            read=tuple(_ids(data.getlist("read"))),
        )

    def draft(self, reading_language: str, reader: SignedIn | None, sender: str) -> Draft:
        """The form as a draft of the reader who is signed in, else of a guest; `sender` as in a draft.

        Raises ParentUnknown for a parent that is no id.
        """
        return Draft(
            body=self.body,
            author_name=reader.name if reader else self.name,
            reading_language=reading_language,
            parent=_id(self.parent),
            reader_key=reader.key if reader else None,
            is_name_given=False,
            idempotency_key=self._key(reader),
            sender=sender,
        )

    def _key(self, reader: SignedIn | None) -> str | None:
        """A second click is the same comment; another text, written after going back to the form, is another one."""
        who = reader.key if reader else self.name
        said = "\x00".join((self.attempt, self.parent, who, self.body))
        return hashlib.sha256(said.encode()).hexdigest() if self.attempt else None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise ParentUnknown from None


def _ids(texts: list[str]) -> Iterator[UUID]:
    """Those that are ids."""
    for text in texts:
        with suppress(ValueError):
            yield UUID(text)


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
