"""What of the newsroom an account is for: nothing outside it is found at the desk, however it is asked for."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from stet.accounts.models import Account
from stet.comments.models import Article, Case, Comment, Reader, Site

# A text whose language nobody could tell may be anybody's.
UNKNOWN = "und"


@dataclass(frozen=True, slots=True)
class Scope:
    """Sites (ids) and languages (codes); empty is all of them."""

    sites_of: tuple[UUID, ...]
    languages: tuple[str, ...]

    @classmethod
    def of(cls, account: Account) -> "Scope":
        return cls(tuple(UUID(pk) for pk in account.sites), tuple(account.languages))

    def sites(self) -> QuerySet[Site]:
        """The sites, by name."""
        found = Site.objects.order_by("name", "slug")
        return found.filter(pk__in=self.sites_of) if self.sites_of else found

    def site(self, slug: str) -> Site:
        """The site of that slug. Raises Http404."""
        return get_object_or_404(self.sites(), slug=slug)

    def site_or_first(self, slug: str) -> Site:
        """The site of that slug, or the first one by name where none is asked for. Raises Http404."""
        first = None if slug else self.sites().first()
        return first or self.site(slug)

    def comments(self) -> QuerySet[Comment]:
        found = Comment.objects.all()
        if self.sites_of:
            found = found.filter(site__in=self.sites_of)
        return found.filter(language__in=(*self.languages, UNKNOWN)) if self.languages else found

    def comment(self, pk: UUID, among: QuerySet[Comment] | None = None) -> Comment:
        """The comment of that id, fetched as `among` says. Raises Http404."""
        found = self.comments() if among is None else among.filter(pk__in=self.comments().filter(pk=pk).values("pk"))
        return get_object_or_404(found, pk=pk)

    def cases(self) -> QuerySet[Case]:
        """What waits, in no order."""
        found = Case.objects.all()
        if self.sites_of:
            found = found.filter(site__in=self.sites_of)
        return found.filter(language__in=(*self.languages, UNKNOWN)) if self.languages else found

    def articles(self) -> QuerySet[Article]:
        found = Article.objects.all()
        return found.filter(site__in=self.sites_of) if self.sites_of else found

    def readers(self) -> QuerySet[Reader]:
        found = Reader.objects.all()
        return found.filter(site__in=self.sites_of) if self.sites_of else found
