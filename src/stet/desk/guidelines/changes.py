"""What one policy changes about another, in the words of its editor: one row for each thing that is different."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from stet.desk import words
from stet.newsroom.dates import digits
from stet.newsroom.languages import LANGUAGES
from stet.newsroom.policy import Guideline, Mode, Policy, SecondJudge, Thresholds
from stet.newsroom.vocabulary import SiteWord

MODES: Mapping[str, Promise] = {
    Mode.ADVISE: gettext_lazy("A person decides everything"),
    Mode.APPROVE: gettext_lazy("The machine may approve, a person rejects"),
    Mode.DECIDE: gettext_lazy("The machine may approve and reject"),
}
SECOND_JUDGES: Mapping[str, Promise] = {
    SecondJudge.NOTHING: gettext_lazy("It is never asked"),
    SecondJudge.SUGGEST: gettext_lazy("It tells the moderator what it would do"),
    SecondJudge.REJECT: gettext_lazy("It may reject by itself"),
    SecondJudge.DECIDE: gettext_lazy("It may approve and reject by itself"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """Something that differs; an empty `before` is something new, an empty `after` something that is gone.

    `about` is a guideline's title, empty for the policy as a whole; `language` is that of the two texts.
    """

    about: str
    what: str
    before: str
    after: str
    language: str = ""


def changes(before: Policy, after: Policy) -> list[Row]:
    """Everything in which the two differ, in the order of a policy file; nothing where only their layout differs."""
    rows = (
        *_of_the_whole(before, after),
        *_modes(before, after),
        *_cautions(before, after),
        *_words(before, after),
        *_texts("", _("Introduction"), before.introduction, after.introduction),
        *_guidelines(before, after),
    )
    return [row for row in rows if row.before != row.after]


def _of_the_whole(before: Policy, after: Policy) -> Iterator[Row]:
    yield Row("", _("How far the machine goes"), str(MODES[before.mode]), str(MODES[after.mode]))
    yield Row("", _("Languages in which the machine may approve"), _languages(before), _languages(after))
    second = str(SECOND_JUDGES[before.second_judge]), str(SECOND_JUDGES[after.second_judge])
    yield Row("", _("What the second judge may do"), *second)
    shared = {one.id for one in before.guidelines} & {one.id for one in after.guidelines}
    yield Row("", _("Order of the guidelines"), _order(before, shared), _order(after, shared))


def _languages(policy: Policy) -> str:
    return words.SEPARATOR.join(sorted(LANGUAGES[code].name for code in policy.machine_languages)) or _("none")


def _order(policy: Policy, ids: set[str]) -> str:
    return words.SEPARATOR.join(_title(one) for one in policy.guidelines if one.id in ids)


def _modes(before: Policy, after: Policy) -> Iterator[Row]:
    old = {(rule.section, rule.language): str(MODES[rule.mode]) for rule in before.modes}
    new = {(rule.section, rule.language): str(MODES[rule.mode]) for rule in after.modes}
    for section, language in sorted(old.keys() | new.keys()):
        place = words.SEPARATOR.join(filter(None, (section, LANGUAGES[language].name if language else "")))
        yield Row(
            place, _("How far the machine goes"), old.get((section, language), ""), new.get((section, language), "")
        )


def _cautions(before: Policy, after: Policy) -> Iterator[Row]:
    for label in sorted(before.cautions.keys() | after.cautions.keys()):
        title = words.guideline(label, after, _own())
        old, new = before.cautions.get(label), after.cautions.get(label)
        yield Row(title, _("No approval by the machine from"), _score(old), _score(new))


def _words(before: Policy, after: Policy) -> Iterator[Row]:
    for policy, other in ((before, after), (after, before)):
        for word in policy.vocabulary.words:
            if word not in other.vocabulary.words:
                yield _word(word, policy, is_new=policy is after)
        for text in policy.vocabulary.allowed:
            if text not in other.vocabulary.allowed:
                yield Row("", _("Word that is held against nobody"), *_either(text, is_new=policy is after))


def _word(word: SiteWord, policy: Policy, *, is_new: bool) -> Row:
    certainty = _("sure") if word.certainty == "sure" else _("doubtful")
    told = words.SEPARATOR.join(filter(None, (word.text, certainty)))
    return Row(words.guideline(word.guideline, policy, _own()), _("Word"), *_either(told, is_new=is_new), word.language)


def _guidelines(before: Policy, after: Policy) -> Iterator[Row]:
    old = {one.id: one for one in before.guidelines}
    for one in after.guidelines:
        if one.id not in old:
            yield Row(_title(one), _("The guideline itself"), "", _("new"))
        else:
            yield from _guideline(old[one.id], one)
    kept = {one.id for one in after.guidelines}
    for one in before.guidelines:
        if one.id not in kept:
            yield Row(_title(one), _("The guideline itself"), _("there"), "")


def _guideline(before: Guideline, after: Guideline) -> Iterator[Row]:
    about = _title(after)
    yield Row(about, _("Severity"), _number(before.severity), _number(after.severity))
    yield Row(about, _("The machine approves below"), *_thresholds(before, after, "approve_below"))
    yield Row(about, _("The machine rejects above"), *_thresholds(before, after, "reject_above"))
    yield Row(about, _("Group"), before.group or "", after.group or "")
    yield from _texts(about, _("Title"), before.title, after.title)
    yield from _texts(about, _("Wording"), before.wording, after.wording)
    yield from _texts(about, _("Examples"), _examples(before), _examples(after))


def _thresholds(before: Guideline, after: Guideline, name: str) -> tuple[str, str]:
    old, new = (_threshold(one.thresholds, name) for one in (before, after))
    return old, new


def _threshold(thresholds: Thresholds | None, name: str) -> str:
    return _score(getattr(thresholds, name)) if thresholds else _("a person judges it")


def _texts(about: str, what: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Row]:
    for code in LANGUAGES:
        yield Row(about, what, before.get(code, ""), after.get(code, ""), code)


def _examples(guideline: Guideline) -> Mapping[str, str]:
    told: dict[str, list[str]] = {}
    for example in guideline.examples:
        mark = _("passes") if example.passes else _("breaks")
        told.setdefault(example.language, []).append(f"{example.text} ({mark})")
    return {language: "\n".join(texts) for language, texts in told.items()}


def _either(text: str, *, is_new: bool) -> tuple[str, str]:
    return ("", text) if is_new else (text, "")


def _title(guideline: Guideline) -> str:
    return guideline.title.get(_own()) or guideline.id


def _score(score: float | None) -> str:
    return "" if score is None else digits(f"{score:g}", _own())


def _number(number: int) -> str:
    return digits(number, _own())


def _own() -> str:
    return get_language() or "en"
