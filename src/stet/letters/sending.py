"""Handing letters to the mail server, through Django's own e-mail backends."""

import logging
import smtplib
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formataddr
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from stet.comments.addresses import checked_address
from stet.comments.errors import MailUnavailable
from stet.letters.composing import Composed, compose

log = logging.getLogger(__name__)


class Failure(Exception):
    """Why a letter was not taken. `is_final`: nor will it ever be, for this address or with this content.

    `is_general`: the same would happen to any other letter now. The text holds no address.
    """

    def __init__(self, text: str, *, is_final: bool = False, is_general: bool = False) -> None:
        super().__init__(text)
        self.is_final = is_final
        self.is_general = is_general


@dataclass(frozen=True, slots=True)
class Envelope:
    """A letter ready to go. `letter` names it, each time that it is tried, so that a second copy is known as one."""

    address: str
    composed: Composed
    letter: UUID
    sender_name: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def is_set_up() -> bool:
    """Whether the installation can send letters at all."""
    return settings.STET_MAIL is not None


def send_now(
    address: str, subject: str, template: str, context: Mapping[str, Any], language: str, sender_name: str = ""
) -> None:
    """Send one letter while somebody waits for it; it is not kept, and not tried again.

    `template` names a plain-text template (`readers/letter.txt`), of which the HTML is made: see `composing`. The
    letter comes from `sender_name`, such as the site's, at the installation's address. Raises EmailInvalid for what is
    no address, MailUnavailable when no mail is set up or the server does not take it.
    """
    checked = checked_address(address)
    envelope = Envelope(checked, compose(subject, template, context, language), uuid7(), sender_name)
    try:
        hand_in(_connection(), envelope)
    except Failure as failure:
        log.warning("A letter was not sent: %s", failure)
        raise MailUnavailable from failure


def send_test(address: str) -> None:
    """Send a letter to see whether one can be sent. Raises Failure."""
    subject, context = _("A letter to try Stet out"), {"base": settings.STET_BASE_URL}
    hand_in(_connection(), Envelope(address, compose(subject, "letters/test.txt", context, "en"), uuid7()))


def hand_in(connection: BaseEmailBackend, envelope: Envelope) -> None:
    """Give one letter to the server. Raises Failure."""
    message = _message(connection, envelope)
    try:
        connection.send_messages([message])
    except (smtplib.SMTPException, OSError) as error:
        raise _failure(error) from error


def open_connection() -> BaseEmailBackend:
    """A connection for several letters; whoever opened it closes it. Raises Failure."""
    connection = _connection()
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        raise _failure(error) from error
    return connection


def _connection() -> BaseEmailBackend:
    try:
        return get_connection()
    except ImproperlyConfigured as error:  # a folder that cannot be made or written
        raise Failure(str(error), is_general=True) from error


def _message(connection: BaseEmailBackend, envelope: Envelope) -> EmailMultiAlternatives:
    if settings.STET_MAIL is None:
        raise Failure("no mail is set up", is_general=True)
    composed = envelope.composed
    own = {
        # Not to be answered by a machine (RFC 3834).
        "Auto-Submitted": "auto-generated",
        "Content-Language": composed.language,
        "Message-ID": f"<{envelope.letter}@{urlsplit(settings.STET_BASE_URL).hostname}>",
    }
    message = EmailMultiAlternatives(
        subject=composed.subject,
        body=composed.text,
        from_email=formataddr((" ".join(envelope.sender_name.split()), settings.STET_MAIL.sender)),
        to=[envelope.address],
        headers=own | dict(envelope.headers),
        connection=connection,
    )
    message.attach_alternative(composed.html, "text/html")
    return message


def _failure(error: Exception) -> Failure:
    """What an SMTP error means for the letter. What the server wrote is left out: it may name the address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = max((code for code, _ in error.recipients.values()), default=0)
        return Failure(f"the server refused the address ({code})", is_final=_is_permanent(code))
    if isinstance(error, smtplib.SMTPDataError):
        code = error.smtp_code
        return Failure(f"the server refused the letter ({code})", is_final=_is_permanent(code))
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Failure(f"the server refused user and password ({error.smtp_code})", is_general=True)
    if isinstance(error, smtplib.SMTPSenderRefused):
        return Failure(f"the server refused the sender's address ({error.smtp_code})", is_general=True)
    if isinstance(error, smtplib.SMTPResponseException):
        return Failure(f"the server refused to talk ({error.smtp_code})", is_general=True)
    return Failure(f"the server cannot be used: {type(error).__name__}", is_general=True)


def _is_permanent(code: int) -> bool:
    """5yz: trying again unchanged will fail again (RFC 5321, 4.2.1)."""
    return 500 <= code < 600
