"""A newsroom to test in: plain functions that make a site, its articles, its readers' comments and a moderator."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from stet.accounts.models import Account
from stet.accounts.roles import Role
from stet.comments import policies
from stet.comments.acts.receive import Draft, receive
from stet.comments.acts.rule import rule
from stet.comments.models import Article, Comment, Site
from stet.newsroom.labels import LABELS
from stet.newsroom.policy_file import default_policy_text
from stet.newsroom.verdict import Outcome
from stet.screening import Screener
from stet.screening.language import LanguageModel
from stet.screening.prepared import Evidence, Prepared

ENGLISH = "The council should publish what this bridge has cost us so far."


def policy_text(mode: str = "decide") -> str:
    """The shipped policy, in one of its modes."""
    return default_policy_text().replace("\nmode: decide\n", f"\nmode: {mode}\n")


def make_site(slug: str = "courier", mode: str = "decide", **settings: Any) -> Site:
    site = Site.objects.create(slug=slug, name=slug.title(), **settings)
    policies.put_in_force(site, policy_text(mode))
    return site


def make_article(site: Site, external_id: str = "the-bridge", **fields: Any) -> Article:
    return Article.objects.create(site=site, external_id=external_id, **{"title": "The bridge"} | fields)


def make_moderator(email: str = "shilan@courier.example", role: str = "", **fields: Any) -> Account:
    """Somebody of the newsroom; without a role the desk is shut to them."""
    return Account.objects.create_user(username=email, email=email, role=role, **fields)


def may_rule(account: Account) -> Account:
    """The account, from now on a moderator's."""
    account.role = Role.MODERATOR
    account.save(update_fields=["role"])
    return account


def say(article: Article, body: str = ENGLISH, name: str = "Dilan", **draft: Any) -> Comment:
    """A comment as received: pending, not judged."""
    return receive(article, Draft(body=body, author_name=name, **draft))[0]


def publish(
    article: Article, moderator: Account, body: str = ENGLISH, parent: UUID | None = None, **draft: Any
) -> Comment:
    """A comment that a moderator has approved."""
    comment = say(article, body, parent=parent, **draft)
    rule(comment, moderator, Outcome.APPROVE)
    comment.refresh_from_db()
    return comment


class Scores:
    """A step of screening that gives every text the same scores."""

    name, version = "scores", "1"

    def __init__(self, scores: Mapping[str, float]) -> None:
        self._evidence = Evidence(scores=dict.fromkeys(LABELS, 0.0) | dict(scores))

    def screen(self, texts: Sequence[Prepared]) -> list[Evidence]:
        return [self._evidence for _ in texts]


class Failing:
    """A step of screening that breaks on every text."""

    name, version = "failing", "1"

    def screen(self, texts: Sequence[Prepared]) -> list[Evidence]:
        raise RuntimeError("This step always fails.")


_languages = cache(LanguageModel)


def screener(**scores: float) -> Screener:
    """A screener that finds every text clean but for `scores`, and whatever it reads to be in its own language."""
    return Screener([("scores", lambda: Scores(scores))], _languages)


def failing_screener() -> Screener:
    return Screener([("scores", lambda: Scores({})), ("failing", Failing)], _languages)
