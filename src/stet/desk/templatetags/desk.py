"""What the frame of every page of the desk asks for."""

from typing import Any, cast

from django import template
from django.utils.http import urlencode

from stet.accounts.models import Account
from stet.desk import rooms

register = template.Library()


@register.simple_tag(takes_context=True)
def ways(context: template.Context, which: str) -> list[rooms.Way]:
    """The ways to the "daily", "newsroom" or "own" rooms that are open to who is signed in.

    A page says in `room` which one it belongs to; otherwise it is the one of its address.
    """
    request = context["request"]
    match = request.resolver_match
    here = context.get("room") or (match.url_name if match else "")
    return list(rooms.ways(_ROOMS[which], cast(Account, request.user), here))


@register.filter
def spoken_in(address: str, request: Any) -> str:
    """The address, in the language that the reader chose on this page."""
    chosen = request.GET.get("lang")
    return f"{address}?{urlencode({'lang': chosen})}" if chosen else address


_ROOMS = {"daily": rooms.DAILY, "newsroom": rooms.NEWSROOM, "own": rooms.OWN}
