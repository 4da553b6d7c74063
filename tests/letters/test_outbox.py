"""Sending through a real mail server: what it refuses, when it is away, and when processes meet or die."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from stet.comments.acts.report import Notice, report
from stet.comments.acts.rule import rule
from stet.comments.addresses import sealed
from stet.comments.errors import EmailInvalid, MailUnavailable
from stet.comments.models import Article, Comment, Report
from stet.letters.following import TO_CONFIRM
from stet.letters.making import make_letters, position
from stet.letters.models import Follower, Letter
from stet.letters.outbox import CLAIM, DELAYS, FAILED, GIVEN_UP, SENT, send_due
from stet.letters.sending import send_now
from stet.newsroom.verdict import Outcome
from tests.cli.test_serve import run_python
from tests.letters.post import READER, ask, confirmed, later
from tests.mail_server import MailServer, part, running
from tests.newsroom_kit import ENGLISH, Account, publish, say
from tests.own_installation import Installation
from tests.tampering import unguarded

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(article: Article) -> Comment:
    return say(article)


def test_a_letter_arrives_whole(comment: Comment, server: MailServer) -> None:
    comment.site.name = "هەواڵنامەی زاگرۆس"
    comment.site.save()
    ask(comment, "reader@bücher.example", decision=True, lang="ckb")
    assert send_due() == Counter({SENT: 1})
    (letter,) = server.letters()
    assert letter.recipient == "reader@xn--bcher-kva.example"
    made = letter.message
    assert made["From"].addresses[0].display_name == "هەواڵنامەی زاگرۆس"
    assert "هەواڵنامەی زاگرۆس" in part(made, "plain")
    assert re.search(r"^https://comments\.example/letters/confirm/\S+\?lang=ckb\r?$", letter.text, re.MULTILINE)
    assert b"\n" not in letter.raw.replace(b"\r\n", b"")
    assert max(len(line) for line in letter.raw.split(b"\r\n")) <= 998


def test_many_letters_go_over_one_connection(article: Article, server: MailServer) -> None:
    for number in range(12):
        ask(say(article, f"Number {number}."), f"reader-{number}@example.org")
    assert send_due() == Counter({SENT: 12})
    assert send_due() == Counter()
    assert len({letter.message["Message-ID"] for letter in server.letters()}) == 12


def test_an_address_that_is_none_ends_the_letter_at_once_and_is_forgotten(comment: Comment, server: MailServer) -> None:
    ask(comment, "refused@example.org")
    assert send_due() == Counter({GIVEN_UP: 1})
    assert send_due() == Counter()
    assert Letter.objects.get().problem == "the server refused the address (550)"
    assert not Follower.objects.exclude(address=None).exists()


def test_one_refused_letter_keeps_none_from_going(article: Article, server: MailServer) -> None:
    for address in ("refused@example.org", "later@example.org", "spam@example.org", "reader@example.org"):
        ask(say(article, address), address)
    assert send_due() == Counter({GIVEN_UP: 2, FAILED: 1, SENT: 1})
    assert [letter.recipient for letter in server.letters()] == ["reader@example.org"]


def test_what_is_put_off_is_tried_again_soon(comment: Comment, server: MailServer, monkeypatch: Any) -> None:
    ask(comment, "once@example.org")
    assert send_due() == Counter({FAILED: 1})
    assert send_due() == Counter(), "not at once"
    later(monkeypatch, minutes=1, seconds=1)
    assert send_due() == Counter({SENT: 1})
    assert server.refusals() == ["once@example.org"]


def test_what_never_goes_is_given_up_and_can_be_seen(comment: Comment, server: MailServer, monkeypatch: Any) -> None:
    confirmed_by_hand(comment, "later@example.org")
    results: Counter[str] = Counter()
    for delay in (*DELAYS, DELAYS[0], DELAYS[-1]):
        results += send_due()
        later(monkeypatch, seconds=delay.total_seconds() + 1)
    assert results == Counter({FAILED: len(DELAYS), GIVEN_UP: 1})
    assert len(server.refusals()) == len(DELAYS) + 1
    assert Letter.objects.get().problem == "the server refused the address (451)"
    assert "later@" not in str(list(Letter.objects.values()))


def confirmed_by_hand(comment: Comment, address: str) -> None:
    ask(comment, address)
    Follower.objects.update(confirmed_at=comment.written_at)
    Letter.objects.all().delete()
    rule(comment, account(), Outcome.APPROVE)
    make_letters()


def account() -> Account:
    return Account.objects.get_or_create(username="shilan", email="shilan@courier.example")[0]


def test_a_server_that_hangs_up_in_the_middle_gets_the_letter_again(
    article: Article, server: MailServer, monkeypatch: Any
) -> None:
    ask(say(article, "One."), "hangup@example.org")
    ask(say(article, "Two."), "reader@example.org")
    assert send_due() == Counter({FAILED: 1}), "nothing more is tried over a connection that is gone"
    assert send_due() == Counter({SENT: 1})


def test_a_server_that_is_away_loses_no_letter(
    comment: Comment, server: MailServer, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(comment)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 9  # the discard port, on which nothing listens
    assert send_due() == Counter({FAILED: 1})
    assert "cannot be used: ConnectionRefusedError" in Letter.objects.get().problem
    settings.EMAIL_PORT = port
    later(monkeypatch, minutes=2)
    assert send_due() == Counter({SENT: 1})
    assert [letter.recipient for letter in server.letters()] == [READER]


def test_a_wrong_password_is_nobody_s_letter_s_fault(comment: Comment, server: MailServer, settings: Any) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "stet", "hunter2"
    ask(comment)
    assert send_due() == Counter({FAILED: 1})
    problem = Letter.objects.get().problem
    assert problem == "the server refused user and password (535)"
    with pytest.raises(MailUnavailable):
        send_now(READER, "Hello", "letters/test.txt", {}, "en")
    settings.EMAIL_HOST_PASSWORD = "let me in"
    send_now(READER, "Hello", "letters/test.txt", {}, "en")
    assert len(server.letters()) == 1


def test_a_letter_that_is_waited_for_is_refused_in_words(server: MailServer, settings: Any) -> None:
    for address in ("refused@example.org", "later@example.org", "spam@example.org", "hangup@example.org"):
        with pytest.raises(MailUnavailable):
            send_now(address, "Hello", "letters/test.txt", {}, "en")
    with pytest.raises(EmailInvalid):
        send_now("nobody", "Hello", "letters/test.txt", {}, "en")
    settings.STET_MAIL = None
    with pytest.raises(MailUnavailable):
        send_now(READER, "Hello", "letters/test.txt", {}, "en")


def test_what_a_process_died_over_is_sent_after_its_claim_ended(
    comment: Comment, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(comment)
    (letter,) = Letter.objects.all()
    Letter.objects.update(claimed_until=letter.made_at + CLAIM, attempts=1)
    assert send_due() == Counter()
    later(monkeypatch, seconds=CLAIM.total_seconds() + 1)
    assert send_due() == Counter({SENT: 1})


def test_a_letter_that_always_kills_its_process_is_given_up(
    comment: Comment, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(comment)
    Letter.objects.update(attempts=len(DELAYS) + 1)
    assert send_due() == Counter({GIVEN_UP: 1})
    assert server.letters() == []


def test_an_address_of_another_secret_key_is_given_up(comment: Comment, server: MailServer) -> None:
    ask(comment)
    Follower.objects.update(address=b"gAAAAABnot-ours")
    assert send_due() == Counter({GIVEN_UP: 1})


@pytest.mark.parametrize("address", ["reader@localhost", '"ab"@example.org'])
def test_a_reporter_who_cannot_be_written_to_is_forgotten(
    article: Article, moderator: Account, server: MailServer, address: str
) -> None:
    comment = publish(article, moderator)
    made = report(comment, Notice(guideline="threat", email=READER))
    with unguarded():
        # As if it had been taken before such an address was refused.
        Report.objects.update(contact=sealed(address))
        rule(comment, moderator, Outcome.APPROVE)
        make_letters()
        assert send_due() == Counter({GIVEN_UP: 1})
        made.refresh_from_db()
        assert made.contact is None


def test_letters_may_go_into_a_folder(comment: Comment, settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "letters"
    ask(comment)
    assert send_due() == Counter({SENT: 1})
    (file,) = (tmp_path / "letters").iterdir()
    assert f"To: {READER}" in file.read_text()


def test_a_folder_that_cannot_be_one_is_said_in_words(settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "letters"
    (tmp_path / "letters").write_text("")
    with pytest.raises(MailUnavailable):
        send_now(READER, "Hello", "letters/test.txt", {}, "en")


def test_with_no_mail_the_ledger_is_read_all_the_same(comment: Comment, moderator: Account, settings: Any) -> None:
    confirmed(comment)
    settings.STET_MAIL = None
    rule(comment, moderator, Outcome.APPROVE)
    before = position()
    make_letters()
    assert position() > before
    assert not Letter.objects.filter(sent_at=None).exists(), "what happened while letters were off is not told later"
    assert len(mail.outbox) == 1


def test_nobody_waits_a_week_for_a_letter_of_a_day() -> None:
    assert sum((delay.total_seconds() for delay in DELAYS), 0.0) < TO_CONFIRM.total_seconds()


# ——— Several processes ———

NUMBER = 24
MAKE_AND_DIE = """
from stet.cli.installation import open_database
open_database()
import os
from stet.letters.making import make_letters
make_letters()
os._exit(0)
"""
DIE_WHILE_MAKING = """
from stet.cli.installation import open_database
open_database()
import os
from django.db import transaction
from stet.letters.making import make_letters
from stet.letters.models import Letter
with transaction.atomic():
    make_letters()
    print(Letter.objects.filter(subject="decision").count(), flush=True)
    os._exit(0)
"""


def arrived(server: MailServer) -> Counter[str]:
    """How many letters each reader got about a decision."""
    told = [one for one in server.letters() if one.message["Subject"] == "Your comment has been published"]
    return Counter(letter.recipient for letter in told)


def test_no_letter_is_lost_or_sent_twice_when_processes_die_and_meet(
    installation: Installation, tmp_path: Path
) -> None:
    with running(tmp_path / "mail") as server:
        sending = installation.having(server.environment())
        sending.tool("newsroom")
        sending.tool("followed", str(NUMBER))
        assert run_python(sending, DIE_WHILE_MAKING) == str(NUMBER), "it was in the middle of it"
        assert run_python(sending, MAKE_AND_DIE) == ""
        assert server.letters() == []
        together = [sending.starting("letters", "send") for _ in range(3)]
        told = [process.communicate(timeout=120)[0] for process in together]
        assert [process.returncode for process in together] == [0, 0, 0]
        assert arrived(server) == Counter({f"reader-{number}@example.org": 1 for number in range(NUMBER)}), told
        assert "none due" in sending.stet("letters", "send").stdout
        assert ENGLISH not in "".join(letter.text for letter in server.letters())
