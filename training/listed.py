"""Weak labels: what the program's own word lists say of toxic comments whose finer labels are unknown.

English has a dozen comments labelled vulgar, Persian none with any finer label. In a comment that people called toxic,
a strong word of a list names its guideline well enough to count a little; and where no swear word stands, there is
probably no profanity.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from stet.newsroom.labels import LABELS
from stet.newsroom.languages import LANGUAGES
from stet.screening.normalise import Normalised
from stet.screening.word_files import STRONG
from stet.screening.words import WordLists
from training.texts import Row

# The lists cover these labels by word; other abuse is mostly made of harmless words, so a list's silence says nothing.
BY_WORD: Final = ("profanity", "vulgarity")

# A long comment with one swear word is a poor example of it, and takes long to look through.
_LONGEST: Final = 600


def listed(rows: Sequence[Row], copies: Sequence[Normalised]) -> npt.NDArray[np.int8]:
    """What the lists say, (n, labels): 1 named by a strong word, 0 not named, -1 not looked up."""
    lists = WordLists()
    result = np.full((len(rows), len(LABELS)), -1, dtype=np.int8)
    for number, (row, copy) in enumerate(zip(rows, copies, strict=True)):
        language = row.variety.split("-")[0]
        if row.labels.get("toxic", 0) > 0.5 and row.fold < 0 and language in LANGUAGES and len(row.text) <= _LONGEST:
            named = {finding.guideline for finding in lists.find(copy, language) if finding.score >= STRONG}
            result[number] = [label in named for label in LABELS]
    return result
