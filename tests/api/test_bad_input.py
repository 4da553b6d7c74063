"""Whatever is sent: one error shape, one code, one status, and nothing stored."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from stet.comments.models import Article, Comment
from stet.ledger.models import Entry
from tests.api.conftest import Calls, failure
from tests.newsroom_kit import ENGLISH

GOOD = {"article": "the-bridge", "author": {"name": "Dilan"}, "body": ENGLISH}


@pytest.fixture(autouse=True)
def _nothing_is_stored(article: Article) -> Iterator[None]:
    yield
    assert not Comment.objects.exists()
    assert not Entry.objects.exists()
    assert Article.objects.count() == 1


BODIES = {
    "body_missing": [None],
    "body_empty": [
        "",
        " ",
        "\t\r\n\u00a0\u2003\u3000",
        "\u3164\u115f\uffa0",
        "\u200b\u200c\u200d\ufeff\u2060",
        "\u2800",
        "\u00ad",
        "\u200f\u061c\u2067\u2069",
        "\U000e0041\U000e007f",
    ],
    "body_too_long": ["a" * 5001, "😀" * 5001, "a" + "\u0301" * 5000],
    "body_invalid_characters": ["a\x00b", "\x00", "\ud800", "a\udfffb", "\udc00\ud800", "a\x1bb", "\x85\x80", "\ufffe"],
    "body_direction_override": ["ab\u202ecd", "\u202dab\u202c"],
    "field_invalid": [7, 1.5, True, [], {}, ["a"], {"text": "a"}],
}


@pytest.mark.parametrize(
    ("code", "body"),
    [pytest.param(code, body, id=f"{code}-{ascii(body)[:20]}") for code in BODIES for body in BODIES[code]],
)
def test_a_body_that_is_none(api: Calls, code: str, body: Any) -> None:
    assert failure(api.post(body)) == (422, code, "body")


NAMES = {
    "name_missing": ["", " \t ", "\u3164", "\u200b"],
    "name_too_long": ["x" * 81],
    "name_invalid": ["a\x00b", "a\nb", "a\u2028b", "\ud800", "a\u202eb"],
    "field_invalid": [None, 7, [], {"first": "Dilan"}],
}


@pytest.mark.parametrize(
    ("code", "name"),
    [pytest.param(code, name, id=f"{code}-{ascii(name)[:20]}") for code in NAMES for name in NAMES[code]],
)
def test_a_name_that_is_none(api: Calls, code: str, name: Any) -> None:
    assert failure(api.post(author={"name": name})) == (422, code, "author.name")


def test_a_guest_needs_a_name(api: Calls) -> None:
    assert failure(api.post(author=None)) == (422, "name_missing", "author.name")
    assert failure(api.post(author={})) == (422, "name_missing", "author.name")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"article": 7}, "article"),
        ({"article": ["the-bridge"]}, "article"),
        ({"article": "x" * 256}, "article"),
        ({"article": "\ud800"}, "article"),
        ({"url": "x" * 2001}, "url"),
        ({"url": {}}, "url"),
        ({"site": 1}, "site"),
        ({"site": "x" * 51}, "site"),
        ({"parent": "1"}, "parent"),
        ({"parent": 7}, "parent"),
        ({"parent": "' OR 1=1 --"}, "parent"),
        ({"lang": []}, "lang"),
        ({"lang": "x" * 36}, "lang"),
        ({"author": "Dilan"}, "author"),
        ({"author": []}, "author"),
        ({"author": {"name": "Dilan", "email": "d@example.org"}}, "author.email"),
        ({"mood": "good"}, "mood"),
        ({"state": "approved"}, "state"),
        ({"published_at": "2026-11-23T00:00:00Z"}, "published_at"),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_a_field_of_the_wrong_kind_or_one_that_means_nothing(api: Calls, fields: dict[str, Any], field: str) -> None:
    assert failure(api.post(**fields)) == (422, "field_invalid", field)


@pytest.mark.parametrize("name", ["a\x00b", "the-bridge\x00", "%00", "../the-bridge", "the-bridge\u202e"])
def test_names_of_what_is_not_there(api: Calls, name: str) -> None:
    assert failure(api.post(article=name)) == (404, "article_unknown", "article")
    assert failure(api.post(article=None, url=name)) == (404, "article_unknown", "article")
    assert failure(api.post(site=name)) == (404, "site_unknown", "site")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{", id="cut-off"),
        pytest.param(b"body=hello&article=the-bridge", id="a-form"),
        pytest.param(json.dumps(GOOD).encode() + b"x", id="more-behind"),
        pytest.param(b'{"body": NaN}', id="nan"),
        pytest.param(b'{"body": -Infinity}', id="infinity"),
        pytest.param(b"{'body': 'hello'}", id="single-quotes"),
        pytest.param(b'{"body": "a\nb"}', id="bare-line-end"),
        pytest.param(b'{"body": "\\x41"}', id="unknown-escape"),
        pytest.param(b"\xef\xbb\xbf" + json.dumps(GOOD).encode(), id="byte-order-mark"),
        pytest.param(b"[" * 60_000, id="deep-open"),
        pytest.param(b"[" * 30_000 + b"]" * 30_000, id="deep-lists"),
        pytest.param(b'{"a":' * 10_000 + b"1" + b"}" * 10_000, id="deep-objects"),
        pytest.param(b'{"body": ' + b"9" * 60_000 + b"}", id="a-number-without-end"),
    ],
)
def test_what_is_not_json(api: Calls, data: bytes) -> None:
    assert failure(api.raw(data)) == (400, "json_invalid", None)


@pytest.mark.parametrize(
    "value", [None, True, 7, "hello", [], [GOOD], [[[]]]], ids=lambda value: json.dumps(value)[:20]
)
def test_json_that_is_no_object(api: Calls, value: Any) -> None:
    assert failure(api.send(value))[:2] == (422, "field_invalid")


@pytest.mark.parametrize(
    "data",
    [
        b'{"body": "\xff"}',
        b'{"body": "\xed\xa0\x80"}',
        b'{"body": "\xc0\x80"}',
        "{}".encode("utf-16"),
        json.dumps({**GOOD, "body": "Köprü"}, ensure_ascii=False).encode("latin-1"),
    ],
    ids=["ff", "encoded-surrogate", "overlong-nul", "utf-16", "latin-1"],
)
def test_what_is_not_utf_8(api: Calls, data: bytes) -> None:
    assert failure(api.raw(data)) == (400, "encoding_invalid", None)


@pytest.mark.parametrize("size", [64 * 1024 + 1, 1024 * 1024])
def test_a_body_of_a_megabyte(api: Calls, size: int) -> None:
    assert failure(api.post("a" * size)) == (413, "too_large", None)
    assert failure(api.raw(b"[" * size)) == (413, "too_large", None)


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
def test_a_form_is_no_json(api: Calls, kind: str) -> None:
    assert failure(api.raw(b"--x\r\nbody=hello", content_type=kind)) == (400, "json_invalid", None)


def test_the_longest_comment_fits_in_any_script_and_any_spelling(api: Calls) -> None:
    body = "😀" * 5000
    answer = api.raw(json.dumps({**GOOD, "body": body, "site": "nowhere"}, ensure_ascii=True).encode())
    assert failure(answer) == (404, "site_unknown", "site"), "large, but not too large to be read"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "comments"),
        ("put", "comments"),
        ("delete", "comments"),
        ("patch", "comments"),
        ("post", "thread?article=the-bridge"),
        ("delete", "receipts/abc"),
        ("put", "receipts/abc"),
        ("get", "receipts/abc/withdraw"),
        ("post", "guidelines"),
        ("post", "counts?article=a"),
        ("trace", "comments"),
    ],
)
def test_another_method(api: Calls, method: str, path: str) -> None:
    answer = getattr(api.client, method)(f"/api/v1/{path}")
    assert failure(answer) == (405, "method_not_allowed", None)
    assert answer.headers["Allow"]


@pytest.mark.parametrize("path", ["/", "/v1/", "/v1/nothing", "/v1/comments/", "/v2/comments", "/v1/%00", "/v1/%ff"])
def test_an_address_that_is_none(api: Calls, path: str) -> None:
    assert failure(api.client.get(f"/api{path}")) == (404, "not_found", None)
    assert failure(api.client.post(f"/api{path}")) == (404, "not_found", None)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"page": "0"}, "page"),
        ({"page": "-1"}, "page"),
        ({"page": "two"}, "page"),
        ({"page": "1e3"}, "page"),
        ({"page": "9" * 30}, "page"),
        ({"order": "best"}, "order"),
        ({"order": ""}, "order"),
        ({"site": "x" * 51}, "site"),
        ({"article": "x" * 256}, "article"),
        ({"url": "x" * 2001}, "url"),
    ],
    ids=str,
)
def test_a_thread_asked_for_wrongly(api: Calls, query: dict[str, str], field: str) -> None:
    assert failure(api.get("thread", **({"article": "the-bridge"} | query))) == (422, "field_invalid", field)


def test_a_thread_of_nothing(api: Calls) -> None:
    assert failure(api.get("thread")) == (404, "article_unknown", "article")
    assert failure(api.get("thread", article="\x00")) == (404, "article_unknown", "article")
    assert failure(api.get("thread", article="the-bridge", site="\x00")) == (404, "site_unknown", "site")
    assert failure(api.get("thread", article="the-bridge", page=2)) == (404, "page_unknown", "page")


def test_counts_asked_for_wrongly(api: Calls) -> None:
    assert failure(api.get("counts")) == (422, "field_invalid", "article")
    assert failure(api.get("counts", article=[str(n) for n in range(101)])) == (422, "field_invalid", "article")
    assert failure(api.get("counts", article=["a", "\x00"])) == (422, "field_invalid", "article.1")


@pytest.mark.parametrize("made_up", ["x", "x.y", "\x00", "☃", "a" * 5000, "0" * 32 + "."])
def test_a_receipt_that_is_none(api: Calls, made_up: str) -> None:
    assert failure(api.follow(made_up)) == (404, "receipt_unknown", "receipt")
    assert failure(api.withdraw(made_up)) == (404, "receipt_unknown", "receipt")
