"""An alert in words, and as what a webhook is sent. Neither holds a reader's words: those are read at the desk."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stet.alerts.models import Alert, Delivery, Event, Kind
from stet.comments.models import Article, Site
from stet.newsroom.dates import digits


def title(alert: Alert) -> str:
    """What is the matter, in a few words of the present language."""
    return str(_TITLES[Kind(alert.kind)]())


def sentence(alert: Alert, language: str) -> str:
    """What is the matter, in a sentence with its figures."""
    return _SENTENCES[Kind(alert.kind)](alert, language)


def place(alert: Alert) -> str:
    """Where at the desk to look at it: a path."""
    if alert.kind == Kind.THREAT:
        return f"/desk/comments/{alert.about}/"
    if alert.about:
        return f"/desk/articles/{alert.about}/"
    return "/desk/figures/" if alert.kind == Kind.AUDIT else "/desk/"


def link(alert: Alert, language: str = "") -> str:
    """The whole address of that place."""
    chosen = f"?lang={language}" if language else ""
    return f"{settings.STET_BASE_URL}{place(alert)}{chosen}"


def letter(delivery: Delivery) -> tuple[str, dict[str, Any]]:
    """Subject and context of the letter that tells it, in the channel's language, which must be the present one."""
    alert, language, site = delivery.alert, delivery.channel.language, delivery.channel.site
    if alert is None:
        subject = _("A trial alert from Stet")
        return subject, {"site": site.name, "told": _("This is a trial: alerts arrive here."), "link": ""}
    over = delivery.event == Event.ENDED
    told = _("This is over: %(what)s") % {"what": title(alert)} if over else sentence(alert, language)
    subject = _("Over: %(what)s") % {"what": title(alert)} if over else title(alert)
    return subject, {"site": site.name, "told": told, "link": link(alert, language)}


def body(delivery: Delivery) -> str:
    """What a webhook is sent: JSON with a type, a time and data, the same each time that it is tried."""
    site, alert = delivery.channel.site, delivery.alert
    about = _data(alert) if alert else {}
    kind = f"alert.{delivery.event}" if alert else "alert.trial"
    return json.dumps(
        {
            "type": kind,
            "timestamp": delivery.made_at.isoformat(timespec="seconds"),
            "data": {"site": site.slug, "url": f"{settings.STET_BASE_URL}/desk/"} | about,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _data(alert: Alert) -> dict[str, Any]:
    with translation.override("en"):
        text = sentence(alert, "en")
    return {
        "id": str(alert.pk),
        "kind": alert.kind,
        "about": alert.about or None,
        "facts": alert.facts,
        "raised_at": alert.raised_at.isoformat(timespec="seconds"),
        "ended_at": alert.ended_at.isoformat(timespec="seconds") if alert.ended_at else None,
        "text": text,
        "url": link(alert),
    }


def _threat(_alert: Alert, _language: str) -> str:
    return _("A comment waits that may mean danger to somebody, or break the law. A person has to look at it now.")


def _promise(alert: Alert, language: str) -> str:
    late, minutes = alert.facts["late"], alert.facts["minutes"]
    return ngettext(
        "%(late)s comment waits longer than the site promises, for %(minutes)s minutes by now.",
        "%(late)s comments wait longer than the site promises, the first of them for %(minutes)s minutes by now.",
        late,
    ) % {"late": digits(late, language), "minutes": digits(minutes, language)}


def _inflow(alert: Alert, language: str) -> str:
    figures = {
        "comments": digits(alert.facts["comments"], language),
        "usual": digits(round(alert.facts["usual"]), language),
        "where": _named(alert),
    }
    return _("%(comments)s comments came in ten minutes, usually it is about %(usual)s. Where: %(where)s.") % figures


def _audit(alert: Alert, language: str) -> str:
    judged, otherwise = alert.facts["judged"], alert.facts["otherwise"]
    return ngettext(
        "Of %(judged)s decision of the machine that a person judged again, people decided %(otherwise)s otherwise.",
        "Of %(judged)s decisions of the machine that people judged again, they decided %(otherwise)s otherwise.",
        judged,
    ) % {"judged": digits(judged, language), "otherwise": digits(otherwise, language)}


def _named(alert: Alert) -> str:
    """The article or the site that it is about."""
    article = Article.objects.filter(pk=alert.about).first() if alert.about else None
    return str(article) if article else Site.objects.get(pk=alert.site_id).name


_TITLES: Final[Mapping[Kind, Callable[[], str]]] = {
    Kind.THREAT: lambda: _("A comment needs a person at once"),
    Kind.PROMISE: lambda: _("Comments wait longer than promised"),
    Kind.INFLOW: lambda: _("Far more comments than usual"),
    Kind.AUDIT: lambda: _("People do not share the machine’s decisions"),
}
_SENTENCES: Final[Mapping[Kind, Callable[[Alert, str], str]]] = {
    Kind.THREAT: _threat,
    Kind.PROMISE: _promise,
    Kind.INFLOW: _inflow,
    Kind.AUDIT: _audit,
}
