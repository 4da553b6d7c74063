"""The newsroom's journal as a page: who did what at the desk that is no decision about a comment."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from stet.accounts.models import Account
from stet.accounts.roles import Right
from stet.comments.models import Site
from stet.desk.access import DeskView
from stet.desk.people.journal_words import SENTENCES, sentence
from stet.desk.scope import Scope
from stet.moderation.models import JournalEntry

ENTRIES_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the journal is looked for; an empty field is everything."""

    person: UUID | None
    what: str
    site: Site | None

    @classmethod
    def of(cls, query: QueryDict, scope: Scope) -> "Asked":
        """What an address asks for; whoever or whatever is unknown counts as not asked for."""
        what, slug = query.get("what", ""), query.get("site", "")
        site = scope.sites().filter(slug=slug).first() if slug.isprintable() else None
        return cls(_uuid(query.get("person", "")), what if what in SENTENCES else "", site)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in words; `address` is the page of what it is about, where there is one."""

    entry: JournalEntry
    words: str
    address: str


class JournalPage(DeskView):
    """The journal, newest first."""

    right = Right.TEAM

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = Asked.of(request.GET, self.scope)
        open_to = entries(self.account, self.scope)
        page = Paginator(_narrowed(open_to, asked), ENTRIES_A_PAGE).get_page(request.GET.get("page"))
        language = get_language() or "en"
        context = {
            "room": "journal",
            "page": page,
            "lines": [Line(entry, sentence(entry, language), _address(entry)) for entry in page],
            "asked": asked,
            "people": Account.objects.filter(pk__in=_in_use(open_to, "account")).order_by("email"),
            "kinds": _kinds(open_to),
            "sites": self.scope.sites(),
        }
        return self.page(request, "desk/people/journal.html", context)


def entries(account: Account, scope: Scope) -> QuerySet[JournalEntry]:
    """What of the journal an account may read: what happened on its sites, what it did itself, and what belongs to no
    site for those who let colleagues in for all of them.
    """
    is_open = Q(site__in=scope.sites()) | Q(account=account)
    if account.may(Right.PEOPLE) and not scope.sites_of:
        is_open |= Q(site=None)
    return JournalEntry.objects.filter(is_open)


def _narrowed(found: QuerySet[JournalEntry], asked: Asked) -> QuerySet[JournalEntry]:
    if asked.person:
        found = found.filter(account=asked.person)
    if asked.what:
        found = found.filter(what=asked.what)
    if asked.site:
        found = found.filter(site=asked.site)
    return found.select_related("account", "site")


def _in_use(found: QuerySet[JournalEntry], column: str) -> Iterable[str]:
    return found.order_by(column).exclude(**{column: None}).values_list(column, flat=True).distinct()


def _kinds(found: QuerySet[JournalEntry]) -> list[tuple[str, str]]:
    """What kinds of entries there are, by their names in the page's language, with their codes."""
    return sorted((str(SENTENCES[what].name), what) for what in _in_use(found, "what") if what in SENTENCES)


def _address(entry: JournalEntry) -> str:
    name = SENTENCES[entry.what].page if entry.what in SENTENCES else ""
    about = _uuid(entry.about)
    try:
        return reverse(name, args=[about]) if name and about else ""
    except NoReverseMatch:
        return ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
