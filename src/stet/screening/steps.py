"""The order in which a comment is screened, from the text as it came to all that is known about it.

Nothing here decides anything, and nothing here changes the text: each step reads a copy and adds evidence.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, SupportsFloat

from stet.newsroom.labels import GUIDELINE_LABELS, LABELS
from stet.newsroom.screening import Finding, Submission
from stet.screening.addresses import without_links
from stet.screening.language import NO_LANGUAGE, NO_SCRIPT, LanguageModel
from stet.screening.linear import LinearModel
from stet.screening.normalise import normalise
from stet.screening.prepared import Evidence, Prepared, Step
from stet.screening.promotion import Promotion
from stet.screening.repeats import Repeats
from stet.screening.words import WordLists

# From this probability on the model's opinion is evidence that a moderator should see, with the words it rests on.
MODEL_FINDING: Final = 0.5

# What the model knows of promotion it learned from the comments under five music videos and a collection of tweets:
# "subscribe" is enough for it. So it may ask for a human; only the step `promotion` has evidence to reject by.
MODEL_PROMOTION_AT_MOST: Final = 0.6


class Words:
    """The word lists, as a step of screening."""

    def __init__(self) -> None:
        self._lists = WordLists()
        self.name, self.version = self._lists.name, self._lists.version

    def screen(self, texts: Sequence[Prepared]) -> list[Evidence]:
        """One finding for each guideline that a listed word speaks of."""
        return [Evidence(findings=tuple(self._lists.find(each.normalised, each.language))) for each in texts]


class Model:
    """The linear model, as a step of screening: it alone scores every label of every text.

    It does not read links. The spam that it learned from has one in nearly every text, so it would take a reader's
    source for an advertisement; how much a link says is for the step `promotion`.
    """

    def __init__(self) -> None:
        self._model = LinearModel()
        self.name, self.version = self._model.name, self._model.version

    def screen(self, texts: Sequence[Prepared]) -> list[Evidence]:
        """Scores for all labels, and a finding for each guideline that the model thinks broken."""
        copies = [without_links(each.normalised.text) for each in texts]
        rows = self._model.scores(copies, [each.language for each in texts])
        return [self._evidence(*each) for each in zip(texts, copies, rows, strict=True)]

    def _evidence(self, text: Prepared, copy: str, row: Iterable[SupportsFloat]) -> Evidence:
        scores = dict(zip(LABELS, map(float, row), strict=True))
        scores["promotion"] = min(scores["promotion"], MODEL_PROMOTION_AT_MOST)
        suspected = (label for label in GUIDELINE_LABELS if scores[label] >= MODEL_FINDING)
        return Evidence(scores, tuple(self._finding(text, copy, label, scores[label]) for label in suspected))

    def _finding(self, text: Prepared, copy: str, label: str, score: float) -> Finding:
        words = self._model.explain(copy, label, text.language)
        spans = {text.normalised.to_original(*span) for span in words}
        return Finding(label, round(score, 4), tuple(sorted(spans)), self.name)


# Hawrami and Southern Kurdish are written with the letters of Sorani, and a short Sorani text is taken for one of
# them. Unless the choice is this sure the text is read as Sorani, the language that far more readers write.
_SORANI_NEIGHBOURS: Final = frozenset({"hac", "sdh"})
_SURE: Final = 0.9


def prepare(submission: Submission, languages: LanguageModel | None) -> Prepared:
    """What comes before the screeners, in two steps."""
    # A copy with disguises undone (case, width, invisible characters, look-alike letters, digits for letters, Arabic
    # keyboard variants), so that all screeners see through the same ones. First, because everybody reads it.
    normalised = normalise(submission.text)
    # Language and script, from the text as written: the copy has lost what tells Arabic, Persian and Kurdish apart.
    if languages is None:
        return Prepared(submission, normalised, NO_LANGUAGE, NO_SCRIPT, ("language",))
    language, script, confidence = languages.identify(submission.text)
    if language in _SORANI_NEIGHBOURS and confidence < _SURE:
        language = "ckb"
    return Prepared(submission, normalised, language, script)


# The screeners, in the order in which their findings are shown. Every one sees every text: a later one may know what
# an earlier one missed, and a moderator wants to see all of it.
STEPS: Final[tuple[tuple[str, Callable[[], Step]], ...]] = (
    # Words that no newsroom prints, with their inflections. First, because nothing explains a rejection better.
    ("words", Words),
    # Links, numbers and calls: patterns, not vocabulary.
    ("promotion", Promotion),
    # The same text again; needs what the site received lately, and is silent without it.
    ("repeats", Repeats),
    # A probability for every label, for all that lists cannot know. Last, because it costs most.
    ("model", Model),
)
