"""The one rule for every page of the desk."""

from typing import Any, ClassVar, cast

from django.contrib.auth.mixins import AccessMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import urlencode
from django.views import View

from stet.accounts.models import Account
from stet.accounts.roles import Right
from stet.accounts.second_step import must_set_up
from stet.desk import waiting
from stet.desk.addresses import with_language
from stet.desk.alerts.banner import notices
from stet.desk.scope import Scope

_SAFE = {"GET", "HEAD", "OPTIONS"}


class DeskView(AccessMixin, View):
    """A page for those whose role has the right to it; every view of the desk is one.

    It stands here, not in each view, because what is forgotten in one view is open to the world: unpublished comments,
    their authors' names, and the power to publish. Who is not signed in is sent to the door; who is, without the
    right, is refused. A view says its rights itself, and a test walks the desk's addresses as each role.

    `right` is needed to see the page, `right_to_act` (the same, where it is None) to send something to it.
    """

    right: ClassVar[Right]
    right_to_act: ClassVar[Right | None] = None

    @property
    def account(self) -> Account:
        """Who is signed in."""
        return cast(Account, self.request.user)

    @property
    def scope(self) -> Scope:
        """What of the newsroom they are for: everything that a view reads or changes is found by it."""
        return Scope.of(self.account)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if request.headers.get("Stet-Account", str(self.account.pk)) != str(self.account.pk):
            # A page that somebody else left open sends what they decided: that is theirs alone to do.
            return HttpResponse(status=401)
        needed = self.right if request.method in _SAFE else self.right_to_act or self.right
        if not (self.account.may(self.right) and self.account.may(needed)):
            self.raise_exception = True
            return self.handle_no_permission()
        # One's own settings stay open: it is there that a second step is set up.
        if self.right is not Right.ENTER and must_set_up(self.account):
            return HttpResponseRedirect(with_language(request, "desk:me"))
        return super().dispatch(request, *args, **kwargs)

    def get_login_url(self) -> str:
        """The door, in the language that was chosen for the page behind it."""
        chosen = self.request.GET.get("lang")
        return super().get_login_url() + (f"?{urlencode({'lang': chosen})}" if chosen else "")

    def page(self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """A page of the desk, with how many comments wait. No cache may keep what was never published."""
        context["waiting"] = sum((context.get("waiting_by_kind") or waiting.how_many(self.scope)).values())
        context["rights"] = {right.value: self.account.may(right) for right in Right}
        context["alerts_in_force"] = notices(self.scope)
        response = render(request, template, context, status=status)
        response.headers["Cache-Control"] = "no-store"
        return response
