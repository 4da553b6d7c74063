"""The moderators' desk in Chromium, before a queue of 50,000: from a key to the next comment, and decisions an hour.

    python -m bench.desk [--comments 60000] [--waiting 50000] [--times 200]

A real server, a moderator signed in, and keys as a keyboard sends them. The time begins with the key's own time stamp
and ends with the second frame after the next comment stands there: the first is the one that it is painted in. "At a
pace" leaves a second between two decisions, as nobody alive reads faster; "as fast as it goes" waits for nothing but
the next comment.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence

from playwright.sync_api import CDPSession, Page, sync_playwright

from bench.many_comments import plant
from bench.server import STET, free_port, machine, wait_for

EMAIL, PASSWORD = "bench@courier.example", "let-it-stand-2026"
# From the key's own time stamp; two frames, because the first callback runs before the change is painted.
LISTEN = """() => {
  window.times = [];
  const shown = () => document.querySelector("#work > .card:not([hidden])")?.dataset.comment;
  let pressed = null;
  addEventListener("keydown", (event) => (pressed = { at: event.timeStamp, card: shown() }), { capture: true });
  new MutationObserver(() => {
    if (!pressed || !shown() || shown() === pressed.card) return;
    const { at } = pressed;
    pressed = null;
    requestAnimationFrame(() => requestAnimationFrame(() => window.times.push(performance.now() - at)));
  }).observe(document.querySelector("#work"), { childList: true, subtree: true, attributes: true });
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--comments", type=int, default=60_000)
    parser.add_argument("--waiting", type=int, default=50_000)
    parser.add_argument("--times", type=int, default=200)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"STET_HOME": folder, "STET_DATABASE_URL": ""}
        os.environ["STET_BASE_URL"] = url = f"http://127.0.0.1:{free_port()}"
        subprocess.run([STET, "migrate"], check=True, stdout=subprocess.DEVNULL)
        _prepare(asked.comments, asked.waiting)
        server = subprocess.Popen([STET, "serve", "--port", url.rpartition(":")[2]], stdout=subprocess.DEVNULL)
        try:
            wait_for(url, server)
            print(f"{machine()}; {asked.waiting} comments wait; {asked.times} decisions each\n")
            _measure(url, asked.times)
        finally:
            server.terminate()
            server.wait(timeout=20)


def _prepare(comments: int, waiting: int) -> None:
    from stet.cli.installation import start_django

    start_django()
    from stet.accounts.models import Account
    from stet.ledger.models import Entry, Head

    plant(comments, waiting)
    # What was written in bulk has left the ledger's head behind; decisions are appended after it.
    last = Entry.objects.order_by("-position")[0]
    Head.objects.update_or_create(id=1, defaults={"position": last.position, "hash": last.hash})
    account = Account.objects.create_user(username=EMAIL, email=EMAIL, role="moderator")
    account.set_password(PASSWORD)
    account.save()


def _measure(url: str, times: int) -> None:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{url}/accounts/login/")
        page.fill("[name=login]", EMAIL)
        page.fill("[name=password]", PASSWORD)
        page.click("main button")
        began = time.perf_counter()
        page.goto(f"{url}/desk/work/")
        page.wait_for_selector("#work.has-scripts > .card:not([hidden])")
        print(f"the page with its first comment: {(time.perf_counter() - began) * 1000:.0f} ms")
        page.evaluate(LISTEN)
        devtools = page.context.new_cdp_session(page)
        print(f"JavaScript heap before the first decision: {_heap(devtools):.1f} MB\n")
        print("| | p50 ms | p95 ms | most ms | decisions an hour |\n|---|---|---|---|---|")
        _row("approving at a pace", page, times, ["a"], 1.0)
        _row("rejecting at a pace (two keys)", page, times, ["r", "Enter"], 1.0)
        _row("approving as fast as it goes", page, times, ["a"], 0.0)
        page.wait_for_function("document.querySelector('#trouble').hidden")
        print(f"\nJavaScript heap after {3 * times} decisions: {_heap(devtools):.1f} MB")
        chromium.close()


def _row(name: str, page: Page, times: int, keys: Sequence[str], pause: float) -> None:
    """Decide about so many comments, and print the row."""
    page.evaluate("() => (window.times = [])")
    began = time.perf_counter()
    for number in range(times):
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_function("wanted => window.times.length >= wanted", arg=number + 1)
        if pause:
            time.sleep(pause)
    took = time.perf_counter() - began
    found = sorted(page.evaluate("() => window.times"))
    p95 = statistics.quantiles(found, n=20)[18]
    print(f"| {name} | {statistics.median(found):.0f} | {p95:.0f} | {found[-1]:.0f} | {times / took * 3600:.0f} |")


def _heap(devtools: CDPSession) -> float:
    """Megabytes that are left once what nobody needs is thrown away."""
    devtools.send("HeapProfiler.collectGarbage")
    return float(devtools.send("Runtime.getHeapUsage")["usedSize"]) / 1e6


if __name__ == "__main__":
    main()
