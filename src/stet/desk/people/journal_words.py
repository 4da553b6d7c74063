"""The journal's codes in words. A code that is not named here is shown as it is; a test looks for such."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stet.accounts.roles import Role
from stet.moderation.models import JournalEntry
from stet.newsroom import dates

_COMMENT, _READER, _ARTICLE, _PERSON = "desk:comment", "desk:reader", "desk:article", "desk:person"
_BATCH = "desk:batch-check"


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a kind of entry is called where one chooses among them, what an entry says, and the page it is about.

    `says` has the entry's details as "%(name)s"; where it is empty, the name says all.
    """

    name: Promise
    says: Promise | None = None
    page: str = ""


SENTENCES: Mapping[str, Sentence] = {
    # Colleagues
    "person_added": Sentence(_("Added or changed a colleague"), _("Added or changed %(person)s.")),
    "person_invited": Sentence(_("Invited a colleague"), _("Invited %(person)s as %(role)s."), _PERSON),
    "person_changed": Sentence(
        _("Changed a colleague’s role or scope"),
        _("Changed what %(person)s may do, or for what. Before: %(before)s; now: %(role)s."),
        _PERSON,
    ),
    "person_seen_out": Sentence(_("Saw a colleague out"), _("Saw %(person)s out."), _PERSON),
    "person_let_in_again": Sentence(_("Let a colleague in again"), _("Let %(person)s in again."), _PERSON),
    "person_link": Sentence(_("Made a new link for a colleague"), _("Made a new link for %(person)s."), _PERSON),
    "person_second_step_removed": Sentence(
        _("Took a second step away"), _("Took the second step of %(person)s away."), _PERSON
    ),
    "person_unbound": Sentence(_("Let a provider’s word go"), _("Let go who %(person)s is at the provider."), _PERSON),
    "provider_bound": Sentence(_("Came in by the provider for the first time")),
    "password_set": Sentence(_("Chose a password by a link")),
    # Guidelines and reasons
    "policy_draft_begun": Sentence(
        _("Began a draft of the guidelines"), _("Began a draft of the guidelines from version %(based_on)s.")
    ),
    "policy_draft_discarded": Sentence(_("Threw a draft of the guidelines away")),
    "policy_activated": Sentence(
        _("Put guidelines in force"), _("Put version %(number)s of the guidelines in force, instead of %(instead_of)s.")
    ),
    "reasons_adopted": Sentence(_("Took over the reasons that come with Stet")),
    "reason_kept": Sentence(_("Kept a reason for rejections"), _("Kept the reason %(name)s.")),
    "reason_removed": Sentence(_("Removed a reason for rejections"), _("Removed the reason %(name)s.")),
    "site_changed": Sentence(_("Changed a site’s settings")),
    # Readers
    "reader_warned": Sentence(_("Warned a reader"), page=_READER),
    "reader_premoderated": Sentence(_("Had a reader’s comments wait"), page=_READER),
    "reader_suspended": Sentence(_("Suspended a reader"), _("Suspended a reader (days: %(days)s)."), _READER),
    "reader_banned": Sentence(_("Banned a reader"), page=_READER),
    "measure_lifted": Sentence(_("Lifted a measure against a reader"), page=_READER),
    "reader_note_written": Sentence(_("Wrote a note about a reader"), page=_READER),
    "reader_note_removed": Sentence(_("Removed a note about a reader"), page=_READER),
    # Articles
    "article_closed": Sentence(_("Closed an article"), page=_ARTICLE),
    "article_opened": Sentence(_("Opened an article"), page=_ARTICLE),
    "article_premoderated": Sentence(_("Had an article’s comments wait"), page=_ARTICLE),
    "article_premoderation_ended": Sentence(_("Had an article’s comments wait no more"), page=_ARTICLE),
    "article_slowed": Sentence(
        _("Slowed an article down"), _("Slowed an article down (seconds between comments: %(seconds)s)."), _ARTICLE
    ),
    "article_section_changed": Sentence(_("Put an article in another section"), page=_ARTICLE),
    # Comments, beside decisions
    "second_asked": Sentence(_("Asked for a second opinion"), page=_COMMENT),
    "review_given": Sentence(_("Gave a second opinion"), page=_COMMENT),
    "review_settled": Sentence(_("Settled a disagreement"), page=_COMMENT),
    "claim_taken_over": Sentence(_("Took a comment over from a colleague"), page=_COMMENT),
    "evidence_kept": Sentence(_("Kept evidence"), page=_COMMENT),
    "evidence_opened": Sentence(_("Looked at evidence"), page=_COMMENT),
    "evidence_let_go": Sentence(_("Let evidence go"), page=_COMMENT),
    "comments_exported": Sentence(_("Took comments out as a file"), _("Took comments out as a file (%(form)s).")),
    # Several by score
    "batch_drawn": Sentence(
        _("Drew a sample to approve several by score"),
        _("Drew a sample of %(sample)s out of %(size)s waiting comments."),
        _BATCH,
    ),
    "batch_refused": Sentence(
        _("Had a sample show too many wrong"),
        _("Checked %(judged)s comments of a sample; too many were wrong: %(wrong)s."),
        _BATCH,
    ),
    "batch_left": Sentence(_("Left a sample alone"), page=_BATCH),
    "batch_approved": Sentence(
        _("Approved several by score"),
        _("Approved several by score: %(size)s, after %(judged)s were checked and %(wrong)s found wrong."),
        _BATCH,
    ),
    "batch_undone": Sentence(_("Took an approval of several back"), page=_BATCH),
    "batch_given": Sentence(
        _("Several were approved"), _("Several were approved: %(given)s; passed over: %(passed)s."), _BATCH
    ),
    "batch_stopped": Sentence(_("An approval of several stopped"), page=_BATCH),
    # Alerts
    "watches_changed": Sentence(_("Changed what is watched")),
    "channel_added": Sentence(_("Added somebody who is told of alerts")),
    "channel_removed": Sentence(_("Removed somebody who was told of alerts")),
    "channel_reopened": Sentence(_("Had somebody told of alerts again")),
    "channel_secret_changed": Sentence(_("Changed a webhook’s secret")),
}


def sentence(entry: JournalEntry, language: str) -> str:
    """What an entry says."""
    known = SENTENCES.get(entry.what)
    if known is None:
        return entry.what
    if known.says is None:
        return str(known.name)
    return str(known.says) % _in_words(entry.details, language)


def _in_words(details: Mapping[str, Any], language: str) -> Mapping[str, str]:
    """The details as they are read; what an older entry lacks is a dash."""
    said: defaultdict[str, str] = defaultdict(lambda: "–")
    for name, value in details.items():
        if value is not None:
            said[name] = _value(name, value, language)
    return said


def _value(name: str, value: Any, language: str) -> str:
    if name in {"role", "before"} and value in Role.values:
        return str(Role(value).label)
    if isinstance(value, int) and not isinstance(value, bool):
        return dates.digits(value, language)
    return f"\u2068{value}\u2069"
