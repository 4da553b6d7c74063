"""What the machine found and why it stopped, in words for a moderator."""

from collections.abc import Callable, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stet.comments.acts.rule import BATCH, SOLE_MODERATOR
from stet.comments.models import Verdict
from stet.newsroom.labels import RELEVANCE
from stet.newsroom.languages import LANGUAGES
from stet.newsroom.policy import Mode, Policy
from stet.newsroom.verdict import Cause, Ground, Outcome

# Between the items of a list: a sign that reads alike in both directions. Before a number stands a dash instead: to
# readers of Arabic digits the dot is a nought.
SEPARATOR = " · "

# How sure a score is, in words: from which score on each is said. A moderator weighs words sooner than decimals.
_SURENESS: tuple[tuple[float, Promise], ...] = (
    (0.95, gettext_lazy("almost certain")),
    (0.8, gettext_lazy("very likely")),
    (0.6, gettext_lazy("likely")),
    (0.4, gettext_lazy("possible")),
    (0.0, gettext_lazy("unlikely")),
)

# Below this probability that a comment belongs to its article, or to the comment it answers, a moderator is told so.
# Low, because it is judged by the beginning of the article: what is said of its end must not be called off topic.
OFF_TOPIC_BELOW = 0.2

_SCREENERS: Mapping[str, Promise] = {
    "words": gettext_lazy("word list"),
    "site_words": gettext_lazy("the site's own words"),
    "promotion": gettext_lazy("promotion"),
    "repeats": gettext_lazy("repeats"),
    "model": gettext_lazy("model"),
    "language": gettext_lazy("recognition of the language"),
    "screening": gettext_lazy("the whole screening"),
}

# Labels that no guideline is named for.
_LABELS: Mapping[str, Promise] = {
    "toxic": gettext_lazy("Uncivil in general"),
    "constructive": gettext_lazy("Constructive"),
}

OUTCOMES: Mapping[str, Promise] = {
    Outcome.APPROVE: gettext_lazy("Approved"),
    Outcome.REJECT: gettext_lazy("Rejected"),
    Outcome.REFER: gettext_lazy("Left to a person"),
}

# Why a comment waits, in a few words: what the queue can be filtered by.
CAUSES: Mapping[str, Promise] = {
    Cause.GRAVE: gettext_lazy("Danger to somebody"),
    Cause.BREAKS: gettext_lazy("Seems to break a guideline"),
    Cause.UNSURE: gettext_lazy("In doubt"),
    Cause.CAUTION: gettext_lazy("Too much for a machine"),
    Cause.LANGUAGE: gettext_lazy("Language"),
    Cause.ARTICLE: gettext_lazy("The article"),
    Cause.READER: gettext_lazy("The reader"),
    Cause.MODE: gettext_lazy("How the site is run"),
    Cause.SCREENER: gettext_lazy("Not judged"),
}


def sureness(score: float) -> str:
    """How sure `score` (0..1) is, in words."""
    return str(next(words for least, words in _SURENESS if score >= least or least == 0))


def advice(scores: Mapping[str, float]) -> tuple[str, ...]:
    """What a moderator may want to know although no guideline speaks of it."""
    if scores.get(RELEVANCE, 1) < OFF_TOPIC_BELOW:
        return (_("It seems off topic. That alone is no reason to reject it."),)
    return ()


def screener(name: str) -> str:
    return str(_SCREENERS.get(name, name))


def guideline(name: str, policy: Policy, language: str) -> str:
    """A guideline's title; a label that the policy has no guideline for by its own name."""
    try:
        title = policy.guideline(name).title
    except KeyError:
        return str(_LABELS.get(name, name.replace("_", " ")))
    return title.get(language) or title.get("en") or name


def grounds(given: Sequence[Ground], policy: Policy, language: str) -> tuple[str, ...]:
    """Why a verdict is what it is: one sentence for each cause, however many guidelines it is about."""
    told = []
    for cause in dict.fromkeys(ground.cause for ground in given):
        subjects = [ground.subject for ground in given if ground.cause is cause]
        told.append(_SENTENCES[cause](subjects, policy, language))
    return tuple(told)


def source(model: str) -> str:
    """A second judge, by its model."""
    return _("the second judge (%(model)s)") % {"model": model}


def decided_by(verdict: Verdict) -> str:
    """A moderator by the address they sign in with, the second judge by its model, or the machine."""
    if verdict.moderator:
        return verdict.moderator.email
    second = [subject for cause, subject in verdict.grounds if cause == Cause.SECOND_JUDGE]
    return source(second[0]) if second else _("the machine")


def _breaks(subjects: Sequence[str], policy: Policy, language: str) -> str:
    return _("Above the limit from which it is rejected: %(guidelines)s.") % {
        "guidelines": _titles(subjects, policy, language)
    }


def _unsure(subjects: Sequence[str], policy: Policy, language: str) -> str:
    return _("Neither clearly kept nor clearly broken: %(guidelines)s.") % {
        "guidelines": _titles(subjects, policy, language)
    }


def _caution(subjects: Sequence[str], policy: Policy, language: str) -> str:
    return _("Too much of it for a machine to approve: %(labels)s.") % {"labels": _titles(subjects, policy, language)}


def _silent(subjects: Sequence[str], policy: Policy, language: str) -> str:
    names = [screener(name) if name in _SCREENERS else guideline(name, policy, language) for name in subjects]
    return _("No answer, so the machine does not know enough: %(screeners)s.") % {"screeners": SEPARATOR.join(names)}


def _mode(subjects: Sequence[str], _policy: Policy, _language: str) -> str:
    if Mode.ADVISE in subjects:
        return _("Here a person decides about every comment.")
    return _("Here only a person rejects a comment.")


def _grave(subjects: Sequence[str], policy: Policy, language: str) -> str:
    return _("Somebody may be in danger, so no machine decides: %(guidelines)s.") % {
        "guidelines": _titles(subjects, policy, language)
    }


def _language(subjects: Sequence[str], _policy: Policy, _own: str) -> str:
    if "und" in subjects:
        return _("The machine cannot tell in which language this is written.")
    names = [LANGUAGES[code].name if code in LANGUAGES else code for code in subjects]
    return _("The policy does not let a machine decide in this language: %(language)s.") % {
        "language": SEPARATOR.join(names)
    }


def _second_judge(subjects: Sequence[str], _policy: Policy, _language: str) -> str:
    return _("The second judge decided, as this site lets it: %(model)s.") % {"model": SEPARATOR.join(subjects)}


def _human(subjects: Sequence[str], _policy: Policy, _language: str) -> str:
    if SOLE_MODERATOR in subjects:
        return _("Whoever rejected the comment answered the appeal as well: there was no other moderator.")
    if any(subject.startswith(BATCH) for subject in subjects):
        return _("It was approved together with others, after a person had checked a sample of them.")
    return _("A person decided.")


def _titles(names: Sequence[str], policy: Policy, language: str) -> str:
    return SEPARATOR.join(guideline(name, policy, language) for name in names)


_SENTENCES: Mapping[Cause, Callable[[Sequence[str], Policy, str], str]] = {
    Cause.CLEAN: lambda *_about: _("Nothing was found."),
    Cause.BREAKS: _breaks,
    Cause.UNSURE: _unsure,
    Cause.CAUTION: _caution,
    Cause.GRAVE: _grave,
    Cause.ARTICLE: lambda *_about: _("Under this article a person decides about every comment."),
    Cause.READER: lambda *_about: _("A person decides about everything that this reader writes."),
    Cause.MODE: _mode,
    Cause.SCREENER: _silent,
    Cause.LANGUAGE: _language,
    Cause.SECOND_JUDGE: _second_judge,
    Cause.HUMAN: _human,
}
