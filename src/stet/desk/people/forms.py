"""What an administrator fills in about a colleague."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from stet.accounts.models import Account
from stet.accounts.roles import Role
from stet.comments.models import Site
from stet.moderation.people import Place
from stet.newsroom.languages import LANGUAGES


class PlaceForm(forms.Form):
    """Role, sites and languages: those that the administrator is for."""

    role = forms.ChoiceField(
        choices=Role, initial=Role.MODERATOR, error_messages={"required": _("Choose what they are at the desk.")}
    )
    sites = forms.MultipleChoiceField(required=False, error_messages={"invalid_choice": _("Choose among your sites.")})
    languages = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": _("Choose among your languages.")}
    )

    def __init__(self, data: Any, sites: list[Site], by: Account, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        own = by.languages or list(LANGUAGES)
        self._choices("sites").choices = [(str(site.pk), site.name) for site in sites]
        self._choices("languages").choices = [(code, LANGUAGES[code].name) for code in own if code in LANGUAGES]

    def place(self) -> Place:
        """What was chosen."""
        said = self.cleaned_data
        return Place(Role(said["role"]), tuple(said["sites"]), tuple(said["languages"]))

    def _choices(self, name: str) -> forms.MultipleChoiceField:
        return cast(forms.MultipleChoiceField, self.fields[name])


class InviteForm(PlaceForm):
    """The same, with the address of somebody who is new."""

    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": _("Type the e-mail address of the one whom you invite."),
            "invalid": _("This is no e-mail address. Check it."),
        },
    )
