"""What the demo newspaper brings along: its articles and the comments written for them. Reads files, nothing else."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

# How the demo newspaper is called among the sites of an installation.
DEMO_SITE: Final = "zagros"
LANGUAGES: Final = ("en", "ckb")

_HERE: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class DemoArticle:
    """One language's version of an article. `body` is its text in paragraphs, separated by an empty line."""

    id: str
    slug: str
    language: str
    section: str
    date: str
    author: str
    title: str
    standfirst: str
    caption: str
    body: str

    @property
    def path(self) -> str:
        """The path of the page the article is on."""
        return f"/demo/{self.language}/{self.slug}/"


@dataclass(frozen=True, slots=True)
class DemoComment:
    """A comment as its author wrote it. `parent_key` is the `key` of an earlier comment under the same article.

    `staff` is the badge of an author from the newsroom, empty for a guest; `pick` says whether the editor picked it.
    """

    key: str
    article: str
    author: str
    body: str
    parent_key: str | None
    staff: str
    pick: bool


@cache
def newspaper() -> dict[str, Any]:
    """The whole of newspaper.yaml: `words` and `briefs` by language, and `articles`."""
    text = (_HERE / "newspaper.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


@cache
def articles() -> tuple[DemoArticle, ...]:
    """Every article in every language, in the order of the front page."""
    return tuple(
        _article(entry["slug"], language, entry[language])
        for entry in newspaper()["articles"]
        for language in LANGUAGES
    )


def _article(slug: str, language: str, entry: dict[str, Any]) -> DemoArticle:
    return DemoArticle(
        id=f"{slug}-{language}",
        slug=slug,
        language=language,
        section=entry["section"],
        date=str(entry["date"]),
        author=entry["author"],
        title=entry["title"],
        standfirst=entry["standfirst"],
        caption=entry["caption"],
        body=entry["body"].strip(),
    )


@cache
def comments() -> tuple[DemoComment, ...]:
    """Every comment of comments.yaml, each after the one it answers."""
    entries = yaml.safe_load((_HERE / "comments.yaml").read_text(encoding="utf-8"))
    return tuple(
        DemoComment(
            key=entry["key"],
            article=entry["article"],
            author=entry["author"],
            body=entry["body"],
            parent_key=entry.get("to"),
            staff=entry.get("staff", ""),
            pick=entry.get("pick", False),
        )
        for entry in entries
    )


def texts() -> tuple[tuple[DemoArticle, ...], tuple[DemoComment, ...]]:
    """The articles and the comments."""
    return articles(), comments()
