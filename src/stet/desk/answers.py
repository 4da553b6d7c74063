"""Answers for the desk's own scripts: the same addresses as the pages', as JSON where that is asked for."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone

from stet.comments.errors import Refusal
from stet.moderation.models import HeldRuling


def wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def answer(**what: Any) -> JsonResponse:
    """What a script asked for. No cache may keep it."""
    return JsonResponse(what, headers={"Cache-Control": "no-store"})


def refused(refusal: Refusal) -> JsonResponse:
    """A refusal in the shape that the API has, too."""
    body = {"error": {"code": refusal.code, "message": str(refusal)}}
    return JsonResponse(body, status=refusal.status, headers={"Cache-Control": "no-store"})


def hold_of(held: HeldRuling | None) -> dict[str, Any]:
    """Until when a ruling can be taken back, in how many seconds that is, and where; nothing of one that is given."""
    if held is None:
        return {"held_until": None, "seconds": 0, "undo": None}
    left = (held.due_at - timezone.now()).total_seconds()
    return {
        "held_until": held.due_at.isoformat(),
        "seconds": round(min(max(left, 0.0), settings.STET_UNDO_SECONDS), 3),
        "undo": reverse("desk:undo", args=[held.comment_id]),
    }
