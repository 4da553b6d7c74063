"""How much a comment has to do with what it stands under. Advice to moderators; nobody is rejected for it."""

from functools import lru_cache
from typing import Final

from stet.newsroom.screening import Submission
from stet.screening.calibration import Floats, sigmoid
from stet.screening.encoder import Encoder, readable
from stet.screening.normalise import normalise

# The vector is that of a text's first window; this many characters fill it in every language.
_BEGINNING: Final = 2000
# Articles and parents that are discussed at one time; their beginnings and vectors fill some 2 MB.
_KEPT: Final = 512


class Relevance:
    """Compares comments with their articles and parents, whose vectors are kept for the next comment."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._about = lru_cache(maxsize=_KEPT)(self._computed)

    def score(self, vector: Floats, submission: Submission, language: str) -> float | None:
        """The probability that a comment with this `vector` belongs to its article or its parent, whichever is nearer:
        a reply answers its parent. None when it has neither.

        They are read in the comment's `language`: who writes Arabic under an article has read Arabic.
        """
        article = submission.article
        headed = f"{article.title}\n{article.body}" if article else ""
        given = [text[:_BEGINNING] for text in (headed, submission.parent or "") if text.strip()]
        if not given:
            return None
        nearest = max(vector @ self._about(text, language == "ar") for text in given)
        line = self._encoder.meta.relevance
        return float(sigmoid(line.slope * nearest + line.shift))

    def _computed(self, text: str, is_arabic: bool) -> Floats:  # noqa: FBT001 - a key of the cache
        return self._encoder.about(readable(normalise(text), "ar" if is_arabic else ""))
