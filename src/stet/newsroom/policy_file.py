"""Reads a policy from its YAML file, and names every problem of the file with line and field.

Syntax and lines come from `policy_yaml`, the shape of the file from pydantic; what neither can say (an id used twice,
thresholds on a rule that no screener judges) is checked here.
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from importlib import resources
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from stet.newsroom.labels import GUIDELINE_LABELS, LABELS
from stet.newsroom.languages import LANGUAGES
from stet.newsroom.policy import Example, Guideline, Mode, Policy, SecondJudge, Thresholds
from stet.newsroom.policy_yaml import Document, Path, PolicyError, Problem, read_yaml

__all__ = ["PolicyError", "Problem", "default_policy_text", "parse_policy"]

# `constructive` is a good trait: a caution about it would hold back the best comments.
CAUTION_LABELS = tuple(label for label in LABELS if label != "constructive")


_NAME = re.compile("^[a-z][a-z0-9_]{0,39}$")


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("is blank; write a text")
    return text


# Long enough for any newsroom's wording, short enough that a pasted book is noticed.
Title = Annotated[str, Field(max_length=120), AfterValidator(_not_blank)]
Wording = Annotated[str, Field(max_length=1_000), AfterValidator(_not_blank)]
Introduction = Annotated[str, Field(max_length=6_000), AfterValidator(_not_blank)]
Sentence = Annotated[str, Field(max_length=2_000), AfterValidator(_not_blank)]
Code = Literal["en", "ckb", "kmr", "ar", "tr", "fa"]
Name = Annotated[str, Field(pattern=_NAME.pattern)]
Score = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class _Part(BaseModel):
    """A part of the file: no key that we do not know, and no guessing of types."""

    model_config = ConfigDict(extra="forbid", strict=True)


class _Titles(_Part):
    en: Title
    ckb: Title
    kmr: Title
    ar: Title
    tr: Title
    fa: Title


class _Wordings(_Part):
    en: Wording
    ckb: Wording
    kmr: Wording
    ar: Wording
    tr: Wording
    fa: Wording


class _Introductions(_Part):
    en: Introduction
    ckb: Introduction
    kmr: Introduction
    ar: Introduction
    tr: Introduction
    fa: Introduction


class _Examples(_Part):
    passes: dict[Code, list[Sentence]] = {}
    breaks: dict[Code, list[Sentence]] = {}


class _Thresholds(_Part):
    approve_below: Score
    reject_above: Score

    @model_validator(mode="after")
    def _in_order(self) -> "_Thresholds":
        if self.approve_below > self.reject_above:
            raise ValueError("approve_below is greater than reject_above; between the two a human decides")
        return self


class _Guideline(_Part):
    id: Name
    group: Name | None = None
    severity: Annotated[int, Field(ge=1, le=5)]
    title: _Titles
    wording: _Wordings
    examples: _Examples = _Examples()
    thresholds: _Thresholds | None = None


class _SecondJudge(_Part):
    may: Literal["nothing", "suggest", "reject", "decide"] = "suggest"


class _File(_Part):
    mode: Literal["advise", "approve", "decide"]
    machine_languages: list[Code]
    cautions: dict[str, Score] = {}
    second_judge: _SecondJudge = _SecondJudge()
    introduction: _Introductions
    guidelines: Annotated[list[_Guideline], Field(min_length=1)]


_PARTS: tuple[type[_Part], ...] = (_File, _SecondJudge, _Guideline, _Thresholds, _Examples, _Titles)
_KEYS = [name for part in _PARTS for name in part.model_fields]


def parse_policy(text: str) -> Policy:
    """The policy that a YAML file's text describes.

    Raises PolicyError, which names every problem of the file with its line, its field and what to do about it.
    """
    document = read_yaml(text)
    problems = list(_beyond_shape(document))
    try:
        file = _File.model_validate(document.data)
    except ValidationError as error:
        problems += [_problem(document, details) for details in error.errors()]
    if problems:
        raise PolicyError(tuple(sorted(problems, key=lambda problem: problem.line)))
    return _policy(file)


def default_policy_text() -> str:
    """The YAML text of the policy that Stet ships."""
    return resources.files("stet.newsroom").joinpath("default.yaml").read_text(encoding="utf-8")


def _policy(file: _File) -> Policy:
    return Policy(
        mode=Mode(file.mode),
        introduction=file.introduction.model_dump(),
        guidelines=tuple(_guideline(part) for part in file.guidelines),
        cautions=dict(file.cautions),
        machine_languages=tuple(file.machine_languages),
        second_judge=SecondJudge(file.second_judge.may),
    )


def _guideline(part: _Guideline) -> Guideline:
    thresholds = part.thresholds
    return Guideline(
        id=part.id,
        group=part.group,
        severity=part.severity,
        title=part.title.model_dump(),
        wording=part.wording.model_dump(),
        examples=(*_examples(part.examples.passes, passes=True), *_examples(part.examples.breaks, passes=False)),
        thresholds=Thresholds(thresholds.approve_below, thresholds.reject_above) if thresholds else None,
    )


def _examples(texts: dict[Code, list[str]], *, passes: bool) -> Iterator[Example]:
    for language, sentences in texts.items():
        yield from (Example(sentence, language, passes) for sentence in sentences)


def _beyond_shape(document: Document) -> Iterator[Problem]:
    data = document.data if isinstance(document.data, dict) else {}
    yield from _cautions(document, data.get("cautions"))
    yield from _repeats(document, "machine_languages", data.get("machine_languages"))
    yield from _second_judge(document, data.get("second_judge"), data.get("mode"))
    seen: dict[str, int] = {}
    for place, part in enumerate(_list(data.get("guidelines"))):
        name = part.get("id") if isinstance(part, dict) else None
        if isinstance(name, str) and _NAME.fullmatch(name):
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


def _repeats(document: Document, name: str, values: object) -> Iterator[Problem]:
    listed = _list(values)
    for place, value in enumerate(listed):
        if value in listed[:place]:
            yield document.problem((name, place), f"{value!r} is listed twice; remove one")


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _problem(document: Document, details: ErrorDetails) -> Problem:
    # pydantic marks a faulty key of a mapping by a last step "[key]".
    path: Path = tuple(step for step in details["loc"] if step != "[key]")
    return document.problem(path, _message(details, path))


def _message(details: ErrorDetails, path: Path) -> str:
    kind, context = details["type"], details.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(str(path[-1]))
    if kind == "missing":
        return _missing(path)
    if kind == "literal_error":
        return f"{details['input']!r} is not possible here; use {context['expected']}"
    if kind == "string_pattern_mismatch":
        return "is not a name; use 1 to 40 small letters a-z, digits and underscores, a letter first"
    if kind == "string_type":
        return "is not a text; put it in quotation marks"
    if kind == "value_error":
        return str(context["error"])
    if kind in {"model_type", "dict_type"}:
        return "should hold named fields, each written as `name: value`"
    return details["msg"].replace("Input should be", "should be")


def _unknown_key(key: str) -> str:
    close = difflib.get_close_matches(key, _KEYS, n=1)
    return f"unknown key; did you mean {close[0]!r}?" if close else "unknown key; remove it"


def _missing(path: Path) -> str:
    if path[-1] in LANGUAGES and len(path) > 1:
        return f"is missing; every text is published in {_enumerate(LANGUAGES)}: add the one in {path[-1]}"
    return "is missing; add it"


def _enumerate(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}"
