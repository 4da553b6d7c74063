"""What a screener can say about a comment: one score in 0..1 per label.

The labels are those of the training data. A *guideline* of a site carries the name of the label that judges it;
``toxic`` (uncivil in general) and ``constructive`` (a good trait) are no guidelines: nobody is rejected for them.
"""

from typing import Final

GUIDELINE_LABELS: Final = (
    "profanity",
    "threat",
    "personal_attack",
    "vulgarity",
    "sexism",
    "racism",
    "homophobia",
    "xenophobia",
    "religious_hate",
    "ableism",
    "hate",
    "promotion",
)

LABELS: Final = ("toxic", *GUIDELINE_LABELS, "constructive")

# A score beside the labels, where there is an article or a parent to compare with: whether a comment is about the same.
# It is advice to moderators and no label: no guideline, caution or threshold can name it.
RELEVANCE: Final = "relevance"

# A score beside the labels, of English comments: what Google's Perspective would have given their TOXICITY. For clients
# that ask for it, and no label either: `toxic` is what we say ourselves.
PERSPECTIVE: Final = "perspective_toxicity"

SCORES: Final = (*LABELS, RELEVANCE, PERSPECTIVE)
