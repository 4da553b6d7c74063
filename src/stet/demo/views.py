"""The demo newspaper's two kinds of page: the front page and an article with its comments."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from stet.demo import pages
from stet.demo.seed import DEMO_SITE, LANGUAGES, DemoArticle, articles, newspaper
from stet.newsroom.languages import LANGUAGES as READING_LANGUAGES


@require_safe
def front(request: HttpRequest, lang: str) -> HttpResponse:
    """The front page of one language."""
    context = _paper(lang)
    teasers = [_head(article) for article in articles() if article.language == lang]
    return render(request, "demo/front.html", {**context, "lead": teasers[0], "others": teasers[1:]})


@require_safe
def article(request: HttpRequest, lang: str, article: str) -> HttpResponse:
    """One article, with the comment section under it."""
    context = _paper(lang)
    by_slug = {entry.slug: entry for entry in articles() if entry.language == lang}
    if article not in by_slug:
        raise Http404
    chosen = by_slug.pop(article)
    related = [_head(entry) for entry in by_slug.values()]
    story = {**_head(chosen), "blocks": pages.blocks(chosen.body)}
    return render(request, "demo/article.html", {**context, "story": story, "related": related})


def _paper(lang: str) -> dict[str, Any]:
    """What every page of one language has. Raises Http404 for a language the paper does not appear in."""
    if lang not in LANGUAGES:
        raise Http404
    paper = newspaper()
    return {
        "site": DEMO_SITE,
        "language": READING_LANGUAGES[lang],
        "other": next(other for other in LANGUAGES if other != lang),
        "words": paper["words"][lang],
        "briefs": paper["briefs"][lang],
        "today": pages.written_date(timezone.localdate(), lang),
        "sections": [(entry["slug"], entry[lang]["section"]) for entry in paper["articles"]],
    }


def _head(article: DemoArticle) -> dict[str, Any]:
    """An article without its text, as teasers and headings show it."""
    lang = article.language
    minutes = pages.written_number(pages.reading_minutes(article), lang)
    return {
        "article": article,
        "art": f"demo/art/{article.slug}.svg",
        "date": pages.written_date(date.fromisoformat(article.date), lang),
        "reads": newspaper()["words"][lang]["reads"].format(minutes=minutes),
    }
