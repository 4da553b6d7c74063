"""Who may come in: the list of colleagues, an invitation, and what an administrator can do for each of them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from stet.accounts.invitations import link_for
from stet.accounts.models import Account
from stet.accounts.roles import RIGHTS, Right, Role
from stet.accounts.scopes import covers
from stet.accounts.second_step import STEPS
from stet.comments.errors import Refusal
from stet.comments.models import Site
from stet.desk.access import DeskView
from stet.desk.addresses import with_language
from stet.desk.people.forms import InviteForm, PlaceForm
from stet.letters.sending import is_set_up, send_now
from stet.moderation import people
from stet.newsroom.languages import LANGUAGES

# What each role is for, in a line: whoever invites somebody chooses by it.
ROLES: dict[str, Promise] = {
    Role.ANALYST: gettext_lazy("Reads everything and takes figures out. Decides nothing."),
    Role.MODERATOR: gettext_lazy("Decides about comments, writes notes about readers and warns them."),
    Role.SENIOR: gettext_lazy("Also suspends readers, closes articles, and settles where colleagues disagree."),
    Role.EDITOR: gettext_lazy("Also writes the guidelines and word lists, and sees how the team works."),
    Role.ADMINISTRATOR: gettext_lazy("Also lets colleagues in and sees them out."),
}


@dataclass(frozen=True, slots=True)
class Colleague:
    """A line of the list. `sites` and `languages` are names; empty is all of them."""

    account: Account
    sites: list[str]
    languages: list[str]
    has_second_step: bool
    is_self: bool

    @property
    def is_waited_for(self) -> bool:
        """Invited, and has not come yet."""
        return self.account.is_active and not self.account.has_come


class PeoplePage(DeskView):
    """Everybody who may come in, and who was seen out."""

    right = Right.PEOPLE

    def get(self, request: HttpRequest) -> HttpResponse:
        found = self.colleagues()
        return self.page(
            request,
            "desk/people/list.html",
            {
                "room": "people",
                "people": [one for one in found if one.account.is_active],
                "out": [one for one in found if not one.account.is_active],
                "is_required": settings.STET_TWO_FACTOR_REQUIRED,
            },
        )

    def colleagues(self) -> list[Colleague]:
        """Whose scope is within the administrator's own, by address."""
        accounts = [one for one in Account.objects.order_by("email") if covers(self.account, one)]
        return described(accounts, self.account)


class InvitePage(DeskView):
    """Inviting somebody. The link is shown once, to be handed on, and sent where mail is set up."""

    right = Right.PEOPLE

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(request, self.form(None))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(request, form, 422)
        try:
            account = people.invite(self.account, form.cleaned_data["email"], form.place())
        except Refusal as refusal:
            form.add_error("email" if refusal.field else None, str(refusal))
            return self.show(request, form, refusal.status)
        return show_link(self, request, account)

    def form(self, data: Any) -> InviteForm:
        return InviteForm(data, list(self.scope.sites()), self.account)

    def show(self, request: HttpRequest, form: InviteForm, status: int = 200) -> HttpResponse:
        context = {"room": "people", "form": form, "roles": roles(), "can_send": is_set_up()}
        return self.page(request, "desk/people/invite.html", context, status)


class PersonView(DeskView):
    """A page, or a button, about one colleague. Who is outside the administrator's scope is not found."""

    right = Right.PEOPLE

    def person(self, pk: UUID) -> Account:
        """Raises Http404."""
        account = get_object_or_404(Account, pk=pk)
        if not covers(self.account, account):
            raise Http404
        return account


class PersonPage(PersonView):
    """One colleague: what they may do, and how they sign in."""

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        account = self.person(pk)
        given = {"role": account.role, "sites": account.sites, "languages": account.languages}
        return self.show(request, account, self.form(None, given))

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        account, form = self.person(pk), self.form(request.POST)
        if not form.is_valid():
            return self.show(request, account, form, 422)
        try:
            people.change(self.account, account, form.place())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.show(request, self.person(pk), form, refusal.status)
        messages.success(request, _("Changed: %(person)s.") % {"person": account.email})
        return HttpResponseRedirect(with_language(request, "desk:people"))

    def form(self, data: Any, given: dict[str, Any] | None = None) -> PlaceForm:
        return PlaceForm(data, list(self.scope.sites()), self.account, initial=given)

    def show(self, request: HttpRequest, account: Account, form: PlaceForm, status: int = 200) -> HttpResponse:
        context = {
            "room": "people",
            "person": described([account], self.account)[0],
            "form": form,
            "roles": roles(),
            "provider": settings.STET_STAFF_SIGN_IN,
        }
        return self.page(request, "desk/people/person.html", context, status)


class LinkPage(PersonView):
    """A new link for somebody who forgot the password, or let the invitation grow old."""

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        return back_to(self, request, pk)

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        account = self.person(pk)
        try:
            people.note_link(self.account, account)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return back_to(self, request, pk)
        return show_link(self, request, account)


class PersonAct(PersonView):
    """A button about one colleague. `told` is said when it is done, with "%(person)s"."""

    told: Promise

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """A reload after a refusal comes here."""
        return back_to(self, request, pk)

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        account = self.person(pk)
        try:
            self.act(account)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, str(self.told) % {"person": account.email})
        return back_to(self, request, pk)

    def act(self, account: Account) -> None:
        """Raises Refusal."""
        raise NotImplementedError


class SeeOut(PersonAct):
    told = gettext_lazy("%(person)s is signed out everywhere and cannot come in any more. What they decided stands.")

    def act(self, account: Account) -> None:
        people.see_out(self.account, account)


class LetIn(PersonAct):
    told = gettext_lazy("%(person)s may come in again. Make a link for them: the old password is gone.")

    def act(self, account: Account) -> None:
        people.let_in_again(self.account, account)


class TakeSecondStepAway(PersonAct):
    told = gettext_lazy("%(person)s has no second step any more, and is signed out everywhere.")

    def act(self, account: Account) -> None:
        people.take_second_step_away(self.account, account)


class Unbind(PersonAct):
    told = gettext_lazy("Let go: whoever next signs in with the verified address %(person)s is this colleague.")

    def act(self, account: Account) -> None:
        people.unbind(self.account, account)


def described(accounts: list[Account], by: Account) -> list[Colleague]:
    """The accounts as the pages show them, in three queries however many there are."""
    own = [account.pk for account in accounts]
    stepped = set(Authenticator.objects.filter(user__in=own, type__in=STEPS).values_list("user_id", flat=True))
    names = {str(pk): name for pk, name in Site.objects.values_list("pk", "name")}
    return [
        Colleague(
            account,
            [names[pk] for pk in account.sites if pk in names],
            [LANGUAGES[code].name for code in account.languages if code in LANGUAGES],
            account.pk in stepped,
            account.pk == by.pk,
        )
        for account in accounts
    ]


def roles() -> list[tuple[str, str, Promise]]:
    """Each role with its name and what it is for, from the least rights to the most."""
    return [(role.value, str(role.label), ROLES[role]) for role in sorted(Role, key=lambda one: len(RIGHTS[one]))]


def show_link(view: PersonView | InvitePage, request: HttpRequest, account: Account) -> HttpResponse:
    """The page with somebody's link: once, and in the answer alone, since who has the link comes in by it."""
    link = link_for(account)
    context = {"room": "people", "person": account, "link": link, "is_sent": send_link(account, link)}
    return view.page(request, "desk/people/link.html", context)


def send_link(account: Account, link: str) -> bool | None:
    """Whether the link went out by mail; None where no mail is set up."""
    if not is_set_up():
        return None
    context = {"link": link, "role": account.get_role_display(), "is_new": not account.has_come}
    try:
        send_now(account.email, _("Your way in to the desk"), "desk/people/letter.txt", context, get_language() or "en")
    except Refusal:
        return False
    return True


def back_to(view: PersonView, request: HttpRequest, pk: UUID) -> HttpResponse:
    """To the colleague's own page. Raises Http404."""
    return HttpResponseRedirect(with_language(request, "desk:person", view.person(pk).pk))
