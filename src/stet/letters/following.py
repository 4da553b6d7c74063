"""Who wants letters about a comment: asking for them, confirming by a link in a letter (double opt-in), ending them.

Every act is one transaction and may be repeated. The holder of a comment's receipt asks; the owner of the mailbox
confirms, and can end it with one click. An address that is not needed any more is forgotten at that moment.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from stet.comments.acts.decide import lock
from stet.comments.addresses import address_key, checked_address, opened, sealed
from stet.comments.errors import LettersOff, LetterUnknown, WishMissing
from stet.comments.models import Appeal, Comment, Site, State
from stet.ledger.models import Head
from stet.letters.models import Follower, Letter, Subject
from stet.letters.sending import is_set_up
from stet.newsroom.verdict import Outcome

# Who has not confirmed by then did not mean it, or mistyped the address.
TO_CONFIRM: Final = timedelta(days=7)
# One letter asking to confirm per wish, and so many per address over all sites, in this time: nobody's mailbox can be
# filled by somebody else's forms.
BETWEEN_CONFIRMATIONS: Final = timedelta(days=1)
MOST_CONFIRMATIONS: Final = 5
# How long after a rejection its author may appeal and hear of the answer without asking for letters again.
TO_APPEAL: Final = timedelta(days=30)
# So long it can be seen what was sent or given up.
KEPT: Final = timedelta(days=30)

_confirming = Signer(salt="stet.letters.confirm", sep=".")
_stopping = Signer(salt="stet.letters.stop", sep=".")


@dataclass(frozen=True, slots=True)
class Follow:
    """What the author of a comment asked to hear of by e-mail, for their eyes.

    `possible`: whether they can ask at all. Nothing is sent while it is not `confirmed`.
    """

    possible: bool
    decision: bool = False
    replies: bool = False
    confirmed: bool = False


def is_on(site: Site) -> bool:
    """Whether the site's writers may ask for letters."""
    return is_set_up() and site.letters


def state_of(comment: Comment) -> Follow:
    """What was asked for about the comment, as it is now."""
    return states_of([comment])[comment.pk]


def states_of(comments: Sequence[Comment]) -> dict[UUID, Follow]:
    """The same for several comments with their sites at hand, by their ids and in one query."""
    active = Follower.objects.filter(comment__in=[comment.pk for comment in comments], stopped_at=None)
    followers = {one.comment_id: one for one in active if not _is_stale(one)}
    return {comment.pk: _state(comment, followers.get(comment.pk)) for comment in comments}


def _state(comment: Comment, follower: Follower | None) -> Follow:
    possible = is_on(comment.site) and not comment.is_final
    if follower is None or comment.is_final:
        return Follow(possible)
    return Follow(possible, follower.wants_decision, follower.wants_replies, follower.confirmed_at is not None)


@transaction.atomic
def follow(comment: Comment, address: str, *, decision: bool, replies: bool, language: str) -> Follow:
    """Ask for letters about the comment to `address`; another address takes the place of the one before.

    A new address gets a letter that asks to confirm, and nothing else before it has. Raises EmailInvalid, WishMissing
    when neither is wished for, LettersOff, AlreadyFinal when the comment was withdrawn or erased.
    """
    checked = checked_address(address)
    if not (decision or replies):
        raise WishMissing
    current = lock(comment)
    if not is_on(current.site):
        raise LettersOff
    key = address_key(checked)
    follower = _current(current)
    if follower is None or follower.address_key != key:
        forget(current.followers.filter(stopped_at=None))
        follower = Follower(comment=current, address=sealed(checked), address_key=key, since=_ledgers_end())
        follower.made_at = timezone.now()
    follower.wants_decision, follower.wants_replies, follower.language = decision, replies, language
    # Of one that is there no more is written than was asked for: it may be confirmed at this very moment.
    follower.save(update_fields=None if follower._state.adding else ["wants_decision", "wants_replies", "language"])
    if follower.confirmed_at is None:
        _ask_to_confirm(follower)
    return _state(current, follower)


def address_of(comment: Comment) -> str:
    """Where letters about the comment go, or will once that is confirmed; "" where nobody asked for any."""
    follower = _current(comment)
    try:
        return opened(bytes(follower.address)) if follower and follower.address else ""
    except ValueError:  # kept under another secret key
        return ""


@transaction.atomic
def unfollow(comment: Comment) -> Follow:
    """End the letters about the comment, on the word of who holds its receipt."""
    forget(comment.followers.filter(stopped_at=None))
    return state_of(comment)


@transaction.atomic
def confirm(token: str) -> Follower:
    """Take the word of the mailbox's owner that letters are wanted. Raises LetterUnknown for a link that is not valid.

    A link is not valid any more once the letters were ended, asked for at another address, or left for a week.
    """
    follower = _named(_confirming, token, for_update=True)
    if follower is None or _is_stale(follower):
        raise LetterUnknown
    if follower.confirmed_at is None:
        follower.confirmed_at = timezone.now()
        follower.save(update_fields=["confirmed_at"])
    return follower


@transaction.atomic
def stop(token: str) -> None:
    """End the letters, on the word of who got one. Raises LetterUnknown for a link that we did not make."""
    follower = _named(_stopping, token, for_update=True)
    if follower:
        forget([follower])


def asked_by(token: str) -> Follower:
    """Whose letters a link to confirm would begin. Raises LetterUnknown."""
    follower = _named(_confirming, token)
    if follower is None or _is_stale(follower):
        raise LetterUnknown
    return follower


def told_by(token: str) -> Follower | None:
    """Whose letters a link to stop would end; None when they have ended. Raises LetterUnknown."""
    return _named(_stopping, token)


def token_to_confirm(follower: Follower) -> str:
    return _confirming.sign(follower.pk.hex)


def token_to_stop(follower: Follower) -> str:
    return _stopping.sign(follower.pk.hex)


def forget(followers: Iterable[Follower]) -> None:
    """Forget their addresses, and the letters that were still to go there. In the transaction under way."""
    gone = [follower.pk for follower in followers]
    Letter.objects.filter(follower__in=gone, sent_at=None, given_up_at=None).delete()
    stopped = {"address": None, "address_key": "", "stopped_at": timezone.now()}
    Follower.objects.filter(pk__in=gone, stopped_at=None).update(**stopped)


def forget_what_is_over() -> int:
    """Forget who did not confirm, and who was told everything they asked for; how many those were.

    Letters that were sent or given up are forgotten later, so that it can be looked up what became of them; by which
    address they were counted is forgotten as soon as it no longer is.
    """
    now = timezone.now()
    old = Letter.objects.filter(Q(sent_at__lt=now - KEPT) | Q(given_up_at__lt=now - KEPT))
    counted = Letter.objects.filter(made_at__lt=now - BETWEEN_CONFIRMATIONS).exclude(address_key="")
    over = Follower.objects.filter(stopped_at=None).filter(_unconfirmed(now) | _told(now)).order_by("pk")
    # Looked for first: this happens every minute, and only writing keeps other writers waiting.
    if not (old.exists() or counted.exists() or over.exists()):
        return 0
    with transaction.atomic():
        old.delete()
        counted.update(address_key="")
        found = list(over.select_for_update(of=("self",)))
        forget(found)
    return len(found)


def _unconfirmed(now: datetime) -> Q:
    return Q(confirmed_at=None, made_at__lt=now - TO_CONFIRM)


def _told(now: datetime) -> Q:
    """Those who have heard everything.

    That is: that the comment is published, where they want no replies; or a month ago that it was rejected, where no
    appeal waits to be answered.
    """
    letters = Letter.objects.filter(follower=OuterRef("pk"))
    waiting = letters.filter(sent_at=None, given_up_at=None)
    appealed = Appeal.objects.filter(comment=OuterRef("comment"), answer=None)
    published = Q(Exists(letters.filter(verdict__outcome=Outcome.APPROVE)), comment__state=State.APPROVED)
    long_ago = {"comment__decided_at__lt": now - TO_APPEAL, "made_at__lt": now - TO_APPEAL}
    rejected = Q(~Exists(appealed), comment__state=State.REJECTED, **long_ago)
    return Q(~Exists(waiting), confirmed_at__isnull=False) & (rejected | (published & Q(wants_replies=False)))


def _current(comment: Comment) -> Follower | None:
    follower = comment.followers.filter(stopped_at=None).first()
    return None if follower is None or _is_stale(follower) else follower


def _is_stale(follower: Follower) -> bool:
    return follower.confirmed_at is None and follower.made_at < timezone.now() - TO_CONFIRM


def _ask_to_confirm(follower: Follower) -> None:
    now = timezone.now()
    lately = Letter.objects.filter(subject=Subject.CONFIRMATION, made_at__gt=now - BETWEEN_CONFIRMATIONS)
    to_the_address = lately.filter(address_key=follower.address_key)
    if lately.filter(follower=follower).exists() or to_the_address.count() >= MOST_CONFIRMATIONS:
        return
    Letter.objects.create(
        subject=Subject.CONFIRMATION, follower=follower, address_key=follower.address_key, made_at=now, due_at=now
    )


def _ledgers_end() -> int:
    return Head.objects.values_list("position", flat=True).first() or 0


def _named(signer: Signer, token: str, *, for_update: bool = False) -> Follower | None:
    """The follower that a link's token names; None when their letters have ended. Raises LetterUnknown."""
    try:
        pk = UUID(hex=signer.unsign(token))
    except (BadSignature, ValueError):
        raise LetterUnknown from None
    active = Follower.objects.filter(pk=pk, stopped_at=None)
    if for_update:
        return active.select_for_update().first()
    return active.select_related("comment__site", "comment__article").first()
