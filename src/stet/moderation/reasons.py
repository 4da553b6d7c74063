"""Reasons that moderators need often: templates with placeholders, filled for one comment, in its author's language.

A site without templates of its own has those that Stet ships (reasons.yaml); its first change makes them its own.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from stet.accounts.models import Account
from stet.comments import policies, screening_records
from stet.comments.acts.rule import LONGEST_EXPLANATION
from stet.comments.errors import Conflict, Invalid, Unknown
from stet.comments.models import Comment, ScreeningRecord, Site
from stet.moderation import journal
from stet.moderation.models import ReasonTemplate
from stet.newsroom.languages import reading_language
from stet.newsroom.screening import Screening
from stet.newsroom.verdict import GuidelineReason, Outcome, Verdict
from stet.verdicts import explain
from stet.verdicts.messages import MESSAGES

# What a template may hold: the titles of the guidelines, the words at issue, the article's title, the site's name.
PLACEHOLDERS: Final = ("guideline", "words", "article", "site")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

# Enough words to show what is meant; a model may mark nearly all of a comment, and its author has it before them.
MOST_PASSAGES = 3
LONGEST_PASSAGE = 60
# Room for a long title where a short placeholder stands.
LONGEST_TEXT = LONGEST_EXPLANATION // 2


class PlaceholderLeft(Invalid):
    """Names what is left in `placeholders`."""

    code = "placeholder_left"
    field = "explanation"
    message = _("The reason still holds %(placeholders)s. Write there what its author is to read, or take it out.")

    def __init__(self, placeholders: Sequence[str]) -> None:
        super().__init__()
        self.placeholders = tuple(placeholders)

    def __str__(self) -> str:
        return str(self.message) % {"placeholders": ", ".join(f"{{{name}}}" for name in self.placeholders)}


class TemplateUnknown(Unknown):
    code = "template_unknown"
    message = _("There is no such reason any more. Somebody may have removed it. Go back to the list.")


class NameInUse(Conflict):
    code = "template_name_in_use"
    field = "name"
    message = _("Another reason of this site has that name. Choose another one.")


@dataclass(frozen=True, slots=True)
class Template:
    """A reason: one text for each language (code) it is written in. `guideline` is an id, empty for any."""

    id: str
    name: str
    guideline: str
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A template as the author of one comment would read it.

    `missing` are placeholders for which there is nothing to put in; they still stand in the text.
    """

    id: str
    name: str
    text: str
    guideline: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong in a template's text: placeholders that nobody knows, and whether a brace has no partner."""

    unknown: tuple[str, ...]
    has_lone_brace: bool

    def __bool__(self) -> bool:
        return bool(self.unknown) or self.has_lone_brace


def proposals(comment: Comment, guidelines: Sequence[str], language: str) -> list[Proposal]:
    """The site's reasons for breaking these guidelines (ids), filled for the comment; those for one of them first.

    A template speaks in `language`, else in its author's, else in English; one that has none of these is left out.
    """
    wanted = _wanted(comment.site, guidelines)
    stored = ScreeningRecord.objects.filter(comment=comment).order_by("-id").first() if wanted else None
    screening = screening_records.restore(stored) if stored else None
    values: dict[str, dict[str, str]] = {}
    found = []
    for template in wanted:
        code = _spoken(template, language, comment.reading_language)
        if code is None:
            continue
        named = [template.guideline] if template.guideline else list(guidelines)
        key = f"{code} {' '.join(named)}"
        if key not in values:
            values[key] = _values(comment, screening, named, code)
        found.append(_filled(template, code, values[key]))
    return found


def check_filled(explanation: str) -> None:
    """Raise PlaceholderLeft, naming them, where placeholders still stand in what an author would read."""
    left = [name for name in PLACEHOLDERS if f"{{{name}}}" in explanation]
    if left:
        raise PlaceholderLeft(left)


def faults(text: str) -> Faults:
    """What is wrong with a template's text."""
    named = dict.fromkeys(_PLACEHOLDER.findall(text))
    rest = _PLACEHOLDER.sub("", text)
    return Faults(tuple(name for name in named if name not in PLACEHOLDERS), "{" in rest or "}" in rest)


def templates(site: Site, language: str) -> list[Template]:
    """The site's reasons by name; those that Stet ships, named in `language`, for a site that has none of its own."""
    own = list(ReasonTemplate.objects.filter(site=site).order_by("name", "id"))
    if not own:
        return shipped(language)
    return [Template(str(one.pk), one.name, one.guideline, one.texts) for one in own]


def shipped(language: str) -> list[Template]:
    """The reasons that Stet ships, named in `language` (English where we do not have it)."""
    code = reading_language(language)
    return [
        Template(f"shipped-{place}", one["name"][code], one.get("guideline", ""), one["texts"])
        for place, one in enumerate(_shipped(), 1)
    ]


@transaction.atomic
def adopt(site: Site, account: Account, language: str) -> list[ReasonTemplate]:
    """The site's own reasons; those that Stet ships become its own, named in `language`, where it has none."""
    Site.objects.select_for_update().get(pk=site.pk)
    own = list(site.reason_templates.all())
    if own:
        return own
    made = [
        ReasonTemplate(site=site, name=one.name, guideline=one.guideline, texts=dict(one.texts))
        for one in shipped(language)
    ]
    ReasonTemplate.objects.bulk_create(made)
    journal.note(account, "reasons_adopted", site, about=site.pk, number=len(made))
    return made


@transaction.atomic
def keep(site: Site, account: Account, template: Template, language: str) -> ReasonTemplate:
    """Save a reason; one without an id is new. Raises TemplateUnknown, NameInUse.

    Where the site has only what Stet ships, that becomes its own first, named in `language`.
    """
    adopt(site, account, language)
    kept = _own(site, template.id) if template.id else ReasonTemplate(site=site)
    if site.reason_templates.filter(name=template.name).exclude(pk=kept.pk).exists():
        raise NameInUse
    kept.name, kept.guideline, kept.texts = template.name, template.guideline, dict(template.texts)
    kept.save()
    journal.note(account, "reason_kept", site, about=kept.pk, name=kept.name, guideline=kept.guideline)
    return kept


@transaction.atomic
def remove(site: Site, account: Account, pk: str) -> None:
    """Remove a reason. Raises TemplateUnknown."""
    kept = _own(site, pk)
    journal.note(account, "reason_removed", site, about=kept.pk, name=kept.name, guideline=kept.guideline)
    kept.delete()


def _own(site: Site, pk: str) -> ReasonTemplate:
    found = site.reason_templates.select_for_update().filter(pk=pk).first()
    if found is None:
        raise TemplateUnknown
    return found


def _wanted(site: Site, guidelines: Sequence[str]) -> list[Template]:
    every = templates(site, get_language() or "en")
    return [one for one in every if one.guideline in guidelines] + [one for one in every if not one.guideline]


def _spoken(template: Template, *languages: str) -> str | None:
    """The first of the languages, and English, that the template is written in."""
    codes = (*(reading_language(language) for language in languages), "en")
    return next((code for code in codes if template.texts.get(code)), None)


def _values(comment: Comment, screening: Screening | None, guidelines: Sequence[str], code: str) -> dict[str, str]:
    """What the placeholders stand for; empty where there is nothing to put in."""
    policy = policies.in_force(comment.site)[1]
    # Without a guideline no rejection is explained, and there is nothing that it would be about.
    rejection = Verdict(Outcome.REJECT, tuple(guidelines)) if guidelines else None
    broken = explain(rejection, screening, policy, code).guidelines if rejection else ()
    messages = MESSAGES[code]
    quoted = [messages.quoted.format(one.title) for one in broken]
    marked = [messages.quoted.format(passage) for passage in _passages(comment.body or "", broken)]
    return {
        "guideline": messages.separator.join(quoted),
        "words": messages.separator.join(marked),
        "article": comment.article.title,
        "site": comment.site.name,
    }


def _passages(body: str, broken: Sequence[GuidelineReason]) -> list[str]:
    """The first words at issue, in the comment's order, on one line and not too long to quote."""
    spans = sorted({span for one in broken for span in one.spans})
    texts = (" ".join(body[start:end].split()) for start, end in spans)
    short = (text if len(text) <= LONGEST_PASSAGE else f"{text[:LONGEST_PASSAGE].rstrip()}…" for text in texts if text)
    return list(dict.fromkeys(short))[:MOST_PASSAGES]


def _filled(template: Template, code: str, values: Mapping[str, str]) -> Proposal:
    text = template.texts[code]
    named = dict.fromkeys(_PLACEHOLDER.findall(text))
    missing = tuple(name for name in named if not values.get(name))
    filled = _PLACEHOLDER.sub(lambda found: values.get(found[1]) or found[0], text)
    return Proposal(template.id, template.name, filled, template.guideline, missing)


@cache
def _shipped() -> list[dict[str, Any]]:
    text = resources.files("stet.moderation").joinpath("reasons.yaml").read_text(encoding="utf-8")
    loaded: list[dict[str, Any]] = yaml.safe_load(text)
    return loaded
