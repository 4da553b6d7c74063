"""What a moderator types about a reader."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from stet.comments.models import Measure
from stet.comments.sanctions import LONGEST_REASON

LONGEST_NOTE = 2000
# For how many days a measure may be; 0 is until somebody lifts it.
TERMS = (
    (1, _("1 day")),
    (3, _("3 days")),
    (7, _("7 days")),
    (30, _("30 days")),
    (90, _("90 days")),
    (0, _("until it is lifted")),
)
# What a warning is not: it has a form of its own, for more people.
_TAKEN = [(measure.value, measure.label) for measure in Measure if measure != Measure.WARNING]


class WarningForm(forms.Form):
    """What a reader is asked to read before they write again."""

    reason = forms.CharField(
        max_length=LONGEST_REASON,
        error_messages={"required": _("Write what the reader is to read."), "max_length": _("It is too long.")},
    )


class MeasureForm(forms.Form):
    """A measure, for how long, and why."""

    measure = forms.ChoiceField(choices=_TAKEN, error_messages={"required": _("Choose a measure.")})
    days = forms.TypedChoiceField(choices=TERMS, coerce=int, required=False, empty_value=None)
    reason = forms.CharField(
        max_length=LONGEST_REASON,
        error_messages={"required": _("The reader is told why. Write the reason."), "max_length": _("It is too long.")},
    )

    @property
    def term(self) -> timedelta | None:
        days = self.cleaned_data["days"]
        return timedelta(days=days) if days else None


class NoteForm(forms.Form):
    """What colleagues should know."""

    text = forms.CharField(
        max_length=LONGEST_NOTE,
        error_messages={"required": _("There is nothing in the note."), "max_length": _("It is too long.")},
    )
