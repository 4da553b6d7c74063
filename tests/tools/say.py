"""Receive and approve comments, one for each BODY; print their ids. Arguments: PREFIX BODY... (a prefix makes keys)."""

import sys

import django

django.setup()

from stet.accounts.models import Account  # noqa: E402
from stet.comments.acts.rule import rule  # noqa: E402
from stet.comments.models import Article  # noqa: E402
from stet.newsroom.verdict import Outcome  # noqa: E402
from tests.newsroom_kit import say  # noqa: E402

article, moderator = Article.objects.select_related("site").get(), Account.objects.get()
prefix, *bodies = sys.argv[1:]
for number, body in enumerate(bodies):
    comment = say(article, body, reader_key="dilan", idempotency_key=f"{prefix}-{number}" if prefix else None)
    rule(comment, moderator, Outcome.APPROVE)
    print(comment.pk)
