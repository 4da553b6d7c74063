"""Make a moderator for each EMAIL."""

import sys

import django

django.setup()

from tests.newsroom_kit import make_moderator, may_rule  # noqa: E402

for email in sys.argv[1:]:
    may_rule(make_moderator(email))
