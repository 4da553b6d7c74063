"""Finding comments by their words: the database's own full text index over the folded copies (`SearchText`).

SQLite has a table of its own for it (FTS5, without a copy of the texts), PostgreSQL a column of lexemes that it makes
by itself (`simple`, so no stemming: our languages have no stemmer there) and an index on it (GIN). Both are kept in
step by the database, in the transaction that writes or removes a row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from stet.comments.models import Comment, SearchText
from stet.comments.search_words import Term, folded

# More sites than this are no longer told apart in the index; whoever asks leaves the others out afterwards.
MOST_SITES = 100
# How many pages of SQLite's index are rewritten in one transaction when what was erased is dropped from it.
_PAGES_AT_ONCE = 500

_SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS comments_searchindex USING "
    "fts5(text, author, place, content='', tokenize='ascii')",
    # Dropped and made anew: a table that a migration rebuilt has lost its triggers.
    "DROP TRIGGER IF EXISTS searchtext_is_indexed",
    "CREATE TRIGGER searchtext_is_indexed AFTER INSERT ON comments_searchtext BEGIN "
    "INSERT INTO comments_searchindex(rowid, text, author, place) "
    "VALUES (NEW.id, NEW.text, NEW.author, NEW.place); END",
    "DROP TRIGGER IF EXISTS searchtext_is_forgotten",
    "CREATE TRIGGER searchtext_is_forgotten AFTER DELETE ON comments_searchtext BEGIN "
    "INSERT INTO comments_searchindex(comments_searchindex, rowid, text, author, place) "
    "VALUES ('delete', OLD.id, OLD.text, OLD.author, OLD.place); END",
)
_POSTGRESQL = (
    "ALTER TABLE comments_searchtext ADD COLUMN IF NOT EXISTS words tsvector GENERATED ALWAYS AS ("
    "setweight(to_tsvector('simple', text), 'A') || setweight(to_tsvector('simple', author), 'B') || "
    "setweight(to_tsvector('simple', place), 'C')) STORED",
    "CREATE INDEX IF NOT EXISTS comments_searchtext_words ON comments_searchtext USING gin (words)",
)
_STATEMENTS = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}

# The newest rows that match, between two ids.
_NEWEST = {
    "sqlite": (
        "SELECT found.rowid, kept.comment_id FROM comments_searchindex AS found "
        "JOIN comments_searchtext AS kept ON kept.id = found.rowid "
        "WHERE comments_searchindex MATCH %s AND found.rowid >= %s AND found.rowid < %s "
        "ORDER BY found.rowid DESC LIMIT %s"
    ),
    "postgresql": (
        "SELECT id, comment_id FROM comments_searchtext "
        "WHERE words @@ to_tsquery('simple', %s) AND id >= %s AND id < %s ORDER BY id DESC LIMIT %s"
    ),
}
LAST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """What comments to find: those with all of `terms`, in `where` ("text", "author", or either: ""), on one of `sites`
    (ids; of all where there are none) and under `article`, where there is one.
    """

    terms: tuple[Term, ...]
    where: str = ""
    sites: tuple[UUID, ...] = ()
    article: UUID | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A comment that was found, and its row in the index."""

    row: int
    comment: UUID


def add(comments: Sequence[Comment]) -> None:
    """Take comments just received into the index, in the transaction of their receipt."""
    SearchText.objects.bulk_create(map(row_of, comments))


def row_of(comment: Comment) -> SearchText:
    """What the index holds of a comment."""
    return SearchText(
        comment_id=comment.pk,
        text=folded(comment.body or ""),
        author=folded(comment.author_name or ""),
        place=f"{_site_word(comment.site_id)} {_article_word(comment.article_id)}",
    )


def forget(comment: Comment) -> None:
    """Take an erased comment out of the index, in the transaction of its erasure."""
    SearchText.objects.filter(comment=comment.pk).delete()


def newest(wanted: Wanted, most: int, since: int = 0, before: int = LAST) -> list[Hit]:
    """The newest `most` comments that match, newest first, whose rows are at least `since` and less than `before`."""
    with connection.cursor() as cursor:
        cursor.execute(*question(wanted, most, since, before))
        return [Hit(row, _uuid(comment)) for row, comment in cursor.fetchall()]


def question(wanted: Wanted, most: int, since: int = 0, before: int = LAST) -> tuple[str, list[str | int]]:
    """What the database is asked for these: a statement and its parameters."""
    query = _QUERIES[connection.vendor](wanted)
    return _NEWEST[connection.vendor], [query, since, before, most]


def first_row_from(comment: UUID) -> int:
    """The row of the first comment whose id is that or later; LAST where there is none."""
    rows = SearchText.objects.filter(comment__gte=comment).order_by("comment_id").values_list("pk", flat=True)
    return rows.first() or LAST


def drop_traces() -> None:
    """Rewrite SQLite's index where rows were removed from it: until then it only notes that they are gone.

    A little at a time, so that whoever posts meanwhile waits for a moment only.
    """
    if connection.vendor != "sqlite":
        return
    pages = -_PAGES_AT_ONCE  # less than nothing: begin with all of it
    with connection.cursor() as cursor:
        while True:
            before = connection.connection.total_changes
            cursor.execute("INSERT INTO comments_searchindex(comments_searchindex, rank) VALUES ('merge', %s)", [pages])
            if connection.connection.total_changes - before < 2:  # as SQLite says that nothing is left to do
                return
            pages = _PAGES_AT_ONCE


def install(database: BaseDatabaseWrapper) -> None:
    """Make the index and what keeps it in step, as far as it is not there."""
    with database.cursor() as cursor:
        if SearchText._meta.db_table in database.introspection.table_names(cursor):
            for statement in _STATEMENTS[database.vendor]:
                cursor.execute(statement)


def install_after_migrate(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """`post_migrate` handler."""
    install(connections[using])


def _site_word(site: UUID) -> str:
    return f"s{site.hex}"


def _article_word(article: UUID) -> str:
    return f"a{article.hex}"


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _place_words(wanted: Wanted) -> list[str]:
    """Of these words one must be in the row's `place`; none where every place will do."""
    if wanted.article:
        return [_article_word(wanted.article)]
    return [_site_word(site) for site in wanted.sites] if len(wanted.sites) <= MOST_SITES else []


def _for_sqlite(wanted: Wanted) -> str:
    """The query in FTS5's language (sqlite.org/fts5.html, section 3). Folded words hold nothing but letters."""
    column = f"{{{wanted.where or 'text author'}}} : "
    musts = [column + _fts_phrase(term) for term in wanted.terms if not term.is_unwanted]
    if places := _place_words(wanted):
        musts.append(f"place : ({' OR '.join(places)})")
    asked = " AND ".join(f"({must})" for must in musts)
    unwanted = [column + _fts_phrase(term) for term in wanted.terms if term.is_unwanted]
    return f"({asked}) NOT ({' OR '.join(unwanted)})" if unwanted else asked


def _fts_phrase(term: Term) -> str:
    return f'"{" ".join(term.words)}"' + (" *" if term.is_prefix else "")


def _for_postgresql(wanted: Wanted) -> str:
    """The query in the language of `to_tsquery` (PostgreSQL's manual, 12.3.2), which reads words as the column does."""
    parts = [("!" if term.is_unwanted else "") + f"({_lexemes(term, wanted.where)})" for term in wanted.terms]
    if places := _place_words(wanted):
        parts.append(f"({' | '.join(_quoted(places))})")
    return " & ".join(parts)


def _lexemes(term: Term, where: str) -> str:
    weights = {"text": "A", "author": "B"}
    if where or len(term.words) > 1:
        # A phrase that began in the text does not end in the name.
        return " | ".join(_phrase(term, weight) for name, weight in weights.items() if where in {"", name})
    return _phrase(term, "")


def _phrase(term: Term, weight: str) -> str:
    *before, last = _quoted(term.words)
    marks = weight + ("*" if term.is_prefix else "")
    words = [f"{word}:{weight}" if weight else word for word in before] + [f"{last}:{marks}" if marks else last]
    return f"({' <-> '.join(words)})"


def _quoted(words: Iterable[str]) -> list[str]:
    return [f"'{word}'" for word in words]


_QUERIES = {"sqlite": _for_sqlite, "postgresql": _for_postgresql}
