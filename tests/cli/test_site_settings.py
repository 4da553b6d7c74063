"""`stet site set`: what readers can do on a site, changed one by one."""

from typing import Any

import pytest
from click.testing import CliRunner, Result

from stet.cli import main
from stet.cli.newsroom import PROOFS
from stet.comments.models import Proof, Site
from tests.newsroom_kit import make_site

pytestmark = pytest.mark.django_db
APPS = {"google": {"APPS": [{"name": "Google"}]}, "openid_connect": {"APPS": [{"provider_id": "guild", "name": "G"}]}}


def stet_set(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["site", "set", "courier", *arguments])


def test_without_options_it_says_how_the_site_is_set() -> None:
    make_site()
    assert stet_set().stdout.splitlines() == [
        "guests_may_comment: yes",
        "email_sign_in: no",
        "sign_in_providers: none",
        "reserved_names: none",
        "proof_of_work: suspicious",
        "hints: yes",
        "appeals: yes",
        "letters: yes",
        "reactions: yes",
        "promised_minutes: 120",
        "sections: none",
        "translation_url: none",
        "masks_abuse: yes",
        "reviewed_percent: 2",
        "wrong_percent: 2",
    ]


def test_what_is_named_is_changed_and_nothing_else(settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = APPS
    make_site(sso_secret="s" * 32, origins=["https://courier.example"])
    asked = ["--provider", "guild", "--provider", "google", "--reserve-name", "Shilan", "--reserve-name", "ئارام"]
    assert stet_set(*asked, "--no-guests", "--proof-of-work", "always").exit_code == 0
    assert stet_set("--no-hints", "--no-appeals", "--no-letters", "--no-reactions").exit_code == 0
    site = Site.objects.get()
    assert (site.sign_in_providers, site.reserved_names) == (["guild", "google"], ["Shilan", "ئارام"])
    assert (site.guests_may_comment, site.proof_of_work) == (False, "always")
    assert (site.hints, site.appeals, site.letters, site.reactions) == (False, False, False, False)
    assert (site.sso_secret, site.origins, site.name) == ("s" * 32, ["https://courier.example"], "Courier")
    done = stet_set("--guests", "--hints", "--no-providers", "--no-reserved-names")
    assert "sign_in_providers: none\nreserved_names: none\n" in done.stdout
    site.refresh_from_db()
    assert (site.guests_may_comment, site.hints, site.sign_in_providers, site.reserved_names) == (True, True, [], [])


def test_signing_in_by_e_mail_needs_mail(settings: Any) -> None:
    make_site()
    settings.STET_MAIL = None
    done = stet_set("--email-sign-in")
    assert "email_sign_in: yes" in done.stdout
    assert "STET_MAIL_URL" in done.stderr
    assert stet_set("--no-email-sign-in").stderr == ""


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--provider", "myspace"], "myspace"),
        (["--reserve-name", " "], "1 to 80"),
        (["--reserve-name", "x" * 81], "1 to 80"),
        (["--proof-of-work", "sometimes"], "sometimes"),
    ],
)
def test_what_cannot_be_set_changes_nothing(arguments: list[str], named: str) -> None:
    make_site()
    done = stet_set("--no-hints", *arguments)
    assert done.exit_code > 0
    assert named in done.stderr
    assert Site.objects.get().hints is True


def test_a_site_that_is_not_there() -> None:
    done = stet_set("--hints")
    assert (done.exit_code, "courier" in done.stderr) == (1, True)


def test_every_way_of_asking_for_proofs_can_be_set() -> None:
    assert set(PROOFS) == set(Proof.values)
