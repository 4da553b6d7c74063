"""A YAML document as plain data, with the line of every field; what a policy has no use for is refused.

Anchors and aliases can make a small file grow without bound, tags can name any type, and a key written twice silently
loses its first value: none of them is needed to write a policy down.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

Path = tuple[int | str, ...]

# The shipped policy has about 60 KB; ten times that is no policy but a mistake, or an attack.
MAX_CHARACTERS = 600_000
# A policy is five levels deep. The parser would recurse, so the depth is checked before anything is built.
MAX_DEPTH = 12
MAX_PROBLEMS = 200

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a policy file, where (a line from 1, and a field), and what to do about it."""

    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.line}: {self.field}: {self.message}"


class PolicyError(ValueError):
    """A policy file has problems; `problems` holds every one, by line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data (dict, list, str, int, float, bool, None), and the line on which each path of it begins."""

    data: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """The line of a path; of its nearest parent that has one when the path itself is missing."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Path, message: str) -> Problem:
        """A problem at a path."""
        return Problem(self.line(path), self.name(path), message)

    def name(self, path: Path) -> str:
        """A path as a person reads it: a guideline is named by its id where it has one."""
        return ".".join(self._step(path, depth) for depth in range(len(path))) or "file"

    def _step(self, path: Path, depth: int) -> str:
        step = path[depth]
        if not isinstance(step, int):
            return step
        part = self.data
        with suppress(KeyError, IndexError, TypeError):
            for above in path[: depth + 1]:
                part = part[above]
            if isinstance(part["id"], str):
                return str(part["id"])
        return str(step + 1)


def read_yaml(text: str) -> Document:
    """The document in `text`. Raises PolicyError when it is no YAML, too large, too deep, or uses what is refused."""
    _refuse_text(text)
    try:
        _refuse_events(text)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        _refuse(line, f"is not YAML: {error.problem or error.context}; check indentation, colons and quotation marks")
    except yaml.YAMLError as error:
        _refuse(1, f"is not YAML: {error}")
    if node is None:
        _refuse(1, "is empty; start from the shipped policy")
    return _document(node)


def _refuse(line: int, message: str) -> NoReturn:
    raise PolicyError((Problem(line, "file", message),))


def _refuse_text(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        _refuse(1, f"has {len(text)} characters; a policy has at most {MAX_CHARACTERS}")
    if found := _FORBIDDEN.search(text):
        line = text.count("\n", 0, found.start()) + 1
        _refuse(line, f"contains the character U+{ord(found[0]):04X}, which no text needs; remove it")


def _refuse_events(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        line = event.start_mark.line + 1 if event.start_mark else 1
        if depth > MAX_DEPTH:
            _refuse(line, f"is nested more than {MAX_DEPTH} levels deep; a policy needs five")
        if getattr(event, "anchor", None):
            _refuse(line, "uses a YAML anchor or alias (& or *); write the text out, or put it in quotation marks")
        if getattr(event, "tag", None):
            _refuse(line, "uses a YAML tag (!); remove it, or put the text in quotation marks")


def _document(node: yaml.Node) -> Document:
    document = Document(None, {})
    problems: list[Problem] = []
    document = Document(_build(node, (), document.lines, problems), document.lines)
    if problems:
        raise PolicyError(tuple(problems[:MAX_PROBLEMS]))
    return document


def _build(node: yaml.Node, path: Path, lines: dict[Path, int], problems: list[Problem]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return dict(_pairs(node, path, lines, problems))
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, (*path, place), lines, problems) for place, child in enumerate(node.value)]
    return _scalar(node)


def _pairs(
    node: yaml.MappingNode, path: Path, lines: dict[Path, int], problems: list[Problem]
) -> Iterator[tuple[str, Any]]:
    seen: dict[str, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        where = ".".join(map(str, path)) or "file"
        if not isinstance(key, yaml.ScalarNode):
            problems.append(Problem(line, where, "has a key that is not a name; write `name: value`"))
        elif key.value in seen:
            name = ".".join(map(str, (*path, key.value)))
            problems.append(Problem(line, name, f"is written twice, first in line {seen[key.value]}; keep one"))
        else:
            seen[key.value] = lines[*path, key.value] = line
            yield key.value, _build(value, (*path, key.value), lines, problems)


def _scalar(node: yaml.Node) -> Any:
    """A scalar as YAML means it; anything but a plain number, truth or nothing stays the text that it is."""
    kind = node.tag.rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool":
        return node.value.lower() in {"yes", "true", "on"}
    if kind in {"int", "float"}:
        with suppress(ValueError):
            return int(node.value) if kind == "int" else float(node.value)
    return node.value
