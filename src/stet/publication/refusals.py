"""How a refused act looks on a page: the message, a way forward, and the status that the API would give."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stet.comments.errors import Conflict, Forbidden, Invalid, RateLimited, Refusal, Unknown

_STATUSES: tuple[tuple[type[Refusal], int], ...] = (
    (Invalid, 422),
    (Unknown, 404),
    (Forbidden, 403),
    (Conflict, 409),
    (RateLimited, 429),
)


def status_of(refusal: Refusal) -> int:
    return next(status for kind, status in _STATUSES if isinstance(refusal, kind))


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A page of its own for a refusal that leaves nothing else to show."""
    status = status_of(refusal)
    context = {"status": status, "code": refusal.code, "message": str(refusal)}
    return with_retry(render(request, "error.html", context, status=status), refusal)


def with_retry(response: HttpResponse, refusal: Refusal) -> HttpResponse:
    """The response, saying when to come back if the refusal knows."""
    if isinstance(refusal, RateLimited):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response
