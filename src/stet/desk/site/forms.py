"""The form of a site's settings. What concerns other machines (origins, secrets) stays with whoever runs them."""

from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from stet.comments.errors import Refusal
from stet.comments.models import Proof, Site
from stet.comments.site_settings import (
    LONGEST_PROMISE,
    SHORTEST_PROMISE,
    checked_sections,
    checked_translation_url,
    section_lines,
)
from stet.comments.text import LONGEST_NAME, is_text
from stet.comments.ways import configured

PROOFS = (
    (Proof.NEVER, _("never")),
    (Proof.SUSPICIOUS, _("where something looks suspicious")),
    (Proof.ALWAYS, _("always")),
)


class SiteForm(forms.ModelForm):  # type: ignore[type-arg]
    """A site's settings as an editor writes them: lists are texts of one item a line."""

    promised_minutes = forms.IntegerField(
        min_value=SHORTEST_PROMISE,
        max_value=LONGEST_PROMISE,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("The promise is a number of minutes, from 1 to 43,200 (30 days)."),
        ),
    )
    reviewed_percent = forms.IntegerField(
        min_value=0,
        max_value=100,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("A share is a number from 0 to 100.")
        ),
    )
    wrong_percent = forms.IntegerField(
        min_value=0,
        max_value=50,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("This share is a number from 0 to 50.")
        ),
    )
    sections = forms.CharField(required=False, max_length=20_000)
    translation_url = forms.CharField(required=False, max_length=500)
    reserved_names = forms.CharField(required=False, max_length=20_000)
    proof_of_work = forms.ChoiceField(choices=PROOFS)
    sign_in_providers = forms.MultipleChoiceField(required=False)

    class Meta:
        model = Site
        fields: ClassVar = [
            *("promised_minutes", "masks_abuse", "translation_url", "sections", "reviewed_percent"),
            "wrong_percent",
            *("guests_may_comment", "email_sign_in", "sign_in_providers", "reserved_names", "proof_of_work"),
            *("hints", "appeals", "letters", "reactions"),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["sections"] = "\n".join(section_lines(self.instance))
        self.initial["reserved_names"] = "\n".join(self.instance.reserved_names)
        providers = cast(forms.MultipleChoiceField, self.fields["sign_in_providers"])
        providers.choices = [(one.id, one.name) for one in configured()]

    def clean_sections(self) -> list[list[str]]:
        try:
            return checked_sections(self.cleaned_data["sections"].splitlines())
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def clean_translation_url(self) -> str:
        try:
            return checked_translation_url(self.cleaned_data["translation_url"])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def clean_reserved_names(self) -> list[str]:
        names = [line.strip() for line in self.cleaned_data["reserved_names"].splitlines() if line.strip()]
        if any(len(name) > LONGEST_NAME or not is_text(name) for name in names):
            raise forms.ValidationError(
                _("A reserved name has at most 80 characters, and stands on a line of its own.")
            )
        return names
