"""A site's guidelines by version: the newest is in force, none is lost, and what is no policy never gets in."""

import pytest

from stet.comments import policies
from stet.comments.models import Site
from stet.newsroom.policy import Mode
from stet.newsroom.policy_file import PolicyError, default_policy_text
from tests.newsroom_kit import make_site, policy_text

pytestmark = pytest.mark.django_db


def test_the_newest_policy_is_in_force_and_older_ones_stay(site: Site) -> None:
    first, _ = policies.in_force(site)
    second = policies.put_in_force(site, policy_text("advise"))
    version, policy = policies.in_force(site)
    assert (version, policy.mode, second.number) == (second, Mode.ADVISE, 2)
    assert policies.read(first).mode is Mode.DECIDE
    assert [kept.number for kept in site.policies.all()] == [2, 1]


def test_the_policy_in_force_is_not_put_in_force_again(site: Site) -> None:
    assert policies.put_in_force(site, policy_text()) == policies.in_force(site)[0]
    assert site.policies.count() == 1


def test_an_older_policy_can_come_back_as_a_new_version(site: Site) -> None:
    policies.put_in_force(site, policy_text("advise"))
    assert policies.put_in_force(site, policy_text()).number == 3


def test_what_is_no_policy_changes_nothing(site: Site) -> None:
    with pytest.raises(PolicyError):
        policies.put_in_force(site, "mode: whatever\n")
    assert policies.in_force(site)[0].number == 1


def test_sites_count_their_own_versions(site: Site) -> None:
    other = make_site("herald", mode="approve")
    assert policies.in_force(other)[0].number == 1
    assert policies.in_force(site)[1].mode is Mode.DECIDE


def test_a_site_without_a_policy_goes_by_the_shipped_one(db: None) -> None:
    site = Site.objects.create(slug="gazette", name="Gazette")
    version, _ = policies.in_force(site)
    assert (version.number, version.text) == (1, default_policy_text())
    assert policies.in_force(site)[0] == version
