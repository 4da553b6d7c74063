"""E-mail addresses that readers gave us: kept only as long as needed, and never in the clear.

Fernet (AES-128-CBC with HMAC-SHA256) under a key derived from the installation's secret key by HKDF (RFC 5869): a copy
of the database alone gives no address away.
"""

import base64
import hashlib
import hmac
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
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


def sealed(address: str) -> bytes:
    """The address, encrypted."""
    return box(b"stet.address").encrypt(address.encode())


def opened(kept: bytes) -> str:
    """The address that `sealed` encrypted. Raises ValueError for bytes of another installation's key."""
    try:
        return box(b"stet.address").decrypt(bytes(kept)).decode()
    except InvalidToken:
        raise ValueError("The address was encrypted under another secret key.") from None


def box(purpose: bytes) -> Fernet:
    """What encrypts for one purpose, under a key of its own: what was sealed for one cannot be opened as another."""
    return Fernet(base64.urlsafe_b64encode(_key(purpose)))


def address_key(address: str) -> str:
    """A name for the address by which it is found again without being known: hexadecimal HMAC-SHA256."""
    return hmac.new(_key(b"stet.address.key"), address.strip().casefold().encode(), hashlib.sha256).hexdigest()


@cache
def _key(purpose: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=purpose).derive(settings.SECRET_KEY.encode())
