"""Every way a request can fail, as `{"error": {"code", "message", "field"?}}` with its HTTP status."""

from collections.abc import Callable
from functools import partial

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from stet.comments import errors


class JSONInvalid(errors.Invalid):
    status = 400
    code = "json_invalid"
    message = _("What was sent is not JSON.")


class EncodingInvalid(errors.Invalid):
    status = 400
    code = "encoding_invalid"
    message = _("What was sent is not UTF-8.")


class Problem(Schema):
    """`field` names the part of the request that was wrong, where one was."""

    code: str
    message: str
    field: str | None = None


class Failure(Schema):
    """The one error shape."""

    error: Problem


# What is missing when a field is; without any field nothing was sent at all.
MISSING: dict[str, type[errors.Refusal]] = {
    "": JSONInvalid,
    "body": errors.BodyMissing,
    "author": errors.NameMissing,
    "author.name": errors.NameMissing,
}
# Every status there is, for the document of operations that may answer with any of them.
FAILURES = frozenset({400, 401, 403, 404, 409, 413, 422, 428, 429, 500, 503})


def handle(api: NinjaAPI) -> None:
    """Make `api` answer in the one error shape, whatever is raised."""
    for kind, answer in ANSWERS.items():
        api.add_exception_handler(kind, partial(answer, api))


def refused(api: NinjaAPI, request: HttpRequest, refusal: errors.Refusal) -> HttpResponse:
    response = _respond(api, request, refusal.status, refusal.code, str(refusal), refusal.field)
    if isinstance(refusal, errors.RateLimited):
        response["Retry-After"] = str(refusal.retry_after)
    return response


def ill_formed(api: NinjaAPI, request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    where, *path = first["loc"]
    # In a body the first step is the name of the operation's own parameter, which means nothing to who sent it.
    field = ".".join(str(part) for part in (path[1:] if where == "body" else path))
    missing = MISSING.get(field) if first["type"] == "missing" else None
    if missing:
        return refused(api, request, missing())
    return _respond(api, request, 422, "field_invalid", first["msg"], field or None)


def unreadable(api: NinjaAPI, request: HttpRequest, error: HttpError) -> HttpResponse:
    # Ninja wraps whatever kept the body from being parsed, our own refusals among it.
    cause = error.__cause__ if isinstance(error.__cause__, Exception) else JSONInvalid()
    return api.on_exception(request, cause)


def nothing_there(api: NinjaAPI, request: HttpRequest, _error: Http404) -> HttpResponse:
    return _respond(api, request, 404, "not_found", str(_("There is nothing at this address.")), None)


def too_large(api: NinjaAPI, request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return _respond(api, request, 413, "too_large", str(_("What was sent is too large. Shorten it.")), None)


ANSWERS: dict[type[Exception], Callable[..., HttpResponse]] = {
    errors.Refusal: refused,
    ValidationError: ill_formed,
    HttpError: unreadable,
    Http404: nothing_there,
    RequestDataTooBig: too_large,
}


def error_body(code: str, message: str, field: str | None = None) -> dict[str, dict[str, str]]:
    """`{"error": {"code", "message", "field"?}}`, as docs/api.md describes it."""
    return {"error": {"code": code, "message": message} | ({"field": field} if field else {})}


def _respond(
    api: NinjaAPI, request: HttpRequest, status: int, code: str, message: str, field: str | None
) -> HttpResponse:
    return api.create_response(request, error_body(code, message, field), status=status)
