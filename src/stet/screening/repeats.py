"""Repeats: a text that a site received a moment ago already, word for word or nearly.

Formulas of courtesy are the same words from many hands; they never count, and neither does a text too short to have
been copied.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from stet.newsroom.screening import Finding, Submission
from stet.screening.calls import calls
from stet.screening.normalise import normalise
from stet.screening.prepared import Evidence, Prepared

# Below six words of one's own two people may well write the same.
MIN_WORDS: Final = 6
SHINGLE: Final = 3
# Share of common word triples (Jaccard) from which two texts are the same with a few words changed; Broder 1997,
# "On the resemblance and containment of documents", section 2.
NEAR: Final = 0.6
# One repeat may be a reader who pressed twice, so a human looks; three are a campaign.
SCORES: Final = (0.0, 0.65, 0.8, 0.95)
# Recent texts are the same from one comment to the next; each is taken apart once.
_REMEMBERED: Final = 4_096


@dataclass(frozen=True, slots=True)
class Shape:
    """The words of a text that are its author's own, and their triples."""

    words: tuple[str, ...]
    shingles: frozenset[tuple[str, ...]]


class Repeats:
    """Repeats of recent texts, as a step of screening."""

    name = "repeats"
    version = "1"

    def screen(self, texts: Sequence[Prepared]) -> list[Evidence]:
        """One finding, over the whole text, for each text that repeats a recent one."""
        return [self._screen(each.submission, each.normalised.text) for each in texts]

    def _screen(self, submission: Submission, normalised: str) -> Evidence:
        if not submission.recent:
            return Evidence()
        shape = _shape(normalised)
        if len(shape.words) < MIN_WORDS:
            return Evidence()
        times = sum(_alike(shape, _shape_of(recent)) for recent in submission.recent)
        if not times:
            return Evidence()
        score = SCORES[min(times, len(SCORES) - 1)]
        return Evidence(findings=(Finding("promotion", score, ((0, len(submission.text)),), self.name),))


def _alike(one: Shape, other: Shape) -> bool:
    fewer, more = sorted((len(one.shingles), len(other.shingles)))
    # What they share is at most the smaller of the two, and what they hold together at least the larger.
    if len(other.words) < MIN_WORDS or fewer < NEAR * more:
        return False
    common = len(one.shingles & other.shingles)
    return common >= NEAR * (len(one.shingles) + len(other.shingles) - common)


@lru_cache(maxsize=_REMEMBERED)
def _shape_of(text: str) -> Shape:
    return _shape(normalise(text).text)


def _shape(normalised: str) -> Shape:
    words = tuple(re.findall(r"\w+", _without_formulas(normalised)))
    triples = (words[place : place + SHINGLE] for place in range(max(1, len(words) - SHINGLE + 1)))
    return Shape(words, frozenset(triples))


def _without_formulas(text: str) -> str:
    letters = list(text)
    for start, end in calls("formulas").spans(text):
        letters[start:end] = " " * (end - start)
    return "".join(letters)
