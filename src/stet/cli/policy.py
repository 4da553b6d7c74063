"""`stet policy`: a site's guidelines as a file."""

import sys
from typing import BinaryIO

import click

from stet.cli.policy_input import file_name, problem_lines, read_policy
from stet.newsroom.policy import Policy
from stet.newsroom.policy_file import PolicyError, default_policy_text


@click.group()
def policy() -> None:
    """Check a site's guidelines."""


@policy.command()
@click.argument("file", type=click.File("rb"))
def check(file: BinaryIO) -> None:
    """Check the policy in FILE (- for standard input) and name every problem by line and field.

    Exit code 0: the policy can be used. 1: it has problems.

    \b
    Example:
      stet policy check guidelines.yaml
    """
    try:
        found = read_policy(file)
    except PolicyError as error:
        click.echo("\n".join(problem_lines(file, error)))
        sys.exit(1)
    click.echo(f"{file_name(file)}: OK: {_summary(found)}")


@policy.command()
def default() -> None:
    """Print the shipped policy, to start one's own from.

    \b
    Example:
      stet policy default > guidelines.yaml
    """
    click.echo(default_policy_text(), nl=False)


def _summary(policy: Policy) -> str:
    examples = sum(len(guideline.examples) for guideline in policy.guidelines)
    judged = sum(guideline.thresholds is not None for guideline in policy.guidelines)
    return (
        f"mode {policy.mode}, {len(policy.guidelines)} guidelines ({judged} judged by the machine), "
        f"{examples} examples, machine languages: {', '.join(policy.machine_languages) or 'none'}"
    )
