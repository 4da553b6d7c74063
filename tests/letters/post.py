"""What the tests of letters share: asking for them, opening the links in them, and looking into the mailbox."""

import json
import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from stet.comments.models import Comment
from stet.comments.receipts import receipt_of
from stet.letters.making import make_letters
from stet.letters.outbox import send_due
from tests.mail_server import part

READER = "reader@example.org"


def ask(comment: Comment, email: str = READER, **wishes: Any) -> Any:
    """Ask for letters through the API; the answer."""
    said = {"email": email, "lang": "en"} | (wishes or {"decision": True})
    path = f"/api/v1/receipts/{receipt_of(comment)}/follow"
    return Client().post(path, json.dumps(said), content_type="application/json")


def state(comment: Comment) -> dict[str, bool]:
    """What the receipt says of letters."""
    return dict(Client().get(f"/api/v1/receipts/{receipt_of(comment)}").json()["follow"])


def post() -> list[Any]:
    """Make and send all letters that are due; those that were sent, as a mail program reads them."""
    before = len(mail.outbox)
    make_letters()
    send_due()
    return mail.outbox[before:]


def link_in(letter: Any, page: str) -> str:
    """The path of a page of ours that a letter links to."""
    found = re.search(rf"^https://comments\.example(/letters/{page}/\S+)$", letter.body, re.MULTILINE)
    assert found, letter.body
    return found[1]


def confirmed(comment: Comment, email: str = READER, **wishes: Any) -> None:
    """Ask for letters, and confirm by the link in the first one."""
    assert ask(comment, email, **wishes).status_code == 202
    (letter,) = post()
    assert Client().post(link_in(letter, "confirm")).status_code == 200


def html_of(letter: Any) -> str:
    return part(parsed(letter), "html")


def parsed(letter: Any) -> Any:
    """Django's message as a mail program reads it."""
    import email.policy

    return email.message_from_bytes(letter.message().as_bytes(), policy=email.policy.default)


def later(monkeypatch: pytest.MonkeyPatch, **delay: float) -> None:
    """Let so much time pass."""
    now: datetime = timezone.now() + timedelta(**delay)
    monkeypatch.setattr(timezone, "now", lambda: now)


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"
