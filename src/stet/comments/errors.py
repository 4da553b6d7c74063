"""Why an act on a comment is refused. A class's `message` is what the reader is told; its `code` never changes.

Refusal
├── Invalid      what was sent cannot be a comment
│   ├── BodyMissing · BodyEmpty · BodyTooLong · BodyInvalidCharacters · BodyDirectionOverride
│   ├── NameMissing · NameTooLong · NameInvalid
│   ├── GuidelineMissing · GuidelineUnknown
│   └── IdempotencyKeyInvalid
├── Unknown      what it names is not there
│   ├── SiteUnknown · ArticleUnknown · ParentUnknown · ReceiptUnknown · PageUnknown
├── Forbidden    who sends it may not
│   ├── TokenInvalid · TokenExpired · OriginForbidden
├── Conflict     it is too late, or something else stands in the way
│   ├── ArticleClosed · ParentElsewhere · ParentUnpublished · IdempotencyKeyReused · AlreadyFinal
└── RateLimited  too much from one address in a while
"""

from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Refusal(Exception):
    """An act that was refused; nothing was changed. `field` names what was wrong in the input, where one thing was.

    `status` is what the refusal means in HTTP, on a page as in the API.
    """

    status: ClassVar[int]
    code: ClassVar[str]
    message: ClassVar["StrOrPromise"]
    field: ClassVar[str | None] = None

    def __str__(self) -> str:
        return str(self.message)


class Invalid(Refusal):
    status = 422


class Unknown(Refusal):
    status = 404


class Forbidden(Refusal):
    status = 403


class Conflict(Refusal):
    status = 409


class BodyMissing(Invalid):
    code = "body_missing"
    field = "body"
    message = _("There is no comment text. Write something and send it again.")


class BodyEmpty(Invalid):
    code = "body_empty"
    field = "body"
    message = _("The comment is empty. Write something and send it again.")


class BodyTooLong(Invalid):
    code = "body_too_long"
    field = "body"
    message = _("The comment is too long. Shorten it and send it again.")


class BodyInvalidCharacters(Invalid):
    code = "body_invalid_characters"
    field = "body"
    message = _("The comment holds characters that are no text (such as NUL). Remove them and send it again.")


class BodyDirectionOverride(Invalid):
    code = "body_direction_override"
    field = "body"
    message = _(
        "The comment holds invisible marks that turn the order of its letters around. "
        "Type it anew, without copying, and send it again."
    )


class NameMissing(Invalid):
    code = "name_missing"
    field = "author.name"
    message = _("There is no name to publish the comment under. Give one and send it again.")


class NameTooLong(Invalid):
    code = "name_too_long"
    field = "author.name"
    message = _("The name is too long. Shorten it and send it again.")


class NameInvalid(Invalid):
    code = "name_invalid"
    field = "author.name"
    message = _("The name holds characters that no name has. Change it and send it again.")


class IdempotencyKeyInvalid(Invalid):
    code = "idempotency_key_invalid"
    field = "Idempotency-Key"
    message = _("The Idempotency-Key must be 1 to 255 printable ASCII characters.")


class GuidelineMissing(Invalid):
    code = "guideline_missing"
    field = "guidelines"
    message = _("A rejection names at least one guideline. Choose which one the comment breaks.")


class GuidelineUnknown(Invalid):
    code = "guideline_unknown"
    field = "guidelines"
    message = _("The site's guidelines have no such guideline.")


class SiteUnknown(Unknown):
    code = "site_unknown"
    field = "site"
    message = _("This installation has no such site.")


class ArticleUnknown(Unknown):
    code = "article_unknown"
    field = "article"
    message = _("There is no such article on this site, so it cannot be commented on.")


class ParentUnknown(Unknown):
    code = "parent_unknown"
    field = "parent"
    message = _("The comment you answer is not there any more. You can send yours as a new comment.")


class ReceiptUnknown(Unknown):
    code = "receipt_unknown"
    field = "receipt"
    message = _("There is no comment with this receipt. Check that the address is complete.")


class PageUnknown(Unknown):
    code = "page_unknown"
    field = "page"
    message = _("The thread has no such page. Begin with the first one.")


class TokenInvalid(Forbidden):
    status = 401
    code = "token_invalid"
    field = "Authorization"
    message = _(
        "Your sign-in could not be checked. Sign in on the site again, or write as a guest if the site allows it."
    )


class TokenExpired(Forbidden):
    status = 401
    code = "token_expired"
    field = "Authorization"
    message = _("Your sign-in has expired. Sign in on the site again; your text is kept.")


class OriginForbidden(Forbidden):
    code = "origin_forbidden"
    field = "Origin"
    message = _("Comments for this site cannot be sent from this address.")


class ArticleClosed(Conflict):
    code = "article_closed"
    field = "article"
    message = _("The discussion under this article is closed.")


class ParentElsewhere(Conflict):
    code = "parent_elsewhere"
    field = "parent"
    message = _("The comment you answer stands under another article.")


class ParentUnpublished(Conflict):
    code = "parent_unpublished"
    field = "parent"
    message = _("The comment you answer is not published. You can send yours as a new comment.")


class IdempotencyKeyReused(Conflict):
    code = "idempotency_key_reused"
    field = "Idempotency-Key"
    message = _("This Idempotency-Key was used for another comment. Send the new one with a new key.")


class AlreadyFinal(Conflict):
    code = "already_final"
    field = "state"
    message = _("This comment was withdrawn or erased already; nothing more can be decided about it.")


class RateLimited(Refusal):
    """`retry_after` says in how many seconds at most it may be tried again."""

    status = 429
    code = "rate_limited"
    message = _("That was a lot in a short time. Your text is kept; wait a moment and send it again.")

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after
