"""Whatever is accepted stands on every page, and in the feed, to the character."""

from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from stet.accounts.models import Account
from stet.comments.acts.rule import rule
from stet.comments.errors import Refusal
from stet.comments.models import Article, Comment
from stet.comments.templatetags.stet import exactly, marked
from stet.comments.text import check_body
from stet.newsroom.verdict import Outcome
from tests.newsroom_kit import publish, say
from tests.publication.reading import one, parsed, receipt_address, soup, thread_address, words

ATOM = "{http://www.w3.org/2005/Atom}"
TEMPTING = [
    "\r",
    "\n",
    "\r\n",
    "\n\n",
    "\t",
    "  ",
    "\x85",
    "\u2028",
    "\u200f",
    "\u2067",
    "<b>",
    "&amp;",
    "&#13;",
    "{{ x }}",
]
# Nearly all of what may be written: what is refused for its characters is another test's business.
letters = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\u202d\u202e")
parts = st.one_of(st.text(letters, max_size=12), st.sampled_from(TEMPTING))
texts = st.lists(parts, min_size=1, max_size=10).map("".join)
many = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def accepted(text: str) -> bool:
    try:
        check_body(text, 5000)
    except Refusal:
        return False
    return True


@many
@given(text=texts)
@example(text="\n\nfirst two lines are empty\r\nthen Windows\rthen an old Mac  \n ")
@example(text="<script>alert('x')</script>&lt;b&gt;&#13;&nbsp;{% now 'Y' %}")
@pytest.mark.django_db
def test_a_thread_shows_a_body_as_it_was_written(
    article: Article, moderator: Account, client: Client, text: str
) -> None:
    assume(accepted(text))
    comment = publish(article, moderator, text)
    page = soup(client.get(f"{thread_address(article)}?comment={comment.pk}"))
    assert words(page, comment) == text


@many
@given(text=texts)
@pytest.mark.django_db
def test_a_receipt_shows_an_author_the_text_as_it_was_written(
    article: Article, moderator: Account, client: Client, text: str
) -> None:
    assume(accepted(text))
    comment = say(article, text)
    rule(comment, moderator, Outcome.REJECT, ["profanity"])
    assert one(soup(client.get(receipt_address(comment))), ".own").get_text() == text


@many
@given(text=texts)
@pytest.mark.django_db
def test_the_feed_holds_a_body_as_it_was_written(
    article: Article, moderator: Account, client: Client, text: str
) -> None:
    assume(accepted(text))
    comment = publish(article, moderator, text)
    feed = client.get(reverse("publication:feed", args=[article.site.slug, article.external_id]))
    entries = ElementTree.fromstring(feed.content).findall(f"{ATOM}entry")
    contents = {entry.findtext(f"{ATOM}id"): entry.findtext(f"{ATOM}content") for entry in entries}
    assert contents[f"urn:uuid:{comment.pk}"] == text


@given(text=texts, spans=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6))
def test_marks_add_nothing_and_take_nothing(text: str, spans: list[tuple[int, int]]) -> None:
    assert parsed(f"<div>{marked(text, spans)}</div>").get_text() == text


@given(text=texts)
def test_escaped_text_holds_no_markup(text: str) -> None:
    assert "<" not in exactly(text)
    assert "\r" not in exactly(text)
    assert parsed(f"<div>{exactly(text)}</div>").get_text() == text


@pytest.mark.django_db
def test_a_page_shows_no_text_that_is_not_published(article: Article, moderator: Account, client: Client) -> None:
    hidden = [say(article, "Waiting, unseen by anybody."), publish(article, moderator, "Seen, then taken down again.")]
    rule(hidden[1], moderator, Outcome.REJECT, ["threat"])
    answered = publish(article, moderator, "An answer that stays.", parent=publish(article, moderator).pk)
    rule(Comment.objects.get(pk=answered.parent_id), moderator, Outcome.REJECT, ["threat"])
    page = soup(client.get(thread_address(article)))
    assert len(page.select(".comment .words")) == 1
    assert "This comment is not available." in one(page, f"#comment-{answered.parent_id}").get_text()
    for comment in hidden:
        assert (comment.body or "") not in page.get_text()
