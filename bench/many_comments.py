"""A newsroom after years: as many comments as one wants, written into the database by its own bulk commands.

    plant(comments=1_000_000, waiting=50_000)

The same seed makes the same newsroom. Three sites of very different size; readers of whom few write much; answers to
answers; every comment decided by the machine or by a person but for those that wait, which are among the newest. The
entries of the verdicts are made up, so that `stet verify` would find the chain broken: what is measured is reading.
"""

import json
import random
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

SITES = (("courier", 0.7), ("herald", 0.2), ("gazette", 0.1))
ARTICLES, READERS, PEOPLE = 2000, 50_000, 12
LANGUAGES = {"ckb": 35, "kmr": 15, "ar": 15, "tr": 15, "en": 15, "fa": 4, "und": 1}
SECTIONS = ("politics", "sport", "culture", "economy", "")
DOUBTFUL = ("threat", "racism", "sexism", "hate", "personal_attack", "profanity", "vulgarity", "promotion")
SEVERITIES = {"threat": 5, "racism": 4, "sexism": 4, "hate": 4, "personal_attack": 3, "profanity": 2, "vulgarity": 2}
WORDS = [
    *(
        "the",
        "council",
        "should",
        "publish",
        "what",
        "this",
        "bridge",
        "has",
        "cost",
        "us",
        "so",
        "far",
        "nobody",
        "road",
    ),
    *("ئەم", "پردە", "چەندی", "تێچووە", "وەزیر", "دەبێت", "وەڵام", "بداتەوە", "شار", "ئاو", "کارەبا", "خەڵک", "زستان"),
    *("ev", "pir", "çiqas", "lêçû", "wezîr", "divê", "bersiv", "bide", "bajar", "av", "zivistan", "rê", "pere", "kes"),
    *("köprü", "kaça", "mal", "oldu", "bakan", "cevap", "versin", "şehir", "su", "elektrik", "kış", "yol", "para"),
    *("الجسر", "كم", "كلف", "الوزير", "يجب", "أن", "يجيب", "المدينة", "ماء", "كهرباء", "الشتاء", "الطريق", "المال"),
]
END = datetime(2026, 11, 1, tzinfo=UTC)
YEARS = timedelta(days=3 * 365)
PROMISED = timedelta(hours=2)
CHUNK = 20_000


@dataclass
class _Newsroom:
    """What the rows refer to."""

    sites: list[Any]
    policies: list[Any]
    articles: list[Any]
    readers: list[UUID]
    people: list[Any]
    # The last comments under each article, with the tops of their threads: what an answer may answer.
    last: dict[UUID, deque[tuple[UUID, UUID]]] = field(default_factory=dict)


@dataclass
class _Rows:
    comments: list[tuple[Any, ...]] = field(default_factory=list)
    entries: list[tuple[Any, ...]] = field(default_factory=list)
    screenings: list[tuple[Any, ...]] = field(default_factory=list)
    verdicts: list[tuple[Any, ...]] = field(default_factory=list)
    cases: list[tuple[Any, ...]] = field(default_factory=list)


COLUMNS = {
    "comments_comment": "id site_id article_id parent_id root_id reader_id author_name body salt commitment written_at "
    "reading_language state language decided_at published_at",
    "ledger_entry": "position kind subject recorded_at facts previous_hash hash",
    "comments_screeningrecord": "id comment_id created_at language script scores findings failures screeners "
    "milliseconds",
    "comments_verdict": "id comment_id entry_id outcome guidelines grounds policy_id screening_id moderator_id "
    "decided_at explanation_seal",
    "comments_case": "comment_id site_id article_id reader_id kind language section about causes severity risk "
    "is_grave since promised_by turn_at is_held",
}


def plant(comments: int, waiting: int, seed: int = 7) -> None:
    """Fill the empty database that Django is set up for. Raises ValueError when it is not empty."""
    from django.db import connection

    from stet.comments.guards import GUARDS
    from stet.comments.models import Comment
    from stet.ledger.guards import APPEND_ONLY, install

    if Comment.objects.exists():
        raise ValueError("There are comments in this database.")
    draw = random.Random(seed)
    newsroom = _newsroom(draw)
    with connection.cursor() as cursor:
        for guard in (*APPEND_ONLY, *GUARDS):
            where = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}{where}")
    for rows in _rows(newsroom, draw, comments, waiting):
        _write(rows)
    install(connection, (*APPEND_ONLY, *GUARDS))
    if connection.vendor == "postgresql":
        # As PostgreSQL does by itself before long. SQLite never does, so that its plans have to be good without.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _newsroom(draw: random.Random) -> _Newsroom:
    from stet.accounts.models import Account
    from stet.accounts.roles import Role
    from stet.comments import policies
    from stet.comments.models import Article, Reader, Site

    sites = [Site.objects.create(slug=slug, name=slug.title()) for slug, _share in SITES]
    shares = [share for _slug, share in SITES]
    articles = [
        Article(
            site=draw.choices(sites, shares)[0],
            external_id=f"article-{number}",
            title=f"What article {number} tells",
            section=draw.choice(SECTIONS),
            url=f"https://news.example/{number}",
        )
        for number in range(ARTICLES)
    ]
    Article.objects.bulk_create(articles)
    readers = [
        Reader(site=sites[0], external_id=f"reader-{number}", name=f"Reader {number}", name_key=f"reader {number}")
        for number in range(READERS)
    ]
    Reader.objects.bulk_create(readers, batch_size=5000)
    people = [
        Account(username=f"m{number}@news.example", email=f"m{number}@news.example", role=Role.MODERATOR)
        for number in range(PEOPLE)
    ]
    Account.objects.bulk_create(people)
    in_force = [policies.in_force(site)[0] for site in sites]
    return _Newsroom(sites, in_force, articles, [reader.pk for reader in readers], people)


def _rows(newsroom: _Newsroom, draw: random.Random, comments: int, waiting: int) -> Iterator[_Rows]:
    """The rows in chunks. What waits is drawn from the newest fifth."""
    newest = range(comments - max(waiting, comments // 5), comments)
    waits = set(draw.sample(newest, waiting))
    rows = _Rows()
    for number in range(comments):
        _one(rows, newsroom, draw, number, number / comments, is_waiting=number in waits)
        if len(rows.comments) == CHUNK:
            yield rows
            rows = _Rows()
    yield rows


def _one(rows: _Rows, newsroom: _Newsroom, draw: random.Random, number: int, when: float, *, is_waiting: bool) -> None:
    written = END - YEARS * (1 - when)
    pk = _id(written, 0xA, number)
    # The first articles and the first readers have by far the most comments, as it is everywhere.
    article = newsroom.articles[int(ARTICLES * draw.random() ** 3)]
    is_signed_in = article.site == newsroom.sites[0] and draw.random() < 0.6
    reader = newsroom.readers[int(READERS * draw.random() ** 4)] if is_signed_in else None
    before = newsroom.last.setdefault(article.pk, deque(maxlen=20))
    parent, root = draw.choice(before) if before and draw.random() < 0.35 else (None, None)
    before.append((pk, root or pk))
    language = draw.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
    outcome = "refer" if is_waiting else draw.choices(["approve", "reject"], [9, 1])[0]
    state = {"refer": "pending", "approve": "approved", "reject": "rejected"}[outcome]
    decided = None if is_waiting else written
    body = " ".join(draw.choices(WORDS, k=draw.randint(5, 60)))
    rows.comments.append((
        pk, article.site_id, article.pk, parent, root, reader, f"Name {number % 9973}", body, b"salt", f"{number:064x}",
        written, "en", state, language, decided, written if outcome == "approve" else None,
    ))  # fmt: skip
    doubts = draw.sample(DOUBTFUL, draw.choice([1, 1, 1, 2])) if outcome != "approve" else []
    moderator = draw.choice(newsroom.people).pk if decided and draw.random() < 0.05 else None
    screening = _id(written, 0xB, number) if is_waiting else None
    scores = {name: round(draw.uniform(0.4, 0.95), 4) for name in doubts}
    if screening:
        found = [
            {"guideline": name, "score": score, "spans": [[0, 5]], "screener": "model"}
            for name, score in scores.items()
        ]
        rows.screenings.append(
            (screening, pk, written, language, "Latn", *map(json.dumps, (scores, found, [], {"model": "1"})), 1.0)
        )
    position = number + 1
    rows.entries.append((position, "verdict", pk, written, "{}", f"{number:064x}", f"{position:064x}"))
    cause = "human" if moderator else {"refer": "unsure", "approve": "clean", "reject": "breaks"}[outcome]
    grounds = json.dumps([[cause, name] for name in doubts] or [[cause, ""]])
    policy = newsroom.policies[newsroom.sites.index(article.site)].pk
    rows.verdicts.append((
        _id(written, 0xC, number), pk, position, outcome, json.dumps(doubts), grounds, policy, screening, moderator,
        written, "",
    ))  # fmt: skip
    if is_waiting:
        rows.cases.append(_case(pk, article, reader, language, written, doubts, scores, draw))


def _case(
    pk: UUID,
    article: Any,
    reader: UUID | None,
    language: str,
    since: datetime,
    doubts: Sequence[str],
    scores: dict[str, float],
    draw: Any,
) -> tuple[Any, ...]:
    from stet.comments.urgency import turn_at

    severity = max(SEVERITIES.get(name, 1) for name in doubts)
    risk, is_grave = max(scores.values()), draw.random() < 0.002
    cause = draw.choice(["unsure", "unsure", "mode", "language", "caution"])
    turn = turn_at(since, PROMISED, severity, risk, 0.0)
    kind = draw.choices(["new", "appeal", "report"], [96, 2, 2])[0]
    about = f" {' '.join(doubts)} "
    return (
        pk, article.site_id, article.pk, reader, kind, language, article.section, about, f" {cause} ", severity, risk,
        is_grave, since, since + PROMISED, turn, False,
    )  # fmt: skip


def _id(when: datetime, kind: int, number: int) -> UUID:
    """A UUIDv7 that says when, and that is the same every time."""
    milliseconds = int(when.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 7 << 76 | kind << 64 | 2 << 62 | number)


def _write(rows: _Rows) -> None:
    from django.db import connection, transaction

    write = _copy if connection.vendor == "postgresql" else _insert
    kept = (rows.comments, rows.entries, rows.screenings, rows.verdicts, rows.cases)
    with transaction.atomic():
        for (table, columns), values in zip(COLUMNS.items(), kept, strict=True):
            write(table, columns.split(), values)


def _copy(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    from django.db import connection

    command = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    with connection.connection.cursor() as cursor, cursor.copy(command) as copy:
        for row in rows:
            copy.write_row(row)


def _insert(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    from django.db import connection

    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    connection.connection.executemany(statement, ([_as_sqlite(value) for value in row] for row in rows))


def _as_sqlite(value: Any) -> Any:
    """The value as Django's SQLite keeps it."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return str(value.replace(tzinfo=None))
    return value
