"""`stet letters`: whether letters can be sent, sending them now, and what became of them."""

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from stet.cli.installation import ServerCommand, open_database, start_django

if TYPE_CHECKING:
    from stet.letters.mail import Mail

# So many given-up letters are shown one by one.
MOST_SHOWN = 10


@click.group()
def letters() -> None:
    """E-mail to readers: about decisions, replies and reports, to those who asked for it and confirmed it."""


@letters.command(cls=ServerCommand)
def status() -> None:
    """Show how letters are sent, what waits, and what was given up and why. It names no address.

    \b
    Example:
      stet letters status
    """
    open_database()
    from django.conf import settings
    from django.utils import timezone

    from stet.ledger.models import Head
    from stet.letters.making import position
    from stet.letters.models import Follower, Letter
    from stet.letters.outbox import due_letters, waiting_letters

    now = timezone.now()
    followers = Follower.objects.filter(stopped_at=None)
    confirmed = followers.filter(confirmed_at__isnull=False).count()
    sent = Letter.objects.filter(sent_at__gt=now - timedelta(days=1)).count()
    end = Head.objects.values_list("position", flat=True).first() or 0
    click.echo(f"Mail:       {_described(settings.STET_MAIL)}")
    click.echo(f"Followers:  {confirmed} confirmed, {followers.count() - confirmed} not yet")
    click.echo(f"Ledger:     read up to entry {position()} of {end}")
    click.echo(f"Waiting:    {waiting_letters().count()} letters, {due_letters().count()} of them due")
    click.echo(f"Sent:       {sent} in the last 24 hours")
    _show_trouble()


@letters.command(cls=ServerCommand)
def send() -> None:
    """Make the letters that are to be made, and send what is due. `stet serve` does this by itself.

    Exit code 1: a letter could not be sent.

    \b
    Example:
      stet letters send
    """
    open_database()
    _check_set_up()
    from stet.letters.outbox import FAILED, GIVEN_UP
    from stet.server.posting import post

    results = post()
    told = ", ".join(f"{number} {result}" for result, number in sorted(results.items()))
    click.echo(f"Letters: {told or 'none due'}.")
    if results[FAILED] or results[GIVEN_UP]:
        _show_trouble()
        raise click.exceptions.Exit(1)


@letters.command(cls=ServerCommand)
@click.argument("address")
def test(address: str) -> None:
    """Send a letter to ADDRESS now, and say what the mail server made of it.

    \b
    Example:
      stet letters test editor@courier.example
    """
    start_django()
    mail = _check_set_up()
    from stet.comments.addresses import checked_address
    from stet.comments.errors import EmailInvalid
    from stet.letters.sending import Failure, send_test

    try:
        send_test(checked_address(address))
    except EmailInvalid:
        raise click.ClickException(f"{address!r} is no e-mail address that a letter can be sent to.") from None
    except Failure as failure:
        raise click.ClickException(f"The letter was not sent through {mail}: {failure}.") from None
    click.echo(f"A letter was handed in: {mail}.")


def _check_set_up() -> "Mail":
    """The mail settings. Raises click.ClickException where there are none."""
    from django.conf import settings

    mail: Mail | None = settings.STET_MAIL
    if mail is None:
        raise click.ClickException("No mail is set up: set STET_MAIL_URL and STET_MAIL_FROM.")
    return mail


def _described(mail: "Mail | None") -> str:
    return str(mail) if mail else "none is set up; no letters are offered or sent"


def _show_trouble() -> None:
    """What failed lately and will be tried again, and what was given up."""
    from stet.letters.models import Letter
    from stet.letters.outbox import waiting_letters

    for letter in waiting_letters().exclude(problem="").order_by("due_at")[:MOST_SHOWN]:
        click.echo(f"Again at    {letter.due_at:%Y-%m-%d %H:%M} UTC, {letter.subject}: {letter.problem}")
    given_up = Letter.objects.filter(given_up_at__isnull=False)
    click.echo(f"Given up:   {given_up.count()}")
    for letter in given_up.order_by("-given_up_at")[:MOST_SHOWN]:
        click.echo(f"            {letter.given_up_at:%Y-%m-%d %H:%M} UTC, {letter.subject}: {letter.problem}")
