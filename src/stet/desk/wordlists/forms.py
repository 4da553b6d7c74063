"""What an editor types about words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stet.newsroom.languages import LANGUAGES
from stet.newsroom.policy import Mode
from stet.newsroom.vocabulary import LONGEST, Certainty, Fault, SiteWord, as_one, fault_of

# Enough for a list that somebody brings along; the next hundred may follow.
MOST_AT_ONCE = 100
LONGEST_TRIAL = 5_000

CERTAINTIES: tuple[tuple[str, Promise], ...] = (
    (Certainty.DOUBTFUL.value, gettext_lazy("Doubtful: a person looks wherever it stands")),
    (Certainty.SURE.value, gettext_lazy("Sure: it breaks the guideline wherever it stands")),
)
MODES: tuple[tuple[str, Promise], ...] = (
    ("", gettext_lazy("As the guidelines say")),
    (Mode.ADVISE.value, gettext_lazy("A person decides everything")),
    (Mode.APPROVE.value, gettext_lazy("The machine may approve")),
    (Mode.DECIDE.value, gettext_lazy("The machine may approve and reject")),
)
_FAULTS: dict[Fault, Promise] = {
    Fault.NOT_A_WORD: gettext_lazy(
        "“%(text)s” is no word or phrase. Write letters alone, and * after a word for all that begins so."
    ),
    Fault.SINGLE_LETTER: gettext_lazy("“%(text)s” stands in every comment. Write the whole word."),
    Fault.SHORT_BEGINNING: gettext_lazy("“%(text)s” begins too many words. Write three letters or more before the *."),
    Fault.TOO_LONG: gettext_lazy("“%(text)s” is too long for a word or phrase."),
}


class TextsForm(forms.Form):
    """Words or phrases, one a line."""

    texts = forms.CharField(
        max_length=(LONGEST + 1) * MOST_AT_ONCE,
        error_messages={
            "required": gettext_lazy("Write a word or a phrase."),
            "max_length": gettext_lazy("These are too many at once. Send them in several turns."),
        },
    )

    def clean_texts(self) -> list[str]:
        lines = {as_one(line): " ".join(line.split()) for line in self.cleaned_data["texts"].splitlines()}
        texts = [text for text in lines.values() if text]
        if len(texts) > MOST_AT_ONCE:
            raise ValidationError(_("These are too many at once. Send them in several turns."))
        faults = [(text, fault) for text in texts if (fault := fault_of(text))]
        if faults:
            raise ValidationError([str(_FAULTS[fault]) % {"text": text[:LONGEST]} for text, fault in faults])
        return texts


class WordsForm(TextsForm):
    """Words that are held against a comment: for which guideline, in which language, and how sure they are."""

    guideline = forms.ChoiceField(error_messages={"required": gettext_lazy("Choose the guideline.")})
    language = forms.ChoiceField(
        required=False,
        choices=[("", gettext_lazy("All languages")), *((one.code, one.name) for one in LANGUAGES.values())],
    )
    certainty = forms.ChoiceField(choices=CERTAINTIES, initial=Certainty.DOUBTFUL.value)

    def __init__(self, data: Mapping[str, Any] | None, guidelines: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["guideline"].choices = [("", ""), *guidelines]  # type: ignore[attr-defined]

    def words(self) -> list[SiteWord]:
        said = self.cleaned_data
        certainty = Certainty(said["certainty"])
        return [SiteWord(text, said["guideline"], said["language"], certainty) for text in said["texts"]]


class TrialForm(forms.Form):
    """A comment that somebody makes up, to see what would become of it."""

    text = forms.CharField(
        max_length=LONGEST_TRIAL,
        strip=False,
        error_messages={
            "required": gettext_lazy("Write a comment to try out."),
            "max_length": gettext_lazy("It is too long."),
        },
    )
    section = forms.ChoiceField(required=False)
    mode = forms.ChoiceField(required=False, choices=MODES)

    def __init__(self, data: Mapping[str, Any] | None, sections: Iterable[str]) -> None:
        super().__init__(data)
        self.fields["section"].choices = [("", _("No section")), *((name, name) for name in sections)]  # type: ignore[attr-defined]
