"""Signing in: choosing a way, proving who one is, choosing a name, going back. None of it needs a script."""

import logging
from urllib.parse import urljoin

from allauth.socialaccount.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from stet.comments import sessions
from stet.comments.addresses import address_key, checked_address
from stet.comments.errors import MailUnavailable, ProviderUnavailable, RateLimited, Refusal, SignInOff
from stet.comments.models import Site
from stet.comments.names import check_name_is_free
from stet.comments.pages import SeeOther
from stet.comments.rates import check_rate
from stet.comments.text import LONGEST_NAME, check_name
from stet.comments.ways import EMAIL, Provider, ways_of
from stet.letters.sending import send_now
from stet.readers.pages import EntrancePage, entrance, name_page, show
from stet.readers.returning import checked_return, is_thread_page
from stet.readers.tickets import Ticket, read_ticket, use_up, write_code, write_ticket

log = logging.getLogger(__name__)

# So many letters an address gets in an hour, whoever asks: nobody's mailbox is flooded through us.
LETTERS_AN_HOUR = 5
# In seconds, as long as allauth waits for an answer.
CONVERSATION_LASTS = 600
# What asking a provider raises that does not answer, or answers something else than the standard says.
WRONG_ANSWERS = (OSError, LookupError, ValueError, TypeError, AttributeError)
# What brought a reader back from a provider without being signed in.
PROBLEMS = {
    "cancelled": gettext_lazy("You are not signed in: it was cancelled at the other end. Choose a way again."),
    "failed": ProviderUnavailable.message,
}


class SignInPage(EntrancePage):
    """The ways that this site offers, or who is signed in already."""

    def get(self, request: HttpRequest) -> HttpResponse:
        check_rate(request, "read", settings.STET_RATE_READ)
        return show_choice(request, self.site, checked_return(self.site, request.GET.get("return", "")))


class Choice(EntrancePage):
    """Where a form of the page above goes. A refusal is shown here; a reload of it leads back there."""

    def get(self, request: HttpRequest, **_way: str) -> HttpResponse:
        return SeeOther(entrance(self.site, self.back(request)))

    def back(self, request: HttpRequest) -> str:
        """Where the reader goes on to. Raises ReturnInvalid."""
        return checked_return(self.site, request.GET.get("return", ""))


class LetterPage(Choice):
    """Where the form for an e-mail address goes."""

    def post(self, request: HttpRequest) -> HttpResponse:
        back = self.back(request)
        typed = request.POST.get("email", "")
        try:
            check_rate(request, "sign-in", settings.STET_RATE_POST)
            address = self.write_to(typed, back)
        except Refusal as refusal:
            return show_choice(request, self.site, back, refusal, typed)
        context = {"site": self.site, "back": back, "email": address, "again": entrance(self.site, back)}
        return show(request, "readers/look_into_your_mail.html", context)

    def write_to(self, typed: str, back: str) -> str:
        """Send the link; the address it went to. Raises EmailInvalid, MailUnavailable, SignInOff, RateLimited."""
        if not self.site.email_sign_in:
            raise SignInOff
        if not ways_of(self.site).email:
            raise MailUnavailable
        address = checked_address(typed)
        _count_letter(address)
        ticket = write_ticket(self.site, sessions.key_by_email(address), back)
        send_now(
            address,
            _("Your link to sign in: %(site)s") % {"site": self.site.name},
            "readers/letter.txt",
            {"site": self.site, "link": urljoin(settings.STET_BASE_URL, name_page(self.site, ticket))},
            get_language() or "en",
            sender_name=self.site.name,
        )
        return address


class ProviderPage(Choice):
    """Where a provider's button goes: on to the provider."""

    def post(self, request: HttpRequest, provider: str) -> HttpResponse:
        back = self.back(request)
        try:
            check_rate(request, "sign-in", settings.STET_RATE_POST)
            chosen = next((one for one in ways_of(self.site).providers if one.id == provider), None)
            if chosen is None:
                raise SignInOff
            return self.lead_to(request, chosen, back)
        except Refusal as refusal:
            return show_choice(request, self.site, back, refusal)

    def lead_to(self, request: HttpRequest, provider: Provider, back: str) -> HttpResponse:
        """A page that goes on to the provider: our policy lets no form lead to another host, not by a redirect either.

        Raises ProviderUnavailable.
        """
        remembered = {"site": self.site.slug, "return": back, "lang": get_language() or "en"}
        _remember_briefly(request)
        try:
            asked = get_adapter(request).get_provider(request, provider.id)
            response = asked.redirect(request, process="login", data=remembered)
        except WRONG_ANSWERS as error:
            log.warning("The provider %s cannot be asked: %s", provider.id, type(error).__name__)
            raise ProviderUnavailable from None
        if "Location" not in response.headers:
            raise ProviderUnavailable
        context = {"site": self.site, "provider": provider, "to": response["Location"]}
        return show(request, "readers/going.html", context)


class NamePage(EntrancePage):
    """Where somebody who was verified chooses the name to write under; the link in an e-mail leads here."""

    def get(self, request: HttpRequest, ticket: str) -> HttpResponse:
        check_rate(request, "read", settings.STET_RATE_READ)
        read = read_ticket(self.site, ticket)
        known = self.site.readers.filter(external_id=read.key).first()
        return self.show(request, read, known.name if known else "")

    def post(self, request: HttpRequest, ticket: str) -> HttpResponse:
        read = read_ticket(self.site, ticket)
        typed = request.POST.get("name", "")
        try:
            check_rate(request, "sign-in", settings.STET_RATE_POST)
            name = check_name(typed)
            check_name_is_free(self.site, name, read.key)
        except Refusal as refusal:
            return self.show(request, read, typed, refusal)
        use_up(read)
        return self.lead_back(request, read, name)

    def show(self, request: HttpRequest, ticket: Ticket, name: str, refusal: Refusal | None = None) -> HttpResponse:
        is_by_email = ticket.key.startswith(f"{EMAIL}:")
        context = {"site": self.site, "name": name, "longest": LONGEST_NAME, "is_by_email": is_by_email}
        return show(request, "readers/name.html", context, refusal)

    def lead_back(self, request: HttpRequest, ticket: Ticket, name: str) -> HttpResponse:
        """To our own thread page with a cookie; to an article's page with a code that its script exchanges."""
        if is_thread_page(self.site, ticket.back):
            response: HttpResponse = SeeOther(f"{ticket.back}#write")
            sessions.keep(response, self.site, sessions.begin(self.site, ticket.key, name))
            return response
        code = write_code(self.site, ticket.key, name)
        context = {"site": self.site, "name": name, "code": code, "to": f"{ticket.back}#stet-session={code}"}
        return show(request, "readers/signed_in.html", context)


class SignOutPage(EntrancePage):
    """Where the button goes that ends the session on our own pages."""

    def post(self, request: HttpRequest) -> HttpResponse:
        response = SeeOther(checked_return(self.site, request.POST.get("return", "")))
        sessions.forget(response, self.site)
        return response


def show_choice(
    request: HttpRequest, site: Site, back: str, refusal: Refusal | None = None, email: str = ""
) -> HttpResponse:
    """The page that offers the site's ways; `email` is what was typed before."""
    context = {
        "site": site,
        "back": back,
        "ways": ways_of(site),
        "reader": sessions.kept(request, site) if is_thread_page(site, back) else None,
        "problem": PROBLEMS.get(request.GET.get("problem", "")),
        "email": email,
    }
    return show(request, "readers/sign_in.html", context, refusal)


def _remember_briefly(request: HttpRequest) -> None:
    """Let the browser session that waits for the provider's answer end with that wait, and drop those that have."""
    request.session.clear_expired()
    if not request.user.is_authenticated:
        request.session.set_expiry(CONVERSATION_LASTS)


def _count_letter(address: str) -> None:
    """Raise RateLimited when the address has had enough letters for now, whichever sender asks for the next."""
    key = f"sign-in-letters:{address_key(address)}"
    cache.add(key, 0, timeout=3600)
    try:
        count = cache.incr(key)
    except ValueError:  # the hour ended between the two calls
        return
    if count > LETTERS_AN_HOUR:
        raise RateLimited(3600)
