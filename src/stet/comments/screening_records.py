"""Screenings on their way into the database and out of it."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from stet.comments.models import Comment, ScreeningRecord
from stet.ledger.chain import canonical
from stet.newsroom.screening import Finding, Screening


def record(comment: Comment, screening: Screening, milliseconds: float) -> ScreeningRecord:
    """The screening as a row of the database, not yet saved."""
    return ScreeningRecord(
        comment=comment,
        language=screening.language,
        script=screening.script,
        # Four decimals say all that a probability can, and are the same number in both databases.
        scores={label: round(score, 4) for label, score in screening.scores.items()},
        findings=[
            {
                "guideline": finding.guideline,
                "score": round(finding.score, 4),
                "spans": [list(span) for span in finding.spans],
                "screener": finding.screener,
            }
            for finding in screening.findings
        ],
        failures=list(screening.failures),
        screeners=dict(screening.screeners),
        milliseconds=round(milliseconds, 3),
    )


def save(records: Sequence[ScreeningRecord]) -> None:
    """Save them; each comment's language is from now on what its screening found."""
    ScreeningRecord.objects.bulk_create(records)
    found: dict[str, list[UUID]] = defaultdict(list)
    for stored in records:
        stored.comment.language = stored.language
        found[stored.language].append(stored.comment_id)
    for language, comments in found.items():
        Comment.objects.filter(pk__in=comments).update(language=language)


def restore(stored: ScreeningRecord) -> Screening:
    return Screening(
        language=stored.language,
        script=stored.script,
        scores=stored.scores,
        findings=tuple(
            Finding(
                guideline=finding["guideline"],
                score=finding["score"],
                spans=tuple((start, end) for start, end in finding["spans"]),
                screener=finding["screener"],
            )
            for finding in stored.findings
        ),
        failures=tuple(stored.failures),
        screeners=stored.screeners,
    )


def digest(stored: ScreeningRecord) -> str:
    """Hexadecimal SHA-256 of what was found, as the ledger's entry of the verdict cites it."""
    facts = {
        "failures": stored.failures,
        "findings": stored.findings,
        "language": stored.language,
        "scores": stored.scores,
        "screeners": stored.screeners,
        "script": stored.script,
    }
    return hashlib.sha256(canonical(facts).encode()).hexdigest()
