"""One's own settings."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stet.accounts.models import Account
from stet.accounts.roles import RIGHTS, Right
from stet.accounts.second_step import must_set_up
from stet.desk.access import DeskView
from stet.desk.addresses import with_language
from stet.desk.entrance.provider import staff_provider
from stet.desk.me.browsers import browser_of
from stet.desk.people.views import described
from stet.moderation import people
from stet.newsroom import dates

RIGHTS_IN_WORDS: dict[Right, Promise] = {
    Right.READ: gettext_lazy("read comments, published or not, and their history"),
    Right.RULE: gettext_lazy("decide about comments and pick them"),
    Right.TALK: gettext_lazy("write notes about readers, and warn them"),
    Right.SANCTION: gettext_lazy("pre-moderate, suspend and ban readers, and see what is kept as evidence"),
    Right.ARTICLES: gettext_lazy("close, pre-moderate and slow articles"),
    Right.SETTLE: gettext_lazy("settle where colleagues disagree, and decide about several comments by their score"),
    Right.TEAM: gettext_lazy("see how colleagues work and agree"),
    Right.EXPORT: gettext_lazy("take comments and decisions out as a file"),
    Right.GUIDELINES: gettext_lazy("change guidelines, word lists, reasons, alerts and a site’s settings"),
    Right.PEOPLE: gettext_lazy("let colleagues in, change what they may do, and see them out"),
}


class MePage(DeskView):
    """What one may do, how one signs in, and where one is signed in."""

    right = Right.ENTER

    def get(self, request: HttpRequest) -> HttpResponse:
        account = self.account
        own = RIGHTS.get(account.role, frozenset())
        context = {
            "room": "me",
            "me": described([account], account)[0],
            "may": [words for right, words in RIGHTS_IN_WORDS.items() if right in own],
            "sessions": sessions_of(account, request.session.session_key or ""),
            "must_set_up": must_set_up(account),
            "takes_passwords": settings.STET_PASSWORDS,
            "provider": staff_provider(),
        } | steps_of(account)
        return self.page(request, "desk/me/me.html", context)


class SessionsEnd(DeskView):
    """Where the buttons go that end a session, or all but this one."""

    right = Right.ENTER

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(with_language(request, "desk:me"))

    def post(self, request: HttpRequest) -> HttpResponse:
        number = self.end(request.POST.get("session", ""), request.session.session_key or "")
        told = ngettext("Signed out in %(n)s place.", "Signed out in %(n)s places.", number)
        messages.success(request, told % {"n": dates.digits(number, request.LANGUAGE_CODE)})
        return HttpResponseRedirect(with_language(request, "desk:me"))

    def end(self, wanted: str, this: str) -> int:
        """End one of the account's sessions, or all but this one; how many ended."""
        if not wanted.isdecimal():
            return people.end_sessions(self.account, but=this)
        found = UserSession.objects.filter(user=self.account, pk=wanted).exclude(session_key=this)
        ended = list(found)
        for session in ended:
            session.end()
        return len(ended)


def steps_of(account: Account) -> dict[str, Any]:
    """The account's second steps: an app, passkeys, and how many recovery codes are left."""
    own = list(Authenticator.objects.filter(user=account).order_by("created_at"))
    codes = [one for one in own if one.type == Authenticator.Type.RECOVERY_CODES]
    return {
        "app": next((one for one in own if one.type == Authenticator.Type.TOTP), None),
        "passkeys": [one for one in own if one.type == Authenticator.Type.WEBAUTHN],
        "codes_left": len(codes[0].wrap().get_unused_codes()) if codes else None,
    }


def sessions_of(account: Account, this: str) -> list[dict[str, Any]]:
    """Where the account is signed in, the present place first and then the latest."""
    found = UserSession.objects.purge_and_list(account)
    found.sort(key=lambda one: (one.session_key != this, -one.last_seen_at.timestamp()))
    return [
        {
            "pk": one.pk,
            "browser": browser_of(one.user_agent) or _("A browser that gives no name"),
            "is_this": one.session_key == this,
            "since": one.created_at,
            "seen": one.last_seen_at,
        }
        for one in found
    ]
