"""What somebody searches for, as the address says it."""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.http import QueryDict
from django.utils.http import urlencode

from stet.comments.models import State
from stet.comments.search_words import Term, terms

RELEVANCE = "relevance"
MACHINE, PEOPLE = "machine", "people"
# What longer queries say is not looked at; nobody types so much.
LONGEST_QUERY = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """A search; empty is all. What the address says and cannot mean is as good as empty.

    `q` the words; `where` "text" or "author"; a state; a guideline's id; a language; a site's slug; a section; an
    article's id; days (ISO 8601, UTC, both within); `by` "machine", "people" or an account's id; `order` "relevance",
    or else the newest first.
    """

    q: str = ""
    where: str = ""
    state: str = ""
    guideline: str = ""
    language: str = ""
    site: str = ""
    section: str = ""
    article: str = ""
    since: str = ""
    until: str = ""
    by: str = ""
    order: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Asked":
        # A NUL is no text to PostgreSQL.
        given = {one.name: query.get(one.name, "").replace("\0", "").strip()[:LONGEST_QUERY] for one in fields(cls)}
        checks = {"where": {"text", "author"}, "state": set(State.values), "order": {RELEVANCE}}
        for name, allowed in checks.items():
            given[name] = given[name] if given[name] in allowed else ""
        given["since"], given["until"] = _day(given["since"]), _day(given["until"])
        given["by"] = given["by"] if given["by"] in {MACHINE, PEOPLE} or is_id(given["by"]) else ""
        given["article"] = given["article"] if is_id(given["article"]) else ""
        return cls(**given)

    @property
    def terms(self) -> tuple[Term, ...]:
        return terms(self.q)

    @property
    def by_relevance(self) -> bool:
        return self.order == RELEVANCE and bool(self.terms)

    @property
    def begins_at(self) -> datetime | None:
        return _midnight(self.since)

    @property
    def ends_at(self) -> datetime | None:
        """The moment after the last day."""
        last = _midnight(self.until)
        return last + timedelta(days=1) if last else None

    @property
    def is_any(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self) if field.name != "order")

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked beside the words."""
        return any(getattr(self, field.name) for field in fields(self) if field.name not in {"q", "where", "order"})

    @property
    def query(self) -> str:
        """The search as the query string of an address."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return urlencode({name: value for name, value in given.items() if value})


def is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _day(text: str) -> str:
    """The day, where it is one that a date picker gives and that has a day after it."""
    try:
        return text if len(text) == 10 and date.fromisoformat(text) < date.max else ""
    except ValueError:
        return ""


def _midnight(text: str) -> datetime | None:
    return datetime.combine(date.fromisoformat(text), time(), UTC) if text else None
