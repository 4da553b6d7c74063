"""Whom a letter may go to."""

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.encoding import punycode

from stet.comments.errors import EmailInvalid

# Nobody without a domain: on the machine itself there is nobody to write to but its administrator.
_valid = EmailValidator(allowlist=[])


def checked_address(typed: str) -> str:
    """The e-mail address that somebody typed, its domain as the network knows it (IDNA).

    Raises EmailInvalid for what is none, and for forms that no reader has: a quoted name, a number for a domain.
    """
    name, _, domain = typed.strip().rpartition("@")
    try:
        address = f"{name}@{punycode(domain).lower()}"
        _valid(address)
    except (ValidationError, UnicodeError):
        raise EmailInvalid from None
    # A long s and a Kelvin sign pass for letters of ours, and would fold into another mailbox's name.
    if not name.isascii() or name.startswith('"') or domain.startswith("["):
        raise EmailInvalid
    return address
