"""Renders docs/cli.md from the commands themselves: `python -m tests.docs.cli_reference > docs/cli.md`."""

from collections.abc import Iterator

import click

from stet.cli import main

HEAD = """# The command line

Written by `make cli-reference` from the commands' own help; do not edit it by hand.

Exit codes: 0 done; 1 the command found or met a problem, which it names; 2 it was called wrongly.
"""


def contexts(command: click.Command, name: str, parent: click.Context | None = None) -> Iterator[click.Context]:
    """A context for `command` and every command below it, depth first, as a call of them would have it."""
    settings = {"terminal_width": 100, "max_content_width": 100} | command.context_settings
    context = click.Context(command, parent=parent, info_name=name, **settings)
    yield context
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            assert found is not None, below
            yield from contexts(found, below, context)


def render() -> str:
    helps = (f"\n## {one.command_path}\n\n```text\n{one.get_help()}\n```\n" for one in contexts(main, "stet"))
    return HEAD + "".join(helps)


if __name__ == "__main__":
    click.echo(render(), nl=False)
