"""Letting colleagues in, changing what they may do, seeing them out; and the journal of it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from bs4 import BeautifulSoup
from django.core import mail
from django.core.cache import cache
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

import stet
from stet.accounts.models import Account
from stet.accounts.roles import Role
from stet.accounts.scopes import covers
from stet.comments.acts.rule import rule
from stet.comments.models import Article, Case, Site
from stet.comments.receipts import receipt_of
from stet.desk.people.journal_words import SENTENCES
from stet.letters.mail import Mail
from stet.moderation import people
from stet.moderation.models import JournalEntry
from stet.moderation.people import LastAdministrator, Place
from stet.newsroom.verdict import Outcome
from tests.newsroom_kit import make_moderator, make_site, say
from tests.own_installation import Installation

PASSWORD = "let-it-stand-42"


@pytest.fixture
def administrator(db: None) -> Account:
    account = make_moderator("dilan@courier.example", role=Role.ADMINISTRATOR)
    account.set_password(PASSWORD)
    account.save()
    return account


@pytest.fixture
def office(administrator: Account) -> Client:
    """A browser in which the administrator is signed in."""
    return signed_in(administrator)


def signed_in(account: Account) -> Client:
    """A browser that went through the door, as allauth keeps sessions."""
    if not account.check_password(PASSWORD):
        account.set_password(PASSWORD)
        account.save()
    client = Client()
    answer = client.post("/accounts/login/", {"login": account.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


def invite(office: Client, email: str = "shilan@courier.example", **said: Any) -> Any:
    return office.post("/desk/people/invite/", {"email": email, "role": "moderator"} | said)


def link_in(answer: Any) -> str:
    shown = BeautifulSoup(answer.content, "html.parser").find(id="link")
    assert shown, answer.content.decode()
    return str(shown.get_text()).strip().removeprefix("http://127.0.0.1:8000")


def text(answer: Any) -> str:
    main = BeautifulSoup(answer.content, "html.parser").main
    assert main
    return main.get_text(" ", strip=True)


# ——— Invitations ———


def test_the_invited_come_in_by_a_link_and_a_password_of_their_own(office: Client, client: Client) -> None:
    shown = invite(office, "Shilan@Courier.example", role="senior")
    account = Account.objects.get(email="shilan@courier.example")
    assert (account.role, account.has_usable_password()) == (Role.SENIOR, False)
    assert "no-store" in shown.headers["Cache-Control"]
    link = link_in(shown)
    page = client.get(link)
    assert "shilan@courier.example" in page.content.decode()
    assert page.headers["Referrer-Policy"] == "same-origin"
    new = {"new_password1": "dots-under-words", "new_password2": "dots-under-words"}
    assert client.post(link, new).status_code == 302
    assert client.get("/desk/").status_code == 200
    used = Client().get(link)
    assert (used.status_code, "used already" in used.content.decode()) == (403, True)
    assert [entry.what for entry in JournalEntry.objects.order_by("at")] == ["person_invited", "password_set"]


def test_a_link_is_good_for_three_days(office: Client, client: Client, settings: Any) -> None:
    link = link_in(invite(office))
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert client.get(link).status_code == 403


def test_a_password_has_to_be_a_good_one_typed_twice(office: Client, client: Client) -> None:
    link = link_in(invite(office))
    for first, second in (("dots-under-words", "dots-under-word"), ("password12", "password12"), ("short", "short")):
        answer = client.post(link, {"new_password1": first, "new_password2": second})
        assert answer.status_code == 422
        assert BeautifulSoup(answer.content, "html.parser").select(".errorlist")
    assert not Account.objects.get(email="shilan@courier.example").has_usable_password()


def test_the_link_goes_out_by_mail_where_mail_is_set_up(office: Client, settings: Any, tmp_path: Any) -> None:
    settings.STET_MAIL = Mail(sender="comments@courier.example", folder=tmp_path)
    shown = invite(office)
    assert [letter.to for letter in mail.outbox] == [["shilan@courier.example"]]
    assert link_in(shown) in str(mail.outbox[0].body)


def test_an_invitation_without_an_address_or_a_role_is_shown_again_with_what_was_typed(office: Client) -> None:
    wrong = invite(office, "nobody", role="owner")
    assert wrong.status_code == 422
    assert "This is no e-mail address" in text(wrong)
    assert 'value="nobody"' in wrong.content.decode()
    invite(office)
    again = invite(office)
    assert (again.status_code, "has an account already" in text(again)) == (409, True)
    assert Account.objects.count() == 2


def test_a_new_link_takes_the_place_of_an_invitation_that_was_not_taken_up(office: Client, client: Client) -> None:
    old = link_in(invite(office))
    account = Account.objects.get(email="shilan@courier.example")
    new = link_in(office.post(f"/desk/people/{account.pk}/link/"))
    assert client.get(old).status_code == 403
    assert client.get(new).status_code == 200


# ——— Changing and seeing out ———


def test_a_role_that_was_lowered_counts_at_the_next_click(office: Client, article: Article) -> None:
    colleague = make_moderator("shilan@courier.example", role=Role.EDITOR)
    theirs = signed_in(colleague)
    comment = say(article)
    assert theirs.get(f"/desk/comments/{comment.pk}/").status_code == 200
    answer = office.post(f"/desk/people/{colleague.pk}/", {"role": "analyst", "languages": ["ckb"]})
    assert answer.status_code == 302
    refused = theirs.post(f"/desk/comments/{comment.pk}/", {"outcome": "approve", "seen": "0"})
    assert refused.status_code == 403
    assert "Your role at the desk does not allow this" in text(refused)
    assert BeautifulSoup(refused.content, "html.parser").find("a", href="/desk/me/")
    colleague.refresh_from_db()
    assert (colleague.role, colleague.languages, colleague.sites) == (Role.ANALYST, ["ckb"], [])


def test_who_is_seen_out_is_out_at_once_and_what_was_before_them_is_free(office: Client, article: Article) -> None:
    colleague = make_moderator("shilan@courier.example", role=Role.MODERATOR)
    theirs = signed_in(colleague)
    comment = say(article)
    Case.objects.filter(comment=comment).update(claimed_by=colleague)
    answer = office.post(f"/desk/people/{colleague.pk}/out/", follow=True)
    assert "is signed out everywhere" in answer.content.decode()
    assert theirs.get("/desk/").headers["Location"].startswith("/accounts/login/")
    assert Case.objects.get(comment=comment).claimed_by is None
    refused = Client().post("/accounts/login/", {"login": colleague.email, "password": PASSWORD})
    assert refused.status_code == 200
    office.post(f"/desk/people/{colleague.pk}/in/")
    colleague.refresh_from_db()
    assert colleague.is_active
    assert theirs.get("/desk/").status_code == 302, "the old session stays over"


def test_nobody_changes_themselves(office: Client, administrator: Account) -> None:
    make_moderator("rojin@courier.example", role=Role.ADMINISTRATOR).set_password(PASSWORD)
    raised = office.post(f"/desk/people/{administrator.pk}/", {"role": "editor"})
    assert raised.status_code == 403
    out = office.post(f"/desk/people/{administrator.pk}/out/", follow=True)
    assert "sees themselves out" in text(out)
    administrator.refresh_from_db()
    assert (administrator.role, administrator.is_active) == (Role.ADMINISTRATOR, True)


def test_the_last_administrator_stays(administrator: Account) -> None:
    with pytest.raises(LastAdministrator):
        people.see_out(None, administrator)
    # One who was invited and has not come could let nobody in either.
    invited = people.invite(administrator, "rojin@courier.example", Place(Role.ADMINISTRATOR))
    administrator.refresh_from_db()
    with pytest.raises(LastAdministrator):
        people.see_out(None, administrator)
    invited.set_password(PASSWORD)
    invited.save()
    people.see_out(None, administrator)
    invited.refresh_from_db()
    with pytest.raises(LastAdministrator):
        people.see_out(None, invited)


def test_two_administrators_who_see_each_other_out_at_once_do_not_both_succeed(installation: Installation) -> None:
    emails = ("dilan@courier.example", "rojin@courier.example")
    for email in emails:
        installation.stet("moderator", "add", email, "--role", "administrator")
    both = [installation.starting("moderator", "remove", email) for email in emails]
    said = [one.communicate(timeout=120) for one in both]
    assert sorted(one.returncode for one in both) == [0, 1], said
    assert sum("seen out" in line for line in installation.stet("moderator", "list").stdout.splitlines()) == 1


NOTHING_OR_SOME = st.lists(st.sampled_from("abc"), unique=True)


@given(st.lists(NOTHING_OR_SOME, min_size=6, max_size=6))
def test_a_scope_that_covers_another_covers_all_that_it_covers(some: list[list[str]]) -> None:
    one, two, three = (Account(sites=some[n], languages=some[n + 1]) for n in (0, 2, 4))
    assert covers(one, one)
    assert covers(Account(), one)
    if covers(one, two) and covers(two, three):
        assert covers(one, three)
    if covers(one, two) and covers(two, one):
        assert (set(one.sites), set(one.languages)) == (set(two.sites), set(two.languages))


def test_nobody_gives_more_than_they_have(administrator: Account, site: Site) -> None:
    herald = make_site("herald")
    local = make_moderator("azad@courier.example", role=Role.ADMINISTRATOR, sites=[str(site.pk)])
    elsewhere = make_moderator("berivan@herald.example", role=Role.MODERATOR, sites=[str(herald.pk)])
    office = signed_in(local)
    assert "berivan" not in office.get("/desk/people/").content.decode()
    for address in ("", "link/", "out/", "second-step/", "unbind/"):
        assert office.post(f"/desk/people/{elsewhere.pk}/{address}").status_code == 404, address
        assert office.post(f"/desk/people/{administrator.pk}/{address}").status_code == 404, address
    assert invite(office).status_code == 403, "all sites are more than one"
    assert invite(office, sites=[str(herald.pk)]).status_code == 422
    assert invite(office, sites=[str(site.pk)]).status_code == 200


# ——— What is seen ———


def test_the_list_says_who_has_come_and_how_they_sign_in(office: Client) -> None:
    invite(office)
    shown = text(office.get("/desk/people/"))
    assert "Invited, has not come yet" in shown
    assert "Password alone" in shown
    assert office.get("/desk/people/?lang=ckb").status_code == 200


def test_one_s_own_settings(office: Client, administrator: Account) -> None:
    elsewhere = signed_in(administrator)
    office = signed_in(administrator)
    shown = text(office.get("/desk/me/", headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}))
    assert administrator.pseudonym in shown
    assert "let colleagues in" in shown
    assert elsewhere.get("/desk/").status_code == 200
    told = office.post("/desk/me/sessions/", follow=True)
    assert "Signed out in" in text(told)
    assert elsewhere.get("/desk/").status_code == 302
    assert office.get("/desk/").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(office: Client) -> None:
    theirs = signed_in(make_moderator("rojin@courier.example", role=Role.MODERATOR))
    other = UserSession.objects.get(user__email="rojin@courier.example")
    office.post("/desk/me/sessions/", {"session": str(other.pk)})
    assert theirs.get("/desk/").status_code == 200


def test_no_network_address_is_kept_of_anybody(office: Client) -> None:
    assert {one.ip for one in UserSession.objects.all()} == {"0.0.0.0"}


def test_when_somebody_was_last_here_is_noted_every_few_minutes(office: Client, administrator: Account) -> None:
    cache.clear()
    office.get("/desk/")
    administrator.refresh_from_db()
    noted = administrator.last_seen_at
    assert noted
    assert UserSession.objects.get().last_seen_at >= noted
    office.get("/desk/")
    administrator.refresh_from_db()
    assert administrator.last_seen_at == noted, "not a write for every look"


def test_the_journal_says_it_in_words_and_can_be_narrowed(office: Client, administrator: Account) -> None:
    invite(office, role="senior")
    shown = text(office.get("/desk/journal/"))
    assert "Invited \u2068shilan@courier.example\u2069 as Senior moderator." in shown
    assert "Chose a password" not in shown
    account = Account.objects.get(email="shilan@courier.example")
    for query in (f"person={account.pk}", "what=person_seen_out", "site=nowhere&what=person_link"):
        assert "Invited \u2068shilan" not in text(office.get(f"/desk/journal/?{query}")), query
    for query in (f"person={administrator.pk}", "what=person_invited", "person=nobody&what=%00&site=%00"):
        assert "Invited \u2068shilan" in text(office.get(f"/desk/journal/?{query}")), query


def test_the_journal_keeps_to_the_scope(office: Client, site: Site) -> None:
    invite(office)
    analyst = make_moderator("azad@courier.example", role=Role.ANALYST, sites=[str(site.pk)])
    assert "shilan" not in signed_in(analyst).get("/desk/journal/").content.decode()


def test_every_code_of_the_journal_has_its_words() -> None:
    package = Path(stet.__file__).parent
    used = {code for path in package.rglob("*.py") for code in noted(ast.parse(path.read_text(encoding="utf-8")))}
    assert {"person_invited", "password_set"} <= used
    assert used <= SENTENCES.keys()


def noted(module: ast.Module) -> Iterator[str]:
    """The codes that a module's calls of `journal.note` name."""
    for call in ast.walk(module):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "journal.note":
            for code in [call.args[1], *assigned(module, call.args[1])]:
                yield from (str(one.value) for one in ast.walk(code) if isinstance(one, ast.Constant))


def assigned(module: ast.Module, name: ast.expr) -> list[ast.expr]:
    """What a module gives a variable of that name, and the dictionary that it looks a code up in."""
    own = {one.id for one in ast.walk(name) if isinstance(one, ast.Name)}
    values = [one for one in ast.walk(module) if isinstance(one, ast.Assign | ast.AnnAssign)]
    return [
        value
        for one in values
        for target in (one.targets if isinstance(one, ast.Assign) else [one.target])
        if isinstance(target, ast.Name) and target.id in own and one.value is not None
        for value in (one.value.values if isinstance(one.value, ast.Dict) else [one.value])
        if value is not None
    ]


def test_a_pseudonym_is_stable_and_names_nobody(administrator: Account) -> None:
    again = Account.objects.get(pk=administrator.pk)
    assert again.pseudonym == administrator.pseudonym
    assert re.fullmatch("M-[A-Z2-7]{5}", administrator.pseudonym)
    assert make_moderator("rojin@courier.example").pseudonym != administrator.pseudonym


def test_people_know_one_another_by_address_and_readers_by_pseudonym(
    office: Client, administrator: Account, article: Article, client: Client
) -> None:
    comment = say(article)
    rule(comment, administrator, Outcome.APPROVE)
    receipt = receipt_of(comment)
    for address in (f"/receipts/{receipt}/", f"/api/v1/receipts/{receipt}", f"/api/v1/receipts/{receipt}/data"):
        shown = client.get(address).content.decode()
        assert administrator.pseudonym in shown, address
        assert administrator.email not in shown, address
