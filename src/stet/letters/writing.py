"""What a letter says, written at the moment it goes: by what is true then, or not at all.

No letter holds a comment's text or its author's name, neither its reader's nor anybody else's. It says what happened,
and where to read it.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stet.comments import policies
from stet.comments.acts.appeal import rejection_to_appeal
from stet.comments.addresses import checked_address, opened
from stet.comments.errors import EmailInvalid
from stet.comments.models import Comment, Report, State, Verdict
from stet.comments.receipts import receipt_of
from stet.letters.composing import compose
from stet.letters.following import token_to_confirm, token_to_stop
from stet.letters.links import link
from stet.letters.models import Follower, Letter, Subject
from stet.letters.sending import Envelope, Failure
from stet.newsroom.dates import digits
from stet.newsroom.verdict import Outcome
from stet.newsroom.verdict import Verdict as Decision
from stet.verdicts import explain


def write(letter: Letter) -> Envelope | None:
    """The letter ready to go; None when there is nothing to tell any more. Raises Failure when it can go nowhere."""
    if letter.report:
        return _to_reporter(letter, letter.report)
    follower = letter.follower
    if follower is None or follower.address is None or follower.comment.is_final:
        return None
    with translation.override(follower.language):
        written = _WRITERS[Subject(letter.subject)](letter, follower)
    if written is None:
        return None
    subject, template, context = written
    stop = link("letters:stop", token_to_stop(follower), language=follower.language)
    everything = _about(follower.comment, follower.language) | context | {"stop": stop}
    return Envelope(
        address=_opened(follower.address),
        composed=compose(subject, template, everything, follower.language),
        letter=letter.pk,
        sender_name=follower.comment.site.name,
        # One click in the mail program ends the letters (RFC 2369, RFC 8058).
        headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )


Written = tuple[str, str, dict[str, Any]] | None


def _confirmation(_letter: Letter, follower: Follower) -> Written:
    if follower.confirmed_at:
        return None
    address = link("letters:confirm", token_to_confirm(follower), language=follower.language)
    context = {"confirm": address, "follower": follower}
    return _("Please confirm that you want letters"), "letters/confirmation.txt", context


def _decision(letter: Letter, follower: Follower) -> Written:
    verdict = _still_true(letter, follower)
    if verdict is None:
        return None
    return _subject_of(verdict), "letters/decision.txt", _explained(verdict, follower)


def _subject_of(verdict: Verdict) -> str:
    if verdict.outcome == Outcome.APPROVE:
        return _("Your comment has been published")
    earlier = Verdict.objects.filter(comment=verdict.comment_id, entry__lt=verdict.entry_id)
    if earlier.filter(outcome=Outcome.APPROVE).exists():
        return _("Your comment is not published any more")
    return _("Your comment was not published")


def _appeal(letter: Letter, follower: Follower) -> Written:
    verdict = _still_true(letter, follower)
    if verdict is None:
        return None
    return _("Your appeal has been answered"), "letters/appeal.txt", _explained(verdict, follower)


def _replies(letter: Letter, follower: Follower) -> Written:
    comment = follower.comment
    between = {"published_at__gte": letter.replies_from, "published_at__lte": letter.replies_until}
    replies = comment.replies.filter(state=State.APPROVED, **between)
    if comment.reader_id:
        replies = replies.exclude(reader=comment.reader_id)
    found = list(replies.values_list("pk", flat=True)[:100])
    if comment.state != State.APPROVED or not found:
        return None
    subject = ngettext("Somebody answered your comment", "%(number)s answers to your comment", len(found))
    shown = found[0] if len(found) == 1 else comment.pk
    context = {"count": len(found), "link": _in_thread(comment, shown, follower.language)}
    return subject % {"number": digits(len(found), follower.language)}, "letters/replies.txt", context


_WRITERS: Final[Mapping[Subject, Callable[[Letter, Follower], Written]]] = {
    Subject.CONFIRMATION: _confirmation,
    Subject.DECISION: _decision,
    Subject.APPEAL: _appeal,
    Subject.REPLIES: _replies,
}


def _to_reporter(letter: Letter, report: Report) -> Envelope | None:
    """What became of a notice (Digital Services Act, article 16, paragraphs 5 and 6)."""
    comment, answer = report.comment, report.answer
    if answer is None or report.contact is None or comment.is_final:
        return None
    with translation.override(report.language):
        subject = _("Your report has been decided")
    context = {"is_upheld": answer.outcome == Outcome.REJECT, "report": report}
    return Envelope(
        address=_opened(report.contact),
        composed=compose(subject, "letters/report.txt", _about(comment, report.language) | context, report.language),
        letter=letter.pk,
        sender_name=comment.site.name,
    )


def _about(comment: Comment, language: str) -> dict[str, Any]:
    """What every letter may speak of."""
    site, article = comment.site, comment.article
    return {
        "site": site.name,
        "article": article.title,
        "receipt": link("publication:receipt", receipt_of(comment), language=language),
        "thread": link("publication:thread", site.slug, article.external_id, language=language),
        "guidelines_page": link("publication:guidelines", site.slug, language=language),
    }


def _still_true(letter: Letter, follower: Follower) -> Verdict | None:
    """The letter's verdict; None when another decision has taken its place, of which another letter tells."""
    decisions = follower.comment.verdicts.exclude(outcome=Outcome.REFER)
    return letter.verdict if decisions.select_related(None).last() == letter.verdict else None


def _explained(verdict: Verdict, follower: Follower) -> dict[str, Any]:
    policy = policies.read(verdict.policy)
    decision = Decision(Outcome(verdict.outcome), tuple(verdict.guidelines))
    return {
        "is_published": verdict.outcome == Outcome.APPROVE,
        "reason": explain(decision, None, policy, follower.language),
        "is_by_machine": verdict.moderator_id is None,
        # The words themselves stay with us: they may quote the comment, and what was mailed cannot be erased.
        "is_explained": bool(verdict.explanation_seal),
        "can_appeal": rejection_to_appeal(follower.comment) is not None,
        "link": _in_thread(follower.comment, follower.comment.pk, follower.language),
    }


def _in_thread(comment: Comment, shown: object, language: str) -> str:
    place = comment.site.slug, comment.article.external_id
    return link("publication:thread", *place, language=language, comment=str(shown)) + f"#comment-{shown}"


def _opened(kept: bytes | memoryview) -> str:
    try:
        return checked_address(opened(bytes(kept)))
    except ValueError:
        raise Failure("its address was encrypted under another secret key", is_final=True) from None
    except EmailInvalid:
        raise Failure("nothing can be sent to its address", is_final=True) from None
