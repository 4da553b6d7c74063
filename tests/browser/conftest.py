"""A real Chromium, and for whole journeys a real server: the very process that `stet serve` is."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.own_installation import ROOT, STET

# Playwright's synchronous interface runs an event loop in this thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ARTEFACTS = ROOT / "tests" / "artefacts"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
ALONE = ["--disable-background-networking", "--disable-component-update"]


@dataclass(frozen=True)
class Served:
    """A demo newspaper as `stet serve` serves it."""

    url: str
    moderator_email: str
    moderator_password: str


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo, set up and served by the commands that a newcomer runs, on its own data folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    environment = os.environ | {
        "STET_HOME": str(tmp_path_factory.mktemp("served")),
        "STET_BASE_URL": url,
        "STET_DATABASE_URL": "",
        "STET_RATE_POST": "off",
        "STET_RATE_READ": "off",
        "STET_RATE_ACT": "off",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    stet = [sys.executable, "-c", STET]
    subprocess.run([*stet, "migrate"], env=environment, check=True, capture_output=True)
    demo = subprocess.run([*stet, "demo"], env=environment, check=True, capture_output=True, text=True)
    signs_in = re.search(r"Sign-in: +(\S+) +password: (\S+)", demo.stdout)
    assert signs_in, demo.stdout
    server = subprocess.Popen([*stet, "serve", "--port", url.rpartition(":")[2]], env=environment)
    try:
        wait_until_it_answers(url, server)
        yield Served(url, *signs_in.groups())
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_until_it_answers(url: str, server: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Ask until there is an answer. Raises AssertionError when the process ends or the time is over before that."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"No answer from {url}; the process {'runs' if server.poll() is None else 'has ended'}.")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=[*QUIET, *ALONE])
        yield chromium
        chromium.close()


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[Page]:
    """A page of somebody who has never been here."""
    with browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900}) as context:
        yield context.new_page()


@pytest.fixture
def page(browser_page: Page) -> Iterator[Page]:
    """A page that keeps note of everything the browser complained about, which must be nothing."""
    complaints: list[str] = []
    browser_page.on("pageerror", lambda error: complaints.append(str(error)))
    browser_page.on(
        "console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None
    )
    yield browser_page
    assert complaints == []


@pytest.fixture
def artefact() -> Callable[[Page, str], Path]:
    """Keeps what a page looks like, for people to look at: `artefact(page, "rejected")`."""

    def keep(page: Page, name: str) -> Path:
        ARTEFACTS.mkdir(exist_ok=True)
        path = ARTEFACTS / f"{name}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return keep
