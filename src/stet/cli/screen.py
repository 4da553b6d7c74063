"""`stet screen`: judges comments without a server."""

import sys
from collections.abc import Iterable
from dataclasses import replace
from typing import BinaryIO

import click

from stet.cli.policy_input import problem_lines, read_policy
from stet.cli.screen_lines import LineError, Request, answer_line, parse_line, read_chunks
from stet.cli.screen_text import show
from stet.newsroom.languages import LANGUAGES
from stet.newsroom.policy import Policy
from stet.newsroom.policy_file import PolicyError
from stet.screening import Screener
from stet.verdicts import decide


@click.command()
@click.argument("files", nargs=-1, type=click.File("rb"))
@click.option(
    "--policy", "policy_file", type=click.File("rb"), help="The guidelines to judge by; the shipped ones if not given."
)
@click.option("--text", help="Judge this text and show the verdict to a person.")
@click.option("--lang", type=click.Choice(list(LANGUAGES)), help="With --text: the language of the reason.")
def screen(files: tuple[BinaryIO, ...], policy_file: BinaryIO | None, text: str | None, lang: str | None) -> None:
    """Judge comments: JSON Lines in (FILES, or standard input), one verdict a line out.

    A line in holds {"id", "text", "article"?: {"title", "body"}, "parent"?: text}. A line out holds {"id", "language",
    "scores", "findings", "outcome", "guidelines"}, with spans in Unicode code points of the text; for a line that
    cannot be judged {"id", "error": {"code", "message"}}, and the rest goes on.

    Exit code 0: every line was judged. 1: some were not. 2: the command cannot run as given.

    \b
    Examples:
      stet screen --text "You are a stupid idiot."
      stet screen comments.jsonl > verdicts.jsonl
      stet screen --policy guidelines.yaml < comments.jsonl
    """
    if text is not None and files:
        raise click.UsageError("Give either --text or files, not both.")
    policy = _policy(policy_file)
    screener = Screener()
    if text is not None:
        show(text, screener, policy, lang)
        return
    unread = sum(_judge_file(file, screener, policy) for file in files or (sys.stdin.buffer,))
    if unread:
        click.echo(f"{unread} line{'s' * (unread > 1)} could not be judged.", err=True)
        sys.exit(1)


def _policy(file: BinaryIO | None) -> Policy:
    try:
        return read_policy(file)
    except PolicyError as error:
        problems = problem_lines(file, error) if file else [str(error)]
        raise click.UsageError("\n".join(["The policy has problems.", *problems])) from None


def _judge_file(file: BinaryIO, screener: Screener, policy: Policy) -> int:
    """Answers every line of a file; how many could not be judged."""
    out, unread = sys.stdout.buffer, 0
    for lines in read_chunks(file):
        parsed = [_parsed(line) for line in lines]
        unread += sum(isinstance(each, LineError) for each in parsed)
        for answer in _answers(parsed, screener, policy):
            out.write(answer.encode() + b"\n")
        out.flush()
    return unread


def _parsed(line: bytes | None) -> Request | LineError:
    try:
        return parse_line(line)
    except LineError as error:
        return error


def _answers(parsed: list[Request | LineError], screener: Screener, policy: Policy) -> Iterable[str]:
    requests = [each for each in parsed if isinstance(each, Request)]
    submissions = (replace(request.submission, vocabulary=policy.vocabulary) for request in requests)
    screenings = iter(screener.screen_many(submissions))
    for each in parsed:
        if isinstance(each, LineError):
            yield each.line()
        else:
            screening = next(screenings)
            yield answer_line(each, screening, decide(screening, policy))
