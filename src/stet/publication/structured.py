"""A thread page for machines: schema.org's words in JSON-LD (json-ld.org), as search engines read them."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from stet.comments.models import Article
from stet.publication.shown import Shown

# What could end the script element that holds it, or begin a comment in it.
_ESCAPES = {ord(letter): f"\\u{ord(letter):04X}" for letter in "<>&"}
CONTEXT = {"@context": "https://schema.org"}


def listed(article: Article, address: str, count: int, comments: Iterable[Shown]) -> SafeString:
    """A page of an article's comments: they belong to the article, which stands on the publisher's own page."""
    about = _article(article, address) | {"commentCount": count}
    return _written(CONTEXT | about | {"comment": [_tree(one, address, about["@id"]) for one in _seen(comments)]})


def conversation(article: Article, address: str, count: int, top: Shown) -> SafeString:
    """A conversation on a page of its own is a posting and what was answered to it."""
    about = _article(article, address)
    posting = _tree(top, address, about["@id"]) | {"@type": "DiscussionForumPosting", "commentCount": count}
    del posting["parentItem"]
    return _written(CONTEXT | posting | {"isPartOf": about})


def _article(article: Article, address: str) -> dict[str, Any]:
    url = article.url or address
    return {"@type": "CreativeWork", "@id": url, "url": url, "headline": str(article), "inLanguage": article.language}


def _tree(comment: Shown, address: str, parent: str) -> dict[str, Any]:
    """A comment with its answers below it; of one that is not shown, what was answered to it."""
    permalink = f"{address}?comment={comment.id}#comment-{comment.id}"
    said: dict[str, Any] = {"@type": "Comment", "@id": permalink, "parentItem": {"@id": parent}}
    if comment.is_available:
        said |= _words(comment, permalink)
    answers = [_tree(reply, address, permalink) for reply in _seen(comment.replies)]
    return said | ({"comment": answers} if answers else {})


def _words(comment: Shown, permalink: str) -> dict[str, Any]:
    language = {"inLanguage": comment.language} if comment.language != "und" else {}
    liked = {"upvoteCount": comment.reactions} if comment.reactions else {}
    return {
        "url": permalink,
        "text": comment.body,
        "author": {"@type": "Person", "name": comment.author},
        "dateCreated": comment.written_at.isoformat(),
        "datePublished": comment.published_at.isoformat() if comment.published_at else None,
        **language,
        **liked,
    }


def _seen(comments: Iterable[Shown]) -> list[Shown]:
    """Those that say something, or under which something is said."""
    return [one for one in comments if one.is_available or one.replies]


def _written(said: Mapping[str, Any]) -> SafeString:
    text = json.dumps(said, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(text)  # noqa: S308 - the letters that mean something to HTML are escaped in the line above
