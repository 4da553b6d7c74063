"""Whom a provider's word is for: somebody of the newsroom at the desk's door, or a reader."""

from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthError
from django.http import HttpRequest, HttpResponseBase

from stet.desk.entrance.provider import began_at_the_door, cancelled, is_for_staff, let_in, unreadable
from stet.readers.adapter import NothingStored


class Vouching(NothingStored):
    """The readers' end, and the desk's for those whose conversation began at its door."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> NoReturn:
        if is_for_staff(sociallogin.state):
            raise ImmediateHttpResponse(let_in(request, sociallogin))
        super().pre_social_login(request, sociallogin)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> NoReturn:
        state = (extra_context or {}).get("state")
        if is_for_staff(state):
            raise ImmediateHttpResponse(cancelled(request, state or {}, is_cancelled=error == AuthError.CANCELLED))
        super().on_authentication_error(request, provider, error, exception, extra_context)

    def on_unreadable_answer(self, request: HttpRequest) -> HttpResponseBase:
        return unreadable(request) if began_at_the_door(request) else super().on_unreadable_answer(request)
