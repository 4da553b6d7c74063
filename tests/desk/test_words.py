"""A site's own words at the desk: put into the draft and taken out, and a box to try a comment out."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client

from stet.accounts.models import Account
from stet.accounts.roles import Role
from stet.comments import policies
from stet.comments.acts.judge import judge
from stet.comments.models import Article, Comment, ScreeningRecord, Site
from stet.moderation import drafts
from stet.moderation.models import PolicyDraft
from stet.newsroom.policy_file import parse_policy
from stet.newsroom.vocabulary import Certainty, SiteWord
from stet.screening import Screener
from stet.screening.steps import SiteWords, Words
from tests.newsroom_kit import Scores, make_moderator, make_site, policy_text, say
from tests.publication.reading import one, parsed, soup

PAGE = "/desk/words/courier/"
KETTLE = {"texts": "kettle", "guideline": "personal_attack", "language": "en", "certainty": "sure"}


@pytest.fixture
def editor(site: Site) -> Account:
    return make_moderator("editor@courier.example", role=Role.EDITOR)


@pytest.fixture
def desk(editor: Account) -> Client:
    client = Client()
    client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    return client


# The lists and nothing else: what the model thinks of a comment is not at issue here.
SCREENER = Screener([("words", Words), ("site_words", SiteWords), ("scores", lambda: Scores({}))])


def send(desk: Client, what: str, fields: Mapping[str, Any], status: int = 302) -> str:
    response = desk.post(f"{PAGE}{what}/", fields)
    assert response.status_code == status
    return str(response.content.decode())


def drafted(site: Site) -> tuple[SiteWord, ...]:
    return parse_policy(PolicyDraft.objects.get(site=site).text).vocabulary.words


def put_in_force(site: Site) -> None:
    policies.put_in_force(site, PolicyDraft.objects.get(site=site).text)


def test_a_word_goes_into_the_draft_and_counts_once_it_is_in_force(desk: Client, site: Site, article: Article) -> None:
    send(desk, "add", KETTLE)
    assert drafted(site) == (SiteWord("kettle", "personal_attack", "en", Certainty.SURE),)
    assert "in the draft" in one(soup(desk.get(PAGE)), ".word-list li").get_text()
    before = say(article, "What an utter kettle this minister is, honestly.")
    judge(before, SCREENER)
    assert before.state == "approved"
    put_in_force(site)
    after = say(article, "What an utter kettle this minister is, honestly.")
    judge(after, SCREENER)
    assert (after.state, after.verdicts.get().guidelines) == ("rejected", ["personal_attack"])


def test_the_rest_of_the_guidelines_stays_as_it_was(desk: Client, site: Site) -> None:
    send(desk, "add", KETTLE | {"texts": "kettle\n\n black  kettle \nKETTLE"})
    send(desk, "allow", {"texts": "donkey"})
    text = PolicyDraft.objects.get(site=site).text
    assert [word.text for word in drafted(site)] == ["KETTLE", "black kettle"]
    assert parse_policy(text).vocabulary.allowed == ("donkey",)
    added = [line for line in text.splitlines() if line not in policy_text().splitlines()]
    assert all("kettle" in line.lower() or "donkey" in line or line == "words:" for line in added)
    assert all(line in text.splitlines() for line in policy_text().splitlines())


def test_a_word_is_taken_out_again(desk: Client, site: Site) -> None:
    send(desk, "add", KETTLE | {"texts": "kettle\nsamovar"})
    send(desk, "allow", {"texts": "donkey\nmule"})
    put_in_force(site)
    send(desk, "remove", {"text": "kettle", "guideline": "personal_attack", "language": "en"})
    send(desk, "remove", {"text": "donkey"})
    assert [word.text for word in drafted(site)] == ["samovar"]
    assert parse_policy(PolicyDraft.objects.get(site=site).text).vocabulary.allowed == ("mule",)
    leaving = [item.get_text(" ", strip=True) for item in soup(desk.get(PAGE)).select(".is-leaving")]
    assert ["kettle" in leaving[0], "donkey" in leaving[1]] == [True, True]
    assert all("taken out in the draft" in item for item in leaving)


def test_said_once_more_a_word_is_as_sure_as_it_is_said_now(desk: Client, site: Site) -> None:
    send(desk, "add", KETTLE)
    send(desk, "add", KETTLE | {"certainty": "doubtful"})
    assert drafted(site) == (SiteWord("kettle", "personal_attack", "en", Certainty.DOUBTFUL),)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"texts": "🐷"}, "“🐷” is no word or phrase"),
        ({"texts": "kettle\na"}, "“a” stands in every comment"),
        ({"texts": "ab*"}, "begins too many words"),
        ({"texts": "x" * 81}, "too long for a word"),
        ({"texts": " \n "}, "Write a word or a phrase."),
        ({"guideline": ""}, "Choose the guideline."),
        ({"texts": "\n".join(f"word{n}" for n in range(101))}, "too many at once"),
        ({"guideline": "no_such"}, "no_such"),  # Django's own words
    ],
)
def test_what_is_no_word_comes_back_with_what_was_typed(
    desk: Client, site: Site, fields: dict[str, str], says: str
) -> None:
    page = parsed(send(desk, "add", KETTLE | fields, 422))
    assert says in one(page, "#add-problem").get_text()
    assert (KETTLE | fields)["texts"].strip() == one(page, "#add-texts").get_text().strip()
    assert not PolicyDraft.objects.exists()


def test_a_word_cannot_be_held_against_somebody_and_free(desk: Client, site: Site) -> None:
    send(desk, "add", KETTLE)
    assert "stands in the other list" in send(desk, "allow", {"texts": "Kettle"}, 409)
    assert parse_policy(PolicyDraft.objects.get(site=site).text).vocabulary.allowed == ()


def test_a_draft_with_a_mistake_elsewhere_still_takes_words(desk: Client, site: Site, editor: Account) -> None:
    drafts.edit(site, editor, lambda text: text.replace("severity: 5", "severity: 9"))
    send(desk, "add", KETTLE)
    assert "text: kettle" in PolicyDraft.objects.get(site=site).text
    assert "kettle" in one(soup(desk.get(PAGE)), ".word-list").get_text()


def test_a_draft_that_cannot_be_read_is_said_to_be_so(desk: Client, site: Site, editor: Account) -> None:
    drafts.edit(site, editor, lambda text: f"{text}\nwords: [")
    assert "The draft has a mistake" in one(soup(desk.get(PAGE)), ".problem").get_text()
    assert "mend what it says there" in send(desk, "add", KETTLE, 409)


def test_a_comment_is_tried_out_by_what_is_in_force_and_by_the_draft(desk: Client, site: Site) -> None:
    send(desk, "add", KETTLE)
    page = parsed(send(desk, "try", {"text": "The kettle on our stove is new."}, 200))
    assert [trial.get_text() for trial in page.select(".would")] == ["Approved", "Rejected: Personal attacks"]
    assert [mark.get_text() for mark in page.select(".trial mark")] == ["kettle"]
    found = one(page, ".evidence").get_text(" ", strip=True)
    assert "almost certain" in found
    assert "the site's own words" in found
    assert not Comment.objects.exists()
    assert not ScreeningRecord.objects.exists()


def test_a_comment_is_tried_out_in_a_section_and_under_another_mode(desk: Client, site: Site) -> None:
    modes = "\nmode: decide\nmodes:\n  - {mode: advise, section: opinion}\n"
    policies.put_in_force(site, policy_text().replace("\nmode: decide\n", modes))
    clean = "The council should publish what this bridge has cost."
    here = {
        (section, mode): one(
            parsed(send(desk, "try", {"text": clean, "section": section, "mode": mode}, 200)), ".would"
        )
        for section, mode in [("", ""), ("opinion", ""), ("opinion", "approve"), ("", "advise")]
    }
    approved, left = "Approved", "Left to a person"
    assert [would.get_text() for would in here.values()] == [approved, left, approved, left]


def test_the_words_of_a_site_are_its_editors_alone(client: Client, site: Site, editor: Account) -> None:
    make_site("herald")
    editor.sites = [str(site.pk)]
    editor.save()
    client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(PAGE).status_code == 200
    assert client.get("/desk/words/herald/").status_code == 404
    for what in ("add", "allow", "remove", "try"):
        assert client.post(f"/desk/words/herald/{what}/", KETTLE | {"text": "kettle"}).status_code == 404
    assert not PolicyDraft.objects.exists()
