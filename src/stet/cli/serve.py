"""`stet migrate` and `stet serve`."""

import socket
from datetime import timedelta

import click

from stet.cli.installation import ServerCommand, open_database, start_django

# Requests are answered by Python, one at a time however many threads there are; the second one is there for the time
# that the first waits for the database. More only take turns more often (bench/results).
THREADS = 2


@click.command(cls=ServerCommand)
def migrate() -> None:
    """Create the database, or bring it up to this version.

    \b
    Example:
      STET_HOME=/var/lib/stet stet migrate
    """
    start_django()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=1)


@click.command(cls=ServerCommand)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--threads", default=THREADS, show_default=True, type=click.IntRange(1, 64), help="Requests at a time.")
def serve(host: str, port: int, threads: int) -> None:
    """Run the server: readers' pages and API, the widget, the moderators' desk.

    Comments that a failure left unjudged are judged as soon as it is over.

    \b
    Examples:
      stet serve
      STET_BASE_URL=https://comments.example STET_TRUSTED_PROXIES=1 stet serve --port 8100
    """
    open_database()
    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces

    _check_address(host, port)
    # No connection may be carried over into the worker that is forked off.
    connections.close_all()
    click.echo(f"Stet listens on http://{host}:{port}/ (stop with Ctrl-C).")
    Granian(
        "stet.server.process:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=threads,
        log_access=False,
    ).serve()


@click.command(cls=ServerCommand)
def judge() -> None:
    """Judge every comment that waits for a machine. `stet serve` does this by itself.

    \b
    Example:
      stet judge
    """
    open_database()
    from stet.server.waiting import judge_waiting

    click.echo(f"{judge_waiting(timedelta(0))} comments judged.")


def _check_address(host: str, port: int) -> None:
    """Raises click.ClickException where nobody can listen: the server itself would say so in a traceback."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError as error:
        raise click.ClickException(f"Cannot listen on {host}:{port}: {error.strerror}.") from error
