"""What the people of a newsroom may do at the desk: roles, and the rights that come with each."""

from collections.abc import Mapping
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody is at the desk. Every account has one; without one the desk stays shut."""

    ANALYST = "analyst", _("Analyst")
    MODERATOR = "moderator", _("Moderator")
    SENIOR = "senior", _("Senior moderator")
    EDITOR = "editor", _("Editor")
    ADMINISTRATOR = "administrator", _("Administrator")


class Right(StrEnum):
    """One thing that a page or a button of the desk asks for. Every right but ENTER is within the account's scope."""

    ENTER = "enter"  # the desk at all, and one's own settings
    READ = "read"  # comments, published or not, their history, and figures
    RULE = "rule"  # decide about a comment, pick it, ask for or give a second opinion
    TALK = "talk"  # write notes about a reader, and warn one
    SANCTION = "sanction"  # have a reader's comments wait, suspend or ban them; see what is kept as evidence
    ARTICLES = "articles"  # close, pre-moderate or slow an article
    SETTLE = "settle"  # decide where colleagues disagree, and about several comments by their score
    TEAM = "team"  # see how colleagues work and agree
    EXPORT = "export"  # take comments or decisions out as a file
    GUIDELINES = "guidelines"  # the policy, word lists, templates of reasons, alerts, a site's settings
    PEOPLE = "people"  # let colleagues in, change what they may do, see them out


_MODERATES = frozenset({Right.ENTER, Right.READ, Right.RULE, Right.TALK})
_LEADS = _MODERATES | {Right.SANCTION, Right.ARTICLES, Right.SETTLE, Right.EXPORT}
_EDITS = _LEADS | {Right.TEAM, Right.GUIDELINES}

RIGHTS: Mapping[str, frozenset[Right]] = {
    Role.ANALYST: frozenset({Right.ENTER, Right.READ, Right.TEAM, Right.EXPORT}),
    Role.MODERATOR: _MODERATES,
    Role.SENIOR: _LEADS,
    Role.EDITOR: _EDITS,
    Role.ADMINISTRATOR: frozenset(Right),
}
