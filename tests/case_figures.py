"""Judges the comments of tests/cases by the shipped screener and policy, and keeps how many are judged as they should.

A case file has a line a comment: what is expected, and the text. `approve` and `reject` expect that verdict, a
rejection by the file's guideline; or, where somebody may be in danger, that the machine finds it broken and leaves it
to a person, which is all that it may do. `not-approve` and `not-reject` leave the doubtful half to a human. The texts
were written for these tests; none stands in the training data or in the shipped policy.

``python -m tests.case_figures`` judges them and rewrites tests/cases/figures.tsv with today's figures.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stet.newsroom.policy_file import default_policy_text, parse_policy
from stet.newsroom.screening import Submission
from stet.newsroom.verdict import Cause, Ground, Outcome, Verdict
from stet.screening import Screener
from stet.verdicts import decide

CASES = Path(__file__).parent / "cases"
FIGURES = CASES / "figures.tsv"
EXPECTATIONS = ("approve", "reject", "not-approve", "not-reject")

Figures = dict[tuple[str, str], tuple[int, int]]


@dataclass(frozen=True)
class Case:
    """A comment and what should become of it."""

    language: str
    guideline: str
    expect: str
    text: str

    def is_met_by(self, verdict: Verdict) -> bool:
        if self.expect == "reject":
            return is_found_broken(verdict, self.guideline)
        if self.expect == "approve":
            return verdict.outcome is Outcome.APPROVE
        return verdict.outcome is not Outcome(self.expect.removeprefix("not-"))


def is_found_broken(verdict: Verdict, guideline: str) -> bool:
    """Whether the machine rejects for the guideline, or would but for a danger that it leaves to a person."""
    is_grave = any(ground.cause is Cause.GRAVE for ground in verdict.grounds)
    is_broken = Ground(Cause.BREAKS, guideline) in verdict.grounds
    return is_broken and (verdict.outcome is Outcome.REJECT or is_grave)


def cases() -> Iterator[Case]:
    """All cases, by language and guideline."""
    for path in sorted(CASES.glob("*/*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            expect, text = line.split("\t")
            yield Case(path.parent.name, path.stem, expect, text)


def judged(screener: Screener) -> list[tuple[Case, Verdict]]:
    """Every case with its verdict."""
    policy = parse_policy(default_policy_text())
    every = list(cases())
    screenings = screener.screen_many(Submission(case.text) for case in every)
    return [(case, decide(screening, policy)) for case, screening in zip(every, screenings, strict=True)]


def figures(results: list[tuple[Case, Verdict]]) -> Figures:
    """How many cases of a language and an expectation are judged as they should, and of how many."""
    met: Counter[tuple[str, str]] = Counter()
    of: Counter[tuple[str, str]] = Counter()
    for case, verdict in results:
        of[case.language, case.expect] += 1
        met[case.language, case.expect] += case.is_met_by(verdict)
    return {key: (met[key], of[key]) for key in sorted(of)}


def kept_figures() -> Figures:
    """The figures that were last written."""
    lines = FIGURES.read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.split("\t") for line in lines)
    return {(language, expect): (int(met), int(of)) for language, expect, met, of in rows}


def write(table: Figures) -> None:
    """Keep these figures."""
    rows = ("\t".join([*key, *map(str, numbers)]) for key, numbers in table.items())
    FIGURES.write_text("\n".join(["language\texpect\tmet\tof", *rows, ""]), encoding="utf-8")


def main() -> None:
    results = judged(Screener())
    write(figures(results))
    for case, verdict in results:
        if not case.is_met_by(verdict):
            named = ", ".join(verdict.guidelines) or "-"
            print(case.language, case.guideline, f"{case.expect}, not {verdict.outcome}", named, case.text, sep="\t")


if __name__ == "__main__":
    main()
