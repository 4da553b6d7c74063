"""Searches and ways to see the queue that somebody wants again, for themselves or for their colleagues."""

from dataclasses import fields
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from stet.accounts.models import Account
from stet.desk.search.asked import Asked
from stet.desk.waiting import Wish
from stet.moderation.models import SavedView

# As the table has room for.
LONGEST_QUERY = 1000
# What an address of each place may ask for.
_ASKED = {
    "search": {field.name for field in fields(Asked)},
    "queue": {field.name for field in fields(Wish)},
}


class KeepForm(forms.Form):
    """A name for what is seen now; `query` is its address's query string."""

    name = forms.CharField(label=_("Name"), max_length=80)
    is_shared = forms.BooleanField(label=_("For my colleagues as well"), required=False)
    place = forms.ChoiceField(choices=[(name, name) for name in _ASKED], widget=forms.HiddenInput)
    query = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """What the query may ask of its place, and nothing else: no page, no language of the desk."""
        cleaned = super().clean() or {}
        asked = QueryDict(cleaned.get("query", ""))
        known = sorted(_ASKED.get(cleaned.get("place", ""), ()))
        cleaned["query"] = urlencode({name: asked[name] for name in known if asked.get(name)})
        if not cleaned["query"]:
            raise forms.ValidationError(
                _("There is nothing to keep: choose or type something first, and then keep it.")
            )
        if len(cleaned["query"]) > LONGEST_QUERY:
            raise forms.ValidationError(_("This is too long to keep. Use fewer words, and keep it then."))
        return cleaned

    def keep(self, owner: Account) -> SavedView:
        """Keep it, in place of what the owner kept under that name before."""
        kept = {name: self.cleaned_data[name] for name in ("query", "is_shared")}
        named = {name: self.cleaned_data[name] for name in ("place", "name")}
        return SavedView.objects.update_or_create(owner=owner, **named, defaults=kept)[0]


def kept_views(account: Account, place: str) -> QuerySet[SavedView]:
    """The account's own, and those that active colleagues share; by name."""
    own = Q(owner=account) | Q(is_shared=True, owner__is_active=True)
    return SavedView.objects.filter(own, place=place).select_related("owner").order_by("name", "pk")
