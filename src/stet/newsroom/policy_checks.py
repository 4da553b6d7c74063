"""What is wrong in a policy's data though every part has its shape: names used twice, or of what there is not."""

import re
from collections.abc import Iterator
from typing import Any, Final

from stet.newsroom.labels import GUIDELINE_LABELS, LABELS
from stet.newsroom.languages import LANGUAGES
from stet.newsroom.policy_yaml import Document, Problem
from stet.newsroom.vocabulary import as_one

NAME: Final = re.compile("^[a-z][a-z0-9_]{0,39}$")
# `constructive` is a good trait: a caution about it would hold back the best comments.
CAUTION_LABELS: Final = tuple(label for label in LABELS if label != "constructive")


def beyond_shape(document: Document) -> Iterator[Problem]:
    """Every problem of a policy's data that its shape does not show."""
    data = document.data if isinstance(document.data, dict) else {}
    yield from _cautions(document, data.get("cautions"))
    yield from _repeats(document, "machine_languages", data.get("machine_languages"))
    yield from _second_judge(document, data.get("second_judge"), data.get("mode"))
    yield from _modes(document, _list(data.get("modes")), data.get("machine_languages"))
    yield from _words(document, _list(data.get("words")), _list(data.get("guidelines")))
    yield from _allowed(document, _list(data.get("allowed")), _list(data.get("words")))
    seen: dict[str, int] = {}
    for place, part in enumerate(_list(data.get("guidelines"))):
        name = part.get("id") if isinstance(part, dict) else None
        if isinstance(name, str) and NAME.fullmatch(name):
            yield from _guideline_beyond_shape(document, place, name, seen)


def _guideline_beyond_shape(document: Document, place: int, name: str, seen: dict[str, int]) -> Iterator[Problem]:
    path = ("guidelines", place)
    if name in seen:
        message = f"is used twice, first in line {seen[name]}; give each guideline its own id"
        yield document.problem((*path, "id"), message)
    seen.setdefault(name, document.line((*path, "id")))
    if document.data["guidelines"][place].get("thresholds") is not None and name not in GUIDELINE_LABELS:
        ids = ", ".join(GUIDELINE_LABELS)
        message = f"no screener judges {name!r}; leave the thresholds out (a human judges it) or use one of {ids}"
        yield document.problem((*path, "thresholds"), message)


def _cautions(document: Document, cautions: object) -> Iterator[Problem]:
    for label in cautions if isinstance(cautions, dict) else ():
        if label not in CAUTION_LABELS:
            yield document.problem(("cautions", label), f"unknown label; use one of {', '.join(CAUTION_LABELS)}")


def _second_judge(document: Document, part: object, mode: object) -> Iterator[Problem]:
    may = part.get("may") if isinstance(part, dict) else None
    if may in {"reject", "decide"} and mode in {"advise", "approve"}:
        message = f"{may!r} needs `mode: decide`; in mode {mode!r} the second judge may only suggest"
        yield document.problem(("second_judge", "may"), message)


def _modes(document: Document, rules: list[Any], trusted: object) -> Iterator[Problem]:
    """Two rules for the same comments, and rules that let a machine do what it does in no language that it is given."""
    seen: dict[tuple[str, str], int] = {}
    for place, rule in enumerate(rules):
        if not isinstance(rule, dict):
            continue
        section, language = str(rule.get("section")), str(rule.get("language"))
        if (first := seen.setdefault((section, language), place)) != place:
            line = document.line(("modes", first))
            message = f"is for the same section and language as the rule in line {line}; remove one"
            yield document.problem(("modes", place), message)
        if rule.get("mode") in {"approve", "decide"} and language in LANGUAGES and language not in _list(trusted):
            message = f"has no effect while {language!r} is not in machine_languages; add it there, or write advise"
            yield document.problem(("modes", place, "mode"), message)


def _words(document: Document, words: list[Any], guidelines: list[Any]) -> Iterator[Problem]:
    """Words for a guideline that there is not, and words that stand here twice."""
    ids = [part.get("id") for part in guidelines if isinstance(part, dict)]
    seen: dict[tuple[str, str, str], int] = {}
    for place, word in enumerate(words):
        if not isinstance(word, dict) or not isinstance(word.get("text"), str):
            continue
        if isinstance(name := word.get("guideline"), str) and name not in ids:
            message = f"no guideline has the id {name!r}; use one of {', '.join(map(str, ids))}"
            yield document.problem(("words", place, "guideline"), message)
        key = (as_one(word["text"]), str(name), str(word.get("language")))
        if (first := seen.setdefault(key, place)) != place:
            message = f"stands in line {document.line(('words', first))} already; remove one"
            yield document.problem(("words", place, "text"), message)


def _allowed(document: Document, allowed: list[Any], words: list[Any]) -> Iterator[Problem]:
    yield from _repeats(document, "allowed", allowed)
    held = {as_one(word["text"]) for word in words if isinstance(word, dict) and isinstance(word.get("text"), str)}
    for place, text in enumerate(allowed):
        if isinstance(text, str) and as_one(text) in held:
            message = f"{text!r} stands under `words` as well; keep it in one of the two"
            yield document.problem(("allowed", place), message)


def _repeats(document: Document, name: str, values: object) -> Iterator[Problem]:
    listed = _list(values)
    for place, value in enumerate(listed):
        if value in listed[:place]:
            yield document.problem((name, place), f"{value!r} is listed twice; remove one")


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
