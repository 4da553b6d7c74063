"""Where providers send their answers: allauth's own views for them, and none of its other pages.

Each address is what the operator registers with the provider: /accounts/oidc/<provider_id>/login/callback/ with OpenID
Connect, /accounts/<provider>/login/callback/ with the others.
"""

import logging
from collections.abc import Callable, Iterator
from functools import wraps
from importlib import import_module
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path

from stet.readers.views import WRONG_ANSWERS

log = logging.getLogger(__name__)
Callback = Callable[..., HttpResponseBase]


def guarded(view: Callback) -> Callback:
    """The view, with a page for whoever comes back with an answer that its provider's standard does not know."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except WRONG_ANSWERS as error:
            log.warning("A provider's answer cannot be read: %s", type(error).__name__)
            page: HttpResponseBase = get_adapter(request).on_unreadable_answer(request)
            return page

    return answer


def _callbacks() -> Iterator[URLPattern]:
    route = "oidc/<str:provider_id>/login/callback/"
    yield path(route, guarded(openid_connect.callback), name="openid_connect_callback")
    for kind in settings.SOCIALACCOUNT_PROVIDERS:
        if kind == "openid_connect":
            continue
        views = import_module(f"allauth.socialaccount.providers.{kind}.views")
        yield path(f"{kind}/login/callback/", guarded(views.oauth2_callback), name=f"{kind}_callback")
        # Apple answers by a form from its own page, which brings no cookie, and allauth then goes on to this address.
        if hasattr(views, "oauth2_finish_login"):
            finish = guarded(views.oauth2_finish_login)
            yield path(f"{kind}/login/callback/finish/", finish, name=f"{kind}_finish_callback")


urlpatterns = list(_callbacks())
