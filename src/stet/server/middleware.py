"""What every request passes: whose address it comes from, in which language to answer, and how errors look."""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InternalError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from stet.newsroom.languages import LANGUAGES, reading_language
from stet.server.errors import error_response

log = logging.getLogger(__name__)
Next = Callable[[HttpRequest], HttpResponse]

# Of a request that is too large so many bytes are heard out; who sends still more is cut off.
MOST_HEARD_OUT = 4 * 1024 * 1024
CHUNK = 64 * 1024


class TrustedProxyMiddleware:
    """Behind N trusted proxies the sender is the N-th address from the right of X-Forwarded-For; else who connects."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
        if settings.STET_TRUSTED_PROXIES and len(hops) >= settings.STET_TRUSTED_PROXIES:
            request.META["REMOTE_ADDR"] = hops[-settings.STET_TRUSTED_PROXIES]
        return self.get_response(request)


class ReadingLanguageMiddleware:
    """Answers in the language of `?lang`, else of the reader's browser."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = asked_language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Accept-Language"])
        return response


def asked_language(request: HttpRequest) -> str:
    """One of our languages; English when neither the address nor the browser names one that we have."""
    asked = request.GET.get("lang", "")
    if asked and reading_language(asked, "") in LANGUAGES:
        return reading_language(asked)
    for wanted, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        language = reading_language(wanted, "")
        if language:
            return language
    return "en"


def _hear_out(request: HttpRequest) -> None:
    """Take what is still being sent, unread: who is cut off in the middle never hears the answer."""
    with suppress(UnreadablePostError):
        for _ in range(MOST_HEARD_OUT // CHUNK):
            if not request.read(CHUNK):
                return


class LargestBodyMiddleware:
    """Refuses, unread, what is larger than its view takes: STET_LARGEST_BODY, unless the view's `largest_body` differs.

    `largest_body` is in bytes; None leaves the size to the view, which takes files. Before anything reads the request.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: Sequence[Any], _kwargs: Mapping[str, Any]
    ) -> None:
        largest = getattr(getattr(view, "view_class", None), "largest_body", settings.STET_LARGEST_BODY)
        if largest is not None and _length(request) > largest:
            raise RequestDataTooBig


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


class ErrorShapeMiddleware:
    """Turns what nobody caught into the one error shape: JSON under /api/, a page with a way forward elsewhere."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = response.headers.get("Allow", "")
            response = error_response(request, HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed")
            response["Allow"] = allowed
        if response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            _hear_out(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError | InternalError):
            # Read-only, full, locked for too long, or not there: PostgreSQL reports the first as internal.
            log.error("The database refused %s %s: %s", request.method, request.path, exception)
            return error_response(request, HTTPStatus.SERVICE_UNAVAILABLE, "storage_unavailable")
        return None
