"""The one rule for every page of the desk."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views import View

from stet.desk import waiting


class DeskView(PermissionRequiredMixin, View):
    """A page for those who may decide about comments; every view of the desk is one.

    It stands here, not in each view, because what is forgotten in one view is open to the world: unpublished comments,
    their authors' names, and the power to publish. Who is not signed in is sent to the door; who is, without the
    permission, is refused. A test walks the desk's addresses and fails for a view that is not made from this class.
    """

    permission_required = "comments.rule_comment"

    def get_login_url(self) -> str:
        """The door, in the language that was chosen for the page behind it."""
        chosen = self.request.GET.get("lang")
        return super().get_login_url() + (f"?{urlencode({'lang': chosen})}" if chosen else "")

    def page(self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """A page of the desk, with how many comments wait. No cache may keep what was never published."""
        context["waiting"] = sum((context.get("waiting_by_kind") or waiting.how_many()).values())
        response = render(request, template, context, status=status)
        response.headers["Cache-Control"] = "no-store"
        return response
