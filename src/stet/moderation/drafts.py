"""A site's guidelines while they are being written: the draft, putting it in force, and going back to what was before.

There is one draft a site. It may be wrong for as long as it is a draft; what is put in force is a policy without fault,
and whoever does it has seen what it changes.
"""

from collections.abc import Callable, Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stet.accounts.models import Account
from stet.comments import cases, policies
from stet.comments.errors import Conflict, TextInvalid, Unknown
from stet.comments.models import Case, Comment, PolicyVersion, Site
from stet.comments.text import is_text
from stet.moderation import journal
from stet.moderation.models import PolicyDraft
from stet.newsroom.policy import Policy

# So many waiting comments are brought up to date in one transaction: short enough that nobody who writes waits for it.
CHUNK = 500


class DraftChanged(Conflict):
    code = "draft_changed"
    message = _(
        "Somebody else changed the draft while you had it open, and nothing of yours was saved. See below what they "
        "changed, put the two together, and save again."
    )


class DraftMissing(Conflict):
    code = "draft_missing"
    message = _("There is no draft any more: it was put in force, or thrown away. Begin a new one.")


class DraftUnseen(Conflict):
    code = "draft_unseen"
    message = _(
        "Nobody puts guidelines in force unseen. Look at the preview or at what the draft would have decided, as it is "
        "now, and put it in force then."
    )


class VersionUnknown(Unknown):
    code = "version_unknown"
    message = _("There is no such version of these guidelines. Choose one from the list.")


def draft_of(site: Site) -> PolicyDraft | None:
    """The site's draft, where there is one."""
    return PolicyDraft.objects.filter(site=site).select_related("based_on", "edited_by").first()


def begin(site: Site, account: Account) -> PolicyDraft:
    """The site's draft; where there is none a new one, which says what the policy in force says."""
    return edit(site, account, lambda text: text)


@transaction.atomic
def save(site: Site, account: Account, text: str, revision: int) -> PolicyDraft:
    """Replace the draft's text, by whoever read its `revision`.

    Raises DraftMissing, DraftChanged when somebody saved it meanwhile, TextInvalid for what no database can hold.
    """
    draft = _held(site)
    if draft.revision != revision:
        raise DraftChanged
    return _save(draft, account, _checked(text))


@transaction.atomic
def edit(site: Site, account: Account, change: Callable[[str], str]) -> PolicyDraft:
    """Change the draft's text as it is now; where there is no draft, one is begun. What `change` raises is raised."""
    Site.objects.select_for_update().get(pk=site.pk)
    draft = PolicyDraft.objects.select_for_update().filter(site=site).first()
    if draft is not None:
        return _save(draft, account, _checked(change(draft.text)))
    version = policies.in_force(site)[0]
    text = _checked(change(version.text))
    journal.note(account, "policy_draft_begun", site, about=version.pk, based_on=version.number)
    return PolicyDraft.objects.create(
        site=site, text=text, based_on=version, edited_by=account, edited_at=timezone.now()
    )


@transaction.atomic
def discard(site: Site, account: Account, revision: int) -> None:
    """Throw the draft away. Raises DraftMissing, DraftChanged."""
    draft = _held(site)
    if draft.revision != revision:
        raise DraftChanged
    journal.note(account, "policy_draft_discarded", site, about=draft.based_on_id, revision=draft.revision)
    draft.delete()


def put_in_force(site: Site, account: Account, revision: int, seen: Collection[str]) -> PolicyVersion:
    """Make the draft the site's policy; what waits keeps waiting, by the new policy's urgency.

    `seen` are the digests (`policies.digest`) of texts whose preview or backtest this account has looked at. Raises
    DraftMissing, DraftChanged, DraftUnseen, and PolicyError when the draft is not a policy.
    """
    before = policies.in_force(site)
    with transaction.atomic():
        draft = _held(site)
        if draft.revision != revision:
            raise DraftChanged
        if policies.digest(draft.text) not in seen:
            raise DraftUnseen
        version = policies.put_in_force(site, draft.text)
        draft.delete()
        _note_activation(site, account, version, before[0])
    follow_urgency(site, before[1])
    return version


def bring_back(site: Site, account: Account, number: int) -> PolicyVersion:
    """Put an earlier version's text in force again, under a new number. Raises VersionUnknown, PolicyError."""
    before = policies.in_force(site)
    with transaction.atomic():
        earlier = version_of(site, number)
        version = policies.put_in_force(site, earlier.text)
        _note_activation(site, account, version, before[0], text_of=earlier.number)
    follow_urgency(site, before[1])
    return version


def version_of(site: Site, number: int) -> PolicyVersion:
    """The site's version of that number. Raises VersionUnknown."""
    found = PolicyVersion.objects.filter(site=site, number=number).first()
    if found is None:
        raise VersionUnknown
    return found


def follow_urgency(site: Site, before: Policy) -> int:
    """Bring the order of what waits up to date where severities changed; of how many comments.

    Each chunk is a transaction of its own, so that readers can write meanwhile. A process that dies in between leaves
    the rest in the old order until something happens to them: an order, never a decision.
    """
    if _severities(before) == _severities(policies.in_force(site)[1]):
        return 0
    waiting = list(Case.objects.filter(site=site).order_by("comment").values_list("comment", flat=True))
    for start in range(0, len(waiting), CHUNK):
        _follow(waiting[start : start + CHUNK])
    return len(waiting)


@transaction.atomic
def _follow(ids: Collection[UUID]) -> None:
    # Held while their cases are made anew: one that is decided meanwhile must not come back into the queue.
    held = Comment.objects.filter(pk__in=ids).select_for_update(of=("self",)).order_by("pk")
    cases.follow(list(held.select_related("site", "article")))


def _severities(policy: Policy) -> dict[str, int]:
    return {guideline.id: guideline.severity for guideline in policy.guidelines}


def _held(site: Site) -> PolicyDraft:
    draft = PolicyDraft.objects.select_for_update().filter(site=site).first()
    if draft is None:
        raise DraftMissing
    return draft


def _save(draft: PolicyDraft, account: Account, text: str) -> PolicyDraft:
    if text != draft.text:
        draft.text, draft.revision = text, draft.revision + 1
        draft.edited_by, draft.edited_at = account, timezone.now()
        draft.save(update_fields=["text", "revision", "edited_by", "edited_at"])
    return draft


def _checked(text: str) -> str:
    """The text with the line ends of a file, not of a form. Raises TextInvalid."""
    if not is_text(text):
        raise TextInvalid
    return text.replace("\r\n", "\n")


def _note_activation(
    site: Site, account: Account, version: PolicyVersion, before: PolicyVersion, text_of: int | None = None
) -> None:
    if version.pk == before.pk:  # the very text that is in force already
        return
    details = {"number": version.number, "instead_of": before.number, "digest": version.digest}
    again = {} if text_of is None else {"text_of": text_of}
    journal.note(account, "policy_activated", site, about=version.pk, **details, **again)
