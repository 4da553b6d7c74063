"""Reads a policy from its YAML file, and names every problem of the file with line and field.

Syntax and lines come from `policy_yaml`, the shape of the file from pydantic; what neither can say (an id used twice,
thresholds on a rule that no screener judges) from `policy_checks`.
"""

import difflib
from collections.abc import Iterable, Iterator
from importlib import resources
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from stet.newsroom.languages import LANGUAGES
from stet.newsroom.policy import Example, Guideline, Mode, ModeRule, Policy, SecondJudge, Thresholds
from stet.newsroom.policy_checks import NAME, beyond_shape
from stet.newsroom.policy_yaml import Document, Path, PolicyError, Problem, read_yaml
from stet.newsroom.vocabulary import LONGEST, MOST_WORDS, Certainty, Fault, SiteWord, Vocabulary, fault_of

__all__ = ["PolicyError", "Problem", "default_policy_text", "parse_policy"]

_FAULTS: Final = {
    Fault.NOT_A_WORD: "is no word or phrase; write letters alone, and `*` after a word for all that begins so",
    Fault.SINGLE_LETTER: "is a single letter, which every comment has; write the whole word",
    Fault.SHORT_BEGINNING: "begins too many words; write three letters or more before `*`",
    Fault.TOO_LONG: f"is too long for a word or phrase; write at most {LONGEST} characters",
}


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("is blank; write a text")
    return text


def _listed(text: str) -> str:
    if fault := fault_of(text):
        raise ValueError(_FAULTS[fault])
    return text


# Long enough for any newsroom's wording, short enough that a pasted book is noticed.
Title = Annotated[str, Field(max_length=120), AfterValidator(_not_blank)]
Wording = Annotated[str, Field(max_length=1_000), AfterValidator(_not_blank)]
Introduction = Annotated[str, Field(max_length=6_000), AfterValidator(_not_blank)]
Sentence = Annotated[str, Field(max_length=2_000), AfterValidator(_not_blank)]
Section = Annotated[str, Field(max_length=80), AfterValidator(_not_blank)]
Code = Literal["en", "ckb", "kmr", "ar", "tr", "fa"]
Listed = Annotated[str, AfterValidator(_listed)]
Name = Annotated[str, Field(pattern=NAME.pattern)]
ModeName = Literal["advise", "approve", "decide"]
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


class _Mode(_Part):
    mode: ModeName
    section: Section | None = None
    language: Code | None = None

    @model_validator(mode="after")
    def _is_for_something(self) -> "_Mode":
        if self.section is None and self.language is None:
            raise ValueError("names neither a section nor a language; for everything else there is `mode` above")
        return self


class _Word(_Part):
    text: Listed
    guideline: Name
    language: Code | None = None
    certainty: Literal["sure", "doubtful"] = "doubtful"


class _File(_Part):
    mode: ModeName
    modes: list[_Mode] = []
    machine_languages: list[Code]
    cautions: dict[str, Score] = {}
    second_judge: _SecondJudge = _SecondJudge()
    words: Annotated[list[_Word], Field(max_length=MOST_WORDS)] = []
    allowed: Annotated[list[Listed], Field(max_length=MOST_WORDS)] = []
    introduction: _Introductions
    guidelines: Annotated[list[_Guideline], Field(min_length=1)]


_PARTS: tuple[type[_Part], ...] = (_File, _Mode, _SecondJudge, _Word, _Guideline, _Thresholds, _Examples, _Titles)
_KEYS = [name for part in _PARTS for name in part.model_fields]


def parse_policy(text: str) -> Policy:
    """The policy that a YAML file's text describes.

    Raises PolicyError, which names every problem of the file with its line, its field and what to do about it.
    """
    document = read_yaml(text)
    problems = list(beyond_shape(document))
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
        modes=tuple(ModeRule(Mode(rule.mode), rule.section or "", rule.language or "") for rule in file.modes),
        vocabulary=Vocabulary(tuple(_site_word(word) for word in file.words), tuple(file.allowed)),
    )


def _site_word(part: _Word) -> SiteWord:
    return SiteWord(part.text, part.guideline, part.language or "", Certainty(part.certainty))


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
