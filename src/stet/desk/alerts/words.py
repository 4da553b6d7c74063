"""Watches, channels and deliveries in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stet.alerts.door import Problem
from stet.alerts.models import Channel, Delivery, Kind, Watch, Way

_RULES: Mapping[str, Promise] = {
    Kind.THREAT: gettext_lazy(
        "A comment waits that may break a guideline of the highest severity, or that was reported as against the law."
    ),
    Kind.PROMISE: gettext_lazy("The first comment in the queue is so many minutes later than the site promises."),
    Kind.INFLOW: gettext_lazy(
        "At least so many comments came in ten minutes, to the site or to one article, and that is no chance."
    ),
    Kind.AUDIT: gettext_lazy(
        "In blind audits of the last thirty days people decided more than so many in a hundred otherwise."
    ),
}
_UNITS: Mapping[str, Promise] = {
    Kind.PROMISE: gettext_lazy("minutes"),
    Kind.INFLOW: gettext_lazy("comments in ten minutes"),
    Kind.AUDIT: gettext_lazy("in a hundred"),
}
_PROBLEMS: Mapping[str, Promise] = {
    Problem.ADDRESS: gettext_lazy("Nobody is found under that address."),
    Problem.PRIVATE: gettext_lazy("The address leads into a private network, where nothing is sent."),
    Problem.UNREACHABLE: gettext_lazy("There was no connection, or no answer in time."),
    Problem.REFUSED: gettext_lazy("It was refused (%(status)s)."),
    Problem.BUSY: gettext_lazy("It asked to be left alone for a while (%(status)s)."),
    Problem.GONE: gettext_lazy("It wants to hear nothing any more (%(status)s)."),
    Problem.MAIL: gettext_lazy("The mail server did not take the letter."),
    Problem.NO_MAIL: gettext_lazy("No mail is set up on this installation."),
}


@dataclass(frozen=True, slots=True)
class WatchInWords:
    """`unit` is empty where there is no limit to choose."""

    watch: Watch
    title: str
    rule: str
    unit: str


@dataclass(frozen=True, slots=True)
class ChannelInWords:
    """`about` says which alerts go there."""

    channel: Channel
    about: tuple[str, ...]
    is_webhook: bool


def watch(one: Watch) -> WatchInWords:
    return WatchInWords(one, str(Kind(one.kind).label), str(_RULES[one.kind]), str(_UNITS.get(one.kind, "")))


def channel(one: Channel) -> ChannelInWords:
    return ChannelInWords(one, tuple(str(Kind(kind).label) for kind in one.kinds), one.way == Way.WEBHOOK)


def problem(delivery: Delivery) -> str:
    """Why a delivery did not arrive."""
    told = _PROBLEMS.get(delivery.problem)
    return str(told) % {"status": delivery.status} if told else _("It did not arrive.")


def delivered(delivery: Delivery) -> str:
    """What became of a delivery."""
    if delivery.sent_at:
        return _("Delivered")
    if delivery.given_up_at:
        return _("Given up: %(problem)s") % {"problem": problem(delivery)}
    if delivery.problem:
        return _("It is tried again: %(problem)s") % {"problem": problem(delivery)}
    return _("On its way")
