"""What is published is what was written, to the character: through every answer of the API, for any text it takes."""

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from stet.accounts.models import Account
from stet.comments.acts.rule import rule
from stet.comments.models import Article, Comment
from stet.newsroom.verdict import Outcome
from tests.api.conftest import Calls, failure, receipt

# What programs on the way are most tempted to mend: line ends and blanks, marks, compositions, markup, joined emoji.
BLANKS = ["\r", "\n", "\r\n", "\x85", "\u2028", "\t", "  ", "\u00a0", "\u200c", "\u200d", "\u200f", "\u202b", "\u2067"]
LETTERS = ["e\u0301", "\u00e9", "\u1e9b\u0323", "ﷺ", "ی", "ي", "ك", "ک", "ە", "ه\u200c", "ـــ", "ﻻ", "\u06da", "\ufffd"]
MARKUP = [
    "<b>&amp;</b>",
    "<script>",
    "&#13;",
    "\\u0041",
    "%00",
    "{{ x }}",
    "👩\u200d👩\u200d👧",
    "🏳\ufe0f\u200d🌈",
    '"',
    "'",
]
TEMPTING = [*BLANKS, *LETTERS, *MARKUP]
texts = st.lists(st.one_of(st.text(max_size=12), st.sampled_from(TEMPTING)), min_size=1, max_size=12).map("".join)
many = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def publish(answer: dict[str, Any], moderator: Account) -> None:
    if answer["state"] != "approved":
        rule(Comment.objects.get(pk=answer["id"]), moderator, Outcome.APPROVE)


@many
@given(body=texts)
def test_an_accepted_text_comes_back_identical(api: Calls, article: Article, moderator: Account, body: str) -> None:
    sent = api.post(body)
    if sent.status_code != 201:
        assert failure(sent)[:1] + failure(sent)[2:] == (422, "body")
        return
    answer = receipt(sent)
    publish(answer, moderator)
    newest = api.get("thread", article="the-bridge", order="newest").json()["comments"][0]
    assert newest["id"] == answer["id"]
    assert answer["body"] == api.follow(answer["receipt"]).json()["body"] == newest["body"] == body


@many
@given(name=texts)
def test_an_accepted_name_comes_back_without_its_margins(
    api: Calls, article: Article, moderator: Account, name: str
) -> None:
    sent = api.post(author={"name": name})
    if sent.status_code != 201:
        assert failure(sent)[:1] + failure(sent)[2:] == (422, "author.name")
        return
    answer = receipt(sent)
    publish(answer, moderator)
    newest = api.get("thread", article="the-bridge", order="newest").json()["comments"][0]
    assert answer["author"] == newest["author"]["name"] == name.strip()


@many
@given(body=texts)
def test_spans_are_places_in_the_text_as_written(api: Calls, article: Article, body: str) -> None:
    sent = api.post(f"{body} you are a stupid idiot {body}")
    assume(sent.status_code == 201)
    answer = receipt(sent)
    spans = [span for guideline in answer["guidelines"] for span in guideline["spans"]]
    assert all(0 <= start < end <= len(answer["body"]) for start, end in spans)


@pytest.mark.parametrize("word", ["I̷d̷i̷o̷t̷", "𝐢𝐝𝐢𝐨𝐭", "idiot", "ІDIOT"])
def test_a_span_covers_the_word_whatever_stands_before_it(api: Calls, article: Article, word: str) -> None:
    before = "🏳️‍🌈 e\u0301 ـــ\u200f You are a stupid "
    answer = receipt(api.post(f"{before}{word}!"))
    assert answer["state"] == "rejected"
    spans = [span for guideline in answer["guidelines"] for span in guideline["spans"]]
    assert any(start < len(before) + len(word) and end > len(before) for start, end in spans)
