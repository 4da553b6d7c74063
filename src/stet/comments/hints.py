"""A word before posting: the guideline that a text under way looks likely to break. Nothing of it is kept."""

from stet.comments import policies
from stet.comments.models import Article, Comment
from stet.comments.submission import screener
from stet.newsroom.policy import Policy
from stet.newsroom.screening import ArticleContext, Screening, Submission
from stet.newsroom.verdict import GuidelineReason, Outcome, Verdict
from stet.verdicts import explain

# As likely to break it as not: below, a hint would more often be wrong than right.
LIKELY = 0.5
# More than two at once reads like a scolding.
MOST_HINTS = 2


def hints(article: Article, parent: Comment | None, text: str, language: str) -> tuple[GuidelineReason, ...]:
    """The guidelines that `text` would likely break here, gravest first, with the words that make it likely.

    The same screening as after posting, but for repeats: who is still writing has posted nothing yet.
    """
    policy = policies.in_force(article.site)[1]
    screening = screener().screen(
        Submission(
            text=text,
            article=ArticleContext(title=article.title, body=article.body),
            parent=parent.body if parent else None,
            vocabulary=policy.vocabulary,
        )
    )
    likely = _likely(screening, policy)
    if not likely:
        return ()
    return explain(Verdict(Outcome.REJECT, likely), screening, policy, language).guidelines


def _likely(screening: Screening, policy: Policy) -> tuple[str, ...]:
    """What a machine would reject it for; failing that, what it breaks as likely as not. Gravest first."""
    judged = sorted((one for one in policy.guidelines if one.thresholds), key=lambda one: -one.severity)
    scores = {one.id: screening.scores.get(one.id) or 0.0 for one in judged}
    broken = [one.id for one in judged if one.thresholds and scores[one.id] > one.thresholds.reject_above]
    return tuple(broken or [name for name, score in scores.items() if score >= LIKELY])[:MOST_HINTS]
