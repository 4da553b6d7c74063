"""Setting the demo newspaper up: its site, its articles, and its comments by the way every comment goes."""

import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from stet.accounts import moderators
from stet.accounts.models import Account
from stet.comments import policies
from stet.comments.acts.pick import pick
from stet.comments.acts.receive import Draft, receive
from stet.comments.errors import ParentUnpublished
from stet.comments.models import Article, Comment, Site, State
from stet.comments.submission import judge_now
from stet.demo.seed import DEMO_SITE, DemoArticle, DemoComment, articles, comments
from stet.newsroom.policy_file import default_policy_text

MODERATOR = "desk@demo.example"


@dataclass(frozen=True, slots=True)
class Planted:
    """What came of it: how many comments are in which state, and the moderator's new password."""

    states: Counter[str]
    password: str


def plant() -> Planted:
    """Set the demo up; done again it adds only what is missing, and makes a new password for its moderator."""
    site, _ = Site.objects.update_or_create(
        slug=DEMO_SITE,
        defaults={
            "name": "The Zagros Courier",
            "language": "en",
            "origins": [settings.STET_BASE_URL],
            "email_sign_in": True,
        },
    )
    policies.put_in_force(site, default_policy_text())
    places = {article.id: _place(site, article) for article in articles()}
    written: dict[str, Comment] = {}
    for comment in comments():
        _write(places[comment.article], comment, written)
    password = secrets.token_urlsafe(9)
    moderators.add(MODERATOR, password)
    _pick(written)
    return Planted(Counter(comment.state for comment in written.values()), password)


def _place(site: Site, article: DemoArticle) -> Article:
    place, _ = Article.objects.update_or_create(
        site=site,
        external_id=article.id,
        defaults={
            "url": f"{settings.STET_BASE_URL}{article.path}",
            "title": article.title,
            "body": article.body,
            "language": article.language,
        },
    )
    return place


def _write(place: Article, said: DemoComment, written: dict[str, Comment]) -> None:
    parent = written.get(said.parent_key) if said.parent_key else None
    if said.parent_key and parent is None:
        # What it answers was not written either; an answer does not become a comment of its own.
        return
    draft = Draft(
        body=said.body,
        author_name=said.author,
        # Guests but for the newsroom's own, whom the site's token would name.
        reader_key=f"staff {said.author}" if said.staff else None,
        badge=said.staff,
        reading_language=place.language,
        parent=parent.pk if parent else None,
        idempotency_key=f"demo:{said.key}",
    )
    try:
        comment, is_new = receive(place, draft)
    except ParentUnpublished:
        # What it answers waits for the moderator or was rejected: as on any site, nobody can have answered it.
        return
    written[said.key] = judge_now(comment) if is_new else comment


def _pick(written: Mapping[str, Comment]) -> None:
    editor = Account.objects.get(email=MODERATOR)
    for said in comments():
        comment = written.get(said.key)
        if said.pick and comment and comment.state == State.APPROVED:
            pick(comment, editor)
