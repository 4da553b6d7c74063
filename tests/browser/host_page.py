"""A publisher's page, on an origin of its own, with whatever policy and style it has."""

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, Route, expect

# Not the service's own name for this machine, so that the page is on another origin.
PAPER = "http://127.0.0.1"


@dataclass
class HostPage:
    """A page of the paper's that embeds the section. `complaints` is what the browser held against it."""

    page: Page
    service: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        # The page's answer comes from no address, which Chromium takes for the wide world's: ours is next door to it.
        self.page.context.grant_permissions(["local-network-access"])
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.add_init_script(
            "window.violations = [];"
            "document.addEventListener('securitypolicyviolation', (event) =>"
            " violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`))"
        )

    @property
    def script(self) -> str:
        return f'<script type="module" src="{self.service}/static/stet/stet-comments.js"></script>'

    @property
    def section(self) -> Locator:
        return self.page.locator("stet-comments")

    def open(self, body: str, head: str = "", policy: str = "", path: str = "/news/bridge.html") -> None:
        """Show a page whose source is given, under a Content-Security-Policy."""
        html = (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Paper</title>{head}</head><body>{body}'
        )
        headers = {"Content-Security-Policy": policy.format(service=self.service)} if policy else {}

        def answer(route: Route) -> None:
            route.fulfill(body=html, content_type="text/html", headers=headers)

        self.page.route(f"{PAPER}{path}", answer)
        self.page.goto(f"{PAPER}{path}")

    def violations(self) -> list[str]:
        found: list[str] = self.page.evaluate("window.violations")
        return found

    def expect_open(self) -> None:
        expect(self.section.locator(".box form").first).to_be_visible()
