"""Whatever a comment says is found by its words, however they are typed, until the comment is erased."""

import sqlite3
from importlib import import_module
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from stet.comments import search_index
from stet.comments.acts.erase import erase, forget_traces
from stet.comments.models import Article, Comment, SearchText
from stet.comments.search_index import LAST, Wanted, newest
from stet.comments.search_words import folded, spans, terms, words_of
from tests.newsroom_kit import make_article, make_site, publish, say

# Letters that are folded, signs of the query language, and whatever else there is.
TYPED = st.text(
    st.one_of(st.sampled_from("aA ıİéçşێيیكکە١1*\"-_:^(){}[]'\\&|!<>\u200c\u0640\u064e\x00😀"), st.characters())
)


def found(query: str, where: str = "", **wanted: Any) -> list[Comment]:
    hits = newest(Wanted(terms(query), where, **wanted), 100) if terms(query) else []
    kept = Comment.objects.in_bulk([hit.comment for hit in hits])
    return [kept[hit.comment] for hit in hits]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("پردەکەی هەولێر", "پرده‌كه‌ي هه‌ولير"),
        ("كوردستان", "کوردستان"),
        ("کــوردســتان", "کوردستان"),
        ("اَلْعَرَبِيَّةُ", "العربیه"),
        ("می‌روم", "میروم"),
        ("IŞIK", "ışık"),
        ("ışık", "isik"),
        ("İstanbul", "ISTANBUL"),
        ("Ｆｕｌｌ", "full"),
        ("in ١٤٠٥", "1405"),
        ("Şêxê Ｓeydayê", "sexe seydaye"),
        ("the well-known story", "well-known"),
    ],
)
def test_one_word_is_written_in_many_ways(article: Article, written: str, typed: str) -> None:
    comment = say(article, written)
    assert found(typed) == [comment]


def test_two_words_stay_two(article: Article) -> None:
    say(article, "ئارام نووسیویەتی", "Guest")
    assert found("یارام") == []


def test_words_phrases_beginnings_and_what_must_not_be_there(article: Article) -> None:
    first, second = say(article, "The bridge is too expensive."), say(article, "Too expensive is the new bridge.")
    assert found("bridge expensive") == [second, first]
    assert found('"bridge is too"') == [first]
    assert found("expens*") == [second, first]
    assert found("bridge -new") == [first]
    assert found('bridge -"too expensive"') == []
    assert found("expens") == []
    assert found("-new") == [], "what must not be there alone finds nothing"


def test_text_and_name_are_told_apart(article: Article) -> None:
    by, about = say(article, "I was there.", "Rojin"), say(article, "Rojin was not there.", "Dilan")
    assert found("rojin") == [about, by]
    assert found("rojin", "author") == [by]
    assert found("rojin", "text") == [about]
    assert found('"there rojin"') == [], "no phrase goes on from a text into a name"


def test_a_site_and_an_article_are_asked_of_the_index(article: Article) -> None:
    other = make_article(article.site, "the-dam")
    elsewhere = say(make_article(make_site("herald")))
    here, there = say(article), say(other)
    assert found("bridge", sites=(article.site_id,)) == [there, here]
    assert found("bridge", article=article.pk) == [here]
    assert found("bridge", sites=(elsewhere.site_id, article.site_id)) == [there, here, elsewhere]
    assert found("bridge", sites=tuple(make_site(f"site-{n}").pk for n in range(2))) == []


def test_the_newest_come_first_page_by_page(article: Article) -> None:
    comments = [say(article, f"The bridge, take {n}.") for n in range(5)]
    wanted = Wanted(terms("bridge"))
    first = newest(wanted, 2)
    then = newest(wanted, 9, before=first[-1].row)
    assert [hit.comment for hit in first + then] == [comment.pk for comment in reversed(comments)]
    since = search_index.first_row_from(comments[3].pk)
    assert [hit.comment for hit in newest(wanted, 9, since=since)] == [comments[4].pk, comments[3].pk]
    assert search_index.first_row_from(comments[4].pk) < LAST


@given(TYPED)
def test_words_stand_where_they_are_said_to_and_folding_again_changes_nothing(text: str) -> None:
    words = list(words_of(text))
    assert all(0 <= one.start < one.end <= len(text) for one in words)
    assert all(before.end <= after.start for before, after in pairwise(words))
    assert folded(folded(text)) == folded(text)
    assert folded(text.upper()) == folded(text.upper().lower())
    for word in words:
        assert (word.start, word.end) in set(spans(text, terms(f'"{word.folded}"')))


class Anything(TestCase):
    """No query fails; and by its own first words every comment is found."""

    @given(TYPED, st.sampled_from(["", "text", "author"]))
    def test_any_query_is_answered(self, typed: str, where: str) -> None:
        if wanted := terms(typed):
            assert newest(Wanted(wanted, where), 5) == []

    @given(st.text(st.sampled_from("abç ێيکكە١1*\"-'\u200c\u0640"), min_size=1, max_size=40))
    def test_a_comment_is_found_by_what_it_says(self, body: str) -> None:
        if folded(body):
            comment = say(make_article(make_site()), body, "Hêvî")
            assert found(body.replace('"', " ").replace("-", " ")) == [comment]
            assert found(f'"{folded(body)}"') == [comment]
            assert found(folded(body).split()[0][:1] + "*") == [comment]
            erase(comment)
            assert found(folded(body)) == []


def test_erasing_takes_a_comment_out(article: Article, moderator: Any) -> None:
    comment, other = publish(article, moderator, "An unspeakable word."), say(article, "A word.")
    erase(comment)
    assert found("word") == [other]
    assert not SearchText.objects.filter(comment=comment).exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_of_an_erased_text_stays_in_the_index() -> None:
    """On SQLite the very bytes of the file are looked through; PostgreSQL's are its own."""
    article = make_article(make_site())
    comments = [say(article, f"Said quintessentially{n} and often.", "Zerdeshtiya") for n in range(40)]
    erase(comments[20])
    assert forget_traces()
    assert found("quintessentially20") == []
    assert found("quintessentially21") == [comments[21]]
    if connection.vendor == "sqlite":
        with sqlite3.connect(":memory:") as copy:
            connection.connection.backup(copy)
            kept = copy.serialize()
        assert b"quintessentially21" in kept
        # The index keeps words in order and writes of each only what differs from the one before.
        assert b"quintessentially20" not in kept
        rows = copy.execute("SELECT count(*) FROM comments_searchtext WHERE text LIKE '%20%'").fetchone()
        assert rows == (0,)
        copy.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'comments_searchindex', 'row')")
        (words,) = copy.execute("SELECT count(*) FROM temp.words WHERE term LIKE 'quintessentially%'").fetchone()
        assert words == 39


def test_what_was_written_before_there_was_an_index_is_found(article: Article) -> None:
    comment, gone = say(article, "Written long before."), say(article, "Written and erased.")
    erase(gone)
    SearchText.objects.all().delete()
    assert found("written") == []
    # What the test itself wrote is settled: a migration is the first of its transaction.
    connection.check_constraints()
    migration = import_module("stet.comments.migrations.0006_search")
    migration.make_the_index(apps, SimpleNamespace(connection=connection))
    assert found("written") == [comment]
