"""Print what the second judge said, as JSON: [[outcome, reason], …]."""

import json

import django

django.setup()

from stet.comments.models import Opinion  # noqa: E402

print(json.dumps([[opinion.outcome, opinion.reason] for opinion in Opinion.objects.all()]))
