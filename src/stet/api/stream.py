"""What is new under an article, for readers who have its page open: server-sent events that end at once.

docs/decisions/0009-event-streams-that-end.md says why no connection is held.
"""

import hashlib
import json
from dataclasses import asdict

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import HeaderEx, P, QueryEx, Router

from stet.api.failures import FAILURES, Failure
from stet.comments.models import Article
from stet.comments.rates import check_rate
from stet.comments.sites import article_at, find_site
from stet.publication.news import News, news

router = Router(tags=["reading"])
# How long a browser waits before it asks again.
RETRY_MILLISECONDS = 15_000
STREAM = "text/event-stream"
EVENT = {
    "type": "object",
    "description": "`data` is JSON: new (how many), count (how many there are), cursor.",
    "properties": {
        "retry": {"type": "integer"},
        "id": {"type": "string"},
        "event": {"const": "news"},
        "data": {"type": "string"},
    },
    "required": ["retry", "id", "event", "data"],
}


@router.get(
    "stream",
    response={FAILURES: Failure},
    operation_id="read_stream",
    openapi_extra={"responses": {200: {"description": "OK", "content": {STREAM: {"schema": EVENT}}}}},
)
def read_stream(
    request: HttpRequest,
    article: QueryEx[str | None, P(max_length=255)] = None,
    url: QueryEx[str | None, P(max_length=2000)] = None,
    site: QueryEx[str | None, P(max_length=50)] = None,
    since: QueryEx[str, P(max_length=40)] = "",
    last_event_id: HeaderEx[str | None, P(alias="Last-Event-ID")] = None,
) -> HttpResponse:
    """One event `news`: how many comments were published since the cursor, how many there are, and the cursor now.

    `since` is a thread's `cursor`; the Last-Event-ID of a browser that comes back wins over it. The stream ends at
    once, and an EventSource comes back by itself after fifteen seconds.
    """
    check_rate(request, "read", settings.STET_RATE_READ)
    origin = None if site else request.headers.get("Origin")

    def find() -> Article:
        return article_at(find_site(site, origin), article, url)

    asked = json.dumps([site, origin, article, url])
    told = news(hashlib.sha256(asked.encode()).hexdigest(), find, last_event_id or since)
    return HttpResponse(_event(told), content_type=STREAM, headers={"Cache-Control": "no-store"})


def _event(told: News) -> str:
    return f"retry: {RETRY_MILLISECONDS}\nid: {told.cursor}\nevent: news\ndata: {json.dumps(asdict(told))}\n\n"
