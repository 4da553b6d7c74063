"""Signed-in readers at the desk: their record, what is done about them, and what they hear of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from stet.accounts.models import Account
from stet.accounts.roles import Role
from stet.comments import sanctions
from stet.comments.acts.erase import erase, erase_reader
from stet.comments.acts.report import Notice, report
from stet.comments.acts.rule import rule
from stet.comments.models import Article, Comment, Evidence, Measure, Reader, Sanction
from stet.moderation.models import JournalEntry, ReaderNote
from stet.newsroom.verdict import Outcome
from tests.api.conftest import Calls, failure
from tests.api.test_tokens import SECRET, USER, signed
from tests.newsroom_kit import make_article, make_moderator, make_site, publish, say
from tests.publication.reading import soup

WHY = "تۆ بەردەوام جنێو بە خەڵک دەدەیت."


def client_of(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def senior(db: None) -> Account:
    return make_moderator("senior@courier.example", role=Role.SENIOR)


@pytest.fixture
def lead(senior: Account) -> Client:
    return client_of(senior)


@pytest.fixture
def reader(article: Article, moderator: Account) -> Reader:
    """Dilan, who wrote twice; the second was rejected."""
    say(article, "Where did the money go?", reader_key="dilan", reading_language="ckb")
    rejected = say(article, "They are all dogs.", reader_key="dilan", reading_language="ckb")
    rule(rejected, moderator, Outcome.REJECT, ["personal_attack"])
    found = rejected.reader
    assert found
    return found


def at(reader: Reader, name: str = "reader") -> str:
    return reverse(f"desk:{name}", args=[reader.pk])


def text(response: Any) -> str:
    return " ".join(soup(response).main.get_text(" ").split())


def journal() -> list[tuple[str, str]]:
    return [(entry.what, entry.about) for entry in JournalEntry.objects.order_by("at", "id")]


def test_readers_by_trouble_measures_and_name(
    desk: Client, article: Article, reader: Reader, moderator: Account, senior: Account
) -> None:
    publish(article, moderator, name="Azad", reader_key="azad")
    trouble = text(desk.get("/desk/readers/"))
    assert "Dilan" in trouble
    assert "2 comments" in trouble
    assert "1 rejected" in trouble
    assert "Azad" not in trouble
    assert "Azad" in text(desk.get("/desk/readers/?order=newest"))
    assert "No reader is under a measure" in text(desk.get("/desk/readers/?order=measures"))
    sanctions.impose(reader, Measure.BAN, WHY, senior)
    under = text(desk.get("/desk/readers/?order=measures"))
    assert "Dilan Banned" in under
    assert "Azad" in text(desk.get("/desk/readers/?name=АZАD")), "however the name is spelled"
    assert "No signed-in reader of that name" in text(desk.get("/desk/readers/?name=nobody"))


def test_the_record_of_a_reader(desk: Client, reader: Reader) -> None:
    page = text(desk.get(at(reader)))
    for told in ("1 waiting", "not published 1", "Personal attack", "reads کوردی", "They are all dogs.", "First seen"):
        assert told.split()[0] in page
    assert "Strikes now: 0.6" in page
    assert "That few suggest nothing." in page
    assert "None so far." in page


def test_nothing_outside_the_scope(desk: Client, moderator: Account, reader: Reader) -> None:
    elsewhere = say(make_article(make_site("herald")), "In the Herald.", name="Hêvî", reader_key="hevi").reader
    assert elsewhere
    moderator.sites = [str(reader.site_id)]
    moderator.languages = ["ar"]
    moderator.save()
    assert desk.get(at(elsewhere)).status_code == 404
    assert desk.post(at(elsewhere, "reader-warn"), {"reason": WHY}).status_code == 404
    assert "Hêvî" not in text(desk.get("/desk/readers/?order=newest"))
    Comment.objects.update(language="tr")
    assert "They are all dogs" not in text(desk.get(at(reader))), "nor comments in other languages"
    assert not Sanction.objects.exists()


def test_a_moderator_warns_and_writes_notes(desk: Client, reader: Reader, moderator: Account) -> None:
    assert desk.post(at(reader, "reader-warn"), {"reason": WHY}).status_code == 302
    measure = Sanction.objects.get()
    assert (measure.measure, measure.reason, measure.made_by, measure.ends_at) == ("warning", WHY, moderator, None)
    assert desk.post(at(reader, "reader-note"), {"text": "Wrote to us, and was friendly."}).status_code == 302
    page = text(desk.get(at(reader)))
    assert "Warned not read yet" in page
    assert "Wrote to us, and was friendly." in page
    assert journal() == [("reader_warned", str(reader.pk)), ("reader_note_written", str(reader.pk))]
    assert WHY not in str(JournalEntry.objects.values_list("details", flat=True)), "the journal holds no words"


def test_only_who_may_takes_a_measure(desk: Client, reader: Reader) -> None:
    wanted = {"measure": "ban", "days": "0", "reason": WHY}
    assert desk.post(at(reader, "reader-measure"), wanted).status_code == 403
    assert "Pre-moderate, suspend or ban" not in text(desk.get(at(reader)))
    assert not Sanction.objects.exists()


def test_a_suspension_from_the_form_to_the_reader_and_back(
    lead: Client, article: Article, reader: Reader, senior: Account
) -> None:
    about = reader.comments.earliest("written_at")
    wanted = {"measure": "suspension", "days": "7", "reason": WHY, "comment": str(about.pk)}
    assert lead.post(at(reader, "reader-measure"), wanted).status_code == 302
    measure = Sanction.objects.get()
    assert measure.ends_at
    assert measure.ends_at - measure.made_at == timedelta(days=7)
    assert measure.comment == about
    assert "Suspended until" in text(lead.get(at(reader)))
    again = lead.post(at(reader, "reader-measure"), wanted)
    assert again.status_code == 409
    assert "in force already" in text(again)
    assert soup(again).select_one("#measure-reason").text.strip() == WHY, "what was typed is kept"
    assert lead.post(reverse("desk:measure-lift", args=[measure.pk])).status_code == 302
    page = text(lead.get(at(reader)))
    assert "Suspended lifted" in page
    gone = lead.post(reverse("desk:measure-lift", args=[measure.pk]))
    assert gone.status_code == 409
    assert "has run out, or a colleague has lifted it" in text(gone)
    assert [what for what, _ in journal()] == ["reader_suspended", "measure_lifted"]
    assert JournalEntry.objects.get(what="reader_suspended").details == {"days": 7}


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"measure": "suspension", "days": "0", "reason": WHY}, "A suspension ends by itself"),
        ({"measure": "suspension", "days": "7", "reason": " "}, "Write the reason"),
        ({"measure": "warning", "days": "7", "reason": WHY}, "warning"),
        ({"days": "7", "reason": WHY}, "Choose a measure"),
        ({"measure": "ban", "days": "soon", "reason": WHY}, "soon"),
        ({"measure": "ban", "days": "0", "reason": "x" * 1001}, "too long"),
    ],
)
def test_what_is_no_measure_is_shown_again(lead: Client, reader: Reader, wanted: dict[str, str], told: str) -> None:
    response = lead.post(at(reader, "reader-measure"), wanted)
    assert response.status_code == 422
    assert told in soup(response).select_one("[role=alert]").text
    assert not Sanction.objects.exists()


def test_a_note_is_removed_by_its_author_or_who_may_take_measures(
    desk: Client, lead: Client, reader: Reader, moderator: Account, colleague: Account
) -> None:
    notes = [
        ReaderNote.objects.create(reader=reader, author=moderator, text=f"Note {n}", written_at=timezone.now())
        for n in (1, 2)
    ]
    removals = [reverse("desk:reader-note-remove", args=[note.pk]) for note in notes]
    assert client_of(colleague).post(removals[0]).status_code == 403
    assert desk.post(removals[0]).status_code == 302
    assert lead.post(removals[1]).status_code == 302
    assert not ReaderNote.objects.exists()
    assert {what for what, _ in journal()} == {"reader_note_removed"}


def test_the_reload_of_a_refused_form_leads_back(lead: Client, reader: Reader) -> None:
    for name in ("reader-note", "reader-warn", "reader-measure"):
        assert lead.get(at(reader, name) + "?lang=ckb").headers["Location"] == at(reader) + "?lang=ckb"


def test_a_long_record_in_few_queries(
    desk: Client, article: Article, reader: Reader, moderator: Account, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        rule(say(article, f"Number {number}.", reader_key="dilan"), moderator, Outcome.REJECT, ["profanity"])
        say(article, "A word.", name=f"Reader {number}", reader_key=f"r{number}")
    desk.get(at(reader))
    with django_assert_max_num_queries(40):
        desk.get(at(reader))
    with django_assert_max_num_queries(30):
        desk.get("/desk/readers/?order=newest")


# ——— What the reader hears ———


@pytest.fixture
def signed_in(db: None) -> Reader:
    """A reader whom the site's own token names."""
    article = make_article(make_site(sso_secret=SECRET))
    found = say(article, "A first word.", USER["username"], reader_key=USER["id"]).reader
    assert found
    return found


@pytest.fixture
def api(signed_in: Reader) -> Calls:
    return Calls(Client())


def test_a_warning_by_the_api(api: Calls, signed_in: Reader, senior: Account) -> None:
    measure = sanctions.impose(signed_in, Measure.WARNING, WHY, senior)
    told = api.get("mine", headers=signed()).json()["measures"]
    assert [(one["measure"], one["reason"], one["seen"]) for one in told] == [("warning", WHY, False)]
    refused = api.post("Something new.", headers=signed(), author=None)
    assert failure(refused) == (409, "warned", None)
    assert WHY in refused.json()["error"]["message"]
    assert api.post("Something new.", headers=signed(), author=None).status_code == 201
    assert api.get("mine", headers=signed()).json()["measures"] == []
    seen = api.client.post(f"/api/v1/mine/measures/{measure.pk}/seen", headers=signed())
    assert seen.json() == {"seen": 0}, "it was told already"


def test_a_warning_that_was_shown_is_not_told_again(api: Calls, signed_in: Reader, senior: Account) -> None:
    measure = sanctions.impose(signed_in, Measure.WARNING, WHY, senior)
    other = signed({"id": "b2", "username": "Azad"})
    assert api.client.post(f"/api/v1/mine/measures/{measure.pk}/seen", headers=other).json() == {"seen": 0}
    assert api.client.post(f"/api/v1/mine/measures/{measure.pk}/seen", headers=signed()).json() == {"seen": 1}
    assert api.post("Something new.", headers=signed(), author=None).status_code == 201


def test_the_suspended_and_the_slowed_by_the_api(api: Calls, signed_in: Reader, senior: Account) -> None:
    signed_in.site.articles.update(seconds_between=60)
    slowed = api.post("Something new.", headers=signed(), author=None)
    assert failure(slowed)[:2] == (429, "too_soon")
    assert 0 < int(slowed.headers["Retry-After"]) <= 60
    sanctions.impose(signed_in, Measure.SUSPENSION, WHY, senior, timedelta(days=3))
    refused = api.post("Something new.", headers=signed(), author=None)
    assert failure(refused) == (403, "account_suspended", None)
    assert WHY in refused.json()["error"]["message"]


def test_guests_of_a_slowed_article_by_the_api(api: Calls, signed_in: Reader) -> None:
    signed_in.site.articles.update(seconds_between=60)
    signed_in.site.proof_of_work = "never"
    signed_in.site.save()
    assert api.post("The first of a guest.").status_code == 201
    assert failure(api.post("The second of a guest."))[:2] == (429, "too_soon")


def test_what_is_kept_about_the_reader_is_theirs_to_take(api: Calls, signed_in: Reader, senior: Account) -> None:
    sanctions.impose(signed_in, Measure.SUSPENSION, WHY, senior, timedelta(days=3))
    ReaderNote.objects.create(reader=signed_in, author=senior, text="A note.", written_at=timezone.now())
    answer = api.get("mine/data", headers=signed())
    data = answer.json()
    assert [(one["measure"], one["reason"]) for one in data["measures"]] == [("suspension", WHY)]
    assert [one["text"] for one in data["notes"]] == ["A note."]
    assert senior.email not in answer.content.decode(), "nobody of the newsroom is named"
    erase_reader(signed_in)
    assert not Sanction.objects.exists()
    assert not ReaderNote.objects.exists()


def test_on_the_page_without_a_script(signed_in: Reader, senior: Account, client: Client, settings: Any) -> None:
    from stet.comments import sessions

    site = signed_in.site
    site.email_sign_in = True
    site.save()
    client.cookies[f"stet-reader-{site.slug}"] = sessions.begin(site, "email:dilan", "Dilan").token
    mine = say(site.articles.get(), "A first word.", "Dilan", reader_key="email:dilan").reader
    assert mine
    warning = sanctions.impose(mine, Measure.WARNING, WHY, senior)
    address = "/threads/courier/the-bridge/"
    page = soup(client.get(address))
    assert WHY in page.select_one("#write .note").text
    assert page.select_one("[name=read]")["value"] == str(warning.pk)
    sent = {"body": "Something new.", "attempt": "a1"}
    told = client.post(address, sent)
    assert told.status_code == 409
    assert WHY in soup(told).select_one("#problem").text
    assert client.post(address, sent).status_code == 303
    second = sanctions.impose(mine, Measure.WARNING, "Another one.", senior)
    read = {"body": "And more.", "attempt": "a2", "read": [str(second.pk), "no id"]}
    assert client.post(address, read).status_code == 303, "what stood above the form was read"
    sanctions.impose(mine, Measure.BAN, WHY, senior)
    assert "You cannot comment on this site any more." in soup(client.get(address)).select_one("#write .note").text
    assert client.post(address, {"body": "Let me in.", "attempt": "a3"}).status_code == 403


# ——— Evidence ———


@pytest.fixture
def threat(article: Article, moderator: Account) -> Comment:
    comment = publish(article, moderator, "I know where she lives.", name="Baran")
    report(comment, Notice(guideline="threat", explanation="He threatens her."))
    return comment


def test_evidence_is_for_few_and_opening_it_is_written_down(desk: Client, lead: Client, threat: Comment) -> None:
    erase(threat)
    page = reverse("desk:evidence", args=[threat.pk])
    assert desk.get(page).status_code == 403
    assert desk.get("/desk/evidence/").status_code == 403
    assert "somebody may be in danger" in text(lead.get("/desk/evidence/"))
    shut = lead.get(page)
    assert "I know where she lives." not in text(shut)
    assert journal() == []
    opened = lead.post(f"{page}open/")
    assert "I know where she lives." in text(opened)
    assert opened.headers["Cache-Control"] == "no-store"
    assert journal() == [("evidence_opened", str(threat.pk))]
    assert lead.get(f"{page}open/").headers["Location"] == page
    assert lead.post(f"{page}let-go/").status_code == 302
    assert not Evidence.objects.exists()
    assert lead.post(f"{page}open/").status_code == 404
    assert "Nothing is kept as evidence." in text(lead.get("/desk/evidence/"))
    assert "no copy can be made" in text(lead.get(page))


def test_keeping_a_copy_by_hand(lead: Client, article: Article) -> None:
    comment = say(article)
    page = reverse("desk:evidence", args=[comment.pk])
    refused = lead.post(page, {"reason": " "})
    assert refused.status_code == 422
    assert "Say who needs the copy" in text(refused)
    assert lead.post(page, {"reason": "The police asked."}).status_code == 302
    assert "The police asked." in text(lead.get(page))
    assert journal() == [("evidence_kept", str(comment.pk))]


def test_no_evidence_outside_the_scope(lead: Client, senior: Account, threat: Comment) -> None:
    senior.sites = [str(make_site("herald").pk)]
    senior.save()
    page = reverse("desk:evidence", args=[threat.pk])
    assert lead.get(page).status_code == 404
    assert lead.post(f"{page}open/").status_code == 404
    assert "Nothing is kept" in text(lead.get("/desk/evidence/"))
