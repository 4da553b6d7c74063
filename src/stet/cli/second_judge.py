"""`stet second-judge`: trying it, asking it now, and its books."""

import re
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, BinaryIO, Final

import click

from stet.cli.installation import ServerCommand, open_database, start_django
from stet.cli.policy_input import problem_lines, read_policy
from stet.newsroom.languages import LANGUAGES
from stet.newsroom.policy import Policy
from stet.newsroom.policy_file import PolicyError

if TYPE_CHECKING:
    from stet.opinions.endpoint import Endpoint, Failure, Reply
    from stet.server.environment import SecondJudge

# Made up for this: an insult that every shipped guideline about people speaks of, and about nobody.
_MADE_UP: Final = "Whoever wrote this is a stupid idiot, and so is everybody who believes it."
# What an endpoint says may steer a terminal.
_STEERING: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

_HINTS: Final[Mapping[str, str]] = {
    "unreachable": "Is it running, and is STET_SECOND_JUDGE_URL its address as seen from this machine?",
    "timeout": "Give it longer with STET_SECOND_JUDGE_TIMEOUT, or choose a smaller model.",
    "busy": "It answers, but not now. Try again later.",
    "refused": "It refuses the request; what it said may tell why.",
    "failed": "It is broken or starting; its own log will say more.",
    "unusable": "This model does not answer as it is asked to. Try another one, or another STET_SECOND_JUDGE_ANSWER.",
}
_HINTS_BY_STATUS: Final[Mapping[int, str]] = {
    HTTPStatus.UNAUTHORIZED: "It wants a key, or another one: STET_SECOND_JUDGE_KEY or STET_SECOND_JUDGE_KEY_FILE.",
    HTTPStatus.FORBIDDEN: "The key may not do this: STET_SECOND_JUDGE_KEY or STET_SECOND_JUDGE_KEY_FILE.",
    HTTPStatus.NOT_FOUND: "Does it know the model in STET_SECOND_JUDGE_MODEL, and does its address end with /v1?",
}


@click.group("second-judge")
def second_judge() -> None:
    """The optional second judge, asked about what would be referred."""


@second_judge.command(cls=ServerCommand)
@click.option("--text", default=_MADE_UP, help="Ask about this text; by default about one made up for it.")
@click.option(
    "--lang", type=click.Choice(list(LANGUAGES)), default="en", show_default=True, help="The text's language."
)
@click.option(
    "--policy", "file", type=click.File("rb"), help="The guidelines to ask by; the shipped ones if not given."
)
def check(text: str, lang: str, file: BinaryIO | None) -> None:
    """Ask the endpoint about one comment and say what happened. Nothing is stored, or counted.

    Exit code 0: it gave an opinion. 1: it did not, and why.

    \b
    Examples:
      stet second-judge check
      stet second-judge check --text "You should all be ashamed." --policy courier.yaml
    """
    endpoint = _set_up(needs_database=False).endpoint
    policy = _policy(file)
    click.echo(f"Address:  {endpoint.address}")
    click.echo(f"Model:    {endpoint.model}")
    click.echo(f"Comment:  {_tame(text)}")
    _warn_of_plain_text(endpoint)
    started = time.perf_counter()
    try:
        reply = _ask(endpoint, text, policy, lang)
    except _failures() as failure:
        raise click.ClickException(_explained(endpoint, failure) + _weaker(endpoint, failure, text, policy)) from None
    _show(reply, time.perf_counter() - started)


@second_judge.command(cls=ServerCommand)
@click.option("--limit", type=click.IntRange(1), help="Stop after so many comments.")
@click.option("--again", is_flag=True, help="Also about those on which it failed, and although it is resting.")
def ask(limit: int | None, *, again: bool) -> None:
    """Ask about every comment that is to be asked about. `stet serve` does this by itself.

    \b
    Example:
      stet second-judge ask --again
    """
    judge = _set_up(needs_database=True)
    from stet.comments import consultations
    from stet.comments.second_opinion import consult_all

    due = list(consultations.due(once_more=again).values_list("pk", flat=True)[:limit])
    results = consult_all(due, judge.endpoint, judge.budget, insists=again)
    told = ", ".join(f"{number} {result}" for result, number in sorted(results.items())) or "none"
    click.echo(f"Asked about {results.total()} of {len(due)} comments: {told}.")
    if results.total() < len(due) and (until := consultations.rests_until()):
        click.echo(f"It failed too often and rests until {until:%H:%M:%S} UTC; --again gives it no rest.", err=True)


@second_judge.command(cls=ServerCommand)
def status() -> None:
    """Show what was asked today (UTC), what it cost, how it ended, and what waits.

    \b
    Example:
      stet second-judge status
    """
    judge = _set_up(needs_database=True)
    from stet.comments import consultations

    today, rests_until = consultations.today(), consultations.rests_until()
    results = ", ".join(f"{number} {name or 'awaited'}" for name, number in sorted(today.results.items())) or "none"
    click.echo(f"Address:  {judge.endpoint.address}")
    click.echo(f"Model:    {judge.endpoint.model}")
    click.echo(f"Today:    {today.calls} of {_most(judge.budget.calls)} calls")
    click.echo(f"          {today.tokens} of {_most(judge.budget.tokens)} tokens")
    click.echo(f"Ended:    {results}")
    click.echo(
        f"Waiting:  {consultations.due().count()} comments to ask about, {consultations.given_up().count()} given up"
    )
    if rests_until:
        click.echo(f"Resting:  until {rests_until:%Y-%m-%d %H:%M:%S} UTC, because it failed")


def _set_up(*, needs_database: bool) -> "SecondJudge":
    """The second judge of the installation. Raises click.ClickException where none is set up."""
    if needs_database:
        open_database()
    else:
        start_django()
    from django.conf import settings

    judge: SecondJudge | None = settings.STET_SECOND_JUDGE
    if judge is None:
        raise click.ClickException("No second judge is set up: set STET_SECOND_JUDGE_URL and STET_SECOND_JUDGE_MODEL.")
    return judge


def _policy(file: BinaryIO | None) -> Policy:
    try:
        return read_policy(file)
    except PolicyError as error:
        raise click.ClickException("\n".join(problem_lines(file, error) if file else [str(error)])) from None


def _failures() -> "type[Failure]":
    from stet.opinions.endpoint import Failure

    return Failure


def _ask(endpoint: "Endpoint", text: str, policy: Policy, language: str) -> "Reply":
    from stet.opinions.asking import ask as ask_endpoint
    from stet.opinions.question import question

    return ask_endpoint(endpoint, question(text, policy, language, language))


def _show(reply: "Reply", seconds: float) -> None:
    opinion = reply.opinion
    guidelines = f": {', '.join(opinion.guidelines)}" if opinion.guidelines else ""
    click.echo(f"Opinion:  {opinion.outcome}{guidelines}")
    click.echo(f"Reason:   {_tame(opinion.reason)}")
    counted = "as it counted" if reply.is_counted else "estimated; it counts none"
    click.echo(f"It took {seconds:.1f} s and {reply.tokens} tokens ({counted}).")


def _explained(endpoint: "Endpoint", failure: "Failure") -> str:
    said = f"\nIt said: {_tame(' '.join(failure.excerpt.split()))}" if failure.excerpt else ""
    hint = _HINTS_BY_STATUS.get(failure.status, _HINTS[failure.kind])
    return f"{endpoint.address} {failure}.{said}\n{hint}"


def _weaker(endpoint: "Endpoint", failure: "Failure", text: str, policy: Policy) -> str:
    """Which less demanding form of answer the server takes, where it refused the one that is set."""
    if failure.status not in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.NOT_IMPLEMENTED}:
        return ""
    from dataclasses import replace

    from stet.opinions.endpoint import AnswerFormat

    forms = list(AnswerFormat)
    for form in forms[forms.index(endpoint.answer) + 1 :]:
        try:
            _ask(replace(endpoint, answer=form), text, policy, "en")
        except _failures():
            continue
        return f"\nIt does answer with STET_SECOND_JUDGE_ANSWER={form}."
    return ""


def _warn_of_plain_text(endpoint: "Endpoint") -> None:
    own = ("http://127.", "http://localhost", "http://[::1]")
    if endpoint.url.startswith("http://") and not endpoint.url.startswith(own):
        click.echo("Comments travel to it unencrypted, and so does the key if there is one.", err=True)


def _most(number: int | None) -> str:
    return "any number of" if number is None else str(number)


def _tame(text: str) -> str:
    return _STEERING.sub("\N{WHITE SQUARE}", text)
