"""The API's own description of itself: complete, and true for whatever is sent (Schemathesis makes it up)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from stet.accounts.models import Account
from stet.api import api
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article, Comment
from stet.comments.receipts import receipt_of
from stet.server.wsgi import application
from tests.newsroom_kit import publish, say

DOCUMENT = api.get_openapi_schema(path_prefix="/api/v1/")
HANDBOOK = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
OPERATIONS = [(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods]
PROMISES = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

# Schemathesis reads an answer of a WSGI application as it comes, unpacked or not.
PLAIN = {"Accept-Encoding": "identity"}

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
some = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def test_the_document_is_openapi_3_1(client: Any) -> None:
    served = client.get("/api/v1/openapi.json").json()
    assert served["openapi"].startswith("3.1")
    assert served["info"]["title"] == "Stet"


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_operation_is_in_the_handbook(path: str, method: str) -> None:
    assert f"{method.upper()} {path}" in HANDBOOK


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_operation_says_what_it_does_and_how_it_fails(path: str, method: str) -> None:
    operation = DOCUMENT["paths"][path][method]
    assert operation["summary"]
    assert operation["description"]
    failures = {str(status): content for status, content in operation["responses"].items() if str(status)[0] != "2"}
    assert set(failures) == {"400", "401", "403", "404", "409", "413", "422", "428", "429", "500", "503"}
    for answer in failures.values():
        assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Failure"}


def test_the_names_of_operations_are_their_own() -> None:
    names = [DOCUMENT["paths"][path][method]["operationId"] for path, method in OPERATIONS]
    assert len(set(names)) == len(names)


@pytest.fixture
def _connection_is_kept() -> Iterator[None]:
    """As in Django's own test client: no request closes the connection that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def written(article: Article, moderator: Account, _connection_is_kept: None) -> list[Comment]:
    """Comments in several states, under an article with a thread."""
    top = publish(article, moderator)
    reply = publish(article, moderator, parent=top.pk)
    gone = publish(article, moderator, parent=reply.pk)
    withdraw(gone)
    return [top, reply, gone, say(article)]


@schema.parametrize()
@some
def test_whatever_is_sent_is_answered_as_the_document_says(case: Any, written: list[Comment]) -> None:
    case.call_and_validate(checks=PROMISES, headers=PLAIN)


@schema.parametrize()
@some
def test_and_so_it_is_for_what_is_there(case: Any, written: list[Comment]) -> None:
    case.headers.pop("Authorization", None)
    case.query.pop("site", None)
    comment = written[len(str(case.query) + str(case.body)) % len(written)]
    if "receipt" in case.path_parameters:
        case.path_parameters["receipt"] = receipt_of(comment)
    elif "comment" in case.path_parameters:
        case.path_parameters["comment"] = str(comment.pk)
    elif "article" in case.query:
        case.query["article"] = "the-bridge"
    elif isinstance(case.body, dict) and "body" in case.body:
        case.body |= {"article": "the-bridge", "site": None, "parent": None}
        if case.path.endswith("/comments"):
            case.body["author"] = {"name": "Dilan"}
    case.call_and_validate(checks=PROMISES, headers=PLAIN)
