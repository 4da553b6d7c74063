"""A long thread in the widget, in Chromium: how soon one can read and write, how much moves, how much memory it takes.

    python -m bench.long_thread [--comments 5000] [--runs 5]

The thread is that of bench.thread. Times count from the beginning of navigation (`performance.timeOrigin`) on a page
with nothing else on it, with an empty cache, and end when the browser has drawn. Layout shift is the sum of the
`layout-shift` entries without recent input; the heap is what JavaScript holds after a collection. "Slowed" rows divide
the processor's speed by four, about a mid-range phone's.
"""

import argparse
import shutil
import statistics
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Browser, CDPSession, Page, Route, sync_playwright

from bench.server import machine, running_server
from bench.thread import ARTICLE, plant
from stet.demo.seed import DEMO_SITE

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
HOST = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>A long thread</title>
<script type="module" src="/static/stet/stet-comments.js"></script>
<h1>A long thread</h1>
<stet-comments site="{site}" article="{article}"></stet-comments>
<footer>The end</footer>
</html>"""
# Every frame looks whether what is waited for is there; the frame after it has been drawn.
WATCH = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.shifts += shift.value;
}).observe({ type: "layout-shift", buffered: true });
window.inside = (selector) => document.querySelector("stet-comments")?.shadowRoot?.querySelectorAll(selector) ?? [];
window.drawn = (isThere) => new Promise((resolve) => {
  const look = () => isThere() ? requestAnimationFrame(() => resolve(performance.now())) : requestAnimationFrame(look);
  look();
});
window.times = {};
for (const [name, selector] of [["comment", "article.comment"], ["form", ".box textarea"], ["found", ".found"]]) {
  window.drawn(() => window.inside(selector).length).then((time) => { window.times[name] = time; });
}
"""
MORE = """async () => {
  const before = inside("article.comment").length;
  const started = performance.now();
  inside(".end > button")[0].click();
  return await drawn(() => inside("article.comment").length > before) - started;
}"""


@dataclass(frozen=True, slots=True)
class Screen:
    """What is looked at the thread with."""

    name: str
    width: int
    slowed: int


SCREENS = (Screen("320 px", 320, 1), Screen("320 px, slowed", 320, 4), Screen("1280 px", 1280, 1))


class Bench:
    """One browser, one thread, one screen."""

    def __init__(self, browser: Browser, address: str, screen: Screen) -> None:
        self._browser, self._address, self._screen = browser, address, screen

    def opened(self, look: Callable[[Page, CDPSession], float], link: str = "") -> float:
        """What `look` finds on the page, opened by somebody who was never here."""
        screen = self._screen
        with self._browser.new_context(viewport={"width": screen.width, "height": 800}) as context:
            page = context.new_page()
            page.route("**/host", _host)
            page.add_init_script(WATCH)
            devtools = context.new_cdp_session(page)
            devtools.send("Emulation.setCPUThrottlingRate", {"rate": screen.slowed})
            page.goto(f"{self._address}/host{link}")
            page.wait_for_function("window.times.comment && window.times.form", timeout=120_000)
            return look(page, devtools)


def _host(route: Route) -> None:
    route.fulfill(content_type="text/html", body=HOST.format(site=DEMO_SITE, article=ARTICLE))


def comment(page: Page, _: CDPSession) -> float:
    return float(page.evaluate("window.times.comment"))


def form(page: Page, _: CDPSession) -> float:
    return float(page.evaluate("window.times.form"))


def shift(page: Page, _: CDPSession) -> float:
    page.wait_for_load_state("networkidle")
    return float(page.evaluate("window.shifts"))


def heap(_: Page, devtools: CDPSession) -> float:
    devtools.send("HeapProfiler.collectGarbage")
    return float(devtools.send("Runtime.getHeapUsage")["usedSize"]) / 1e6


def more(page: Page, _: CDPSession) -> float:
    return float(page.evaluate(MORE))


def found(page: Page, _: CDPSession) -> float:
    page.wait_for_function("window.times.found", timeout=120_000)
    return float(page.evaluate("window.times.found"))


def all_pages(page: Page, devtools: CDPSession) -> tuple[int, float, float]:
    """Everything opened page by page: how many comments are drawn then, the last page's milliseconds, and the heap."""
    last = 0.0
    while page.evaluate("inside('.end > button').length"):
        last = more(page, devtools)
    return int(page.evaluate("inside('article.comment').length")), last, heap(page, devtools)


def report(bench: Bench, name: str, ids: list[str], runs: int) -> None:
    def median(look: Callable[[Page, CDPSession], float], link: str = "") -> float:
        return statistics.median(bench.opened(look, link) for _ in range(runs))

    def row(what: str, figure: str) -> None:
        print(f"| {name} | {what} | {figure} |", flush=True)

    row("first comment", f"{median(comment):.0f} ms")
    row("form to write in", f"{median(form):.0f} ms")
    row("layout shift", f"{median(shift):.4f}")
    row("JavaScript heap, first page", f"{median(heap):.1f} MB")
    row("“more”: the second page", f"{median(more):.0f} ms")
    row("link to the first comment ever, on the last page", f"{median(found, f'#comment-{ids[0]}'):.0f} ms")
    row("layout shift on the way to it", f"{median(shift, f'#comment-{ids[0]}'):.4f}")


def report_all_pages(bench: Bench, name: str) -> None:
    figures: list[tuple[int, float, float]] = []

    def look(page: Page, devtools: CDPSession) -> float:
        figures.append(all_pages(page, devtools))
        return figures[-1][2]

    bench.opened(look)
    count, last, megabytes = figures[0]
    print(f"| {name} | all pages opened, {count:,} comments: the last “more” | {last:.0f} ms |")
    print(f"| {name} | all pages opened: JavaScript heap | {megabytes:.1f} MB |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--comments", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    with running_server() as server:
        ids = plant(server.home, asked.comments)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            print(
                f"{machine()}, Chromium {browser.version}; {asked.comments:,} comments, median of {asked.runs} runs\n"
            )
            print("| screen | what | |\n|---|---|---|", flush=True)
            for screen in SCREENS:
                bench = Bench(browser, server.url, screen)
                report(bench, screen.name, ids, asked.runs)
                report_all_pages(bench, screen.name)
            browser.close()


if __name__ == "__main__":
    main()
