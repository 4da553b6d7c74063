"""Whole addresses of our pages: a letter is read elsewhere."""

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode


def link(name: str, *args: str, language: str, **query: str) -> str:
    """The address of a page, in the language of the letter."""
    return f"{settings.STET_BASE_URL}{reverse(name, args=args)}?{urlencode({'lang': language} | query)}"
