"""Finding the site and the article that a request means."""

from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from stet.comments.errors import ArticleUnknown, OriginForbidden, SiteUnknown
from stet.comments.models import Article, Site
from stet.comments.sections import section_of
from stet.comments.text import is_text


def find_site(slug: str | None, origin: str | None) -> Site:
    """The site named by `slug`, else the one embedded at `origin`, else the only one. Raises SiteUnknown."""
    if slug:
        site = Site.objects.filter(slug=slug).first() if is_text(slug) else None
    else:
        site = (site_of_origin(origin) if origin else None) or _only_site()
    if site is None:
        raise SiteUnknown
    return site


def site_of_origin(origin: str) -> Site | None:
    """The site that may be embedded at `origin`. Sites are few, and both databases search JSON differently."""
    return next((site for site in Site.objects.order_by("slug") if origin in site.origins), None)


def _only_site() -> Site | None:
    sites = list(Site.objects.all()[:2])
    return sites[0] if len(sites) == 1 else None


def find_article(site: Site, external_id: str | None, url: str | None) -> Article:
    """The site's article of that id, or of that address. Raises ArticleUnknown."""
    if not (is_text(external_id or "") and is_text(url or "")):
        raise ArticleUnknown
    articles = site.articles.select_related("site")
    found = articles.filter(external_id=external_id).first() if external_id else None
    if found is None and url and not external_id:
        found = articles.filter(url=url).order_by("created_at").first()
    if found is None:
        raise ArticleUnknown
    return found


def article_at(site: Site, external_id: str | None, url: str | None) -> Article:
    """As `find_article`; on a site that `makes_articles`, for an address on one of its origins, the article to be.

    The latter is not saved: only a first comment makes it (`find_or_make_article`), reading does not.
    """
    try:
        return find_article(site, external_id, url)
    except ArticleUnknown:
        if not (site.makes_articles and url and is_text(external_id or "") and _is_on(site, url)):
            raise
    name = external_id or uuid5(NAMESPACE_URL, url).hex
    return Article(site=site, external_id=name, url=url, language=site.language, section=section_of(site, url))


def find_or_make_article(site: Site, external_id: str | None, url: str | None) -> Article:
    """As `article_at`, saved."""
    found = article_at(site, external_id, url)
    if found._state.adding:
        # Two first comments may meet; the article is made once.
        wanted = {"url": found.url, "language": found.language, "section": found.section}
        found, _ = Article.objects.get_or_create(site=site, external_id=found.external_id, defaults=wanted)
    return found


def check_origin(site: Site, origin: str | None, own: str) -> None:
    """Raise OriginForbidden when a browser on a page that is neither the site's nor our own (`own`) sends a comment."""
    if origin and origin != own and origin not in site.origins:
        raise OriginForbidden


def _is_on(site: Site, url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:  # such as brackets around what is no IPv6 address
        return False
    return is_text(url) and f"{parts.scheme}://{parts.netloc}" in site.origins
