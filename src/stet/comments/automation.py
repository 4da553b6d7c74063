"""Telling people's comments from those of programs, without a puzzle, a cookie or a third party.

Three signs cost nobody anything: a field that people do not see, the time since the form was opened, and how much of
its posting rate an address has used. Where they make a guest's comment suspicious (or the site always asks) a browser
proves that it has worked for a moment: it searches for the number that makes a given SHA-256 hash (altcha; the method
is that of Back, "Hashcash", 2002). A page without a script cannot do that; its form has to have been open for a while.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from altcha import v1 as altcha
from django.conf import settings
from django.core.cache import cache
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from stet.comments.errors import ProofInvalid, ProofRequired, SentTooFast, TrapFilled
from stet.comments.models import Proof, Site
from stet.comments.rates import share_used

# A telephone of some years ago tries 20,000 numbers a second: half of these on average, so about a second.
MOST_TRIES = 40_000
VALID_FOR = timedelta(minutes=20)
# Nobody opens a form, writes and sends within this time; a program that wants to wait can, but floods nobody.
FASTEST = timedelta(seconds=2)
LONGEST_OPEN = timedelta(days=2)
# Beyond this share of its rate an address is asked for proofs: readers in a heated discussion stay below it.
SUSPICIOUS_SHARE = 0.5

_opened = TimestampSigner(salt="stet.form")


@dataclass(frozen=True, slots=True)
class Signs:
    """What came with a guest's comment. `elapsed` is the time since the form was opened, where that is known."""

    proof: str | None = None
    trap: str = ""
    elapsed: timedelta | None = None


def challenge(site: Site) -> dict[str, Any]:
    """A task for one comment on the site, in altcha's form: algorithm, challenge, maxnumber, salt, signature."""
    expires = datetime.now(UTC) + VALID_FOR
    options = altcha.ChallengeOptions(max_number=MOST_TRIES, hmac_key=_key(site), expires=expires)
    made = altcha.create_challenge(options).to_dict()
    return {name.lower(): value for name, value in made.items()}


def check_guest(request: HttpRequest, site: Site, signs: Signs) -> None:
    """Let a guest's comment from a browser pass, or raise ProofRequired or ProofInvalid."""
    if signs.proof is not None:
        _check_proof(site, signs.proof)
    elif _must_prove(request, site, signs):
        raise ProofRequired


def check_form(request: HttpRequest, site: Site, trap: str, opened: str) -> None:
    """The same for a page's form, opened when `opened` says (`form_opened`). Raises TrapFilled or SentTooFast."""
    if site.proof_of_work == Proof.NEVER:
        return
    if trap:
        raise TrapFilled
    if _must_prove(request, site, Signs()) and not _was_open_for_a_while(opened):
        raise SentTooFast


def form_opened() -> str:
    """A signed word on the present time, to be sent along with a form."""
    return _opened.sign("form")


def _must_prove(request: HttpRequest, site: Site, signs: Signs) -> bool:
    if site.proof_of_work == Proof.SUSPICIOUS:
        return _is_suspicious(request, signs)
    return site.proof_of_work == Proof.ALWAYS


def _is_suspicious(request: HttpRequest, signs: Signs) -> bool:
    too_fast = signs.elapsed is not None and signs.elapsed < FASTEST
    return bool(signs.trap) or too_fast or _posts_much(request)


def _posts_much(request: HttpRequest) -> bool:
    """Whether much of the address's rate is used up, by a page: the publisher's own programs name no origin."""
    used = share_used(request, "post", settings.STET_RATE_POST)
    return "Origin" in request.headers and used > SUSPICIOUS_SHARE


def _check_proof(site: Site, proof: str) -> None:
    found = _read(proof)
    is_right, _ = altcha.verify_solution(altcha.Payload(**found), _key(site))
    if not is_right:
        raise ProofInvalid
    # Each task is for one comment: what was used is remembered for as long as it would be valid.
    if not cache.add(f"proof:{found['signature']}", 1, timeout=VALID_FOR.total_seconds()):
        raise ProofInvalid


def _read(proof: str) -> dict[str, Any]:
    """The proof's fields, each of its type. Raises ProofInvalid for anything else."""
    try:
        found = json.loads(base64.b64decode(proof, validate=True))
    except (binascii.Error, ValueError, RecursionError):
        raise ProofInvalid from None
    texts = ("algorithm", "challenge", "salt", "signature")
    if not isinstance(found, dict) or not all(isinstance(found.get(name), str) for name in texts):
        raise ProofInvalid
    if type(found.get("number")) is not int or found["algorithm"] != "SHA-256":
        raise ProofInvalid
    return {name: found[name] for name in (*texts, "number")}


def _was_open_for_a_while(opened: str) -> bool:
    try:
        _opened.unsign(opened, max_age=LONGEST_OPEN)
    except BadSignature:
        return False
    try:
        _opened.unsign(opened, max_age=FASTEST)
    except BadSignature:
        return True
    return False


def _key(site: Site) -> str:
    return salted_hmac("stet.proof", site.slug, algorithm="sha256").hexdigest()
