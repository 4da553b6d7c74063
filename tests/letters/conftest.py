"""An installation that sends letters, into Django's outbox unless a test has a mail server."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from stet.letters.mail import Mail
from tests import mail_server
from tests.mail_server import SENDER


@pytest.fixture(autouse=True)
def _mail(settings: Any) -> None:
    cache.clear()  # how much an address was sent is counted in memory
    settings.STET_MAIL = Mail(SENDER)
    settings.STET_BASE_URL = "https://comments.example"


@pytest.fixture(scope="module")
def _a_mail_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[mail_server.MailServer]:
    with mail_server.running(tmp_path_factory.mktemp("mail")) as server:
        yield server


@pytest.fixture
def server(_a_mail_server: mail_server.MailServer, settings: Any) -> mail_server.MailServer:
    """A mail server, empty, through which this process sends."""
    for kept in _a_mail_server.folder.iterdir():
        kept.unlink()
    settings.STET_MAIL = _a_mail_server.mail
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _a_mail_server.port
    return _a_mail_server
