"""Receive as many comments as the argument says, each followed by a confirmed reader of its own, and approve them."""

import sys

import django

django.setup()

from stet.accounts.models import Account  # noqa: E402
from stet.comments.acts.rule import rule  # noqa: E402
from stet.comments.models import Article  # noqa: E402
from stet.letters.following import confirm, follow, token_to_confirm  # noqa: E402
from stet.newsroom.verdict import Outcome  # noqa: E402
from tests.newsroom_kit import say  # noqa: E402

article, moderator = Article.objects.select_related("site").get(), Account.objects.get()
for number in range(int(sys.argv[1])):
    comment = say(article, f"Number {number}.")
    follow(comment, f"reader-{number}@example.org", decision=True, replies=False, language="en")
    confirm(token_to_confirm(comment.followers.get()))
    rule(comment, moderator, Outcome.APPROVE)
