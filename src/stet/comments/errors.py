"""Why an act on a comment is refused. A class's `message` is what the reader is told; its `code` never changes.

Refusal
├── Invalid      what was sent cannot be a comment
│   ├── BodyMissing · BodyEmpty · BodyTooLong · BodyInvalidCharacters · BodyDirectionOverride
│   ├── NameMissing · NameTooLong · NameInvalid
│   ├── GuidelineMissing · GuidelineUnknown
│   ├── StatementEmpty · StatementTooLong · TextInvalid
│   ├── ExplanationMissing · ExplanationTooLong · ReporterMissing · GoodFaithMissing · EmailInvalid
│   ├── KeptReceiptInvalid
│   ├── DeviceMissing · WishMissing
│   ├── MeasureUnexplained · TermMissing · EvidenceUnexplained
│   ├── ProofInvalid · SentTooFast · TrapFilled
│   ├── ReturnInvalid
│   └── IdempotencyKeyInvalid
├── Unknown      what it names is not there
│   ├── SiteUnknown · ArticleUnknown · ParentUnknown · ReceiptUnknown · PageUnknown
│   ├── CommentUnknown · AddressUnknown · FormatUnknown
│   └── LetterUnknown
├── Forbidden    who sends it may not
│   ├── TokenInvalid · TokenExpired · OriginForbidden
│   ├── ReactionsOff · OwnComment
│   ├── AccountSuspended · AccountBanned
│   └── SignInOff · SignInLinkInvalid · SessionCodeInvalid
├── ProofRequired  a guest's browser has to work for a moment first
├── Conflict     it is too late, or something else stands in the way
│   ├── ArticleClosed · ParentElsewhere · ParentUnpublished · IdempotencyKeyReused · AlreadyFinal
│   ├── NotPublished
│   ├── Warned · MeasureInForce · MeasureOver · NothingToKeep
│   ├── AppealImpossible · OwnRejection
│   ├── LettersOff
│   └── NameTaken
├── MailUnavailable · ProviderUnavailable  a letter cannot be sent now, or a provider does not answer
└── RateLimited  too much from one address in a while
    └── TooSoon  the conversation is slowed down
"""

import math
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from stet.newsroom import dates

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


class ProofInvalid(Invalid):
    code = "proof_invalid"
    field = "proof"
    message = _("The proof that your browser sent is not valid any more. Your text is kept; send it again.")


class SentTooFast(Invalid):
    code = "sent_too_fast"
    message = _("That was quicker than anyone types. Your text is kept; wait a few seconds and send it again.")


class TrapFilled(Invalid):
    code = "trap_filled"
    field = "trap"
    message = _("A field that people do not see was filled in. Empty it, your text is kept, and send it again.")


class DeviceMissing(Invalid):
    code = "device_missing"
    field = "device"
    message = _("Nothing tells one reader from another here. Send a device, or the token of a signed-in reader.")


class GuidelineMissing(Invalid):
    code = "guideline_missing"
    field = "guidelines"
    message = _("A rejection names at least one guideline. Choose which one the comment breaks.")


class GuidelineUnknown(Invalid):
    code = "guideline_unknown"
    field = "guidelines"
    message = _("The site's guidelines have no such guideline.")


class StatementEmpty(Invalid):
    code = "statement_empty"
    field = "statement"
    message = _("There is nothing in your appeal. Say why the decision was wrong and send it again.")


class StatementTooLong(Invalid):
    code = "statement_too_long"
    field = "statement"
    message = _("Your appeal is too long. Shorten it to 2,000 characters and send it again.")


class TextInvalid(Invalid):
    code = "text_invalid"
    message = _(
        "The text holds characters that are no text, or invisible marks that turn its letters around. "
        "Type it anew, without copying, and send it again."
    )


class ExplanationMissing(Invalid):
    code = "explanation_missing"
    field = "explanation"
    message = _("Say in a few words what is wrong with the comment, and send the report again.")


class ExplanationTooLong(Invalid):
    code = "explanation_too_long"
    field = "explanation"
    message = _("The explanation is too long. Shorten it to 2,000 characters and send it again.")


class ReporterMissing(Invalid):
    code = "reporter_missing"
    field = "name"
    message = _("Whoever reports that a comment breaks the law gives a name and an e-mail address. Add both.")


class GoodFaithMissing(Invalid):
    code = "good_faith_missing"
    field = "good_faith"
    message = _("Confirm that what you report is right and complete as far as you know, and send it again.")


class EmailInvalid(Invalid):
    code = "email_invalid"
    field = "email"
    message = _("This is no e-mail address. Check it and send it again.")


class WishMissing(Invalid):
    code = "wish_missing"
    field = "decision"
    message = _("Choose at least one thing that you want to hear of.")


class MeasureUnexplained(Invalid):
    code = "measure_unexplained"
    field = "reason"
    message = _("The reader is told why. Write the reason, in at most 1,000 characters of their language.")


class EvidenceUnexplained(Invalid):
    code = "evidence_unexplained"
    field = "reason"
    message = _("A copy that may outlive an erasure needs a reason. Say in at most 1,000 characters who needs it.")


class TermMissing(Invalid):
    code = "term_missing"
    field = "days"
    message = _("A suspension ends by itself. Choose for how long it is.")


class KeptReceiptInvalid(Invalid):
    code = "kept_receipt_invalid"
    field = "receipt"
    message = _("This is no receipt as Stet gives them. Choose the file that you downloaded, unchanged.")


class ReturnInvalid(Invalid):
    code = "return_invalid"
    field = "return"
    message = _(
        "This page was opened from an address that is not the site's. Go back to the article and sign in there."
    )


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


class CommentUnknown(Unknown):
    code = "comment_unknown"
    field = "comment"
    message = _("This comment is not published, or not any more. Load the page again to see what is there.")


class AddressUnknown(Unknown):
    code = "address_unknown"
    field = "url"
    message = _("This address is not that of a thread or a published comment here, so it cannot be embedded.")


class FormatUnknown(Unknown):
    status = 501  # what oEmbed asks for, section 2.3.5
    code = "format_unknown"
    field = "format"
    message = _("Embedding is answered as json or xml. Ask for one of them.")


class LetterUnknown(Unknown):
    code = "letter_unknown"
    message = _("This link is not valid any more. Open the page of your comment and ask for letters again.")


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


class ReactionsOff(Forbidden):
    code = "reactions_off"
    field = "site"
    message = _("Readers do not rate comments on this site. You can write an answer instead.")


class OwnComment(Forbidden):
    code = "own_comment"
    field = "comment"
    message = _("This comment is your own; what it is worth is for the others to say.")


class AccountSuspended(Forbidden):
    """`reason` is what the newsroom told the reader; until `until` they cannot comment."""

    code = "account_suspended"
    message = _(
        "You cannot comment on this site until %(until)s. The newsroom’s reason: “%(reason)s” "
        "If you think that this is wrong, write to the newsroom; it can lift the suspension. You can go on reading."
    )

    def __init__(self, reason: str, until: datetime) -> None:
        super().__init__()
        self.reason, self.until = reason, until

    def __str__(self) -> str:
        until = f"{dates.moment(self.until, get_language() or 'en')} UTC"
        return str(self.message) % {"until": until, "reason": isolated(self.reason)}


class AccountBanned(Forbidden):
    """`reason` is what the newsroom told the reader."""

    code = "account_banned"
    message = _(
        "You cannot comment on this site any more. The newsroom’s reason: “%(reason)s” "
        "If you think that this is wrong, write to the newsroom; it can lift the ban. You can go on reading."
    )

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason

    def __str__(self) -> str:
        return str(self.message) % {"reason": isolated(self.reason)}


class SignInOff(Forbidden):
    code = "sign_in_off"
    message = _("This site does not offer that way of signing in. Go back and choose another.")


class SignInLinkInvalid(Forbidden):
    """`back` is where the reader wanted to go on to, if the link was good once."""

    code = "sign_in_link_invalid"
    message = _(
        "This link is not valid any more: it works once, for fifteen minutes. Go back to the article and sign in again."
    )

    def __init__(self, back: str = "") -> None:
        super().__init__()
        self.back = back


class SessionCodeInvalid(Forbidden):
    status = 401
    code = "session_code_invalid"
    field = "code"
    message = _("Signing in took too long or was finished already. Sign in again; your text is kept.")


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


class NotPublished(Conflict):
    code = "not_published"
    field = "state"
    message = _("This comment is not published, so it cannot stand out. Approve it first.")


class AppealImpossible(Conflict):
    code = "appeal_impossible"
    field = "state"
    message = _(
        "There is nothing to appeal against: an appeal was made already, or there can be none. "
        "You are welcome to write another comment."
    )


class OwnRejection(Conflict):
    code = "own_rejection"
    field = "moderator"
    message = _("You rejected this comment yourself, so somebody else answers the appeal. Leave it to a colleague.")


class LettersOff(Conflict):
    code = "letters_off"
    field = "email"
    message = _("This site sends no letters. The page of your comment always says what became of it.")


class NameTaken(Conflict):
    code = "name_taken"
    field = "author.name"
    message = _(
        "This name is the newsroom's or another reader's, or looks like it. "
        "Choose another; if it is yours, sign in as you did before."
    )


class Warned(Conflict):
    """A warning that the reader has not seen yet, told when they write; sending again goes through."""

    code = "warned"
    message = _(
        "Before you go on, the newsroom asks you to read this: “%(reason)s” Your text is kept; send it again to go on."
    )

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason

    def __str__(self) -> str:
        return str(self.message) % {"reason": isolated(self.reason)}


class MeasureInForce(Conflict):
    code = "measure_in_force"
    field = "measure"
    message = _("This measure is in force already. Lift it first if it should run anew or for another reason.")


class MeasureOver(Conflict):
    code = "measure_over"
    field = "measure"
    message = _("This measure is not in force any more: it has run out, or a colleague has lifted it.")


class NothingToKeep(Conflict):
    code = "nothing_to_keep"
    field = "state"
    message = _("The text of this comment is erased, so no copy can be made of it any more.")


class ProviderUnavailable(Refusal):
    status = 503
    code = "provider_unavailable"
    message = _("Signing in this way does not work at the moment. Try again in a few minutes, or choose another way.")


class MailUnavailable(Refusal):
    status = 503
    code = "mail_unavailable"
    message = _("No letter can be sent at the moment. Try again in a few minutes.")


class ProofRequired(Refusal):
    status = 428
    code = "proof_required"
    field = "proof"
    message = _(
        "Your browser has to do a little work first, so that no program floods the page. Send the comment again."
    )


class RateLimited(Refusal):
    """`retry_after` says in how many seconds at most it may be tried again."""

    status = 429
    code = "rate_limited"
    message = _("That was a lot in a short time. Your text is kept; wait a moment and send it again.")

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


class TooSoon(RateLimited):
    """The same reader wrote under this article `retry_after` seconds too short a while ago."""

    code = "too_soon"
    message = _(
        "This conversation is slowed down: everybody waits a while between two comments. "
        "Your text is kept; send it when the time is over."
    )

    def __str__(self) -> str:
        in_minutes = self.retry_after > 90
        number = math.ceil(self.retry_after / 60) if in_minutes else self.retry_after
        text = (
            ngettext(
                "This conversation is slowed down: everybody waits a while between two comments. "
                "Your text is kept; send it in %(n)s minute.",
                "This conversation is slowed down: everybody waits a while between two comments. "
                "Your text is kept; send it in %(n)s minutes.",
                number,
            )
            if in_minutes
            else ngettext(
                "This conversation is slowed down: everybody waits a while between two comments. "
                "Your text is kept; send it in %(n)s second.",
                "This conversation is slowed down: everybody waits a while between two comments. "
                "Your text is kept; send it in %(n)s seconds.",
                number,
            )
        )
        return text % {"n": dates.digits(number, get_language() or "en")}


def isolated(text: str) -> str:
    """Somebody's words within a sentence of ours, so that neither turns the other's direction around."""
    return f"\u2068{text}\u2069"
