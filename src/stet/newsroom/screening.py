"""What is screened, and what screening says about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from stet.newsroom.vocabulary import NO_WORDS, Vocabulary

# [start, end) in Unicode code points of the text as its author wrote it.
Span = tuple[int, int]

# The screener that knows a site's own words. What it finds always has a person look, or more.
SITE_WORDS: Final = "site_words"


@dataclass(frozen=True, slots=True)
class ArticleContext:
    """The article a comment stands under, as far as screening needs it."""

    title: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """A text to screen, with what it answers to.

    `recent` holds texts received shortly before on the same site: a repeat is a sign of promotion. `vocabulary` is the
    site's own words.
    """

    text: str
    article: ArticleContext | None = None
    parent: str | None = None
    recent: tuple[str, ...] = ()
    vocabulary: Vocabulary = NO_WORDS


@dataclass(frozen=True, slots=True)
class Finding:
    """One screener's evidence that a text may break a guideline: how sure (0..1), and which words."""

    guideline: str
    score: float
    spans: tuple[Span, ...]
    screener: str


@dataclass(frozen=True, slots=True)
class Screening:
    """All that screening found.

    `language` is an ISO 639 code (``"und"`` when it cannot be told), `script` an ISO 15924 code (``"Zyyy"`` likewise).
    `scores` holds 0..1 per label; a label that no working screener judges is absent.
    `failures` names the screeners that should have answered and did not; with one of them, a human decides.
    `screeners` says which version of each screener took part.
    """

    language: str
    script: str
    scores: Mapping[str, float]
    findings: tuple[Finding, ...] = ()
    failures: tuple[str, ...] = ()
    screeners: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_wordless(self) -> bool:
        """Whether the text is in no language because it has no word of one: emoji, numbers, laughter, "ok"."""
        return (self.language, self.script) == ("und", "Zyyy")
