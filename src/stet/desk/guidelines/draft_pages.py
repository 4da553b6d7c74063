"""The draft of a site's guidelines: written, compared, looked at, tried on what was decided, and put in force."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from stet.comments import policies
from stet.comments.errors import Refusal
from stet.comments.models import Comment, Site
from stet.desk import words
from stet.desk.guidelines.changes import changes
from stet.desk.guidelines.differences import differences
from stet.desk.guidelines.forms import CommonChanges
from stet.desk.guidelines.pages import PolicyView, parsed, problems_of
from stet.desk.guidelines.seen import note_seen, seen
from stet.desk.scope import Scope
from stet.moderation import drafts
from stet.moderation.backtest import SIZES, Backtest, Example, Turn, backtest, waits_by_language
from stet.moderation.models import PolicyDraft
from stet.moderation.yaml_edits import NoPlace
from stet.newsroom.languages import LANGUAGES, reading_language
from stet.newsroom.policy import Policy
from stet.newsroom.policy_file import PolicyError
from stet.newsroom.policy_yaml import MAX_CHARACTERS
from stet.newsroom.published import grouped
from stet.newsroom.verdict import Outcome

# What would become of a comment, by what the policy in force does with it and what the draft would: gravest first.
TURNS: Mapping[Turn, Promise] = {
    (Outcome.REJECT, Outcome.APPROVE): gettext_lazy("Rejected now, published then"),
    (Outcome.APPROVE, Outcome.REJECT): gettext_lazy("Published now, rejected then"),
    (Outcome.REFER, Outcome.APPROVE): gettext_lazy("Left to a person now, published then"),
    (Outcome.REFER, Outcome.REJECT): gettext_lazy("Left to a person now, rejected then"),
    (Outcome.APPROVE, Outcome.REFER): gettext_lazy("Published now, left to a person then"),
    (Outcome.REJECT, Outcome.REFER): gettext_lazy("Rejected now, left to a person then"),
}


@dataclass(frozen=True, slots=True)
class ShownExample:
    """A comment that would be decided otherwise, as the page shows it."""

    comment: Comment
    guidelines: tuple[str, ...]
    person: str


class DraftView(PolicyView):
    """A page about the draft. Without one it leads back to where one is begun."""

    # A policy of as many characters as it may have, in letters of three bytes, with room for the rest of the form.
    largest_body: ClassVar[int] = 3 * MAX_CHARACTERS + 64 * 1024

    def draft(self, slug: str) -> tuple[Site, PolicyDraft]:
        """The site's draft. Raises DraftMissing."""
        site = self.scope.site(slug)
        draft = drafts.draft_of(site)
        if draft is None:
            raise drafts.DraftMissing
        return site, draft

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        try:
            site, draft = self.draft(slug)
        except drafts.DraftMissing as refusal:
            return self.refused(refusal, self.scope.site(slug), "policy")
        return self.show(request, site, draft)

    def show(self, request: HttpRequest, site: Site, draft: PolicyDraft) -> HttpResponse:
        raise NotImplementedError


class DraftPage(DraftView):
    """The draft's text: saved, or thrown away."""

    def show(self, request: HttpRequest, site: Site, draft: PolicyDraft) -> HttpResponse:
        return self.editor(request, site, draft.text, draft.revision)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        site, revision = self.scope.site(slug), _revision(request)
        try:
            if request.POST.get("act") == "discard":
                drafts.discard(site, self.account, revision)
                messages.success(request, _("The draft is gone. What is in force has not changed."))
                return self.to("policy", site)
            saved = drafts.save(site, self.account, request.POST.get("text", ""), revision)
        except drafts.DraftChanged as refusal:
            return self.overtaken(request, site, refusal)
        except drafts.DraftMissing as refusal:
            return self.refused(refusal, site, "policy")
        except Refusal as refusal:
            return self.editor(request, site, request.POST.get("text", ""), revision, refusal)
        if problems_of(saved.text):
            messages.warning(request, _("Saved. It cannot be put in force yet: see below what has to be mended."))
        else:
            messages.success(request, _("Saved. Look at what it changes before you put it in force."))
        return self.to("policy-draft", site)

    def overtaken(self, request: HttpRequest, site: Site, refusal: Refusal) -> HttpResponse:
        """What was typed, with what a colleague saved meanwhile; saving again goes over theirs, seen."""
        typed = request.POST.get("text", "").replace("\r\n", "\n")
        draft = drafts.draft_of(site)
        if draft is None:
            return self.refused(drafts.DraftMissing(), site, "policy")
        return self.editor(request, site, typed, draft.revision, refusal, differences(typed, draft.text))

    def editor(
        self,
        request: HttpRequest,
        site: Site,
        text: str,
        revision: int,
        refusal: Refusal | None = None,
        theirs: list[Any] | None = None,
    ) -> HttpResponse:
        context = self.about(site) | {
            "tab": "text",
            "text": text,
            "revision": revision,
            "problems": problems_of(text),
            "refusal": refusal,
            "theirs": theirs,
        }
        return self.page(request, "desk/guidelines/draft.html", context, refusal.status if refusal else 200)


class CommonPage(DraftView):
    """The changes that are made most, as a form; the rest of the text stays as it is."""

    def show(self, request: HttpRequest, site: Site, draft: PolicyDraft) -> HttpResponse:
        policy = parsed(draft.text)
        form = CommonChanges(policy, site, get_language() or "en") if policy else None
        return self.form_page(request, site, form, draft.revision)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        site, revision = self.scope.site(slug), _revision(request)
        draft = drafts.draft_of(site)
        policy = parsed(draft.text) if draft else None
        if draft is None or policy is None:
            return self.refused(drafts.DraftMissing(), site, "policy")
        form = CommonChanges(policy, site, get_language() or "en", request.POST)
        if not form.is_valid():
            return self.form_page(request, site, form, revision, status=422)
        try:
            drafts.save(site, self.account, _applied(form, draft.text), revision)
        except drafts.DraftChanged as refusal:
            messages.error(request, str(refusal))
            return self.form_page(request, site, form, draft.revision, status=409)
        except (PolicyError, NoPlace) as error:
            form.add_error(None, str(error))
            return self.form_page(request, site, form, revision, status=422)
        messages.success(request, _("Saved. Look at what it changes before you put it in force."))
        return self.to("policy-differences", site)

    def form_page(
        self, request: HttpRequest, site: Site, form: CommonChanges | None, revision: int, status: int = 200
    ) -> HttpResponse:
        context = self.about(site) | {"tab": "common", "form": form, "revision": revision}
        return self.page(request, "desk/guidelines/common.html", context, status)


class DifferencesPage(DraftView):
    """What the draft changes: in words, and line by line."""

    def show(self, request: HttpRequest, site: Site, draft: PolicyDraft) -> HttpResponse:
        version, policy = policies.in_force(site)
        then = parsed(draft.text)
        context = self.about(site) | {
            "tab": "differences",
            "changes": changes(policy, then) if then else [],
            "lines": differences(version.text, draft.text),
        }
        return self.page(request, "desk/guidelines/differences.html", context)


class PreviewPage(DraftView):
    """The public page as the draft would have it, in each of the languages."""

    def show(self, request: HttpRequest, site: Site, draft: PolicyDraft) -> HttpResponse:
        policy = parsed(draft.text)
        if policy:
            note_seen(request, draft.text)
        code = reading_language(request.GET.get("in", ""), get_language() or "en")
        context = self.about(site) | {
            "tab": "preview",
            "language": LANGUAGES[code],
            "languages": LANGUAGES.values(),
            "introduction": policy.introduction[code] if policy else "",
            "groups": list(grouped(policy, code)) if policy else [],
        }
        return self.page(request, "desk/guidelines/preview.html", context)


class BacktestPage(DraftView):
    """What the draft would have done to the last comments that were decided."""

    def show(self, request: HttpRequest, site: Site, draft: PolicyDraft) -> HttpResponse:
        size, policy = _size(request), parsed(draft.text)
        context = self.about(site) | {"tab": "backtest", "sizes": SIZES, "size": size}
        if size and policy:
            comments = self.scope.comments().filter(site=site)
            now = policies.in_force(site)[1]
            found = backtest(comments, now, policy, size)
            note_seen(request, draft.text)
            context |= told(found, policy, self.scope) | {
                "is_seen": True,
                "lists_other_words": policy.vocabulary != now.vocabulary,
            }
        return self.page(request, "desk/guidelines/backtest.html", context)


class ActivatePage(PolicyView):
    """Where the button sends an editor who puts the draft in force."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """A reload comes here; there is nothing to see but the guidelines."""
        return self.to("policy", self.scope.site(slug))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        site = self.scope.site(slug)
        try:
            version = drafts.put_in_force(site, self.account, _revision(request), seen(request))
        except PolicyError:
            messages.error(request, _("The draft cannot be put in force yet: see below what has to be mended."))
            return self.to("policy-draft", site)
        except drafts.DraftUnseen as refusal:
            return self.refused(refusal, site, "policy-preview")
        except drafts.DraftChanged:
            messages.error(request, _("Somebody changed the draft meanwhile. Look at it again, as it is now."))
            return self.to("policy-differences", site)
        except Refusal as refusal:
            return self.refused(refusal, site, "policy")
        messages.success(request, _("In force now: version %(number)s.") % {"number": version.number})
        return self.to("policy", site)


def told(found: Backtest, policy: Policy, scope: Scope) -> dict[str, Any]:
    """What was found, in words and in the order of the page."""
    language = get_language() or "en"
    shown = _shown(found, scope)
    return {
        "found": found,
        "turns": [(title, found.turns[turn]) for turn, title in TURNS.items() if found.turns[turn]],
        "by_language": list(waits_by_language(found)),
        "by_guideline": [
            (words.guideline(name, policy, language), figures)
            for name, figures in sorted(found.guidelines.items(), key=lambda pair: not pair[1].is_changed)
        ],
        "agreements": [(_("In force"), found.agreement_now), (_("Draft"), found.agreement_then)],
        "examples": [
            (title, [_example(one, shown[one.comment], policy, language) for one in kept])
            for turn, title in TURNS.items()
            if (kept := [one for one in found.examples.get(turn, []) if one.comment in shown])
        ],
    }


def _shown(found: Backtest, scope: Scope) -> Mapping[UUID, Comment]:
    named = [example.comment for kept in found.examples.values() for example in kept]
    return {one.pk: one for one in scope.comments().filter(pk__in=named).select_related("article")}


def _example(example: Example, comment: Comment, policy: Policy, language: str) -> ShownExample:
    named: Iterator[str] = (words.guideline(name, policy, language) for name in example.then.guidelines)
    return ShownExample(comment, tuple(named), str(words.OUTCOMES[example.person]) if example.person else "")


def _applied(form: CommonChanges, text: str) -> str:
    """The text with the form's changes. Raises NoPlace, and PolicyError where together they make no policy."""
    changed = form.applied(text)
    if problems := problems_of(changed):
        raise PolicyError(problems)
    return changed


def _revision(request: HttpRequest) -> int:
    try:
        return int(request.POST.get("revision", ""))
    except ValueError as error:
        raise BadRequest("No page of ours sends a draft without its revision.") from error


def _size(request: HttpRequest) -> int:
    """How many comments are asked for; 0 for none."""
    asked = request.GET.get("size", "")
    return next((size for size in SIZES if str(size) == asked), 0)
