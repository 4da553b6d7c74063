"""What differs between two texts, line by line, ready to be shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

# So many lines around a difference are enough to know where one is.
AROUND = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line of either text; its number (from 1) in each that has it. `kind` is "same", "removed", "added" or "gap"."""

    kind: str
    before: int | None
    after: int | None
    text: str


def differences(before: str, after: str) -> list[Line]:
    """The lines that differ with those around them, and a gap where lines are left out; nothing for equal texts."""
    old, new = before.splitlines(), after.splitlines()
    groups = SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(AROUND)
    lines: list[Line] = []
    for group in groups:
        if lines:
            lines.append(Line("gap", None, None, ""))
        for tag, *places in group:
            lines.extend(_lines(tag, old, new, places))
    return lines


def _lines(tag: str, old: list[str], new: list[str], places: list[int]) -> Iterator[Line]:
    old_start, old_end, new_start, new_end = places
    if tag == "equal":
        for step, text in enumerate(old[old_start:old_end]):
            yield Line("same", old_start + step + 1, new_start + step + 1, text)
        return
    for number, text in enumerate(old[old_start:old_end], old_start + 1):
        yield Line("removed", number, None, text)
    for number, text in enumerate(new[new_start:new_end], new_start + 1):
        yield Line("added", None, number, text)
