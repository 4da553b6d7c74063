"""What every command of the server needs: Django, set up for the installation that the environment names."""

import os
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from stet.comments.models import Site


class ServerCommand(click.Command):
    """A command on the database. One that is away, full or read-only is named in a line, not in a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. Raises click.ClickException when the database fails it."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if not _is_the_databases(error):
                raise
            raise click.ClickException(f"The database refused: {str(error).strip()}.") from error


def _is_the_databases(error: Exception) -> bool:
    # Imported by now, if it was the database that failed; commands that failed before need not wait for it.
    from django.db import InternalError, OperationalError

    return isinstance(error, OperationalError | InternalError)


def start_django() -> None:
    """Set Django up. Raises click.ClickException when a setting cannot mean anything."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stet.server.settings")
    import django

    from stet.server.environment import SettingError

    try:
        django.setup()
    except SettingError as error:
        raise click.ClickException(str(error)) from error


def open_database() -> None:
    """Set Django up on a database of this version. Raises click.ClickException where `stet migrate` is missing."""
    start_django()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise click.ClickException("The database is not prepared for this version. Run `stet migrate` first.")


def find_site_by_slug(slug: str) -> "Site":
    """The site of that name. Raises click.ClickException naming those there are."""
    from stet.comments.models import Site

    site = Site.objects.filter(slug=slug).first()
    if site is None:
        known = ", ".join(Site.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
        raise click.ClickException(f"There is no site {slug!r}. Sites: {known}. `stet site add` makes one.")
    return site
