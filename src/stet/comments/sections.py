"""A site's sections, known by the paths of their articles' addresses: ``[["sport", "/sport/"], …]``."""

from urllib.parse import urlsplit

from django.db import transaction

from stet.comments.models import Article, Case, Site

LONGEST = 80


def section_of(site: Site, url: str) -> str:
    """The first of the site's sections whose path the address begins with; "" where there is none."""
    try:
        path = urlsplit(url).path
    except ValueError:  # such as brackets around what is no IPv6 address
        return ""
    return next((name for name, beginning in site.sections if path.startswith(beginning)), "")


@transaction.atomic
def put_in(article: Article, section: str) -> None:
    """Put an article into a section, and what waits under it with it."""
    Article.objects.filter(pk=article.pk).update(section=section)
    Case.objects.filter(article=article).update(section=section)
    article.section = section


@transaction.atomic
def put_in_by_address(site: Site, chunk: int = 1000) -> int:
    """Put those articles of the site that are in no section into that of their address; how many there were.

    What an editor has put somewhere stays there.
    """
    by_section: dict[str, list[Article]] = {}
    for article in site.articles.filter(section="").exclude(url="").only("pk", "url").iterator(chunk_size=chunk):
        if section := section_of(site, article.url):
            by_section.setdefault(section, []).append(article)
    for section, articles in by_section.items():
        for start in range(0, len(articles), chunk):
            named = [article.pk for article in articles[start : start + chunk]]
            Article.objects.filter(pk__in=named).update(section=section)
            Case.objects.filter(article__in=named).update(section=section)
    return sum(len(articles) for articles in by_section.values())
