"""Letting colleagues in, changing what they may do, seeing them out: with a line in the journal for each.

Nobody does any of it to themselves, nobody gives more than they have, and the last one who could undo it stays.
`by` is None where the operator does it on the command line: whoever has the machine has everything.
"""

from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from stet.accounts import second_step
from stet.accounts.models import Account
from stet.accounts.roles import Role
from stet.accounts.scopes import covers, reaches
from stet.comments.errors import Conflict, EmailInvalid, Forbidden
from stet.moderation import claims, journal


class OwnAccount(Forbidden):
    code = "own_account"
    message = _("Nobody changes their own role or sees themselves out. Ask another administrator to do it.")


class BeyondScope(Forbidden):
    code = "beyond_scope"
    message = _("You can let colleagues see what you see yourself, and no more. Choose among your sites and languages.")


class LastAdministrator(Conflict):
    code = "last_administrator"
    message = _(
        "This is the last administrator, and nobody could let people in any more. Make somebody else an administrator "
        "first; an invitation that was not taken up does not count."
    )


class AlreadyIn(Conflict):
    code = "already_in"
    message = _("This address has an account already. You will find it in the list of colleagues.")


@dataclass(frozen=True, slots=True)
class Place:
    """What somebody is at the desk, and what for: ids of sites and codes of languages, empty for all of them."""

    role: Role
    sites: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@transaction.atomic
def invite(by: Account, email: str, place: Place) -> Account:
    """An account for that address, to be taken up by a link (stet.accounts.invitations).

    Raises EmailInvalid, AlreadyIn, BeyondScope.
    """
    email = _address(email)
    _check_reach(by, place)
    if Account.objects.filter(email=email).exists():
        raise AlreadyIn
    account = Account(username=email, email=email, role=place.role, sites=[*place.sites], languages=[*place.languages])
    account.set_unusable_password()
    account.save()
    journal.note(by, "person_invited", about=account.pk, person=email, role=place.role.value)
    return account


@transaction.atomic
def change(by: Account, account: Account, place: Place) -> None:
    """Give them another role, other sites or languages. Raises OwnAccount, BeyondScope, LastAdministrator."""
    _check_may_touch(by, account)
    _check_reach(by, place)
    before = account.role
    account.role, account.sites, account.languages = place.role, [*place.sites], [*place.languages]
    _check_somebody_stays(account)
    account.save(update_fields=["role", "sites", "languages"])
    # What they have before them may be none of theirs from now on.
    claims.release_all(account)
    journal.note(by, "person_changed", about=account.pk, person=account.email, before=before, role=place.role.value)


@transaction.atomic
def see_out(by: Account | None, account: Account) -> None:
    """End all that they have open, and let them in no more. Raises OwnAccount, BeyondScope, LastAdministrator.

    What they decided stands; so does what they decided a moment ago and was held.
    """
    if by is not None:
        _check_may_touch(by, account)
    account.is_active = False
    _check_somebody_stays(account)
    account.subject = ""
    account.set_unusable_password()
    account.save(update_fields=["is_active", "password", "subject"])
    end_sessions(account)
    claims.release_all(account)
    journal.note(by, "person_seen_out", about=account.pk, person=account.email)


@transaction.atomic
def let_in_again(by: Account, account: Account) -> None:
    """Open an account again that was shut, to be taken up by a new link. Raises OwnAccount, BeyondScope."""
    _check_may_touch(by, account)
    account.is_active = True
    account.save(update_fields=["is_active"])
    journal.note(by, "person_let_in_again", about=account.pk, person=account.email)


@transaction.atomic
def note_link(by: Account, account: Account) -> None:
    """Before a new link is made for somebody. Raises OwnAccount, BeyondScope.

    Where they have no password yet, older links are worth nothing from now on.
    """
    _check_may_touch(by, account)
    if not account.has_usable_password():
        account.set_unusable_password()
        account.save(update_fields=["password"])
    journal.note(by, "person_link", about=account.pk, person=account.email)


@transaction.atomic
def take_second_step_away(by: Account, account: Account) -> None:
    """For somebody who lost telephone and key: they sign in by their password, and set up a new one.

    Whoever else has got hold of what was lost is out. Raises OwnAccount, BeyondScope.
    """
    _check_may_touch(by, account)
    second_step.take_away(account)
    end_sessions(account)
    journal.note(by, "person_second_step_removed", about=account.pk, person=account.email)


@transaction.atomic
def unbind(by: Account, account: Account) -> None:
    """Let go who they are at the provider: the next who comes with their address is them. Raises as `note_link`."""
    _check_may_touch(by, account)
    account.subject = ""
    account.save(update_fields=["subject"])
    end_sessions(account)
    journal.note(by, "person_unbound", about=account.pk, person=account.email)


def end_sessions(account: Account, but: str = "") -> int:
    """Sign them out everywhere, save in the session of that key; how many sessions ended."""
    ended = list(UserSession.objects.filter(user=account).exclude(session_key=but))
    for session in ended:
        session.end()
    return len(ended)


def _address(typed: str) -> str:
    email = typed.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise EmailInvalid from None
    return email


def _check_may_touch(by: Account, account: Account) -> None:
    if by.pk == account.pk:
        raise OwnAccount
    if not covers(by, account):
        raise BeyondScope


def _check_reach(by: Account, place: Place) -> None:
    if not reaches(by, place.sites, place.languages):
        raise BeyondScope


def _check_somebody_stays(changed: Account) -> None:
    """Raise LastAdministrator where, of those who could have done this to `changed`, nobody is left.

    The rows are locked, so that two administrators who see each other out at one moment do not both succeed.
    """
    administrators = Account.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk")
    now = list(administrators)
    before = next((one for one in now if one.pk == changed.pk), None)
    if before is None or (changed.is_active and changed.role == Role.ADMINISTRATOR and covers(changed, before)):
        return
    if not any(one.pk != changed.pk and one.has_come and covers(one, before) for one in now):
        raise LastAdministrator
