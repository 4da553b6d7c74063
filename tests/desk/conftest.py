"""A moderator at the desk."""

import pytest
from django.test import Client

from stet.accounts.models import Account
from tests.newsroom_kit import make_moderator, may_rule


@pytest.fixture
def desk(moderator: Account) -> Client:
    """A browser in which the moderator is signed in."""
    client = Client()
    client.force_login(may_rule(moderator), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def colleague(db: None) -> Account:
    return may_rule(make_moderator("rojin@courier.example"))
