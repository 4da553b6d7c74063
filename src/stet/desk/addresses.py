"""Addresses of the desk, in the language that was chosen in the address of the present page."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode


def with_language(request: HttpRequest, name: str, *args: Any, **query: str) -> str:
    """The address of the page of that name, with what of `query` is not empty."""
    chosen = request.GET.get("lang", "")
    asked = {key: value for key, value in {"lang": chosen, **query}.items() if value}
    return reverse(name, args=args) + (f"?{urlencode(asked)}" if asked else "")
