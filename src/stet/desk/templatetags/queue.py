"""What cards are shown by."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from stet.comments.templatetags.stet import exactly
from stet.newsroom.passages import Passage, passages
from stet.newsroom.screening import Span

register = template.Library()


@register.filter
def masked(text: str, spans: Iterable[Span]) -> SafeString:
    """`text` with something else in the place of the words at issue."""
    return format_html_join("", "{}", ((_piece(piece),) for piece in passages(text, spans)))


def _piece(piece: Passage) -> SafeString:
    return format_html('<bdi class="mask">{}</bdi>', _("hidden")) if piece.is_marked else exactly(piece.text)


@register.filter
def last_of(items: Sequence[Any], number: int) -> Sequence[Any]:
    """The last `number` items."""
    return items[-number:]


@register.filter
def but_last(items: Sequence[Any], number: int) -> Sequence[Any]:
    """All items but the last `number`."""
    return items[:-number]
