"""Finding what was written and what became of it, within what an account is for."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from stet.comments.acts.erase import erase
from stet.comments.acts.judge import judge
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article, Comment, Reader
from stet.desk.scope import Scope
from stet.desk.search import finding
from stet.desk.search.asked import Asked
from stet.moderation.models import JournalEntry, SavedView
from stet.newsroom.verdict import Outcome
from tests.newsroom_kit import Account, make_article, make_moderator, make_site, publish, say, screener

EVERYTHING = Scope((), ())


def found(desk: Client, query: str = "", **asked: Any) -> list[str]:
    """The texts that the search page shows, in its order."""
    response = desk.get("/desk/search/", {"q": query, **asked})
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html.parser")
    return [excerpt.get_text().strip() for excerpt in page.select(".decisions .excerpt")]


@pytest.fixture
def written(article: Article, moderator: Account) -> dict[str, Comment]:
    """A comment of every fate, all about the bridge."""
    made = {
        "waiting": say(article, "The bridge waits."),
        "published": publish(article, moderator, "The bridge stands."),
        "rejected": say(article, "The bridge must burn, and you on it."),
        "withdrawn": say(article, "The bridge was never mine."),
        "erased": say(article, "The bridge is forgotten."),
    }
    judge(made["rejected"], screener(personal_attack=1.0))
    withdraw(made["withdrawn"])
    erase(made["erased"])
    return made


def test_nothing_is_shown_before_anything_is_asked(desk: Client, written: dict[str, Comment]) -> None:
    page = desk.get("/desk/search/").content.decode()
    assert "The bridge" not in page
    assert "Look for words in comments" in page


def test_every_state_is_found_and_what_is_erased_only_as_such(desk: Client, written: dict[str, Comment]) -> None:
    assert found(desk, "bridge") == [
        "The bridge was never mine.",
        "The bridge must burn, and you on it.",
        "The bridge stands.",
        "The bridge waits.",
    ]
    assert found(desk, "bridge", state="approved") == ["The bridge stands."]
    assert found(desk, state="erased") == ["The text has been erased."]
    assert found(desk, "forgotten") == []
    assert found(desk, "bridge", state="nonsense") == found(desk, "bridge")


def test_guideline_and_who_decided(desk: Client, written: dict[str, Comment], moderator: Account) -> None:
    assert found(desk, guideline="personal_attack") == ["The bridge must burn, and you on it."]
    assert found(desk, "bridge", by="machine") == ["The bridge must burn, and you on it."]
    assert found(desk, by="people") == found(desk, by=str(moderator.pk)) == ["The bridge stands."]
    rule(written["rejected"], moderator, Outcome.APPROVE)
    assert found(desk, guideline="personal_attack") == [], "only the last decision counts"
    assert found(desk, by="machine") == []


def test_what_waits_is_found_by_the_guideline_in_doubt(desk: Client, article: Article) -> None:
    judge(say(article, "The bridge is doubtful."), screener(threat=0.6))
    assert found(desk, guideline="threat", state="pending") == ["The bridge is doubtful."]


def test_site_article_section_language_and_time(desk: Client, article: Article) -> None:
    herald = make_site("herald")
    dam = make_article(herald, "the-dam", title="The dam", section="Water")
    say(dam, "Nobody asked about the dam.")
    judge(say(article, "Kes ji me re behsa vê pirê nekir, ew çima hatiye çêkirin?"), screener())
    assert found(desk, site="herald") == found(desk, section="Water") == ["Nobody asked about the dam."]
    assert found(desk, article=str(dam.pk)) == found(desk, "nobody", article=str(dam.pk)) == found(desk, site="herald")
    assert len(found(desk, language="kmr")) == 1
    today = timezone.now().date()
    yesterday, tomorrow = (str(today + timedelta(days=n)) for n in (-1, 1))
    assert len(found(desk, since=yesterday, until=tomorrow)) == 2
    assert len(found(desk, "dam", since=yesterday)) == 1
    assert found(desk, until=yesterday) == found(desk, "dam", until=yesterday) == found(desk, since=tomorrow) == []
    assert found(desk, site="nowhere") == found(desk, "dam", site="nowhere") == []


def test_pages_follow_each_other_without_a_gap(desk: Client, article: Article) -> None:
    texts = [f"The bridge, take {n}." for n in range(65)]
    for text in texts:
        say(article, text)
    for asked in ({"q": "bridge"}, {"q": "bridge", "state": "pending"}, {"state": "pending"}, {"site": "courier"}):
        address, seen = "/desk/search/", []
        page = BeautifulSoup(desk.get(address, asked).content, "html.parser")
        while page:
            seen += [one.get_text().strip() for one in page.select(".decisions .excerpt")]
            further = page.select_one("a[rel=next]")
            page = further and BeautifulSoup(desk.get(address + str(further["href"])).content, "html.parser")
        assert seen == texts[::-1], asked


def test_what_takes_long_to_look_through_is_looked_through_step_by_step(
    article: Article, moderator: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    rare = publish(article, moderator, "The one bridge that was published.")
    for n in range(30):
        say(article, f"The bridge, take {n}.")
    monkeypatch.setattr(finding, "AT_ONCE", 5)
    monkeypatch.setattr(finding, "MOST_AT_A_PAGE", 20)
    asked = Asked(q="bridge", state="approved")
    first = finding.find(asked, EVERYTHING)
    assert (first.comments, first.is_cut) == ((), True)
    then = finding.find(asked, EVERYTHING, first.further)
    assert (then.comments, then.further, then.is_cut) == ((rare.pk,), None, False)


def test_by_relevance_what_speaks_most_of_it_comes_first(desk: Client, article: Article) -> None:
    much, little = "The bridge, the bridge, and the bridge again.", "A bridge is one of the many things in this town."
    say(article, much)
    say(article, little)
    assert found(desk, "bridge") == [little, much]
    assert found(desk, "bridge", order="relevance") == [much, little]


def test_the_words_are_marked_in_what_is_shown(desk: Client, article: Article) -> None:
    say(article, "So much was said before that. " * 20 + "And then <b>KÜRDİSTAN</b> came.", "Kurdistan")
    page = BeautifulSoup(desk.get("/desk/search/", {"q": "kurdistan"}).content, "html.parser")
    excerpt = page.select_one(".decisions .excerpt")
    assert excerpt is not None
    assert [mark.get_text() for mark in excerpt.select("mark")] == ["KÜRDİSTAN"]
    assert "<b>KÜRDİSTAN</b> came." in excerpt.get_text()
    assert excerpt.get_text().strip().startswith("…")


def test_readers_and_articles_are_found_by_their_names(desk: Client, article: Article) -> None:
    make_article(article.site, "the-dam", title="پردی نوێ")
    say(article, "Hello there.", "Hêvî Şêxanî", reader_key="7")
    reader = Reader.objects.get()
    page = desk.get("/desk/search/", {"q": "sexani"})
    assert f"/desk/readers/{reader.pk}/" in page.content.decode()
    told = desk.get("/desk/search/", {"q": "sexani"}, headers={"accept": "application/json"}).json()
    assert told["readers"] == [{"name": "Hêvî Şêxanî", "address": f"/desk/readers/{reader.pk}/"}]
    assert [one["name"] for one in told["comments"]] == ["Hêvî Şêxanî"]
    told = desk.get("/desk/search/", {"q": "پردى نو"}, headers={"accept": "application/json"}).json()
    assert [one["title"] for one in told["articles"]] == ["پردی نوێ"]


def test_nothing_outside_the_scope_is_found(desk: Client, moderator: Account, article: Article) -> None:
    elsewhere = make_article(make_site("herald"), title="A bridge of their own")
    say(elsewhere, "The bridge of the others.", "Rojin", reader_key="7")
    say(article, "Our bridge.")
    moderator.sites = [str(article.site_id)]
    moderator.save()
    assert found(desk, "bridge") == ["Our bridge."]
    assert found(desk, "bridge", site="herald") == found(desk, article=str(elsewhere.pk)) == []
    assert found(desk, state="pending") == ["Our bridge."]
    as_json = {"accept": "application/json"}
    assert desk.get("/desk/search/?q=rojin", headers=as_json).json()["readers"] == []
    told = desk.get("/desk/search/?q=bridge", headers=as_json).json()
    assert [one["title"] for one in told["articles"]] == ["The bridge"]
    moderator.sites, moderator.languages = [], ["kmr"]
    moderator.save()
    assert len(found(desk, "bridge")) == 2, "whose language nobody could tell may be anybody's"
    for comment in Comment.objects.all():
        judge(comment, screener())
    assert found(desk, "bridge") == []


class AnythingTyped(TestCase):
    """No search fails, whatever its address says."""

    @given(
        st.dictionaries(
            st.sampled_from([*Asked.__slots__, "before"]),
            st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
        )
    )
    def test_every_search_is_answered(self, asked: dict[str, str]) -> None:
        account = make_moderator(role="analyst")
        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        say(make_article(make_site()))
        assert client.get("/desk/search/", asked).status_code == 200
        assert client.get("/desk/search/comments.csv", asked).status_code == 200


def taken(client: Client, form: str, **asked: str) -> str:
    response = client.get(f"/desk/search/comments.{form}", asked)
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()  # type: ignore[arg-type]


@pytest.fixture
def senior(client: Client, db: None) -> Client:
    account = make_moderator("senior@courier.example", role="senior")
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_what_is_found_can_be_taken_as_a_file(senior: Client, written: dict[str, Comment]) -> None:
    rows = list(csv.DictReader(io.StringIO(taken(senior, "csv", q="bridge"))))
    assert [row["text"] for row in rows] == found(senior, "bridge")
    lines = [json.loads(line) for line in taken(senior, "jsonl", state="rejected").splitlines()]
    assert [(line["decided_by"], line["guidelines"]) for line in lines] == [("machine", ["personal_attack"])]
    (erased,) = (json.loads(line) for line in taken(senior, "jsonl", state="erased").splitlines())
    assert (erased["text"], erased["author"]) == (None, None)
    assert senior.get("/desk/search/comments.xlsx").status_code == 404
    noted = JournalEntry.objects.filter(what="comments_exported").last()
    assert noted is not None
    assert noted.details == {"form": "csv", "has_words": True, "narrowed": {}}, "the words themselves are not kept"


def test_a_spreadsheet_runs_nothing_that_a_reader_wrote(senior: Client, article: Article) -> None:
    say(article, '=HYPERLINK("https://bad.example","look")', "@SUM(A1)")
    (row,) = csv.DictReader(io.StringIO(taken(senior, "csv", state="pending")))
    assert row["text"].startswith("'=")
    assert row["author"].startswith("'@")


def test_only_who_may_take_files_sees_them_offered(desk: Client, written: dict[str, Comment]) -> None:
    assert "comments.csv" not in desk.get("/desk/search/?q=bridge").content.decode()
    assert desk.get("/desk/search/comments.csv?q=bridge").status_code == 403


def test_a_search_is_kept_shared_and_forgotten(desk: Client, article: Article, colleague: Account) -> None:
    kept = {"place": "search", "name": "Bridges", "query": "q=bridge&state=pending&page=3&lang=ckb", "is_shared": "on"}
    assert desk.post("/desk/search/views/", kept | {"next": "/desk/search/?q=bridge"}).status_code == 302
    view = SavedView.objects.get()
    assert (view.query, view.is_shared) == ("q=bridge&state=pending", True)
    assert "/desk/search/?q=bridge&amp;state=pending" in desk.get("/desk/search/").content.decode()
    other = Client()
    other.force_login(colleague, backend="django.contrib.auth.backends.ModelBackend")
    page = other.get("/desk/search/").content.decode()
    assert "Bridges" in page
    assert "shared by" in page
    assert other.post(f"/desk/search/views/{view.pk}/forget/").status_code == 404
    desk.post("/desk/search/views/", kept | {"query": "q=dam", "is_shared": ""})
    assert SavedView.objects.get().query == "q=dam", "one name, one search"
    assert "Bridges" not in other.get("/desk/search/").content.decode()
    assert desk.post(f"/desk/search/views/{view.pk}/forget/").status_code == 302
    assert not SavedView.objects.exists()


def test_what_cannot_be_kept_is_shown_again_with_what_was_typed(desk: Client, article: Article) -> None:
    response = desk.post("/desk/search/views/", {"place": "search", "name": "Empty", "query": "page=2"})
    assert response.status_code == 422
    assert "There is nothing to keep" in response.content.decode()
    assert 'value="Empty"' in response.content.decode()
    long = desk.post("/desk/search/views/", {"place": "queue", "name": "x" * 81, "query": "kind=new"})
    assert long.status_code == 422
    assert not SavedView.objects.exists()
