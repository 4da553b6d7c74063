"""Receive comments, one for each BODY, and leave them to a person; print their ids."""

import sys

import django

django.setup()

from stet.comments.acts.judge import judge  # noqa: E402
from stet.comments.models import Article  # noqa: E402
from tests.newsroom_kit import say, screener  # noqa: E402

article = Article.objects.select_related("site").get()
for body in sys.argv[1:]:
    comment = say(article, body)
    judge(comment, screener(threat=0.6))
    print(comment.pk)
