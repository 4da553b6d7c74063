"""What letters say, in whose language, of what happened and of what not; and that they give nobody's words away."""

import re
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stet.comments.acts.appeal import appeal
from stet.comments.acts.erase import erase
from stet.comments.acts.judge import judge
from stet.comments.acts.report import Notice, report
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article, Comment, Report
from stet.comments.receipts import receipt_of
from stet.letters.making import make_letters
from stet.letters.models import Letter
from stet.letters.sending import send_now
from stet.newsroom.languages import LANGUAGES
from stet.newsroom.verdict import Outcome
from tests.letters.post import READER, ask, confirmed, html_of, later, parsed, path_of, post
from tests.mail_server import SENDER, part
from tests.newsroom_kit import Account, make_article, make_moderator, make_site, publish, say, screener

pytestmark = pytest.mark.django_db
LINK = re.compile(r"https://comments\.example\S+")


@pytest.fixture
def comment(article: Article) -> Comment:
    return say(article)


# ——— Decisions ———


def test_an_approval_is_told_with_a_link_to_the_comment(comment: Comment, moderator: Account) -> None:
    confirmed(comment)
    rule(comment, moderator, Outcome.APPROVE)
    (letter,) = post()
    assert (letter.to, letter.subject) == ([READER], "Your comment has been published")
    assert letter.from_email == f"Courier <{SENDER}>"
    assert "Your comment has been published exactly as you wrote it." in letter.body
    shown = Client().get(path_of(LINK.findall(letter.body)[0]))
    assert f'id="comment-{comment.pk}"' in shown.content.decode()


def test_a_rejection_is_told_with_guideline_and_wording_and_how_to_appeal(comment: Comment, moderator: Account) -> None:
    confirmed(comment)
    rule(comment, moderator, Outcome.REJECT, ["threat"])
    (letter,) = post()
    assert letter.subject == "Your comment was not published"
    receipt = Client().get(f"/api/v1/receipts/{receipt_of(comment)}").json()
    (guideline,) = receipt["guidelines"]
    assert guideline["title"] in letter.body
    assert guideline["wording"] in letter.body
    assert "A moderator decided this." in letter.body
    assert "appeal on the page of your comment" in letter.body
    assert f"https://comments.example/receipts/{receipt_of(comment)}/?lang=en\n" in letter.body
    quoted = BeautifulSoup(html_of(letter), "html.parser").find("blockquote")
    assert guideline["wording"] in quoted.get_text()  # type: ignore[union-attr]


def test_where_a_site_takes_no_appeals_none_is_offered(comment: Comment, moderator: Account) -> None:
    comment.site.appeals = False
    comment.site.save()
    confirmed(comment)
    rule(comment, moderator, Outcome.REJECT, ["threat"])
    assert "appeal" not in post()[0].body


def test_a_machine_s_decision_says_so(comment: Comment) -> None:
    confirmed(comment)
    judge(comment, screener(racism=0.999))
    (letter,) = post()
    assert "The machine decided this, by the guidelines." in letter.body


def test_a_referral_is_no_decision(comment: Comment) -> None:
    confirmed(comment)
    judge(comment, screener(threat=0.6))
    assert post() == []


def test_what_was_decided_before_is_no_news(comment: Comment, moderator: Account) -> None:
    rule(comment, moderator, Outcome.REJECT, ["threat"])
    confirmed(comment)
    assert post() == []
    rule(comment, moderator, Outcome.APPROVE)
    assert [letter.subject for letter in post()] == ["Your comment has been published"]


def test_only_a_change_is_told(comment: Comment, moderator: Account) -> None:
    confirmed(comment, decision=True, replies=True)
    rule(comment, moderator, Outcome.APPROVE)
    assert len(post()) == 1
    rule(comment, moderator, Outcome.APPROVE)
    assert post() == []
    rule(comment, moderator, Outcome.REJECT, ["threat"])
    assert [letter.subject for letter in post()] == ["Your comment is not published any more"]


def test_of_two_decisions_before_a_letter_went_the_last_is_told(comment: Comment, moderator: Account) -> None:
    confirmed(comment)
    rule(comment, moderator, Outcome.REJECT, ["threat"])
    rule(comment, moderator, Outcome.APPROVE)
    assert [letter.subject for letter in post()] == ["Your comment has been published"]


def test_nothing_is_told_to_who_asked_for_replies_alone(comment: Comment, moderator: Account) -> None:
    confirmed(comment, replies=True)
    rule(comment, moderator, Outcome.APPROVE)
    assert post() == []


def test_before_confirming_nothing_is_told(comment: Comment, moderator: Account) -> None:
    ask(comment)
    rule(comment, moderator, Outcome.APPROVE)
    assert [letter.subject for letter in post()] == ["Please confirm that you want letters"]


# ——— Appeals ———


@pytest.mark.parametrize(
    ("outcome", "guidelines", "says"),
    [(Outcome.APPROVE, [], "Your appeal was granted"), (Outcome.REJECT, ["threat"], "Your appeal was refused")],
)
def test_an_appeal_s_answer_is_told(
    comment: Comment, moderator: Account, outcome: Outcome, guidelines: list[str], says: str
) -> None:
    confirmed(comment)
    rule(comment, moderator, Outcome.REJECT, ["threat"])
    post()
    appeal(comment, "I threatened nobody.")
    assert post() == []
    rule(comment, make_moderator("second@courier.example"), outcome, guidelines)
    (letter,) = post()
    assert letter.subject == "Your appeal has been answered"
    assert says in letter.body
    assert "threatened" not in letter.body
    assert "appeal on the page" not in letter.body


# ——— Replies ———


def wait_for_replies(monkeypatch: pytest.MonkeyPatch, minutes: float = 11) -> list[Any]:
    """What is sent that many minutes after what happened by now."""
    post()
    later(monkeypatch, minutes=minutes)
    return post()


def test_a_published_reply_is_told_without_its_text_and_author(
    article: Article, moderator: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = publish(article, moderator)
    confirmed(comment, replies=True)
    reply = say(article, "Quite the contrary.", parent=comment.pk, name="Gulistan")
    assert wait_for_replies(monkeypatch) == [], "it is not published"
    rule(reply, moderator, Outcome.APPROVE)
    (letter,) = wait_for_replies(monkeypatch)
    assert letter.subject == "Somebody answered your comment"
    whole = letter.message().as_string() + html_of(letter)
    assert "contrary" not in whole
    assert "Gulistan" not in whole
    assert receipt_of(comment) not in whole, "the link is one that everybody may see"
    assert f"comment={reply.pk}" in LINK.findall(letter.body)[0]


def test_several_replies_within_ten_minutes_are_one_letter(
    article: Article, moderator: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = publish(article, moderator)
    confirmed(comment, replies=True)
    for number in range(3):
        publish(article, moderator, f"Number {number}.", parent=comment.pk)
        assert post() == []
        later(monkeypatch, minutes=3)
    assert post() == []
    later(monkeypatch, minutes=2)
    (letter,) = post()
    assert letter.subject == "3 answers to your comment"
    assert "There are 3 answers to your comment." in letter.body
    assert post() == []


def test_the_more_letters_a_day_the_longer_the_wait(
    article: Article, moderator: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = publish(article, moderator)
    confirmed(comment, replies=True)
    sent = 0
    for number in range(16):
        publish(article, moderator, f"Number {number}.", parent=comment.pk)
        sent += len(wait_for_replies(monkeypatch, minutes=20))
    assert sent == 5, "16 letters in five hours would be a nuisance"


def test_a_reply_is_told_once(article: Article, moderator: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    comment = publish(article, moderator)
    confirmed(comment, replies=True)
    reply = publish(article, moderator, "Number one.", parent=comment.pk)
    assert len(wait_for_replies(monkeypatch)) == 1
    rule(reply, moderator, Outcome.REJECT, ["threat"])
    rule(reply, moderator, Outcome.APPROVE)
    assert wait_for_replies(monkeypatch, minutes=60) == []


@pytest.mark.parametrize("end", [withdraw, erase])
def test_a_reply_that_is_gone_by_then_is_not_told(
    article: Article, moderator: Account, monkeypatch: pytest.MonkeyPatch, end: Any
) -> None:
    comment = publish(article, moderator)
    confirmed(comment, replies=True)
    publish(article, moderator, "It stays.", parent=comment.pk)
    end(publish(article, moderator, "It goes.", parent=comment.pk))
    assert [letter.subject for letter in wait_for_replies(monkeypatch)] == ["Somebody answered your comment"]
    end(publish(article, moderator, "It goes too.", parent=comment.pk))
    assert wait_for_replies(monkeypatch, minutes=60) == []


def test_nobody_is_told_of_their_own_reply(article: Article, moderator: Account, monkeypatch: Any) -> None:
    comment = publish(article, moderator, reader_key="dilan")
    confirmed(comment, replies=True)
    publish(article, moderator, "And another thing.", parent=comment.pk, reader_key="dilan")
    assert wait_for_replies(monkeypatch) == []
    publish(article, moderator, "Indeed.", parent=comment.pk, name="Rojin")
    assert [letter.subject for letter in wait_for_replies(monkeypatch)] == ["Somebody answered your comment"]


def test_a_reply_to_a_reply_is_not_one_s_own(article: Article, moderator: Account, monkeypatch: Any) -> None:
    comment = publish(article, moderator)
    confirmed(comment, replies=True)
    reply = publish(article, moderator, "Number one.", parent=comment.pk)
    assert len(wait_for_replies(monkeypatch)) == 1
    publish(article, moderator, "Number two.", parent=reply.pk)
    assert wait_for_replies(monkeypatch, minutes=60) == []


# ——— Reports ———


def reported(comment: Comment, **notice: Any) -> Report:
    said = {"guideline": "threat", "email": "reporter@example.org", "name": "Rojin", "explanation": "Look at it."}
    return report(comment, Notice(**said | notice))


@pytest.mark.parametrize(
    ("outcome", "guidelines", "says"),
    [(Outcome.REJECT, ["threat"], "It is not published any more."), (Outcome.APPROVE, [], "left it where it is")],
)
def test_a_report_s_answer_is_told_and_the_reporter_forgotten(
    article: Article, moderator: Account, outcome: Outcome, guidelines: list[str], says: str
) -> None:
    comment = publish(article, moderator)
    made = reported(comment)
    assert post() == []
    rule(comment, moderator, outcome, guidelines)
    (letter,) = post()
    assert (letter.to, letter.subject) == (["reporter@example.org"], "Your report has been decided")
    assert says in letter.body
    assert "A person decided this, not a machine." in letter.body
    assert not {"Rojin", "Look at it"} & set(re.findall("Rojin|Look at it", letter.body))
    assert receipt_of(comment) not in letter.body + html_of(letter), "it is the author's alone"
    made.refresh_from_db()
    assert (made.contact, made.reporter_name) == (None, "")
    rule(comment, moderator, Outcome.APPROVE)
    assert post() == []


def test_a_reporter_who_gave_no_address_gets_no_letter(article: Article, moderator: Account) -> None:
    comment = publish(article, moderator)
    reported(comment, email="")
    rule(comment, moderator, Outcome.APPROVE)
    assert post() == []
    assert not Letter.objects.exists()


@pytest.mark.parametrize("end", [withdraw, erase])
def test_of_a_comment_that_is_gone_reporters_hear_nothing_and_are_forgotten(
    article: Article, moderator: Account, end: Any
) -> None:
    comment = publish(article, moderator)
    made = reported(comment)
    rule(comment, moderator, Outcome.REJECT, ["threat"])
    end(comment)
    assert post() == []
    made.refresh_from_db()
    assert made.contact is None


def test_however_many_reports_name_an_address_it_gets_one_letter_for_a_decision(
    article: Article, moderator: Account
) -> None:
    comment = publish(article, moderator)
    made = [reported(comment) for _ in range(4)]
    rule(comment, moderator, Outcome.APPROVE)
    assert len(post()) == 1
    for report_ in made:
        report_.refresh_from_db()
    assert [one.contact for one in made] == [None] * 4


def test_an_address_hears_of_few_reports_a_day(article: Article, moderator: Account) -> None:
    for number in range(8):
        comment = publish(article, moderator, f"Comment {number} on what this bridge has cost.")
        reported(comment)
        rule(comment, moderator, Outcome.APPROVE)
    assert len(post()) == 5


def test_where_no_mail_is_set_up_an_answered_reporter_is_forgotten(
    article: Article, moderator: Account, settings: Any
) -> None:
    comment = publish(article, moderator)
    made = reported(comment)
    settings.STET_MAIL = None
    post()
    made.refresh_from_db()
    assert made.contact is not None, "nobody has looked at it yet"
    rule(comment, moderator, Outcome.APPROVE)
    post()
    made.refresh_from_db()
    assert made.contact is None


def test_letters_about_reports_go_out_on_sites_without_other_letters(article: Article, moderator: Account) -> None:
    article.site.letters = False
    article.site.save()
    comment = publish(article, moderator)
    reported(comment)
    rule(comment, moderator, Outcome.APPROVE)
    assert len(post()) == 1


# ——— Every letter ———


def test_a_letter_s_head(comment: Comment, moderator: Account) -> None:
    comment.site.name = "The “Great”\r\nCourier, Inc."
    comment.site.save()
    confirmed(comment)
    rule(comment, moderator, Outcome.APPROVE)
    (letter,) = post()
    made = parsed(letter)
    assert made["From"].addresses[0].display_name == "The “Great” Courier, Inc."
    assert made["From"].addresses[0].addr_spec == SENDER
    assert made["Auto-Submitted"] == "auto-generated"
    assert made["Content-Language"] == "en"
    assert re.fullmatch(r"<[0-9a-f-]{36}@comments\.example>", made["Message-ID"])
    assert re.fullmatch(r"<https://comments\.example/letters/stop/\S+>", made["List-Unsubscribe"].strip())
    assert made["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [alternative.get_content_type() for alternative in made.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda language: language.code)
def test_a_letter_is_in_its_reader_s_language_and_direction(
    comment: Comment, moderator: Account, language: Any
) -> None:
    confirmed(comment, decision=True, lang=language.code)
    rule(comment, moderator, Outcome.REJECT, ["threat"])
    (letter,) = post()
    page = BeautifulSoup(html_of(letter), "html.parser")
    assert (page.html["lang"], page.html["dir"]) == (language.code, language.direction)  # type: ignore[index]
    receipt = Client().get(f"/api/v1/receipts/{receipt_of(comment)}", {"lang": language.code}).json()
    assert receipt["reason"] in letter.body
    assert receipt["guidelines"][0]["wording"] in letter.body
    assert parsed(letter)["Content-Language"] == language.code
    assert all(f"lang={language.code}" in link for link in LINK.findall(letter.body))


def test_a_name_does_not_turn_the_words_around_it(site: Any, moderator: Account) -> None:
    article = make_article(site, "bridge", title="پرد\u202e <b>&amp; “x”")
    comment = say(article)
    confirmed(comment)
    rule(comment, moderator, Outcome.APPROVE)
    (letter,) = post()
    assert "“\u2068پرد <b>&amp; “x”\u2069”" in letter.body
    page = BeautifulSoup(html_of(letter), "html.parser")
    assert page.find("bdi").get_text() == "پرد <b>&amp; “x”"  # type: ignore[union-attr]
    assert page.find("b") is None


def test_nothing_is_loaded_from_anywhere_by_opening_a_letter(comment: Comment, moderator: Account) -> None:
    confirmed(comment)
    rule(comment, moderator, Outcome.REJECT, ["threat"])
    page = BeautifulSoup(html_of(post()[0]), "html.parser")
    assert not page.find_all(["img", "link", "script", "iframe", "object", "style", "form"])
    assert "url(" not in str(page)
    assert all(link["href"].startswith("https://comments.example/") for link in page.find_all("a"))


WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=12, max_size=200).filter(
    lambda text: bool(text.strip())
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(own=WORDS, theirs=WORDS, statement=WORDS, explanation=WORDS)
def test_no_letter_holds_anybody_s_words(
    mailoutbox: list[Any], own: str, theirs: str, statement: str, explanation: str
) -> None:
    number = Comment.objects.count()
    site = make_site(f"site-{number}")
    article = make_article(site)
    first, second = make_moderator(f"{number}@first.example"), make_moderator(f"{number}@second.example")
    comment = say(article, own)
    confirmed(comment, f"{number}@readers.example", decision=True, replies=True)
    rule(comment, first, Outcome.REJECT, ["threat"], explanation)
    assert "a few words" in part(parsed(post()[-1]), "plain")
    appeal(comment, statement)
    rule(comment, second, Outcome.APPROVE)
    reply = publish(article, first, theirs, parent=comment.pk, name="Gulistan Rojhat")
    reported(reply, explanation=explanation, email=f"{number}@reporters.example")
    rule(reply, first, Outcome.APPROVE)
    make_letters()
    Letter.objects.filter(sent_at=None).update(due_at=timezone.now() - timedelta(minutes=1))
    sent = [parsed(letter) for letter in post()]
    assert len(sent) == 3
    told = "\n".join(part(letter, kind) + str(letter["Subject"]) for letter in sent for kind in ("plain", "html"))
    for words in (own, theirs, statement, explanation, "Gulistan", "Dilan"):
        assert words not in told
        assert BeautifulSoup(told, "html.parser").get_text().find(words) < 0


# ——— One letter, now ———


def test_a_letter_is_sent_while_somebody_waits(mailoutbox: list[Any]) -> None:
    send_now(READER, "Hello", "letters/test.txt", {"base": "https://comments.example"}, "ckb", "The Courier")
    (letter,) = mailoutbox
    assert letter.from_email == f"The Courier <{SENDER}>"
    assert parsed(letter)["Content-Language"] == "ckb"
