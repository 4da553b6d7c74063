"""A heated conversation slowed down: how long the same reader waits between two comments under one article.

A signed-in reader is known by their last comment there. A guest is known by the key under which the rate limiter counts
an address: in memory, good within this process alone, turned back into the address by nobody and never stored.
"""

import math
import time
from datetime import timedelta
from uuid import UUID

from django.core.cache import cache
from django.utils import timezone

from stet.comments.errors import TooSoon
from stet.comments.models import Article, Comment, Reader


def take_turn(article: Article, comment: Comment, sender: str) -> None:
    """Let a comment that is about to be stored pass, or raise TooSoon with the seconds to wait.

    In the transaction that stores it. `sender` is the key of a guest's address (`stet.comments.rates.address_key`);
    a guest without one, such as a whole file of comments, is not slowed.
    """
    if not article.seconds_between:
        return
    if comment.reader_id:
        _reader_waits(article, comment.reader_id)
    elif sender:
        _guest_waits(article, comment, sender)


def _reader_waits(article: Article, reader: UUID) -> None:
    # Two comments sent at the same moment take turns here; the second then sees the first.
    Reader.objects.select_for_update().get(pk=reader)
    last = article.comments.filter(reader=reader).order_by("-written_at").first()
    if last is None:
        return
    left = timedelta(seconds=article.seconds_between) - (timezone.now() - last.written_at)
    if left > timedelta(0):
        raise TooSoon(math.ceil(left.total_seconds()))


def _guest_waits(article: Article, comment: Comment, sender: str) -> None:
    key = f"slow:{article.pk}:{sender}"
    attempt, ends = comment.idempotency_key, time.time() + article.seconds_between
    if cache.add(key, (attempt, ends), timeout=article.seconds_between):
        return
    held = cache.get(key)
    if held is None:  # it ended between the two calls
        return
    earlier, until = held
    # The same attempt, sent twice at once: the database will say that it is one comment.
    if attempt is None or attempt != earlier:
        raise TooSoon(max(1, min(article.seconds_between, math.ceil(until - time.time()))))
