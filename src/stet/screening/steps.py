"""The order in which a comment is screened, from the text as it came to all that is known about it.

Nothing here decides anything, and nothing here changes the text: each step reads a copy and adds evidence.
"""

from collections.abc import Callable, Sequence
from typing import Final

from stet.newsroom.screening import SITE_WORDS, Finding, Submission
from stet.screening import site_words
from stet.screening.language import NO_LANGUAGE, NO_SCRIPT, LanguageModel
from stet.screening.model import Model
from stet.screening.normalise import normalise
from stet.screening.prepared import Evidence, Prepared, Step
from stet.screening.promotion import Promotion
from stet.screening.repeats import Repeats
from stet.screening.words import WordLists


class Words:
    """The word lists, as a step of screening."""

    def __init__(self) -> None:
        self._lists = WordLists()
        self.name, self.version = self._lists.name, self._lists.version

    def screen(self, texts: Sequence[Prepared]) -> list[Evidence]:
        """One finding for each guideline that a listed word speaks of, but for words that the site allows."""
        return [Evidence(findings=tuple(self._find(each))) for each in texts]

    def _find(self, text: Prepared) -> list[Finding]:
        allowed = site_words.allowed_spans(text.normalised, text.language, text.submission.vocabulary)
        return self._lists.find(text.normalised, text.language, allowed)


class SiteWords:
    """The site's own words, as a step of screening."""

    name, version = SITE_WORDS, "1"

    def screen(self, texts: Sequence[Prepared]) -> list[Evidence]:
        """One finding for each guideline that one of the site's own words is about."""
        return [
            Evidence(findings=tuple(site_words.find(each.normalised, each.language, each.submission.vocabulary)))
            for each in texts
        ]


# Less sure than this of a text's language, we look at what it stands under. Nothing surer could be changed by it.
_SURE: Final = 0.9


def prepare(submission: Submission, languages: LanguageModel | None) -> Prepared:
    """What comes before the screeners, in two steps."""
    # A copy with disguises undone (case, width, invisible characters, look-alike letters, digits for letters, Arabic
    # keyboard variants), so that all screeners see through the same ones. First, because everybody reads it.
    normalised = normalise(submission.text)
    # Language and script, from the text as written: the copy has lost what tells Arabic, Persian and Kurdish apart.
    if languages is None:
        return Prepared(submission, normalised, NO_LANGUAGE, NO_SCRIPT, ("language",))
    found = languages.identify(submission.text)
    if found.language != NO_LANGUAGE and found.confidence < _SURE and (above := _above(submission)):
        found = languages.identify(submission.text, languages.identify(above).language)
    return Prepared(submission, normalised, found.language, found.script)


def _above(submission: Submission) -> str:
    """What the comment stands under: the comment it answers, else its article; empty where neither is given."""
    article = submission.article
    return submission.parent or (f"{article.title} {article.body}" if article else "")


# The screeners, in the order in which their findings are shown. Every one sees every text: a later one may know what
# an earlier one missed, and a moderator wants to see all of it.
STEPS: Final[tuple[tuple[str, Callable[[], Step]], ...]] = (
    # Words that no newsroom prints, with their inflections. First, because nothing explains a rejection better.
    ("words", Words),
    # What this site has added to them, in its policy; silent where it has added nothing.
    (SITE_WORDS, SiteWords),
    # Links, numbers and calls: patterns, not vocabulary.
    ("promotion", Promotion),
    # The same text again; needs what the site received lately, and is silent without it.
    ("repeats", Repeats),
    # A probability for every label, for all that lists cannot know. Last, because it costs most.
    ("model", Model),
)
