"""What every test stands on: an installation in a temporary folder, and no limit on how fast a test may post."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long something takes says nothing about whether it is right, and CI's machines are busy.
settings.register_profile("stet", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("stet")

# The settings are read from the environment once, when Django starts; so this comes before anything of Django's.
_home = tempfile.mkdtemp(prefix="stet-tests-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ.update(STET_HOME=_home, STET_RATE_POST="off", STET_RATE_READ="off", STET_RATE_ACT="off")
# A ruling is given at once, but where a test says otherwise.
os.environ.setdefault("STET_UNDO_SECONDS", "0")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stet.server.settings")

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402

from tests import judge_server, newsroom_kit, own_installation, tampering  # noqa: E402


@pytest.fixture(autouse=True)
def _flush_may_pass(request: pytest.FixtureRequest, _django_db_marker: None) -> Iterator[None]:
    """Tests with real commits are followed by a flush, which our guards refuse; it puts them back at its end."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction")):
        tampering.drop_guards()


@pytest.fixture
def site(db: None) -> newsroom_kit.Site:
    return newsroom_kit.make_site()


@pytest.fixture
def article(site: newsroom_kit.Site) -> newsroom_kit.Article:
    return newsroom_kit.make_article(site)


@pytest.fixture
def moderator(db: None) -> newsroom_kit.Account:
    return newsroom_kit.make_moderator()


@pytest.fixture(scope="session")
def judge() -> Iterator[judge_server.Judge]:
    """A server to be the second judge, in a process of its own."""
    with judge_server.running() as server:
        yield server


@pytest.fixture(scope="session")
def _blank_installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[own_installation.Installation]:
    yield from own_installation.blank(tmp_path_factory.mktemp("blank"), connection.vendor)


@pytest.fixture
def installation(
    _blank_installation: own_installation.Installation, tmp_path: Path
) -> Iterator[own_installation.Installation]:
    """A migrated, empty installation on the suite's kind of database, for other processes to work in."""
    yield from own_installation.copy(_blank_installation, tmp_path / "home")
