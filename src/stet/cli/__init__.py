"""The command line: `stet COMMAND`. Each command is a module of this package, imported when it is asked for.

So the judging library alone answers `stet screen` and `stet policy check` in a moment and without the server, and the
commands that need the server say how to get it.
"""

from importlib import import_module
from typing import Any, Final, NoReturn

import click

from stet import __version__

# Command → where it is, and the line shown for it when the server is not installed.
COMMANDS: Final = {
    "screen": ("stet.cli.screen:screen", "Judge comments: JSON Lines in, one verdict a line out."),
    "policy": ("stet.cli.policy:policy", "Check a site's guidelines."),
    "serve": ("stet.cli.serve:serve", "Run the server."),
    "judge": ("stet.cli.serve:judge", "Judge the comments that wait for a machine."),
    "migrate": ("stet.cli.serve:migrate", "Prepare or update the database."),
    "demo": ("stet.cli.demo:demo", "Fill the database with a demo newspaper."),
    "site": ("stet.cli.newsroom:site", "The publications whose readers comment."),
    "article": ("stet.cli.newsroom:article", "What readers comment on."),
    "moderator": ("stet.cli.newsroom:moderator", "Who may decide about comments."),
    "replay": ("stet.cli.replay:replay", "Send a file of real comments through the whole path."),
    "second-judge": ("stet.cli.second_judge:second_judge", "The optional second judge."),
    "letters": ("stet.cli.letters:letters", "E-mail to readers."),
    "alerts": ("stet.cli.alerts:alerts", "What the newsroom is told at once."),
    "verify": ("stet.cli.verify:verify", "Recompute every hash of the ledger."),
    "verify-receipt": ("stet.cli.verify_receipt:verify_receipt", "Check a comment's receipt by the file alone."),
    "erase": ("stet.cli.verify:erase", "Erase a comment's text for good."),
    "openapi": ("stet.cli.openapi:openapi", "Print the description of the readers' API."),
}


class MissingServer(click.ClickException):
    """This command needs the server."""

    exit_code = 2

    def __init__(self, name: str) -> None:
        super().__init__(f"`stet {name}` needs the server, which is not installed: pip install 'stet-comments[server]'")


class LazyGroup(click.Group):
    """A group whose commands are imported one by one, when they are named."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """All commands, in the order in which somebody new would meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- click's signature
        """The command of this name; one that says what is missing when a package of the server is."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        try:
            command: click.Command = getattr(import_module(module), attribute)
        except ModuleNotFoundError as error:
            if _is_ours(error):
                raise
            return _unavailable(cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named; the server's packages may be missing only once it runs."""
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as error:
            if _is_ours(error):
                raise
            raise MissingServer(ctx.invoked_subcommand or "") from error


def _is_ours(error: ModuleNotFoundError) -> bool:
    """Whether a module of our own is missing: that is a fault, not a choice of the installation."""
    return (error.name or "").partition(".")[0] == "stet"


def _unavailable(name: str) -> click.Command:
    def refuse(**_: Any) -> NoReturn:
        raise MissingServer(name)

    return click.Command(
        name,
        callback=refuse,
        help=f"{COMMANDS[name][1]} (needs the server)",
        params=[click.Argument(["arguments"], nargs=-1, type=click.UNPROCESSED)],
        context_settings={"ignore_unknown_options": True},
    )


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="stet")
def main() -> None:
    """Judge every comment by a newsroom's own published guidelines: approve it or reject it, never edit it.

    \b
    Examples:
      stet screen --text "This article is well researched."
      stet screen < comments.jsonl > verdicts.jsonl
      stet policy check guidelines.yaml
    """
