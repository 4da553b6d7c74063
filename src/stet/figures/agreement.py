"""How far people share the machine's decisions: by those drawn by lot, which a person judged without knowing them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from stet.comments.models import Site
from stet.figures.period import Period
from stet.moderation.agreement import Look, Share, looks, shared
from stet.moderation.models import Review
from stet.moderation.performance import audits
from stet.newsroom.verdict import Outcome


@dataclass(frozen=True, slots=True)
class Audit:
    """Of the machine's decisions that a person judged blindly, how many they shared: whether to publish.

    `guidelines` are of rejections alone, by the guidelines that the machine named. Each share knows its 95 % interval.
    """

    whole: Share
    approvals: Share
    rejections: Share
    languages: Mapping[str, Share]
    guidelines: Mapping[str, Share]


def audit(site: Site, period: Period) -> Audit:
    """The site's, of the decisions that the machine made in the period."""
    found = looks(audits(Review.objects.filter(comment__site=site), period.begin, period.end))
    rejected = [look for look in found if look.was == Outcome.REJECT.value]
    return Audit(
        whole=shared(found),
        approvals=shared(look for look in found if look.was == Outcome.APPROVE.value),
        rejections=shared(rejected),
        languages=_by(found, lambda look: (look.language,)),
        guidelines=_by(rejected, lambda look: look.broke),
    )


def _by(found: Sequence[Look], names: Callable[[Look], Iterable[str]]) -> Mapping[str, Share]:
    """The share by each of the names that a look has; those with most cases come first."""
    numbers = Counter(name for look in found for name in names(look))
    return {name: shared(look for look in found if name in names(look)) for name, _times in numbers.most_common()}
