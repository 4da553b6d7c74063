"""Receiving a comment: from here on it cannot be changed and will not be lost."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from stet.comments import cases, commitments, sanctions, search_index, slowing
from stet.comments.errors import (
    ArticleClosed,
    IdempotencyKeyInvalid,
    IdempotencyKeyReused,
    ParentElsewhere,
    ParentUnknown,
    ParentUnpublished,
    Refusal,
    TokenInvalid,
)
from stet.comments.models import Article, Comment, Reader, State
from stet.comments.names import check_name_is_free, name_key
from stet.comments.text import check_body, check_name, is_text
from stet.ledger import chain
from stet.ledger.chain import Happening
from stet.ledger.models import Kind

_KEY = re.compile(r"[\x20-\x7e]{1,255}")


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to say. `reader_key` is the id of a signed-in reader, `badge` the site's word for them.

    Guests have neither. `is_name_given`: the site itself says that its reader has this name, whoever else has it.
    `sender` names the address it came from within this process alone (`stet.comments.rates`); it is never stored.
    """

    body: str
    author_name: str
    reading_language: str = "en"
    parent: UUID | None = None
    reader_key: str | None = None
    badge: str = ""
    is_name_given: bool = True
    idempotency_key: str | None = None
    sender: str = ""


def receive(article: Article, draft: Draft) -> tuple[Comment, bool]:
    """Store the draft as a pending comment; the comment, and whether it is new (a retried attempt is not).

    Raises a `Refusal` when the draft cannot be a comment under this article.
    """
    name = _checked(article, draft)
    earlier = _earlier_attempt(article, draft, name)
    if earlier:
        return earlier, False
    if not article.is_open:
        raise ArticleClosed
    try:
        with transaction.atomic():
            comment = _comment(article, draft, name)
            slowing.take_turn(article, comment, draft.sender)
            _store([comment])
    except IntegrityError:
        # Two requests of one attempt met; the other one was first.
        earlier = _earlier_attempt(article, draft, name)
        if earlier is None:
            raise
        return earlier, False
    return comment, True


def receive_all(article: Article, drafts: Sequence[Draft]) -> list[Comment | Refusal]:
    """Store many drafts at once, in their order and in one transaction; for each its comment, or why it cannot be one.

    For whoever brings comments in by the file. A reader's attempt has a key and comes alone (`receive`): a draft with
    a key is a ValueError.
    """
    if any(draft.idempotency_key for draft in drafts):
        raise ValueError("Attempts that may be repeated are received one by one.")
    if not article.is_open:
        return [ArticleClosed() for _ in drafts]
    with transaction.atomic():
        received = [_comment_or_refusal(article, draft) for draft in drafts]
        _store([one for one in received if isinstance(one, Comment)])
    return received


def _comment_or_refusal(article: Article, draft: Draft) -> Comment | Refusal:
    try:
        return _comment(article, draft, _checked(article, draft))
    except Refusal as refusal:
        return refusal


def _checked(article: Article, draft: Draft) -> str:
    """The name to publish under. Raises the refusal that applies to the draft's text or name."""
    check_body(draft.body, article.site.longest_comment)
    return check_name(draft.author_name)


def _earlier_attempt(article: Article, draft: Draft, name: str) -> Comment | None:
    if draft.idempotency_key is None:
        return None
    if not _KEY.fullmatch(draft.idempotency_key):
        raise IdempotencyKeyInvalid
    attempts = Comment.objects.filter(site=article.site_id, idempotency_key=draft.idempotency_key)
    earlier = attempts.select_related("reader").first()
    if earlier is None:
        return None
    # The answer to a retry is a receipt: nobody gets one for what another reader wrote.
    reader_key = earlier.reader.external_id if earlier.reader else None
    said = (earlier.article_id, earlier.parent_id, reader_key, earlier.author_name, earlier.body)
    if said != (article.pk, draft.parent, draft.reader_key, name, draft.body):
        raise IdempotencyKeyReused
    return earlier


def _comment(article: Article, draft: Draft, name: str) -> Comment:
    sanctions.check_may_write(article.site_id, draft.reader_key)
    parent = _published_parent(article, draft.parent)
    if draft.reader_key is None or not draft.is_name_given:
        check_name_is_free(article.site, name, draft.reader_key)
    comment = Comment(
        id=uuid7(),
        site=article.site,
        article=article,
        parent=parent,
        root_id=root_below(parent),
        reader=_reader(article, draft, name),
        author_name=name,
        body=draft.body,
        salt=commitments.new_salt(),
        written_at=timezone.now(),
        reading_language=draft.reading_language,
        idempotency_key=draft.idempotency_key,
    )
    comment.commitment = commitments.commitment_of(comment)
    return comment


def _store(comments: Sequence[Comment]) -> None:
    """Save the comments and the entries of their receipt, in the transaction under way."""
    Comment.objects.bulk_create(comments)
    cases.open_new(comments)
    search_index.add(comments)
    chain.append_all([Happening(Kind.RECEIVED, one.pk, facts_of_receipt(one), one.written_at) for one in comments])


def root_below(parent: Comment | None) -> UUID | None:
    """The top of the thread that an answer to `parent` is in; None for a comment that answers nobody."""
    return (parent.root_id or parent.pk) if parent else None


def facts_of_receipt(comment: Comment) -> dict[str, str]:
    """What the ledger says of a comment's arrival. It names no reader."""
    return {"article": str(comment.article_id), "commitment": comment.commitment, "site": str(comment.site_id)}


def _published_parent(article: Article, parent: UUID | None) -> Comment | None:
    if parent is None:
        return None
    found = Comment.objects.filter(pk=parent, site=article.site_id).first()
    if found is None:
        raise ParentUnknown
    if found.article_id != article.pk:
        raise ParentElsewhere
    if found.state != State.APPROVED:
        raise ParentUnpublished
    return found


def _reader(article: Article, draft: Draft, name: str) -> Reader | None:
    """The signed-in reader, now known by the name and badge they write under; None for a guest."""
    if draft.reader_key is None:
        return None
    if not is_text(draft.reader_key):
        raise TokenInvalid
    known = {"name": name, "name_key": name_key(name), "badge": draft.badge}
    reader, is_new = Reader.objects.get_or_create(site_id=article.site_id, external_id=draft.reader_key, defaults=known)
    if not is_new and any(getattr(reader, field) != value for field, value in known.items()):
        Reader.objects.filter(pk=reader.pk).update(**known)
    return reader
