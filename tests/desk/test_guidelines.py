"""The editor's pages: a draft is written, compared, looked at, tried, and only then put in force."""

import re
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from stet.accounts.models import Account
from stet.comments import policies
from stet.comments.acts.judge import judge
from stet.comments.acts.rule import rule
from stet.comments.models import Article, Case, Comment, Site
from stet.desk.guidelines.differences import differences
from stet.moderation import drafts
from stet.moderation.models import JournalEntry, PolicyDraft
from stet.newsroom.policy_file import default_policy_text, parse_policy
from stet.newsroom.verdict import Outcome
from tests.newsroom_kit import make_article, make_moderator, make_site, policy_text, say, screener

pytestmark = pytest.mark.django_db
DRAFT = "/desk/guidelines/courier/draft/"


@pytest.fixture
def editor(db: None) -> Account:
    return make_moderator("gulistan@courier.example", role="editor")


@pytest.fixture
def office(editor: Account) -> Client:
    """A browser in which an editor is signed in."""
    return signed_in(editor)


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def begun(office: Client, site: Site) -> PolicyDraft:
    assert office.post(f"/desk/guidelines/{site.slug}/").status_code == 302
    return PolicyDraft.objects.get(site=site)


def save(office: Client, text: str, revision: int = 1) -> Any:
    return office.post(DRAFT, {"text": text, "revision": revision})


def in_mode(mode: str) -> str:
    return policy_text(mode)


def number_in_force(site: Site) -> int:
    return policies.in_force(site)[0].number


def test_a_draft_begins_as_what_is_in_force_and_changes_nothing(office: Client, site: Site) -> None:
    assert "Begin a draft" in page(office, "/desk/guidelines/courier/")
    draft = begun(office, site)
    assert (draft.text, draft.revision, draft.based_on.number) == (policy_text(), 1, 1)
    assert begun(office, site).pk == draft.pk, "there is one draft a site"
    assert number_in_force(site) == 1
    assert "Go on with the draft" in page(office, "/desk/guidelines/courier/")
    assert "Draft" in page(office, "/desk/guidelines/")


def test_a_draft_goes_into_force_once_it_was_seen(office: Client, site: Site, editor: Account) -> None:
    begun(office, site)
    assert save(office, in_mode("advise")).status_code == 302
    refused = office.post(f"{DRAFT}activate/", {"revision": 2}, follow=True)
    assert "Nobody puts guidelines in force unseen" in refused.content.decode()
    assert number_in_force(site) == 1
    # The refusal led to the preview, which is what had to be seen.
    assert office.post(f"{DRAFT}activate/", {"revision": 2}).headers["Location"] == "/desk/guidelines/courier/"
    version, policy = policies.in_force(site)
    assert (version.number, policy.mode, version.text) == (2, "advise", in_mode("advise"))
    assert not PolicyDraft.objects.exists()
    entry = JournalEntry.objects.get(what="policy_activated")
    assert (entry.account, entry.site, entry.about) == (editor, site, str(version.pk))
    assert (entry.details["number"], entry.details["instead_of"]) == (2, 1)
    told = page(office, "/desk/guidelines/courier/")
    assert editor.email in told
    assert "the command line" in told, "the first version was put in force without the desk"


def test_what_was_seen_is_that_very_text(office: Client, site: Site) -> None:
    begun(office, site)
    save(office, in_mode("advise"))
    page(office, f"{DRAFT}preview/")
    save(office, in_mode("approve"), revision=2)
    office.post(f"{DRAFT}activate/", {"revision": 3})
    assert number_in_force(site) == 1


def test_a_colleague_s_look_is_not_one_s_own(office: Client, site: Site) -> None:
    begun(office, site)
    save(office, in_mode("advise"))
    page(office, f"{DRAFT}preview/")
    colleague = signed_in(make_moderator("aram@courier.example", role="editor"))
    colleague.post(f"{DRAFT}activate/", {"revision": 2})
    assert number_in_force(site) == 1


def test_two_editors_do_not_write_over_each_other(office: Client, site: Site) -> None:
    begun(office, site)
    colleague = signed_in(make_moderator("aram@courier.example", role="editor"))
    assert save(colleague, in_mode("advise")).status_code == 302
    refused = save(office, in_mode("approve"))
    told = refused.content.decode()
    assert refused.status_code == 409
    assert "Somebody else changed the draft" in told
    assert "\nmode: approve\n" in told, "what was typed is still there"
    assert "mode: advise" in told, "and what the colleague wrote is shown"
    assert PolicyDraft.objects.get().text == in_mode("advise")
    revision = re.search(r'name="revision" value="(\d+)"', told)
    assert revision
    assert save(office, in_mode("approve"), int(revision[1])).status_code == 302
    assert PolicyDraft.objects.get().text == in_mode("approve")


def test_a_draft_put_in_force_meanwhile_is_no_draft(office: Client, site: Site) -> None:
    begun(office, site)
    drafts.discard(site, make_moderator("aram@courier.example", role="editor"), 1)
    assert (
        "There is no draft any more" in office.post(DRAFT, {"text": "x", "revision": 1}, follow=True).content.decode()
    )
    assert "There is no draft any more" in office.get(f"{DRAFT}preview/", follow=True).content.decode()
    answer = office.post(f"{DRAFT}activate/", {"revision": 1}, follow=True)
    assert "There is no draft any more" in answer.content.decode()


def test_a_draft_may_be_wrong_and_names_its_problems_by_line(office: Client, site: Site) -> None:
    begun(office, site)
    save(office, policy_text().replace("mode: decide", "mode: sometimes"))
    told = page(office, DRAFT)
    line = policy_text().splitlines().index("mode: decide") + 1
    assert f'data-line="{line}"' in told
    assert "1 problem to mend" in told
    for tab in ("common", "differences", "preview", "backtest"):
        assert "See what has to be mended" in page(office, f"{DRAFT}{tab}/")
    office.post(f"{DRAFT}activate/", {"revision": 2})
    assert number_in_force(site) == 1
    assert save(office, "a: b\x00", revision=2).status_code == 422


def test_throwing_a_draft_away(office: Client, site: Site) -> None:
    begun(office, site)
    assert office.post(DRAFT, {"act": "discard", "revision": 1}).status_code == 302
    assert not PolicyDraft.objects.exists()
    assert JournalEntry.objects.filter(what="policy_draft_discarded").exists()


def test_a_long_policy_fits_and_everybody_else_is_as_limited_as_ever(office: Client, site: Site) -> None:
    begun(office, site)
    long = policy_text() + "# " + "ڕێنمایی " * 60_000 + "\n"
    assert save(office, long).status_code == 302
    assert PolicyDraft.objects.get().text == long
    assert office.post("/desk/guidelines/courier/", {"x": "a" * 70_000}).status_code == 413


def test_what_it_changes_is_said_in_words_and_line_by_line(office: Client, site: Site) -> None:
    begun(office, site)
    text = policy_text("advise").replace("reject_above: 0.9}", "reject_above: 0.7}", 1)
    save(office, text.replace("Do not threaten anyone", "Threaten nobody", 1))
    told = page(office, f"{DRAFT}differences/")
    for words in ("A person decides everything", "The machine may approve and reject", "0.9", "0.7", "Threaten nobody"):
        assert words in told
    assert told.count("<del>") == told.count("<ins>") == 3
    sorani = page(office, f"{DRAFT}differences/?lang=ckb")
    assert "٠.٧" in sorani


def test_the_preview_is_the_public_page_in_every_language(office: Client, site: Site) -> None:
    begun(office, site)
    policy = parse_policy(policy_text())
    for code in ("en", "ckb", "kmr", "ar", "tr", "fa"):
        told = page(office, f"{DRAFT}preview/?in={code}")
        assert f'lang="{code}"' in told
        for guideline in policy.guidelines:
            assert guideline.title[code] in told
    assert 'lang="ckb" dir="rtl"' in page(office, f"{DRAFT}preview/?in=ckb")


def test_common_changes_leave_the_rest_of_the_text_alone(office: Client, site: Site) -> None:
    site.sections = [["sport", "/sport/"]]
    site.save()
    begun(office, site)
    told = page(office, f"{DRAFT}common/")
    sent = dict(re.findall(r'name="(common-(?:approve|reject|caution)_\w+)" value="([^"]*)"', told))
    assert len(sent) == 2 * 12 + 1
    sent |= {
        "common-mode": "approve",
        "common-second_judge": "suggest",
        "common-machine_languages": ["en", "ckb"],
        "common-reject_threat": "0.8",
        "common-caution_toxic": "",
        "common-section_0": "sport",
        "common-language_0": "ckb",
        "common-mode_0": "advise",
        "revision": "1",
    }
    assert office.post(f"{DRAFT}common/", sent).status_code == 302
    saved = PolicyDraft.objects.get().text
    policy = parse_policy(saved)
    assert (policy.mode, policy.machine_languages, dict(policy.cautions)) == ("approve", ("en", "ckb"), {})
    assert policy.mode_for("sport", "ckb") == "advise"
    assert policy.guideline("threat").thresholds.reject_above == 0.8  # type: ignore[union-attr]
    changed = [line for line in differences(policy_text(), saved) if line.kind != "same"]
    assert len(changed) < 16, "nothing was written anew that was not changed"
    assert saved.count("#") == policy_text().count("#"), "comments are kept"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"common-approve_threat": "0.95"}, "must not be lower"),
        ({"common-approve_threat": "2"}, "less than or equal to 1"),
        ({"common-mode": "approve", "common-second_judge": "decide"}, "needs"),
        ({"common-mode_0": "advise"}, "Choose a section, a language or both"),
    ],
)
def test_common_changes_that_cannot_be(office: Client, site: Site, changed: dict[str, str], words: str) -> None:
    begun(office, site)
    told = page(office, f"{DRAFT}common/")
    sent = dict(re.findall(r'name="(common-(?:approve|reject|caution)_\w+)" value="([^"]*)"', told))
    sent |= {"common-mode": "decide", "common-second_judge": "suggest", "revision": "1"} | changed
    refused = office.post(f"{DRAFT}common/", sent)
    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert PolicyDraft.objects.get().text == policy_text()


def test_common_changes_do_not_go_over_a_colleague_s(office: Client, site: Site) -> None:
    begun(office, site)
    told = page(office, f"{DRAFT}common/")
    sent = dict(re.findall(r'name="(common-(?:approve|reject|caution)_\w+)" value="([^"]*)"', told))
    sent |= {"common-mode": "advise", "common-second_judge": "suggest", "revision": "1"}
    save(office, in_mode("approve"))
    assert office.post(f"{DRAFT}common/", sent).status_code == 409
    assert PolicyDraft.objects.get().text == in_mode("approve")


def test_trying_the_draft_on_what_was_decided(office: Client, site: Site, article: Article, moderator: Account) -> None:
    doubtful = say(article, "You are a fool and so is the minister.")
    judge(doubtful, screener(personal_attack=0.6))
    rule(doubtful, moderator, Outcome.REJECT, ["personal_attack"])
    judge(say(article), screener())
    begun(office, site)
    save(office, in_mode("advise"))
    assert "would be decided otherwise" not in page(office, f"{DRAFT}backtest/")
    told = page(office, f"{DRAFT}backtest/?size=500")
    assert "1 of 2 comments would be decided otherwise" in told
    assert "Published now, left to a person then" in told
    assert office.post(f"{DRAFT}activate/", {"revision": 2}).status_code == 302
    assert number_in_force(site) == 2


def test_examples_stay_within_the_scope(office: Client, editor: Account, site: Site, article: Article) -> None:
    elsewhere = make_article(make_site("herald"))
    judge(say(elsewhere, "Written on another site, about another bridge."), screener())
    judge(say(article), screener())
    begun(office, site)
    save(office, in_mode("advise"))
    told = page(office, f"{DRAFT}backtest/?size=500")
    assert "1 of 1 comments" in told
    assert "another bridge" not in told
    editor.sites = [str(elsewhere.site_id)]
    editor.save()
    for address in ("/desk/guidelines/courier/", DRAFT, f"{DRAFT}backtest/", "/desk/reasons/courier/"):
        assert office.get(address).status_code == 404
    assert "Courier" not in page(office, "/desk/guidelines/")


def test_an_earlier_version_comes_back_under_a_new_number(office: Client, site: Site) -> None:
    policies.put_in_force(site, in_mode("advise"))
    told = page(office, "/desk/guidelines/courier/versions/1/")
    assert "The machine may approve and reject" in told
    assert office.post("/desk/guidelines/courier/versions/1/").status_code == 302
    version, policy = policies.in_force(site)
    assert (version.number, policy.mode, version.text) == (3, "decide", policy_text())
    assert "the text of version 1" in page(office, "/desk/guidelines/courier/")
    gone = office.get("/desk/guidelines/courier/versions/9/", follow=True)
    assert "There is no such version" in gone.content.decode()


def test_what_waits_keeps_waiting_by_the_new_urgency(office: Client, site: Site, article: Article) -> None:
    waits = say(article, "You are a fool.")
    judge(waits, screener(personal_attack=0.6))
    before = Case.objects.get(comment=waits)
    severe = re.sub(r"(id: personal_attack\n(?:.*\n)*?    severity: )\d", r"\g<1>5", policy_text())
    begun(office, site)
    save(office, severe)
    page(office, f"{DRAFT}preview/")
    office.post(f"{DRAFT}activate/", {"revision": 2})
    after = Case.objects.get(comment=waits)
    assert (after.severity, before.severity < 5) == (5, True)
    assert after.turn_at < before.turn_at
    assert Comment.objects.get(pk=waits.pk).state == "pending"


LINES = st.lists(st.sampled_from(["a", "b", "c", "  d", ""]), max_size=12)


@given(LINES, LINES)
def test_differences_tell_how_one_text_becomes_the_other(old: list[str], new: list[str]) -> None:
    lines = differences("\n".join(old), "\n".join(new))
    before, after = "\n".join(old).splitlines(), "\n".join(new).splitlines()
    removed = {line.before for line in lines if line.kind == "removed" and line.before}
    added = {line.after for line in lines if line.kind == "added" and line.after}
    kept = [text for number, text in enumerate(before, 1) if number not in removed]
    assert kept == [text for number, text in enumerate(after, 1) if number not in added]
    assert all(before[line.before - 1] == line.text for line in lines if line.before)
    assert all(after[line.after - 1] == line.text for line in lines if line.after)


def test_the_shipped_policy_is_its_own_draft() -> None:
    assert differences(default_policy_text(), default_policy_text()) == []
