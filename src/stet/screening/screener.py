"""The screener: a text, its article and its parent in; all that the steps found out."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from stet.newsroom.screening import ArticleContext, Screening, Submission
from stet.screening.language import LanguageModel
from stet.screening.normalise import NORMALISATION
from stet.screening.prepared import Evidence, Prepared, Step
from stet.screening.steps import STEPS, prepare

_log = logging.getLogger(__name__)

Loaded = TypeVar("Loaded")

# The model reads several texts at once faster than one by one; beyond this nothing is gained.
BATCH = 64


class Screener:
    """Screens comments by the steps of `stet.screening.steps`. Loads once; may be used by many threads.

    The same text gives the same screening. Nothing that goes wrong inside a step reaches the caller: a step that cannot
    be loaded, or that fails on a text, is named in the screening's `failures`, and a human will decide.
    """

    def __init__(
        self,
        steps: Iterable[tuple[str, Callable[[], Step]]] = STEPS,
        languages: Callable[[], LanguageModel] = LanguageModel,
    ) -> None:
        self._languages = _loaded("language", languages)
        loaded = [(name, _loaded(name, load)) for name, load in steps]
        self._steps = [step for _, step in loaded if step is not None]
        self._missing = tuple(name for name, step in loaded if step is None)
        self._versions = {step.name: step.version for step in self._steps} | {"normalise": str(NORMALISATION)}
        if self._languages is not None:
            self._versions[self._languages.name] = self._languages.version

    def screen(self, submission: Submission) -> Screening:
        """All that can be found out about one submission."""
        return self._screen_batch((submission,))[0]

    def screen_text(self, text: str, article: ArticleContext | None = None, parent: str | None = None) -> Screening:
        """All that can be found out about a text."""
        return self.screen(Submission(text, article, parent))

    def screen_many(self, submissions: Iterable[Submission]) -> list[Screening]:
        """One screening for each submission, in their order."""
        return [screening for batch in _batches(submissions) for screening in self._screen_batch(batch)]

    def _screen_batch(self, submissions: Sequence[Submission]) -> list[Screening]:
        prepared = [self._prepared(submission) for submission in submissions]
        texts = [each for each in prepared if each is not None]
        said = [_evidence(step, texts) for step in self._steps]
        screenings = (self._screening(text, answers) for text, *answers in zip(texts, *said, strict=True))
        return [next(screenings) if each else _unprepared(self._missing) for each in prepared]

    def _prepared(self, submission: Submission) -> Prepared | None:
        try:
            return prepare(submission, self._languages)
        except Exception:
            _log.exception("A comment cannot be prepared for screening; it will wait for a human.")
            return None

    def _screening(self, text: Prepared, answers: Sequence[Evidence | None]) -> Screening:
        given = [evidence for evidence in answers if evidence is not None]
        silent = (step.name for step, evidence in zip(self._steps, answers, strict=True) if evidence is None)
        findings = tuple(finding for evidence in given for finding in evidence.findings)
        return Screening(
            language=text.language,
            script=text.script,
            scores=_merged(given),
            findings=findings,
            failures=(*text.failures, *self._missing, *silent),
            screeners=self._versions,
        )


def _loaded(name: str, load: Callable[[], Loaded]) -> Loaded | None:
    try:
        return load()
    except Exception:
        _log.exception("The screener %r cannot be loaded; comments will wait for a human.", name)
        return None


def _batches(submissions: Iterable[Submission]) -> Iterator[Sequence[Submission]]:
    waiting = iter(submissions)
    while batch := tuple(islice(waiting, BATCH)):
        yield batch


def _unprepared(missing: Sequence[str]) -> Screening:
    return Screening("und", "Zyyy", {}, failures=(*missing, "preparation"))


def _evidence(step: Step, texts: Sequence[Prepared]) -> list[Evidence | None]:
    """A step's evidence for each text; None where it failed. One bad text does not silence it about the others."""
    try:
        return list(_checked(step.screen(texts), len(texts)))
    except Exception:
        if len(texts) > 1:
            return [evidence for text in texts for evidence in _evidence(step, (text,))]
        _log.exception("The screener %r failed on a comment; it will wait for a human.", step.name)
        return [None] * len(texts)


def _checked(said: list[Evidence], expected: int) -> list[Evidence]:
    scores = [score for each in said for score in (*each.scores.values(), *(f.score for f in each.findings))]
    if len(said) != expected or not all(0 <= score <= 1 for score in scores):
        raise ValueError("A screener gave scores outside 0..1, or not one answer a text.")
    return said


def _merged(given: Iterable[Evidence]) -> dict[str, float]:
    """Each label's highest score, whoever gave it; rounded, so that no platform's last digit decides."""
    scores: dict[str, float] = {}
    for evidence in given:
        named = ((finding.guideline, finding.score) for finding in evidence.findings)
        for label, score in (*evidence.scores.items(), *named):
            scores[label] = max(round(score, 4), scores.get(label, 0.0))
    return scores
