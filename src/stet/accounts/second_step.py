"""The second step of signing in, by django-allauth: a code of an app, a passkey, or a recovery code."""

import base64
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from stet.accounts.models import Account

# What counts as one: recovery codes are only for the day on which neither is at hand.
STEPS: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_step(account: Account) -> bool:
    """Whether a password alone does not let them in."""
    return bool(Authenticator.objects.filter(user=account, type__in=STEPS).exists())


def must_set_up(account: Account) -> bool:
    """Whether the desk stays shut until they have a second step (STET_TWO_FACTOR)."""
    return bool(settings.STET_TWO_FACTOR_REQUIRED) and not has_second_step(account)


def take_away(account: Account) -> int:
    """Drop every second step and recovery code of somebody who has lost them; how many there were."""
    return int(Authenticator.objects.filter(user=account).delete()[0])


class SecondStep(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is not typed
    """allauth's rules with secrets encrypted, our name on them, and words in our languages."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That did not work. Check that you took the newest code, and try again."),
        "cannot_delete_authenticator": _(
            "Everybody here needs a second step. Set another one up first, then remove this one."
        ),
        "cannot_generate_recovery_codes": _("Set up an app or a passkey first; recovery codes stand in for those."),
    }

    def get_totp_issuer(self) -> str:
        """What an app shows above the codes."""
        return f"Stet ({_host()})"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """For whom a passkey is: this installation, whatever a request says of its host."""
        return {"id": _host(), "name": "Stet"}

    def generate_authenticator_name(self, user: Account, type: Authenticator.Type) -> str:  # noqa: A002, ARG002 - allauth's
        """What a passkey is called until its owner says."""
        return gettext("My passkey")

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one where everybody needs one."""
        if not settings.STET_TWO_FACTOR_REQUIRED or authenticator.type not in STEPS:
            return True
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=STEPS).exclude(pk=authenticator.pk)
        return bool(others.exists())

    def encrypt(self, text: str) -> str:
        """The secret as it is kept: a copy of the database alone lets nobody in."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _host() -> str:
    return urlsplit(settings.STET_BASE_URL).hostname or "localhost"


@cache
def _box() -> Fernet:
    key = HKDF(SHA256(), length=32, salt=None, info=b"stet.second-step").derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))
