"""A site's own words: the list, putting in and taking out, and the box to try a comment out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from stet.accounts.roles import Right
from stet.comments import policies
from stet.comments.errors import Refusal
from stet.comments.models import Site
from stet.desk import words as told
from stet.desk.access import DeskView
from stet.desk.addresses import with_language
from stet.desk.wordlists.forms import CERTAINTIES, MODES, TextsForm, TrialForm, WordsForm
from stet.desk.wordlists.trial import Trial, try_out
from stet.moderation import drafts, wordlists
from stet.moderation.wordlists import DraftUnreadable
from stet.newsroom.dates import digits
from stet.newsroom.languages import LANGUAGES
from stet.newsroom.policy import Mode, Policy
from stet.newsroom.policy_file import parse_policy
from stet.newsroom.policy_yaml import PolicyError
from stet.newsroom.vocabulary import Certainty, SiteWord, Vocabulary


@dataclass(frozen=True, slots=True)
class Line:
    """A word of the list. It counts now, or will once the draft is in force (`is_new`), or no longer (`is_leaving`)."""

    word: SiteWord
    language: str
    is_new: bool
    is_leaving: bool

    @property
    def is_sure(self) -> bool:
        return self.word.certainty is Certainty.SURE


@dataclass(frozen=True, slots=True)
class Lists:
    """What is in force and what is drafted; `policy` is the draft, where it is a policy, else the one in force.

    `draft` is None where there is none or it is no policy yet; `is_unreadable` where not even its words can be read.
    """

    site: Site
    in_force: Policy
    policy: Policy
    draft: Policy | None
    drafted: Vocabulary
    has_draft: bool
    is_unreadable: bool

    def held(self, language: str) -> list[tuple[str, list[Line]]]:
        """Each guideline's title with its words, by language and then as they are spelled."""
        now, then = {*self.in_force.vocabulary.words}, {*self.drafted.words}
        lines = sorted(now | then, key=lambda word: (word.language, word.text.casefold(), word.certainty))
        ids = dict.fromkeys([*(each.id for each in self.policy.guidelines), *(word.guideline for word in lines)])
        return [
            (told.guideline(name, self.policy, language), own)
            for name in ids
            if (own := [_line(word, now, then) for word in lines if word.guideline == name])
        ]

    def allowed(self) -> list[Line]:
        now = {SiteWord(text, "") for text in self.in_force.vocabulary.allowed}
        then = {SiteWord(text, "") for text in self.drafted.allowed}
        return [_line(word, now, then) for word in sorted(now | then, key=lambda word: word.text.casefold())]

    def sections(self) -> list[str]:
        """The sections that the site names, or the guidelines have a mode of their own for."""
        rules = [*self.in_force.modes, *self.policy.modes]
        return sorted({name for name, _path in self.site.sections} | {rule.section for rule in rules if rule.section})


class WordsView(DeskView):
    """A page, or a button, about one site's words. Who is not for the site does not find it."""

    right = Right.GUIDELINES

    def lists(self, slug: str) -> Lists:
        """Raises Http404."""
        site = self.scope.site(slug)
        in_force, draft = policies.in_force(site)[1], drafts.draft_of(site)
        drafted, is_unreadable = in_force.vocabulary, False
        if draft:
            try:
                drafted = wordlists.drafted(draft)
            except DraftUnreadable:
                is_unreadable = True
        parsed = _policy(draft.text) if draft else None
        return Lists(site, in_force, parsed or in_force, parsed, drafted, draft is not None, is_unreadable)

    def show(self, request: HttpRequest, lists: Lists, status: int = 200, **forms: Any) -> HttpResponse:
        """The page, with the forms that came back and what a trial brought."""
        language = get_language() or "en"
        context = {
            "room": "words",
            "site": lists.site,
            "lists": lists,
            "held": lists.held(language),
            "allowed": lists.allowed(),
            "guidelines": _guidelines(lists.policy, language),
            "languages": LANGUAGES.values(),
            "certainties": CERTAINTIES,
            "modes": MODES,
            "sections": lists.sections(),
            "sites": self.scope.sites(),
            **forms,
        }
        return self.page(request, "desk/wordlists/words.html", context, status)

    def back(self, request: HttpRequest, slug: str) -> HttpResponse:
        return HttpResponseRedirect(with_language(request, "desk:words", slug))


class WordsPage(WordsView):
    """The words of a site, those of the draft among them."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.show(request, self.lists(slug))


class WordsAct(WordsView):
    """A form of the page. A reload after it was refused comes back to the page."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        self.scope.site(slug)
        return self.back(request, slug)

    def refused(self, request: HttpRequest, lists: Lists, name: str, form: Form, refusal: Refusal) -> HttpResponse:
        form.add_error(None, str(refusal))
        return self.show(request, lists, refusal.status, **{name: form})


class AddWords(WordsAct):
    """Holding words against comments, from when the draft is in force."""

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        lists = self.lists(slug)
        form = WordsForm(request.POST, _guidelines(lists.policy, get_language() or "en"))
        if not form.is_valid():
            return self.show(request, lists, 422, add=form)
        try:
            wordlists.add(lists.site, self.account, form.words())
        except Refusal as refusal:
            return self.refused(request, lists, "add", form, refusal)
        _say_how_many(request, len(form.words()))
        return self.back(request, slug)


class AllowWords(WordsAct):
    """Having the shipped lists hold words against nobody, from when the draft is in force."""

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        lists, form = self.lists(slug), TextsForm(request.POST)
        if not form.is_valid():
            return self.show(request, lists, 422, allow=form)
        try:
            wordlists.allow(lists.site, self.account, form.cleaned_data["texts"])
        except Refusal as refusal:
            return self.refused(request, lists, "allow", form, refusal)
        _say_how_many(request, len(form.cleaned_data["texts"]))
        return self.back(request, slug)


class RemoveWord(WordsAct):
    """Taking a word out of either list, from when the draft is in force."""

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        site, asked = self.scope.site(slug), request.POST
        text, guideline = asked.get("text", ""), asked.get("guideline", "")
        try:
            if guideline:
                wordlists.remove(site, self.account, SiteWord(text, guideline, asked.get("language", "")))
            else:
                wordlists.disallow(site, self.account, text)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Taken out of the draft: “%(word)s”.") % {"word": text})
        return self.back(request, slug)


class TryOut(WordsAct):
    """What would become of a comment. It is answered at once and nowhere kept."""

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        lists = self.lists(slug)
        form = TrialForm(request.POST, lists.sections())
        if not form.is_valid():
            return self.show(request, lists, 422, trying=form)
        return self.show(request, lists, trying=form, trials=list(_trials(lists, form)))


def _trials(lists: Lists, form: TrialForm) -> Iterator[tuple[str, Trial]]:
    """The answer of the guidelines in force and, where it differs in anything, that of the draft."""
    said, language = form.cleaned_data, get_language() or "en"
    mode = Mode(said["mode"]) if said["mode"] else None
    yield _("By the guidelines in force"), try_out(said["text"], lists.in_force, said["section"], mode, language)
    if lists.draft and lists.draft != lists.in_force:
        yield _("By the draft"), try_out(said["text"], lists.draft, said["section"], mode, language)


def _policy(text: str) -> Policy | None:
    try:
        return parse_policy(text)
    except PolicyError:
        return None


def _guidelines(policy: Policy, language: str) -> list[tuple[str, str]]:
    return [(each.id, told.guideline(each.id, policy, language)) for each in policy.guidelines]


def _line(word: SiteWord, now: set[SiteWord], then: set[SiteWord]) -> Line:
    name = LANGUAGES[word.language].name if word.language in LANGUAGES else ""
    return Line(word, name, is_new=word not in now, is_leaving=word not in then)


def _say_how_many(request: HttpRequest, number: int) -> None:
    sentence = ngettext(
        "%(n)s word is in the draft. It counts once the draft is put in force.",
        "%(n)s words are in the draft. They count once the draft is put in force.",
        number,
    )
    messages.success(request, sentence % {"n": digits(number, get_language() or "en")})
