"""Print the ids of the comments that somebody follows."""

import django

django.setup()

from stet.letters.models import Follower  # noqa: E402

print(*Follower.objects.filter(stopped_at=None).values_list("comment", flat=True))
