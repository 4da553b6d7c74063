"""Reads a policy from a file given on the command line."""

from typing import BinaryIO

from stet.newsroom.policy import Policy
from stet.newsroom.policy_file import PolicyError, Problem, default_policy_text, parse_policy

# A policy has at most 600,000 characters of at most four bytes; more need not be read to be refused.
_MOST_BYTES = 2_400_001


def read_policy(file: BinaryIO | None) -> Policy:
    """The policy in `file`, the shipped one for None. Raises PolicyError, also for bytes that are not UTF-8."""
    if file is None:
        return parse_policy(default_policy_text())
    data = file.read(_MOST_BYTES)
    try:
        return parse_policy(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PolicyError((Problem(line, "file", "is not UTF-8; save it in that encoding"),)) from error


def file_name(file: BinaryIO) -> str:
    """How a file is called in a message; not every stream has a name."""
    return str(getattr(file, "name", "<stdin>"))


def problem_lines(file: BinaryIO, error: PolicyError) -> list[str]:
    """The problems of a file as editors and continuous integration understand them: ``file:line: field: message``."""
    return [f"{file_name(file)}:{problem}" for problem in error.problems]
