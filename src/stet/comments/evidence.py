"""Copies of comments that may have to be shown to the police or a court: sealed, for a term, and for few eyes.

The law asks a site to report a suspected threat to somebody's life (Digital Services Act, article 18), and lets it keep
what a legal claim needs although its author wants it erased (General Data Protection Regulation, article 17, paragraph
3, e). So a copy is kept by itself as soon as a waiting comment is grave, and by hand where a senior moderator says why.
It outlives withdrawal and erasure, and not its own term of 180 days. A person who approves the comment frees what was
kept by itself; what was kept by hand is let go by hand.

A copy is text, name, time, and where it stood, encrypted under a key of its own. What was decided, and by which
guideline, stands in the ledger, which the copy names its comment to.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from stet.accounts.models import Account
from stet.comments.addresses import box
from stet.comments.errors import EvidenceUnexplained, NothingToKeep
from stet.comments.models import Comment, Evidence
from stet.comments.text import check_text, is_blank
from stet.ledger.chain import canonical

# Half a year: what the newsrooms we know need until an authority that was told has asked for it.
TERM = timedelta(days=180)
LONGEST_REASON = 1000
_PURPOSE = b"stet.evidence"


@dataclass(frozen=True, slots=True)
class Copy:
    """What a sealed copy holds. `reader` is the site's own id for a signed-in author; None is a guest."""

    body: str
    author_name: str
    reader: str | None
    site: str
    article: str
    article_url: str
    written_at: datetime
    commitment: str


def kept(now: datetime | None = None) -> QuerySet[Evidence]:
    """The copies whose term is not over."""
    return Evidence.objects.filter(until__gt=now or timezone.now())


def keep_grave(comments: Iterable[Comment]) -> None:
    """Keep copies of these comments, in the transaction of the act that found them grave; of each at most one."""
    now = timezone.now()
    grave = [comment for comment in comments if comment.body is not None]
    if not grave:
        return
    known = set(Evidence.objects.filter(comment__in=grave).values_list("comment", flat=True))
    Evidence.objects.bulk_create([_copy(comment, now) for comment in grave if comment.pk not in known])


@transaction.atomic
def keep(comment: Comment, by: Account, reason: str) -> Evidence:
    """Keep a copy of the comment because somebody asks for it; where there is one already, it is this person's now.

    Raises EvidenceUnexplained or TextInvalid for the reason, NothingToKeep for a comment that is erased.
    """
    check_text(reason)
    if is_blank(reason) or len(reason) > LONGEST_REASON:
        raise EvidenceUnexplained
    current = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if current.body is None:
        raise NothingToKeep
    Evidence.objects.filter(comment=current).delete()
    made = _copy(current, timezone.now(), reason.strip(), by)
    made.save(force_insert=True)
    return made


def free(comment: Comment) -> None:
    """Let go what was kept by itself: a person has approved the comment. In the transaction of the approval."""
    Evidence.objects.filter(comment=comment, kept_by=None).delete()


def let_go(comment: Comment) -> bool:
    """Let go the copy of the comment before its term is over, however it was kept; whether there was one."""
    deleted, _ = Evidence.objects.filter(comment=comment).delete()
    return deleted > 0


def forget_old(now: datetime | None = None) -> int:
    """Destroy the copies whose term is over; how many they were."""
    deleted, _ = Evidence.objects.filter(until__lte=now or timezone.now()).delete()
    return deleted


def unsealed(evidence: Evidence) -> Copy:
    """What the copy holds. Raises ValueError where it was sealed under another secret key."""
    try:
        said = json.loads(box(_PURPOSE).decrypt(bytes(evidence.sealed)))
    except InvalidToken:
        raise ValueError("The copy was encrypted under another secret key.") from None
    return Copy(**said | {"written_at": datetime.fromisoformat(said["written_at"])})


def _copy(comment: Comment, now: datetime, reason: str = "", by: Account | None = None) -> Evidence:
    said = {
        "body": comment.body,
        "author_name": comment.author_name,
        "reader": comment.reader.external_id if comment.reader else None,
        "site": comment.site.slug,
        "article": comment.article.external_id,
        "article_url": comment.article.url,
        "written_at": comment.written_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "commitment": comment.commitment,
    }
    sealed = box(_PURPOSE).encrypt(canonical(said).encode("utf-8", errors="surrogatepass"))
    return Evidence(comment=comment, sealed=sealed, reason=reason, kept_by=by, kept_at=now, until=now + TERM)
