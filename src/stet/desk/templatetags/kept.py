"""Kept ways to see a page, for the page itself."""

from typing import Any

from django import template

from stet.desk.search.keeping import kept_views

register = template.Library()


@register.inclusion_tag("desk/search/kept_here.html", takes_context=True)
def kept_here(context: template.Context, place: str) -> dict[str, Any]:
    """What is kept of the page ("search" or "queue"), and a form to keep what it shows now under a name."""
    request = context["request"]
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "place": place,
        "to": f"desk:{place}",
        "kept": kept_views(request.user, place),
        "query": request.GET.urlencode(),
        "here": request.get_full_path(),
    }
