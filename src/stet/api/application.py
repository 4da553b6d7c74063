"""The API as one object: its operations, its parser and its errors."""

import json
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.parser import Parser

import stet
from stet.api import (
    comments,
    failures,
    following,
    mine,
    reactions,
    reading,
    receipts,
    reports,
    sessions,
    stream,
    writing,
)


class StrictParser(Parser):
    """JSON as RFC 8259 has it: UTF-8 and nothing else; no NaN; no nesting that exhausts the parser."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            text = request.body.decode("utf-8")
        except UnicodeDecodeError:
            raise failures.EncodingInvalid from None
        try:
            return json.loads(text, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise failures.JSONInvalid from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON.")


api = NinjaAPI(
    title="Stet",
    version=stet.__version__,
    urls_namespace="api",
    description="Post a comment, follow it by its receipt, read a thread, read the guidelines.",
    parser=StrictParser(),
    # Swagger's page would load its script from another host; the document itself is enough for any tool.
    docs_url=None,
)
api.add_router("", comments.router)
api.add_router("", receipts.router)
api.add_router("", following.router)
api.add_router("", reports.router)
api.add_router("", mine.router)
api.add_router("", reading.router)
api.add_router("", stream.router)
api.add_router("", reactions.router)
api.add_router("", writing.router)
api.add_router("", sessions.router)
failures.handle(api)
