"""A server that receives webhooks."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from stet.alerts import channels
from stet.alerts.models import Channel, Way
from stet.comments.models import Site
from tests import hook_server


@pytest.fixture
def hooks(settings: Settings) -> Iterator[hook_server.Hooks]:
    """The receiver; the installation may send into private networks, as the test's own is one."""
    settings.STET_ALERTS_PRIVATE = True
    with hook_server.running() as server:
        yield server


def told_at(site: Site, hooks: hook_server.Hooks, path: str = "/200") -> Channel:
    return channels.add(site, Way.WEBHOOK, hooks.address + path, "en")
