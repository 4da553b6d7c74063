"""The form by which an article's moderation is changed."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from stet.comments.models import Article
from stet.comments.sections import LONGEST
from stet.comments.text import is_text
from stet.desk.articles.acts import Settings
from stet.newsroom.dates import digits

# The times between two comments that are offered, in seconds.
PACES = (
    (0, _("not slowed")),
    (30, _("30 seconds")),
    (60, _("1 minute")),
    (300, _("5 minutes")),
    (900, _("15 minutes")),
    (3600, _("1 hour")),
)


class ArticleForm(forms.Form):
    """Open or closed, pre-moderated, slowed, and in which section."""

    is_open = forms.BooleanField(required=False)
    is_premoderated = forms.BooleanField(required=False)
    seconds_between = forms.IntegerField(
        min_value=0,
        max_value=86400,
        error_messages={
            "required": _("Choose how long a reader waits between two comments."),
            "invalid": _("Choose how long a reader waits between two comments."),
            "max_value": _("A day is the longest that a reader can be made to wait."),
        },
    )
    section = forms.CharField(
        max_length=LONGEST, required=False, error_messages={"max_length": _("The name of the section is too long.")}
    )

    def clean_section(self) -> str:
        section: str = self.cleaned_data["section"]
        if not is_text(section):
            raise forms.ValidationError(_("The name of the section holds characters that are no text."))
        return section

    @property
    def settings(self) -> Settings:
        return Settings(**self.cleaned_data)


def filled(article: Article) -> ArticleForm:
    """The form as the article is set."""
    settings = Settings.of(article)
    return ArticleForm(initial={name: getattr(settings, name) for name in ArticleForm.base_fields})


def paces(chosen: int) -> list[tuple[int, str | Promise]]:
    """The times that are offered, with the article's own where it is another."""
    offered: list[tuple[int, str | Promise]] = list(PACES)
    if chosen in dict(offered):
        return offered
    own = ngettext("%(n)s second", "%(n)s seconds", chosen) % {"n": digits(chosen, get_language() or "en")}
    return [*offered, (chosen, own)]
