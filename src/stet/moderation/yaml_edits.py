"""Changing one value in a policy's YAML text, so that its comments, its order and its layout stay as they were."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from stet.newsroom.policy_yaml import Path


class NoPlace(ValueError):
    """The text has no such value, and none can be put there: it is no YAML, or what would hold the value is missing."""


def put(text: str, path: Path, value: Any) -> str:
    """The text with `value` (plain data) at `path`, as `stet.newsroom.policy_yaml.read_yaml` names it.

    A key of the file itself may be new: it is written after the mode. What a list or a mapping said in comments of its
    own goes with it when the whole of it is replaced. Raises NoPlace.
    """
    root = _composed(text)
    node = _find(root, path)
    if node is None:
        return _insert(text, root, path, value)
    start, end = node.start_mark.index, _end(text, node)
    written = _written(value, is_flow=len(path) > 1)
    gap = "" if written.startswith("\n") or text[:start].endswith((" ", "[", "{")) else " "
    # What is written over several lines begins below its key, without the blank that stood behind the colon.
    before = text[:start].rstrip() if written.startswith("\n") else text[:start]
    return f"{before}{gap}{written}{text[end:]}"


def _composed(text: str) -> yaml.Node:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise NoPlace("The text is no YAML.") from error
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise NoPlace("The text is no policy.")
    return root


def _find(node: yaml.Node | None, path: Path) -> yaml.Node | None:
    for step in path:
        node = _child(node, step)
    return node


def _child(node: yaml.Node | None, step: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: yaml.Node = node.value[step]
        return found
    return None


def _insert(text: str, root: yaml.Node, path: Path, value: Any) -> str:
    mode = _find(root, ("mode",))
    if len(path) != 1 or mode is None:
        raise NoPlace(f"There is no {'.'.join(map(str, path))} to change.")
    end = text.find("\n", _end(text, mode))
    head, tail = (text, "") if end < 0 else (text[:end], text[end:])
    written = _written(value, is_flow=False)
    gap = "" if written.startswith("\n") else " "
    return f"{head}\n\n{path[0]}:{gap}{written}{tail}"


def _written(value: Any, *, is_flow: bool) -> str:
    """The value as YAML: a list of the file's own one item a line, anything else on one line."""
    if not is_flow and value and isinstance(value, Sequence) and isinstance(value[0], Mapping):
        return "".join(f"\n  - {_on_one_line(item)}" for item in value)
    if not is_flow and value and isinstance(value, Mapping):
        return "".join(f"\n  {_on_one_line(key)}: {_on_one_line(item)}" for key, item in value.items())
    return _on_one_line(value)


def _on_one_line(value: Any) -> str:
    """The value as it may stand anywhere: written inside a list, where the most has to be in quotation marks."""
    text: str = yaml.dump(
        [value], Dumper=_Dumper, default_flow_style=True, allow_unicode=True, sort_keys=False, width=float("inf")
    )
    return text.strip().removeprefix("[").removesuffix("]")


class _Dumper(yaml.SafeDumper):
    """Writes no anchors: a policy may hold none."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True


def _end(text: str, node: yaml.Node) -> int:
    """Where a value ends. A block's own end is the next thing's beginning, with comments and empty lines before it."""
    if isinstance(node, yaml.MappingNode | yaml.SequenceNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(text, last[1] if isinstance(last, tuple) else last)
    end = int(node.end_mark.index)
    if isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}:
        return len(text[:end].rstrip())
    return end
