"""Renders docs/cli.md from the commands themselves: `python -m tests.docs.cli_reference > docs/cli.md`."""

from collections.abc import Iterator

import click

from stet.cli import main

HEAD = """# The command line

Written by `make cli-reference` from the commands' own help; do not edit it by hand.

Exit codes: 0 done; 1 the command found or met a problem, which it names; 2 it was called wrongly.
"""


def commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command below `group`, depth first, with the words that call it."""
    context = click.Context(group, info_name=path)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")


def render() -> str:
    parts = [HEAD]
    for path, command in (("stet", main), *commands(main, "stet")):
        context = click.Context(command, info_name=path, terminal_width=100, max_content_width=100)
        parts.append(f"\n## {path}\n\n```text\n{command.get_help(context)}\n```\n")
    return "".join(parts)


if __name__ == "__main__":
    click.echo(render(), nl=False)
