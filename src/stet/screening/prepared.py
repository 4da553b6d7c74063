"""What every screening step is given, and what it gives back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from stet.newsroom.screening import Finding, Submission
from stet.screening.normalise import Normalised


@dataclass(frozen=True, slots=True)
class Prepared:
    """A submission with its normalised copy, its language (ISO 639) and its script (ISO 15924).

    `failures` names what could not be prepared.
    """

    submission: Submission
    normalised: Normalised
    language: str
    script: str
    failures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one step says about one text: scores (0..1) by label, and findings with spans of the original text."""

    scores: Mapping[str, float] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


class Step(Protocol):
    """One screener: its name, its version, and its evidence for each of several texts, in their order.

    A step is used by several threads at once; it keeps nothing about a text once it has answered. It may raise
    anything: the screener then names it among the failures, and a human decides.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def screen(self, texts: Sequence[Prepared]) -> list[Evidence]: ...
