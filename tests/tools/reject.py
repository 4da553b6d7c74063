"""Reject the comment given by its id, as a moderator."""

import sys

import django

django.setup()

from stet.accounts.models import Account  # noqa: E402
from stet.comments.acts.rule import rule  # noqa: E402
from stet.comments.models import Comment  # noqa: E402
from stet.newsroom.verdict import Outcome  # noqa: E402

rule(Comment.objects.get(pk=sys.argv[1]), Account.objects.get(), Outcome.REJECT, ["threat"])
