"""The page of alerts, and where its forms are sent."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from stet.accounts.roles import Right
from stet.alerts import channels, delivering, telling
from stet.alerts.models import Alert, Channel, Delivery, Kind, Watch, Way
from stet.alerts.watching import end_all, watches
from stet.comments.errors import Refusal
from stet.comments.models import Site
from stet.desk.access import DeskView
from stet.desk.addresses import with_language
from stet.desk.alerts import words
from stet.moderation import journal
from stet.newsroom.languages import LANGUAGES

ALERTS_SHOWN = 30
MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Told:
    """An alert as the page shows it."""

    alert: Alert
    title: str
    sentence: str
    place: str
    deliveries: tuple[tuple[Delivery, str], ...]


class _AlertsView(DeskView):
    """What all of these share: the right, the page, and the way back to it."""

    right = Right.GUIDELINES

    def back(self, site: Site) -> HttpResponse:
        return HttpResponseRedirect(with_language(self.request, "desk:alerts", site=site.slug))

    def show(self, site: Site, refusal: Refusal | None = None, typed: dict[str, Any] | None = None) -> HttpResponse:
        """The page; after a refusal with what was typed."""
        language = get_language() or "en"
        alerts = Alert.objects.filter(site=site).prefetch_related("deliveries__channel")
        told = [_told(alert, language) for alert in alerts[:ALERTS_SHOWN]]
        context = {
            "room": "alerts",
            "site": site,
            "sites": self.scope.sites(),
            "in_force": [one for one in told if one.alert.ended_at is None],
            "over": [one for one in told if one.alert.ended_at],
            "watches": [words.watch(watch) for watch in watches(site)],
            "channels": [words.channel(channel) for channel in site.alert_channels.all()],
            "kinds": Kind.choices,
            "ways": Way.choices,
            "languages": LANGUAGES.values(),
            "typed": {"language": language} | (typed or {}),
            "refusal": refusal,
        }
        return self.page(self.request, "desk/alerts/alerts.html", context, refusal.status if refusal else 200)


class AlertsPage(_AlertsView):
    """A site's alerts: in force and over, what is watched, who is told."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(self.scope.site_or_first(request.GET.get("site", "")))


class WatchesPage(_AlertsView):
    """Where the form of what is watched is sent."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.back(self.scope.site_or_first(request.GET.get("site", "")))

    def post(self, request: HttpRequest) -> HttpResponse:
        site, now = self.scope.site(request.POST.get("site", "")), timezone.now()
        for watch in watches(site):
            watch.is_on = f"{watch.kind}-on" in request.POST
            watch.limit = _limit(request.POST.get(f"{watch.kind}-limit", ""), watch)
            watch.save()
            if not watch.is_on:
                end_all(watch, now)
        settings = {watch.kind: watch.limit if watch.is_on else None for watch in watches(site)}
        journal.note(self.account, "watches_changed", site, site.pk, **settings)
        messages.success(request, _("Saved. From now on it is watched like this."))
        return self.back(site)


class ChannelsPage(_AlertsView):
    """Where a new address to be told is sent."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.back(self.scope.site_or_first(request.GET.get("site", "")))

    def post(self, request: HttpRequest) -> HttpResponse:
        site = self.scope.site(request.POST.get("site", ""))
        typed: dict[str, Any] = {
            "way": request.POST.get("way", ""),
            "address": request.POST.get("address", ""),
            "language": request.POST.get("language", ""),
            "kinds": request.POST.getlist("kind"),
        }
        if typed["way"] not in Way.values or typed["language"] not in LANGUAGES:
            raise BadRequest("That form is none of ours.")
        try:
            channel = channels.add(site, Way(typed["way"]), typed["address"], typed["language"], typed["kinds"])
        except Refusal as refusal:
            return self.show(site, refusal, typed)
        journal.note(self.account, "channel_added", site, channel.pk, way=channel.way)
        told = _("Added. Its secret is %(secret)s – it is shown only now.") if channel.secret else _("Added.")
        messages.success(request, told % {"secret": channel.secret})
        return self.back(site)


class ChannelPage(_AlertsView):
    """Where the buttons of one address are sent: try it out, change its secret, tell it again, remove it."""

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:  # noqa: ARG002 - Django's signature
        return self.back(self.channel(pk).site)

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        channel, act = self.channel(pk), request.POST.get("act", "")
        acts = {"try": self.try_out, "secret": self.change_secret, "reopen": self.reopen, "remove": self.remove}
        if act not in acts:
            raise BadRequest("That form is none of ours.")
        acts[act](channel)
        return self.back(channel.site)

    def channel(self, pk: UUID) -> Channel:
        return get_object_or_404(Channel.objects.select_related("site"), pk=pk, site__in=self.scope.sites())

    def try_out(self, channel: Channel) -> None:
        delivery = delivering.try_out(channel, timezone.now())
        if delivery.sent_at:
            messages.success(self.request, _("It arrived: the trial was taken."))
        else:
            messages.error(self.request, words.problem(delivery))

    def change_secret(self, channel: Channel) -> None:
        if channel.way != Way.WEBHOOK:
            raise BadRequest("Letters are not signed.")
        secret = channels.change_secret(channel, timezone.now())
        journal.note(self.account, "channel_secret_changed", channel.site, channel.pk)
        told = _("The new secret is %(secret)s – it is shown only now. For a day the old one signs as well.")
        messages.success(self.request, told % {"secret": secret})

    def reopen(self, channel: Channel) -> None:
        channels.reopen(channel)
        journal.note(self.account, "channel_reopened", channel.site, channel.pk)
        messages.success(self.request, _("It is told again from now on."))

    def remove(self, channel: Channel) -> None:
        journal.note(self.account, "channel_removed", channel.site, channel.pk, way=channel.way)
        channel.delete()
        messages.success(self.request, _("Removed. Nothing goes there any more."))


def _limit(typed: str, watch: Watch) -> int:
    return min(int(typed), MOST) if typed.isdecimal() else watch.limit


def _told(alert: Alert, language: str) -> Told:
    deliveries = tuple((delivery, words.delivered(delivery)) for delivery in alert.deliveries.all())
    return Told(alert, telling.title(alert), telling.sentence(alert, language), telling.place(alert), deliveries)
