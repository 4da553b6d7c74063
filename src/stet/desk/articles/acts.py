"""Changing how an article is moderated: one transaction, with a line in the journal for everything that changed."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from stet.accounts.models import Account
from stet.comments import sections
from stet.comments.models import Article
from stet.moderation import journal


@dataclass(frozen=True, slots=True)
class Settings:
    """How an article is moderated; `seconds_between` two comments of one reader, 0 is not slowed."""

    is_open: bool
    is_premoderated: bool
    seconds_between: int
    section: str

    @classmethod
    def of(cls, article: Article) -> "Settings":
        return cls(article.is_open, article.is_premoderated, article.seconds_between, article.section)


@transaction.atomic
def change(article: Article, wanted: Settings, by: Account) -> bool:
    """Have the article moderated as wanted; whether that changes anything. What is decided already stays decided."""
    current = Article.objects.select_for_update(of=("self",)).select_related("site").get(pk=article.pk)
    before = Settings.of(current)
    if before == wanted:
        return False
    if before.is_open != wanted.is_open:
        current.closed_at = None if wanted.is_open else timezone.now()
    current.is_premoderated, current.seconds_between = wanted.is_premoderated, wanted.seconds_between
    current.save(update_fields=["closed_at", "is_premoderated", "seconds_between"])
    if before.section != wanted.section:
        sections.put_in(current, wanted.section)
    _write_down(current, before, wanted, by)
    return True


def _write_down(article: Article, before: Settings, wanted: Settings, by: Account) -> None:
    if before.is_open != wanted.is_open:
        journal.note(by, "article_opened" if wanted.is_open else "article_closed", article.site, article.pk)
    if before.is_premoderated != wanted.is_premoderated:
        what = "article_premoderated" if wanted.is_premoderated else "article_premoderation_ended"
        journal.note(by, what, article.site, article.pk)
    if before.seconds_between != wanted.seconds_between:
        journal.note(by, "article_slowed", article.site, article.pk, seconds=wanted.seconds_between)
    if before.section != wanted.section:
        details = {"before": before.section, "after": wanted.section}
        journal.note(by, "article_section_changed", article.site, article.pk, **details)
