"""The readers' API as a browser or another program meets it: over HTTP, and by nothing else."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client

from tests.newsroom_kit import ENGLISH

ERROR = {"code", "message", "field"}


class Calls:
    """Calls of the API. An answer is Django's response; `failure` and `receipt` read it."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def post(self, body: Any = ENGLISH, headers: Mapping[str, str] | None = None, **fields: Any) -> Any:
        """Send a comment; a field given as None is left out."""
        said = {"article": "the-bridge", "author": {"name": "Dilan"}, "body": body} | fields
        return self.send({name: value for name, value in said.items() if value is not None}, headers)

    def send(self, value: Any, headers: Mapping[str, str] | None = None) -> Any:
        """Send any JSON at all as if it were a comment. Python's escapes keep lone surrogates what they are."""
        return self.raw(json.dumps(value).encode("ascii"), headers)

    def raw(self, data: bytes, headers: Mapping[str, str] | None = None, content_type: str = "application/json") -> Any:
        return self.client.post("/api/v1/comments", data, content_type=content_type, headers=headers or {})

    def get(self, path: str, headers: Mapping[str, str] | None = None, **query: Any) -> Any:
        asked = urlencode(query, doseq=True)
        return self.client.get(f"/api/v1/{path}" + (f"?{asked}" if asked else ""), headers=headers or {})

    def follow(self, receipt: str, **query: Any) -> Any:
        return self.get(f"receipts/{quote(receipt, safe='')}", **query)

    def withdraw(self, receipt: str) -> Any:
        return self.client.post(f"/api/v1/receipts/{quote(receipt, safe='')}/withdraw")


def receipt(response: Any) -> dict[str, Any]:
    """The receipt of a comment that was taken."""
    assert response.status_code == 201, response.content
    return dict(response.json())


def failure(response: Any) -> tuple[int, str, str | None]:
    """Status, code and field of a refusal, which must have the one error shape."""
    assert response.headers["Content-Type"].startswith("application/json"), response.content[:200]
    answer = response.json()
    assert list(answer) == ["error"]
    assert set(answer["error"]) <= ERROR
    assert answer["error"]["message"].strip()
    return response.status_code, answer["error"]["code"], answer["error"].get("field")


@pytest.fixture
def api(client: Client) -> Calls:
    return Calls(client)
