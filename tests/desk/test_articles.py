"""Articles and a site's settings at the desk."""

from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from stet.accounts.models import Account
from stet.accounts.roles import Role
from stet.cli import main
from stet.comments import sections
from stet.comments.models import Article, Case, Site
from stet.comments.sites import find_or_make_article
from stet.moderation.models import JournalEntry
from tests.desk.test_readers import client_of, text
from tests.newsroom_kit import make_article, make_moderator, make_site, publish, say
from tests.publication.reading import soup


@pytest.fixture
def editor(db: None) -> Account:
    return make_moderator("editor@courier.example", role=Role.EDITOR)


@pytest.fixture
def lead(editor: Account) -> Client:
    return client_of(editor)


def at(article: Article) -> str:
    return reverse("desk:article", args=[article.pk])


def sent(**changed: Any) -> dict[str, Any]:
    """The form of an article; None leaves a box unticked."""
    whole = {"is_open": "on", "is_premoderated": None, "seconds_between": "0", "section": ""} | changed
    return {name: value for name, value in whole.items() if value is not None}


def journal() -> list[str]:
    return list(JournalEntry.objects.order_by("at", "id").values_list("what", flat=True))


def test_the_lists_of_articles(desk: Client, site: Site, article: Article, moderator: Account) -> None:
    dam = make_article(site, "the-dam", title="The dam", section="Water")
    assert "Under no article does a comment wait." in text(desk.get("/desk/articles/"))
    for _ in range(2):
        say(dam)
    publish(article, moderator)
    waiting = text(desk.get("/desk/articles/"))
    assert "The dam" in waiting
    assert "2 wait" in waiting
    assert "The bridge" not in waiting
    lately = text(desk.get("/desk/articles/?order=lately"))
    assert lately.index("The dam") < lately.index("The bridge")
    assert "The bridge" in text(desk.get("/desk/articles/?order=newest"))
    assert "The dam" not in text(desk.get("/desk/articles/?order=newest&section=Sport"))
    assert "The dam" in text(desk.get("/desk/articles/?title=DAM"))
    assert "No article is of this kind." in text(desk.get("/desk/articles/?state=closed"))


def test_an_article_that_is_gone_at_its_source(desk: Client, article: Article, moderator: Account) -> None:
    publish(article, moderator, "This was worth writing.")
    Article.objects.update(title="", url="", body="")
    page = text(desk.get(at(article)))
    assert "the-bridge" in page
    assert "the comments are kept" in page
    assert "This was worth writing." in page
    assert "the-bridge" in text(desk.get("/desk/articles/?order=lately"))


def test_its_conversations(desk: Client, article: Article, moderator: Account) -> None:
    top = publish(article, moderator, "Where did the money go?")
    say(article, "I want to know too.", parent=top.pk)
    page = text(desk.get(at(article)))
    assert "Where did the money go?" in page
    assert "1 answer" in page
    assert "1 of them waits" in page
    assert "I want to know too." not in page, "answers are on the page of their conversation"


def test_only_who_may_changes_an_article(desk: Client, article: Article) -> None:
    assert desk.post(at(article), sent(is_open=None)).status_code == 403
    assert "How it is moderated" not in text(desk.get(at(article)))
    assert Article.objects.get().is_open


def test_closing_premoderating_slowing_and_moving_it(lead: Client, article: Article) -> None:
    waits = say(article)
    changed = sent(is_open=None, is_premoderated="on", seconds_between="300", section="Politics")
    assert lead.post(at(article), changed).status_code == 302
    now = Article.objects.get()
    assert (now.is_open, now.is_premoderated, now.seconds_between, now.section) == (False, True, 300, "Politics")
    assert Case.objects.get(comment=waits).section == "Politics", "what waits goes with it"
    assert journal() == ["article_closed", "article_premoderated", "article_slowed", "article_section_changed"]
    page = lead.get(at(article))
    assert soup(page).select_one("#pace option[selected]")["value"] == "300"
    assert lead.post(at(article), changed).status_code == 302
    assert len(journal()) == 4, "what changes nothing is not written down"
    assert lead.post(at(article), sent()).status_code == 302
    now = Article.objects.get()
    assert (now.is_open, now.is_premoderated, now.seconds_between, now.section) == (True, False, 0, "")


@pytest.mark.parametrize("wrong", [{"seconds_between": "x"}, {"seconds_between": "-1"}, {"section": "x" * 81}])
def test_what_is_wrong_is_shown_again(lead: Client, article: Article, wrong: dict[str, str]) -> None:
    response = lead.post(at(article), sent(is_open=None, **wrong))
    assert response.status_code == 422
    assert soup(response).select_one("[role=alert]").text.strip()
    assert Article.objects.get().is_open


def test_no_article_outside_the_scope(lead: Client, editor: Account, article: Article) -> None:
    editor.sites = [str(make_site("herald").pk)]
    editor.save()
    assert lead.get(at(article)).status_code == 404
    assert lead.post(at(article), sent(is_open=None)).status_code == 404
    assert lead.get("/desk/sites/courier/").status_code == 404


# ——— Sections ———

SECTIONS = [["Football", "/sport/football/"], ["Sport", "/sport/"], ["World", "/world"]]


@pytest.mark.parametrize(
    ("url", "section"),
    [
        ("https://courier.example/sport/football/derby", "Football"),
        ("https://courier.example/sport/tennis?x=/world", "Sport"),
        ("https://courier.example/worldwide", "World"),
        ("https://courier.example/", ""),
        ("", ""),
        ("https://[", ""),
    ],
)
def test_the_first_section_that_fits_counts(site: Site, url: str, section: str) -> None:
    site.sections = SECTIONS
    assert sections.section_of(site, url) == section


def test_an_article_comes_into_its_section_when_it_is_made(db: None) -> None:
    site = make_site(sections=SECTIONS, makes_articles=True, origins=["https://courier.example"])
    assert find_or_make_article(site, None, "https://courier.example/sport/x").section == "Sport"
    add = ["article", "add", "courier"]
    assert CliRunner().invoke(main, [*add, "a", "--url", "https://courier.example/world/1"]).exit_code == 0
    assert CliRunner().invoke(main, [*add, "b", "--section", "Letters"]).exit_code == 0
    assert dict(site.articles.exclude(external_id__in=["x"]).values_list("external_id", "section"))["a"] == "World"
    assert CliRunner().invoke(main, [*add, "b", "--title", "Letters of the week"]).exit_code == 0
    assert site.articles.get(external_id="b").section == "Letters", "what is not named stays"


# ——— A site's settings ———

TRANSLATOR = "https://translate.example/?q={text}&to={language}"


def whole(**changed: Any) -> dict[str, Any]:
    settings = {
        **dict.fromkeys(("sections", "reserved_names", "translation_url"), ""),
        **dict.fromkeys(("reviewed_percent", "wrong_percent"), "2"),
        **dict.fromkeys(("masks_abuse", "guests_may_comment"), "on"),
        "promised_minutes": "120",
        "proof_of_work": "suspicious",
        **dict.fromkeys(("hints", "appeals", "letters", "reactions"), "on"),
    } | changed
    return {name: value for name, value in settings.items() if value is not None}


def test_what_an_editor_sets(lead: Client, site: Site, article: Article) -> None:
    Article.objects.update(url="https://courier.example/sport/x")
    waits = Case.objects.get(comment=say(article))
    changed = whole(
        promised_minutes="30",
        masks_abuse=None,
        translation_url=TRANSLATOR,
        sections="Sport = /sport/\n\nWorld=/world/\n",
        reserved_names="Shilan\nئارام",
        reactions=None,
    )
    response = lead.post("/desk/sites/courier/", changed, follow=True)
    assert "1 article is in a section now." in text(response)
    site.refresh_from_db()
    assert (site.promised_minutes, site.masks_abuse, site.translation_url) == (30, False, TRANSLATOR)
    assert site.sections == [["Sport", "/sport/"], ["World", "/world/"]]
    assert (site.reserved_names, site.reactions, site.hints) == (["Shilan", "ئارام"], False, True)
    now = Case.objects.get()
    assert (now.section, now.promised_by - now.since) == ("Sport", timedelta(minutes=30))
    assert now.turn_at - now.since == (waits.turn_at - waits.since) / 4
    details = JournalEntry.objects.get(what="site_changed").details
    assert details["before"]["promised_minutes"] == 120
    assert "hints" not in details["after"]
    assert lead.post("/desk/sites/courier/", changed).status_code == 302
    assert JournalEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"promised_minutes": "0"}, "from 1 to 43,200"),
        ({"reviewed_percent": "101"}, "0 to 100"),
        ({"translation_url": "http://translate.example/{text}"}, "https://"),
        ({"translation_url": "https://translate.example/"}, "{text}"),
        ({"translation_url": "https://{text}/"}, "{text}"),
        ({"translation_url": "https://translate.example/{text}{name}"}, "no other braces"),
        ({"translation_url": "javascript:{text}"}, "https://"),
        ({"sections": "Sport"}, "Sport = /sport/"),
        ({"sections": "A = /a/\nB = /a/"}, "twice"),
        ({"reserved_names": "x" * 81}, "80 characters"),
    ],
)
def test_what_cannot_be_set_is_shown_again(lead: Client, site: Site, wrong: dict[str, str], told: str) -> None:
    response = lead.post("/desk/sites/courier/", whole(hints=None, **wrong))
    assert response.status_code == 422
    assert told in soup(response).select_one("[role=alert]").text
    [(name, typed)] = wrong.items()
    field = soup(response).select_one(f"#id_{name}")
    assert (field.get("value") or field.text.strip()) == typed, "what was typed is kept"
    assert Site.objects.get().hints
    assert not JournalEntry.objects.exists()


def test_a_moderator_sets_nothing(desk: Client, site: Site) -> None:
    assert desk.get("/desk/sites/courier/").status_code == 403


def test_the_same_from_the_command_line(site: Site, article: Article) -> None:
    say(article)
    asked = ["--promise", "30", "--section", "Sport = /sport/", "--translation-url", TRANSLATOR]
    done = CliRunner().invoke(main, ["site", "set", "courier", *asked, "--no-masks-abuse", "--reviewed-percent", "5"])
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[9:14] == [
        "promised_minutes: 30",
        "sections: Sport = /sport/",
        f"translation_url: {TRANSLATOR}",
        "masks_abuse: no",
        "reviewed_percent: 5",
    ]
    case = Case.objects.get()
    assert case.promised_by - case.since == timedelta(minutes=30)
    undone = CliRunner().invoke(main, ["site", "set", "courier", "--no-sections", "--translation-url", ""])
    assert "sections: none\ntranslation_url: none\n" in undone.stdout
    for wrong in (["--translation-url", "http://x/{text}"], ["--section", "Sport"], ["--promise", "0"]):
        assert CliRunner().invoke(main, ["site", "set", "courier", *wrong]).exit_code > 0
