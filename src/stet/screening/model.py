"""The model: a linear one and an encoder, judged as one.

The linear model knows the words of 620,000 comments, the encoder what they mean in their order; each is right where the
other is not, and their sum is better than either. There is no judging by one alone: without the other its probabilities
would be wrong, and nobody would notice.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from stet.newsroom.labels import GUIDELINE_LABELS, LABELS, PERSPECTIVE, RELEVANCE
from stet.newsroom.screening import Finding, Span
from stet.screening.addresses import without_links
from stet.screening.calibration import Floats, logit, sigmoid
from stet.screening.encoder import Encoder, Reading, readable
from stet.screening.encoder_file import Meta
from stet.screening.linear import LinearModel
from stet.screening.model_file import MODELS
from stet.screening.prepared import Evidence, Prepared
from stet.screening.relevance import Relevance

# From this probability on the model's opinion is evidence that a moderator should see, with the words it rests on.
MODEL_FINDING: Final = 0.5

# What the model knows of promotion it learned from the comments under five music videos and a collection of tweets:
# "subscribe" is enough for it. So it may ask for a human; only the step `promotion` has evidence to reject by.
MODEL_PROMOTION_AT_MOST: Final = 0.6

# Nowhere else did we have scores of Perspective's to learn from, so in no other language do we pretend to know them.
_PERSPECTIVE_IN: Final = "en"


class Model:
    """The model, as a step of screening: it alone scores every label of every text.

    It does not read links. The spam that it learned from has one in nearly every text, so it would take a reader's
    source for an advertisement; how much a link says is for the step `promotion`.
    """

    name: Final = "model"

    def __init__(self, models: Path = MODELS) -> None:
        """Load both from the folder `models`. Raises ModelError, naming the file, when either cannot be used."""
        self._linear = LinearModel(models / "linear.npz")
        self._encoder = Encoder(models / "encoder")
        self._relevance = Relevance(self._encoder)
        self.version = f"{self._linear.version} {self._encoder.version}"

    def screen(self, texts: Sequence[Prepared]) -> list[Evidence]:
        """Scores for all labels, for relevance where there is something to compare with, for Perspective in English,
        and a finding for each guideline that the model thinks broken. Raises TooLongError when a text is longer than
        the encoder reads."""
        if not texts:
            return []
        readings = self._encoder.read([readable(each.normalised, each.language) for each in texts])
        linear = self._linear.logits([without_links(each.normalised.text) for each in texts])
        rows = self._scores(texts, linear[:, :-1], readings)
        theirs = as_perspective(linear[:, -1], readings, self._encoder.meta)
        return [self._evidence(*each) for each in zip(texts, readings, rows, theirs, strict=True)]

    def _scores(self, texts: Sequence[Prepared], linear: Floats, readings: Sequence[Reading]) -> Floats:
        languages = [each.language for each in texts]
        probabilities = self._linear.probabilities(linear, languages)
        return together(probabilities, np.stack([each.logits for each in readings]), languages, self._encoder.meta)

    def _evidence(self, text: Prepared, reading: Reading, row: Floats, theirs: float) -> Evidence:
        scores = dict(zip(LABELS, map(float, row), strict=True))
        if text.language == _PERSPECTIVE_IN:
            scores[PERSPECTIVE] = float(theirs)
        scores["promotion"] = min(scores["promotion"], MODEL_PROMOTION_AT_MOST)
        suspected = [label for label in GUIDELINE_LABELS if scores[label] >= MODEL_FINDING]
        findings = tuple(self._finding(text, reading, label, scores[label]) for label in suspected)
        relevance = self._relevance.score(reading.vector, text.submission, text.language)
        return Evidence(scores if relevance is None else scores | {RELEVANCE: relevance}, findings)

    def _finding(self, text: Prepared, reading: Reading, label: str, score: float) -> Finding:
        spans = {text.normalised.to_original(*span) for span in self._spans(text, reading, label)}
        return Finding(label, round(score, 4), tuple(sorted(spans)), self.name)

    def _spans(self, text: Prepared, reading: Reading, label: str) -> Sequence[Span]:
        """What the encoder marks, of the normalised copy; where it marks nothing, what weighs most in the linear model.

        The encoder marks what offends; advertising does not.
        """
        if reading.spans and label != "promotion":
            return reading.spans
        return self._linear.explain(without_links(text.normalised.text), label, text.language)


def as_perspective(linear: Floats, readings: Sequence[Reading], meta: Meta) -> Floats:
    """What Perspective would have said (n,), 0..1, of English texts with these logits (n,) of the linear model and
    these readings."""
    blend, encoder = meta.perspective, np.array([each.perspective for each in readings], dtype=np.float32)
    logits = blend.linear * linear + blend.encoder * encoder + blend.shift
    return sigmoid(np.asarray(logits, dtype=np.float32))


def together(linear: Floats, logits: Floats, languages: Sequence[str], meta: Meta) -> Floats:
    """Probabilities (n, labels) from the linear model's and the encoder's logits, both (n, labels), of texts in
    `languages`: the weighted sum of both logits, on the curve of its language."""
    common_weight, common_curve = meta.linear_weight[""], meta.curves[""]
    weights = np.array([meta.linear_weight.get(each, common_weight) for each in languages], dtype=np.float32)
    curves = np.array([meta.curves.get(each, common_curve) for each in languages], dtype=np.float32)
    return sigmoid(curves[:, 0] * (logits + weights * logit(linear)) + curves[:, 1])
