"""Approve the only comment that waits as the moderator EMAIL, to be held as long as the installation says; its id."""

import sys

import django

django.setup()

from django.test import Client  # noqa: E402

from stet.accounts.models import Account  # noqa: E402
from stet.comments.models import Case  # noqa: E402

case = Case.objects.get()
desk = Client(headers={"host": "localhost"})
desk.force_login(Account.objects.get(email=sys.argv[1]), backend="django.contrib.auth.backends.ModelBackend")
answer = desk.post(f"/desk/comments/{case.pk}/", {"outcome": "approve", "seen": "1"})
assert answer.status_code == 302, answer.status_code
print(case.pk)
