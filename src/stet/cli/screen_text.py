"""`stet screen --text`: one comment, its verdict and why, for a person at a terminal."""

import re
from typing import Final

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from stet.cli.screen_lines import LineError, parse_text
from stet.newsroom.languages import LANGUAGES, reading_language
from stet.newsroom.policy import Policy
from stet.newsroom.screening import Screening, Submission
from stet.newsroom.verdict import Outcome, Verdict
from stet.screening import Screener
from stet.verdicts import decide, explain

_COLOURS: Final = {Outcome.APPROVE: "bold green", Outcome.REJECT: "bold red", Outcome.REFER: "bold yellow"}
# A comment may hold what steers a terminal: escape sequences, and marks that turn the direction of what follows.
_STEERING: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# First strong isolate … pop: a right-to-left text keeps its own direction and leaves ours alone.
_ISOLATE, _POP = "\u2068", "\u2069"
_WORDS_SHOWN: Final = 6


def show(text: str, screener: Screener, policy: Policy, language: str | None) -> None:
    """Judge `text` and print the verdict. Raises ClickException for a text that cannot be judged."""
    try:
        parse_text(text)
    except LineError as error:
        raise click.ClickException(error.message) from None
    screening = screener.screen(Submission(text, vocabulary=policy.vocabulary))
    verdict = decide(screening, policy)
    reason = explain(verdict, screening, policy, language or reading_language(screening.language))
    console = Console(highlight=False, soft_wrap=True)
    console.print(_marked(text, screening))
    console.print()
    console.print(_headline(verdict, screening))
    console.print(_isolated(reason.text))
    for guideline in reason.guidelines:
        console.print(f"  {_isolated(guideline.title)}: {_isolated(guideline.wording)}", style="dim")
    _print_findings(console, text, screening)
    _print_grounds(console, verdict)


def _marked(text: str, screening: Screening) -> Text:
    """The text with the words at issue marked; what would steer the terminal is shown as a box."""
    marked = Text(_tame(text))
    for finding in screening.findings:
        for start, end in finding.spans:
            marked.stylize("bold red underline" if finding.score >= 0.5 else "yellow underline", start, end)
    return Text.assemble(_ISOLATE, marked, _POP)


def _headline(verdict: Verdict, screening: Screening) -> Text:
    language = LANGUAGES.get(screening.language)
    name = f"{language.name} ({language.code})" if language else screening.language
    guidelines = f": {', '.join(verdict.guidelines)}" if verdict.guidelines else ""
    return Text.assemble((verdict.outcome.value + guidelines, _COLOURS[verdict.outcome]), f"  language: {name}")


def _print_findings(console: Console, text: str, screening: Screening) -> None:
    if not screening.findings:
        return
    table = Table("guideline", "score", "words", "screener", box=None, header_style="dim", padding=(0, 2, 0, 0))
    for finding in sorted(screening.findings, key=lambda each: -each.score):
        words = " · ".join(_isolated(text[start:end]) for start, end in finding.spans[:_WORDS_SHOWN])
        table.add_row(finding.guideline, f"{finding.score:.2f}", words, finding.screener)
    console.print()
    console.print(table)


def _print_grounds(console: Console, verdict: Verdict) -> None:
    grounds = ", ".join(f"{ground.cause.value} {ground.subject}".rstrip() for ground in verdict.grounds)
    console.print(f"\ngrounds: {grounds}", style="dim")


def _tame(text: str) -> str:
    return _STEERING.sub("\N{WHITE SQUARE}", text)


def _isolated(text: str) -> str:
    return f"{_ISOLATE}{_tame(text)}{_POP}"
