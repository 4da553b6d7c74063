"""The guidelines of each site: what is in force, what was before, and the way to the draft."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from stet.accounts.roles import Right
from stet.comments import policies
from stet.comments.errors import Refusal
from stet.comments.models import PolicyVersion, Site
from stet.desk.access import DeskView
from stet.desk.addresses import with_language
from stet.desk.guidelines.changes import MODES, SECOND_JUDGES, changes
from stet.desk.guidelines.differences import differences
from stet.desk.guidelines.seen import is_seen
from stet.moderation import drafts
from stet.moderation.models import JournalEntry, PolicyDraft
from stet.newsroom.policy import Policy
from stet.newsroom.policy_file import PolicyError, Problem, parse_policy


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site in the list, with what is in force and the draft, where there is one."""

    site: Site
    version: PolicyVersion
    mode: str
    draft: PolicyDraft | None


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version; `activated` is the journal's entry, None where it was put in force from the command line."""

    version: PolicyVersion
    activated: JournalEntry | None
    text_of: int | None


class PolicyView(DeskView):
    """A page about one site's guidelines. What is outside the account's scope is not found."""

    right = Right.GUIDELINES

    def about(self, site: Site) -> dict[str, Any]:
        """What every such page says: the site, its version in force and its draft."""
        draft = drafts.draft_of(site)
        return {
            "room": "guidelines",
            "site": site,
            "version": policies.in_force(site)[0],
            "draft": draft,
            "problems": problems_of(draft.text) if draft else (),
            "is_seen": bool(draft and is_seen(self.request, draft.text)),
        }

    def to(self, name: str, site: Site) -> HttpResponse:
        """On to another page about the site."""
        return HttpResponseRedirect(with_language(self.request, f"desk:{name}", site.slug))

    def refused(self, refusal: Refusal, site: Site, name: str) -> HttpResponse:
        """Say why nothing was done, on another page about the site."""
        messages.error(self.request, str(refusal))
        return self.to(name, site)


class GuidelinesPage(DeskView):
    """Every site of the account, and how its comments are judged."""

    right = Right.GUIDELINES

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, "desk/guidelines/sites.html", {"rows": list(_rows(self)), "room": "guidelines"})


class PolicyPage(PolicyView):
    """One site's guidelines in force, its versions, and its draft; a click begins one."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        site = self.scope.site(slug)
        policy = policies.in_force(site)[1]
        context = self.about(site) | {
            "policy": policy,
            "mode": MODES[policy.mode],
            "second_judge": SECOND_JUDGES[policy.second_judge],
            "rules": [(rule.section, rule.language, MODES[rule.mode]) for rule in policy.modes],
            "versions": versions(site),
        }
        return self.page(request, "desk/guidelines/policy.html", context)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Begin a draft, or go on with the one there is."""
        site = self.scope.site(slug)
        drafts.begin(site, self.account)
        return self.to("policy-draft", site)


class VersionPage(PolicyView):
    """An earlier version: what would change if it came back, its text, and the button that brings it back."""

    def get(self, request: HttpRequest, slug: str, number: int) -> HttpResponse:
        return self.show(request, self.scope.site(slug), number)

    def post(self, request: HttpRequest, slug: str, number: int) -> HttpResponse:
        site = self.scope.site(slug)
        try:
            version = drafts.bring_back(site, self.account, number)
        except PolicyError as error:
            return self.show(request, site, number, error.problems)
        except Refusal as refusal:
            return self.refused(refusal, site, "policy")
        messages.success(request, _("In force now: version %(number)s.") % {"number": version.number})
        return self.to("policy", site)

    def show(self, request: HttpRequest, site: Site, number: int, problems: tuple[Problem, ...] = ()) -> HttpResponse:
        try:
            earlier = drafts.version_of(site, number)
        except Refusal as refusal:
            return self.refused(refusal, site, "policy")
        now, policy = policies.in_force(site)
        then = parsed(earlier.text)
        context = self.about(site) | {
            "earlier": earlier,
            "is_in_force": earlier.text == now.text,
            "changes": changes(policy, then) if then else [],
            "lines": differences(now.text, earlier.text),
            "faults": problems,
        }
        return self.page(request, "desk/guidelines/version.html", context, 422 if problems else 200)


def versions(site: Site) -> list[VersionRow]:
    """All versions, newest first, with who put each in force."""
    entries = JournalEntry.objects.filter(site=site, what="policy_activated").select_related("account")
    activated = {entry.about: entry for entry in entries}
    return [_version(version, activated.get(str(version.pk))) for version in site.policies.all()]


def parsed(text: str) -> Policy | None:
    """The policy that the text describes; None while it has problems."""
    try:
        return parse_policy(text)
    except PolicyError:
        return None


def problems_of(text: str) -> tuple[Problem, ...]:
    """What is wrong with a policy's text, by line."""
    try:
        parse_policy(text)
    except PolicyError as error:
        return error.problems
    return ()


def _version(version: PolicyVersion, entry: JournalEntry | None) -> VersionRow:
    return VersionRow(version, entry, entry.details.get("text_of") if entry else None)


def _rows(view: DeskView) -> Iterator[SiteRow]:
    sites = list(view.scope.sites())
    begun: Mapping[UUID, PolicyDraft] = {
        draft.site_id: draft for draft in PolicyDraft.objects.filter(site__in=sites).select_related("edited_by")
    }
    for site in sites:
        version, policy = policies.in_force(site)
        yield SiteRow(site, version, str(MODES[policy.mode]), begun.get(site.pk))
