"""The changes that editors make most, as a form, so that nobody has to read YAML for them."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stet.comments.errors import TextInvalid
from stet.comments.models import Site
from stet.comments.text import check_text
from stet.desk import words
from stet.desk.guidelines.changes import MODES, SECOND_JUDGES
from stet.moderation import reasons
from stet.moderation.yaml_edits import put
from stet.newsroom.languages import LANGUAGES
from stet.newsroom.policy import Guideline, Policy
from stet.newsroom.policy_yaml import Path

# A caution that the shipped policy has; a site that dropped it can have it back.
USUAL_CAUTION = "toxic"
# One empty row more than there are rules: to add another, save and come again.
EMPTY_RULES = 1
_LANGUAGES = [(language.code, language.name) for language in LANGUAGES.values()]


def _score(**options: Any) -> forms.FloatField:
    widget = forms.NumberInput(attrs={"step": "0.01", "min": "0", "max": "1", "inputmode": "decimal", "dir": "ltr"})
    return forms.FloatField(min_value=0, max_value=1, widget=widget, **options)


class CommonChanges(forms.Form):
    """A policy's mode, languages, second judge, modes by section and language, thresholds and cautions."""

    mode = forms.ChoiceField(label=gettext_lazy("How far the machine goes"), choices=MODES.items())
    second_judge = forms.ChoiceField(label=gettext_lazy("What the second judge may do"), choices=SECOND_JUDGES.items())
    machine_languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages in which the machine may approve"),
        choices=_LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, policy: Policy, site: Site, language: str, data: Any = None) -> None:
        self.policy, self.language = policy, language
        super().__init__(data, initial=dict(_initial(policy)), label_suffix="", prefix="common")
        self._add_rules(site)
        for guideline in self._judged():
            self.fields[f"approve_{guideline.id}"] = _score(label=gettext_lazy("The machine approves below"))
            self.fields[f"reject_{guideline.id}"] = _score(label=gettext_lazy("The machine rejects above"))
        for label in self._cautions():
            self.fields[f"caution_{label}"] = _score(label=words.guideline(label, policy, language), required=False)
        for name, field in self.fields.items():
            if self.is_bound and name in self.errors:
                field.widget.attrs["aria-invalid"] = "true"

    def _add_rules(self, site: Site) -> None:
        named = [name for name, _path in site.sections]
        sections = sorted({*named, *(rule.section for rule in self.policy.modes if rule.section)})
        for place in range(len(self.policy.modes) + EMPTY_RULES):
            self.fields[f"section_{place}"] = forms.ChoiceField(
                label=gettext_lazy("Section"),
                choices=[("", gettext_lazy("Every section")), *((name, name) for name in sections)],
                required=False,
            )
            self.fields[f"language_{place}"] = forms.ChoiceField(
                label=gettext_lazy("Language"),
                choices=[("", gettext_lazy("Every language")), *_LANGUAGES],
                required=False,
            )
            self.fields[f"mode_{place}"] = forms.ChoiceField(
                label=gettext_lazy("How far the machine goes"),
                choices=[("", gettext_lazy("As everywhere")), *MODES.items()],
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for guideline in self._judged():
            below, above = cleaned.get(f"approve_{guideline.id}"), cleaned.get(f"reject_{guideline.id}")
            if below is not None and above is not None and below > above:
                self.add_error(
                    f"reject_{guideline.id}", _("It must not be lower than the score below which the machine approves.")
                )
        self._check_rules(cleaned)
        return cleaned

    def _check_rules(self, cleaned: Mapping[str, Any]) -> None:
        seen: set[tuple[str, str]] = set()
        for place in range(len(self.policy.modes) + EMPTY_RULES):
            section, language, mode = (cleaned.get(f"{name}_{place}", "") for name in ("section", "language", "mode"))
            if mode and not (section or language):
                self.add_error(f"mode_{place}", _("Choose a section, a language or both."))
            elif mode and (section, language) in seen:
                self.add_error(f"mode_{place}", _("There is a rule for this section and language already."))
            elif mode:
                seen.add((section, language))

    def applied(self, text: str) -> str:
        """The policy's text with what was changed in the form, and nothing else. Raises NoPlace."""
        for path, value in self._edits():
            text = put(text, path, value)
        return text

    def _edits(self) -> Iterator[tuple[Path, Any]]:
        new, policy = self.cleaned_data, self.policy
        if new["mode"] != policy.mode:
            yield ("mode",), new["mode"]
        if set(new["machine_languages"]) != set(policy.machine_languages):
            yield ("machine_languages",), [code for code in LANGUAGES if code in new["machine_languages"]]
        if new["second_judge"] != policy.second_judge:
            yield ("second_judge",), {"may": new["second_judge"]}
        yield from self._thresholds()
        cautions = {label: new[f"caution_{label}"] for label in self._cautions()}
        kept = {label: score for label, score in cautions.items() if score is not None}
        if kept != dict(policy.cautions):
            yield ("cautions",), kept
        rules = list(self._rules())
        if rules != [_rule(rule.mode, rule.section, rule.language) for rule in policy.modes]:
            yield ("modes",), rules

    def _thresholds(self) -> Iterator[tuple[Path, Any]]:
        for place, guideline in enumerate(self.policy.guidelines):
            for field, name in (("approve", "approve_below"), ("reject", "reject_above")):
                score = self.cleaned_data.get(f"{field}_{guideline.id}")
                if guideline.thresholds and score != getattr(guideline.thresholds, name):
                    yield ("guidelines", place, "thresholds", name), score

    def _rules(self) -> Iterator[dict[str, str]]:
        for place in range(len(self.policy.modes) + EMPTY_RULES):
            mode, section, language = (self.cleaned_data[f"{name}_{place}"] for name in ("mode", "section", "language"))
            if mode:
                yield _rule(mode, section, language)

    def _judged(self) -> list[Guideline]:
        return [guideline for guideline in self.policy.guidelines if guideline.thresholds]

    def _cautions(self) -> list[str]:
        return list(dict.fromkeys([*self.policy.cautions, USUAL_CAUTION]))

    # ——— What the template goes through ———

    @property
    def threshold_rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Each guideline that a machine judges, by its title, with its two scores."""
        return [
            (words.guideline(one.id, self.policy, self.language), self[f"approve_{one.id}"], self[f"reject_{one.id}"])
            for one in self._judged()
        ]

    @property
    def rule_rows(self) -> list[tuple[forms.BoundField, ...]]:
        return [
            tuple(self[f"{name}_{place}"] for name in ("section", "language", "mode"))
            for place in range(len(self.policy.modes) + EMPTY_RULES)
        ]

    @property
    def caution_fields(self) -> list[forms.BoundField]:
        return [self[f"caution_{label}"] for label in self._cautions()]


def _initial(policy: Policy) -> Iterator[tuple[str, Any]]:
    yield "mode", policy.mode.value
    yield "second_judge", policy.second_judge.value
    yield "machine_languages", list(policy.machine_languages)
    for guideline in policy.guidelines:
        if guideline.thresholds:
            yield f"approve_{guideline.id}", guideline.thresholds.approve_below
            yield f"reject_{guideline.id}", guideline.thresholds.reject_above
    for label, score in policy.cautions.items():
        yield f"caution_{label}", score
    for place, rule in enumerate(policy.modes):
        yield f"mode_{place}", rule.mode.value
        yield f"section_{place}", rule.section
        yield f"language_{place}", rule.language


def _rule(mode: str, section: str, language: str) -> dict[str, str]:
    told = {"mode": str(mode), "section": section, "language": language}
    return {name: value for name, value in told.items() if value}


class TemplateForm(forms.Form):
    """A reason for rejections: its name, the guideline it is for, and its text in each language."""

    name = forms.CharField(label=gettext_lazy("Name, for moderators"), max_length=80)
    guideline = forms.ChoiceField(label=gettext_lazy("For which guideline"), required=False)

    def __init__(self, guidelines: list[tuple[str, str]], longest: int, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        choices = [("", gettext_lazy("Any guideline")), *guidelines]
        kept = (initial or {}).get("guideline", "")
        if kept and kept not in dict(guidelines):
            choices.append((kept, kept))
        field = self.fields["guideline"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
        for language in LANGUAGES.values():
            attributes = {"rows": 3, "lang": language.code, "dir": language.direction}
            self.fields[f"text_{language.code}"] = forms.CharField(
                label=language.name, max_length=longest, required=False, widget=forms.Textarea(attrs=attributes)
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for code in LANGUAGES:
            for message in _wrong_in(cleaned.get(f"text_{code}", "")):
                self.add_error(f"text_{code}", message)
        if not self.errors and not self.texts:
            self.add_error(f"text_{next(iter(LANGUAGES))}", _("Write the reason in one language at least."))
        return cleaned

    @property
    def texts(self) -> dict[str, str]:
        """What was written, by language; those without a text left out."""
        every = {code: self.cleaned_data.get(f"text_{code}", "").replace("\r\n", "\n") for code in LANGUAGES}
        return {code: text for code, text in every.items() if text}

    @property
    def text_fields(self) -> list[tuple[str, forms.BoundField]]:
        return [(code, self[f"text_{code}"]) for code in LANGUAGES]


def _wrong_in(text: str) -> Iterator[str]:
    """What has to be mended in a template's text, in words."""
    found = reasons.faults(text)
    known = words.SEPARATOR.join(f"{{{name}}}" for name in reasons.PLACEHOLDERS)
    for name in found.unknown:
        yield _("Nobody knows what {%(name)s} stands for. There are these placeholders: %(known)s.") % {
            "name": name,
            "known": known,
        }
    if found.has_lone_brace:
        yield _("A brace { or } stands alone. Braces are for placeholders only.")
    try:
        check_text(text)
    except TextInvalid as refusal:
        yield str(refusal)
