"""How often one address may post or read, counted in memory under a key that cannot be turned back into the address."""

import hashlib
import hmac
import ipaddress
import secrets

from django.core.cache import cache
from django.http import HttpRequest

from stet.comments.errors import RateLimited

# Made anew at every start and never written down: nobody can find out later which address a counter was for.
_KEY = secrets.token_bytes(32)
SECONDS = {"sec": 1, "min": 60, "hour": 3600, "day": 86400}


def check_rate(request: HttpRequest, act: str, rate: str | None) -> None:
    """Count one `act` of the request's address; raise RateLimited beyond `rate` ("10/min"; None is no limit)."""
    if rate is None:
        return
    limit, period = rate.split("/")
    seconds = SECONDS[period]
    key = f"rate:{act}:{address_key(request)}"
    # The window is fixed and begins with its first act: `add` sets it only where none is open.
    cache.add(key, 0, timeout=seconds)
    try:
        count = cache.incr(key)
    except ValueError:  # it ended between the two calls
        return
    if count > int(limit):
        raise RateLimited(seconds)


def share_used(request: HttpRequest, act: str, rate: str | None) -> float:
    """Which share of its `rate` the request's address has used up in the window under way: 0 to 1, or beyond."""
    if rate is None:
        return 0.0
    used: int = cache.get(f"rate:{act}:{address_key(request)}", 0)
    return used / int(rate.partition("/")[0])


def address_key(request: HttpRequest) -> str:
    """A name for the sender's address, good within this process alone."""
    sender = _subscriber(request.META.get("REMOTE_ADDR", ""))
    return hmac.new(_KEY, sender.encode(), hashlib.sha256).hexdigest()[:32]


def _subscriber(address: str) -> str:
    """Who stands behind an address: with IPv6 one subscriber has a whole /64 to choose from (RFC 6177)."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(found) if found.version == 4 else str(ipaddress.ip_network((found, 64), strict=False))
