"""Count comments twice within a snapshot, once after it; in between somebody else says something."""

import subprocess
import sys

import django

django.setup()

from stet.comments.models import Comment  # noqa: E402
from stet.comments.snapshot import snapshot  # noqa: E402

with snapshot():
    before = Comment.objects.count()
    subprocess.run([sys.executable, "-m", "tests.tools.say", "", "Meanwhile."], check=True, stdout=subprocess.DEVNULL)
    within = Comment.objects.count()
print(before, within, Comment.objects.count())
