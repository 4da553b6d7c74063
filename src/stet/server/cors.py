"""Which other origins may call the readers' API: those of the sites themselves."""

from typing import Any

from corsheaders.signals import check_request_enabled
from django.db import DatabaseError
from django.http import HttpRequest

from stet.comments.sites import site_of_origin


def is_embedded(sender: Any, request: HttpRequest, **_: Any) -> bool:
    """Signal handler of django-cors-headers: whether a page of one of the sites asks something of the API."""
    # What the signal allows is allowed at any address, whatever CORS_URLS_REGEX says.
    if not request.path.startswith("/api/"):
        return False
    try:
        return site_of_origin(request.headers.get("Origin", "")) is not None
    except DatabaseError:
        # Without the database nobody is known; the view behind will say so in the one error shape.
        return False


def connect() -> None:
    check_request_enabled.connect(is_embedded, dispatch_uid="stet.cors")
