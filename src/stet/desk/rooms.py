"""The rooms of the desk, as its pages lead to them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _

from stet.accounts.models import Account
from stet.accounts.roles import Right
from stet.desk.scope import Scope

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Room:
    """A page that is led to: the name of its address and what it is called.

    `is_of_a_site` for a page that every site has its own of.
    """

    name: str
    title: "StrOrPromise"
    is_of_a_site: bool = False


# What a moderator goes in and out of all day.
DAILY = (
    Room("work", _("Work")),
    Room("queue", _("Queue")),
    Room("decided", _("Decided")),
    Room("search", _("Search")),
    Room("reviews", _("Reviews")),
    Room("figures", _("Figures")),
)
NEWSROOM = (
    Room("articles", _("Articles")),
    Room("readers", _("Readers")),
    Room("evidence-list", _("Evidence")),
    Room("batch", _("Several by score")),
    Room("guidelines", _("Guidelines")),
    Room("words", _("Words"), is_of_a_site=True),
    Room("reasons", _("Reasons"), is_of_a_site=True),
    Room("site", _("The site’s settings"), is_of_a_site=True),
    Room("alerts", _("Alerts")),
    Room("team", _("Team")),
    Room("people", _("People")),
    Room("journal", _("Journal")),
)
OWN = (
    Room("my-work", _("My work")),
    Room("me", _("My settings")),
)


@dataclass(frozen=True, slots=True)
class Way:
    """A link to a room; `is_here` on the room's own page."""

    name: str
    title: "StrOrPromise"
    address: str
    is_here: bool


def ways(rooms: Sequence[Room], account: Account, here: str) -> Iterator[Way]:
    """The ways to these rooms that are open to the account: a page says itself, by its right, whom it lets in.

    Where an account is for several sites, the pages that every site has are reached from the list of the sites.
    """
    site = _site_of(account) if any(room.is_of_a_site for room in rooms) else ()
    for room in rooms:
        if room.is_of_a_site and not site:
            continue
        address = reverse(f"desk:{room.name}", args=site if room.is_of_a_site else ())
        right: Right = resolve(address).func.view_class.right  # type: ignore[attr-defined]
        if account.may(right):
            yield Way(room.name, room.title, address, room.name == here)


def _site_of(account: Account) -> tuple[str, ...]:
    """The slug of the one site that the account is for; nothing where there are more, or none."""
    slugs = Scope.of(account).sites().values_list("slug", flat=True)[:2]
    return tuple(slugs) if len(slugs) == 1 else ()
