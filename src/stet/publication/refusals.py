"""How a refused act looks on a page: the message, a way forward, and the status that the API would give."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stet.comments.errors import RateLimited, Refusal


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A page of its own for a refusal that leaves nothing else to show."""
    context = {"status": refusal.status, "code": refusal.code, "message": str(refusal)}
    return with_retry(render(request, "error.html", context, status=refusal.status), refusal)


def with_retry(response: HttpResponse, refusal: Refusal) -> HttpResponse:
    """The response, saying when to come back if the refusal knows."""
    if isinstance(refusal, RateLimited):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response
