"""`stet alerts`: what is raised, who is told, and whether it arrives."""

import click

from stet.cli.installation import ServerCommand, find_site_by_slug, open_database


@click.group()
def alerts() -> None:
    """What the newsroom is told at once: a threat, a promise broken, a flood, a failed audit."""


@alerts.command("list", cls=ServerCommand)
@click.argument("slug")
def list_alerts(slug: str) -> None:
    """Show what is raised on the site SLUG now, what is watched, and who is told.

    \b
    Example:
      stet alerts list courier
    """
    open_database()
    from stet.alerts import telling
    from stet.alerts.models import Alert
    from stet.alerts.watching import watches

    site = find_site_by_slug(slug)
    standing = Alert.objects.filter(site=site, ended_at=None)
    for alert in standing:
        click.echo(f"Raised      {alert.raised_at:%Y-%m-%d %H:%M} UTC, {alert.kind}: {telling.sentence(alert, 'en')}")
    if not standing:
        click.echo("Raised      nothing")
    for watch in watches(site):
        click.echo(f"Watched     {watch.kind}: {f'on, limit {watch.limit}' if watch.is_on else 'off'}")
    for channel in site.alert_channels.all():
        told = ", ".join(channel.kinds) or "all"
        click.echo(f"Told        {channel.address}: {told}{', closed by itself' if channel.closed_at else ''}")


@alerts.command("test", cls=ServerCommand)
@click.argument("slug")
def test_alerts(slug: str) -> None:
    """Send a trial to everybody who is told of the alerts of the site SLUG.

    Exit code 1: one did not arrive.

    \b
    Example:
      stet alerts test courier
    """
    open_database()
    from django.utils import timezone

    from stet.alerts.delivering import try_out

    channels = list(find_site_by_slug(slug).alert_channels.filter(closed_at=None))
    if not channels:
        raise click.ClickException("Nobody is told of this site's alerts. Add somebody at the desk, under Alerts.")
    trials = [(channel, try_out(channel, timezone.now())) for channel in channels]
    for channel, delivery in trials:
        click.echo(f"{channel.address}: {'arrived' if delivery.sent_at else f'did not arrive ({delivery.problem})'}")
    if any(delivery.sent_at is None for _, delivery in trials):
        raise click.exceptions.Exit(1)
