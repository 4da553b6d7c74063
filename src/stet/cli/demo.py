"""`stet demo`."""

import click

from stet.cli.installation import ServerCommand, open_database


@click.command(cls=ServerCommand)
def demo() -> None:
    """Set up the demo newspaper: articles, comments judged as any comment is, and a moderator's sign-in.

    \b
    Example:
      stet migrate && stet demo && stet serve
    """
    open_database()
    from django.conf import settings

    from stet.demo.plant import MODERATOR, plant

    planted = plant()
    states = ", ".join(f"{number} {state}" for state, number in sorted(planted.states.items()))
    base = settings.STET_BASE_URL
    click.echo(f"Comments: {states}.")
    click.echo(f"Newspaper:  {base}/demo/en/   {base}/demo/ckb/")
    if settings.STET_MAIL and settings.STET_MAIL.folder:
        click.echo(f"Letters:    {settings.STET_MAIL.folder}   (what would be sent by e-mail)")
    click.echo(f"Desk:       {base}/desk/")
    click.echo(f"Sign-in:    {MODERATOR}   password: {planted.password}")
