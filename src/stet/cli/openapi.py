"""`stet openapi`."""

import json

import click

from stet.cli.installation import start_django


@click.command()
def openapi() -> None:
    """Print the OpenAPI 3.1 document of the readers' API, as docs/openapi.json keeps it.

    \b
    Example:
      stet openapi > openapi.json
    """
    start_django()
    from stet.api import api

    click.echo(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), indent=2, ensure_ascii=False, default=str))
