"""Keeping the list of what waits for a person in step with what happens to comments.

Every act that may begin or end a comment's waiting calls `follow` in its own transaction, once its records are written;
so the list is right at every moment, and `rebuilt` makes the same list from the records alone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections

from stet.comments import evidence, policies
from stet.comments.models import Appeal, Case, CaseKind, Comment, Report, ScreeningRecord, State, Verdict
from stet.comments.urgency import turn_at
from stet.newsroom.policy import GRAVEST, Policy

# A reader's record looks this many decided comments back.
RECENT_DECISIONS = 20
DERIVED = (
    *("site", "article", "reader", "kind", "language", "section", "about", "causes"),
    *("severity", "risk", "is_grave", "since", "promised_by", "turn_at"),
)


def follow(comments: Sequence[Comment]) -> None:
    """Make, change or end the cases of comments as they are now; in the transaction of the act that changed them."""
    waiting = {case.comment_id: case for case in _cases(comments)}
    Case.objects.filter(comment__in=[one.pk for one in comments if one.pk not in waiting]).delete()
    if waiting:
        Case.objects.bulk_create(
            waiting.values(), update_conflicts=True, unique_fields=["comment"], update_fields=DERIVED
        )
        evidence.keep_grave([case.comment for case in waiting.values() if case.is_grave])


def open_new(comments: Sequence[Comment]) -> None:
    """The cases of comments just received: nothing is known of them yet."""
    Case.objects.bulk_create([_case(one, None, _Waiting(CaseKind.NEW, one.written_at), None) for one in comments])


def rebuilt(chunk: int = 2000) -> int:
    """Make all cases anew from the records; how many wait. Claims stay where their comments still wait."""
    kept = set()
    ids = Comment.objects.filter(pk__in=_waiting_ids()).order_by("pk").values_list("pk", flat=True)
    named = list(ids)
    for start in range(0, len(named), chunk):
        comments = Comment.objects.filter(pk__in=named[start : start + chunk]).select_related("site", "article")
        follow(list(comments))
        kept.update(named[start : start + chunk])
    for stale in set(Case.objects.values_list("comment", flat=True)) - kept:
        Case.objects.filter(comment=stale).delete()
    return len(kept)


def make_after_migrate(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """`post_migrate` handler: the list of an installation that comes from before there was one."""
    connection = connections[using]
    with connection.cursor() as cursor:
        is_there = Case._meta.db_table in connection.introspection.table_names(cursor)
    if is_there and not Case.objects.exists():
        rebuilt()


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Since when a comment waits and for what, with the reports it waits for."""

    kind: CaseKind
    since: datetime
    reports: tuple[Report, ...] = ()


def _waiting_ids() -> set[UUID]:
    pending = Comment.objects.filter(state=State.PENDING).values_list("pk", flat=True)
    appealed = Appeal.objects.filter(answer=None, comment__state=State.REJECTED).values_list("comment", flat=True)
    reported = Report.objects.filter(answer=None, comment__state=State.APPROVED).values_list("comment", flat=True)
    return {*pending, *appealed, *reported}


def _cases(comments: Sequence[Comment]) -> Iterable[Case]:
    waiting = _waits(comments)
    if not waiting:
        return []
    those = [comment for comment in comments if comment.pk in waiting]
    machine = _machine_verdicts(those)
    trouble = _trouble(those)
    in_force = {site: policies.in_force(site)[1] for site in {one.site for one in those}}
    return [
        _case(one, in_force[one.site], waiting[one.pk], machine.get(one.pk), trouble.get(one.reader_id, 0.0))
        for one in those
    ]


def _waits(comments: Sequence[Comment]) -> Mapping[UUID, _Waiting]:
    waits = {one.pk: _Waiting(CaseKind.NEW, one.written_at) for one in comments if one.state == State.PENDING}
    rejected = [one.pk for one in comments if one.state == State.REJECTED]
    published = [one.pk for one in comments if one.state == State.APPROVED]
    for appeal in Appeal.objects.filter(comment__in=rejected, answer=None) if rejected else ():
        waits[appeal.comment_id] = _Waiting(CaseKind.APPEAL, appeal.made_at)
    if published:
        reports: dict[UUID, list[Report]] = {}
        for report in Report.objects.filter(comment__in=published, answer=None).order_by("made_at"):
            reports.setdefault(report.comment_id, []).append(report)
        for pk, made in reports.items():
            waits[pk] = _Waiting(CaseKind.REPORT, made[0].made_at, tuple(made))
    return waits


def _machine_verdicts(comments: Sequence[Comment]) -> Mapping[UUID, Verdict]:
    """The machine's latest verdict about each, with the screening that it rests on."""
    found = Verdict.objects.filter(comment__in=[one.pk for one in comments], moderator=None, screening__isnull=False)
    return {verdict.comment_id: verdict for verdict in found.select_related("screening").order_by("entry_id")}


def _trouble(comments: Sequence[Comment]) -> Mapping[UUID | None, float]:
    """Of each signed-in reader's last decided comments, the share that was rejected."""
    shares: dict[UUID | None, float] = {}
    for reader in {one.reader_id for one in comments if one.reader_id}:
        decided = Comment.objects.filter(reader=reader, state__in=[State.APPROVED, State.REJECTED])
        states = Counter(decided.order_by("-written_at").values_list("state", flat=True)[:RECENT_DECISIONS])
        if states.total():
            shares[reader] = states[State.REJECTED] / states.total()
    return shares


def _case(
    comment: Comment, policy: Policy | None, waiting: _Waiting, machine: Verdict | None, trouble: float = 0.0
) -> Case:
    about = _about(waiting, machine)
    severities = {guideline.id: guideline.severity for guideline in policy.guidelines} if policy else {}
    severity = max((severities.get(name, 0) for name in about), default=0)
    risk = _risk(machine.screening if machine else None, about, severities)
    is_illegal = any(report.is_illegal for report in waiting.reports)
    promised = timedelta(minutes=comment.site.promised_minutes)
    return Case(
        comment=comment,
        site_id=comment.site_id,
        article_id=comment.article_id,
        reader_id=comment.reader_id,
        kind=waiting.kind,
        language=comment.language,
        section=comment.article.section,
        about=_padded(about),
        causes=_padded(dict.fromkeys(cause for cause, _ in machine.grounds) if machine else ["screener"]),
        severity=severity,
        risk=risk,
        is_grave=is_illegal or _is_grave(severities, machine, waiting),
        since=waiting.since,
        promised_by=waiting.since + promised,
        turn_at=turn_at(waiting.since, promised, severity, risk, trouble),
    )


def _about(waiting: _Waiting, machine: Verdict | None) -> tuple[str, ...]:
    """The guidelines at issue: those in doubt or broken, and those that reports name."""
    named = [*(machine.guidelines if machine else ()), *(one.guideline for one in waiting.reports if one.guideline)]
    return tuple(dict.fromkeys(named))


def _risk(screening: ScreeningRecord | None, about: Iterable[str], severities: Mapping[str, int]) -> float:
    """The highest score for a guideline at issue; without one, for any guideline of the policy."""
    scores = screening.scores if screening else {}
    named = [name for name in about if name in scores] or [name for name in severities if name in scores]
    return max((float(scores[name]) for name in named if 0 <= scores[name] <= 1), default=0.0)


def _is_grave(severities: Mapping[str, int], machine: Verdict | None, waiting: _Waiting) -> bool:
    """Whether the machine found a guideline of the highest severity broken, or a reader reports one."""
    gravest = {name for name, severity in severities.items() if severity == GRAVEST}
    broken = {subject for cause, subject in (machine.grounds if machine else ()) if cause == "breaks"}
    return bool(gravest & (broken | {report.guideline for report in waiting.reports}))


def _padded(words: Iterable[str]) -> str:
    joined = " ".join(words)
    return f" {joined} " if joined else ""
