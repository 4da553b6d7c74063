"""The one error shape, for whatever went wrong before or outside a view."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from stet.api.failures import error_body

MESSAGES = {
    "bad_request": gettext_lazy("This request could not be understood. Go back and try again."),
    "forbidden": gettext_lazy("You may not do this. If you were signed in, sign in again."),
    "role_forbids": gettext_lazy(
        "Your role at the desk does not allow this, or no longer does. If it should, ask your administrator."
    ),
    "form_expired": gettext_lazy(
        "This form is too old, or your browser refuses cookies. Reload the page and try again."
    ),
    "not_found": gettext_lazy("There is nothing at this address. Check that it is complete."),
    "method_not_allowed": gettext_lazy("This address does not answer that kind of request."),
    "too_large": gettext_lazy("What you sent is too large. Shorten it and send it again."),
    "internal_error": gettext_lazy("Something went wrong on our side. Your text was not lost; try again in a moment."),
    "storage_unavailable": gettext_lazy(
        "Nothing can be stored at the moment, so nothing was taken. Keep your text and try again in a few minutes."
    ),
}


def error_response(request: HttpRequest, status: int, code: str) -> HttpResponse:
    message = str(MESSAGES[code])
    if request.path.startswith("/api/"):
        return JsonResponse(error_body(code, message), status=status)
    return render(request, "error.html", {"status": status, "code": code, "message": message}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return error_response(request, 413, "too_large")
    return error_response(request, 400, "bad_request")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    is_known = request.path.startswith("/desk/") and request.user.is_authenticated
    return error_response(request, 403, "role_forbids" if is_known else "forbidden")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, 404, "not_found")


def server_error(request: HttpRequest) -> HttpResponse:
    return error_response(request, 500, "internal_error")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_response(request, 403, "form_expired")
