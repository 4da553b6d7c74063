"""What every page for readers has in common: requests are counted, a refusal is put in words, private pages stay so."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.views import View

from stet.comments.errors import RateLimited, Refusal
from stet.comments.rates import check_rate


class SeeOther(HttpResponseRedirect):
    """303: whatever the method was, look there now (RFC 9110, 15.4.4)."""

    status_code = 303


class ReaderPage(View):
    """A page that counts its readers' requests and turns every refusal into words."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            if request.method in {"GET", "HEAD"}:
                check_rate(request, "read", settings.STET_RATE_READ)
            return super().dispatch(request, *args, **kwargs)
        except Refusal as refusal:
            return refused(request, refusal)


class PrivatePage(ReaderPage):
    """A page for one person alone, who knows its address."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return private(super().dispatch(request, *args, **kwargs))


def private(response: HttpResponseBase) -> HttpResponseBase:
    """The response, to be kept in no cache, found by no search engine and named in no other site's log."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A page of its own for a refusal that leaves nothing else to show, with the status that the API would give."""
    context = {"status": refusal.status, "code": refusal.code, "message": str(refusal)}
    return with_retry(render(request, "error.html", context, status=refusal.status), refusal)


def with_retry(response: HttpResponse, refusal: Refusal | None) -> HttpResponse:
    """The response, saying when to come back if the refusal knows."""
    if isinstance(refusal, RateLimited):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response
