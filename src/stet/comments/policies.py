"""A site's guidelines: kept by version, and the one in force."""

import hashlib
from functools import lru_cache
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from stet.comments.models import PolicyVersion, Site
from stet.newsroom.policy import Policy
from stet.newsroom.policy_file import default_policy_text, parse_policy


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def put_in_force(site: Site, text: str) -> PolicyVersion:
    """Make `text` the site's newest policy; the one in force, unchanged, when it already is.

    Raises PolicyError, naming lines and fields, when it is not a policy.
    """
    parse_policy(text)
    Site.objects.select_for_update().get(pk=site.pk)
    newest = site.policies.first()
    if newest and newest.text == text:
        return newest
    number = (site.policies.aggregate(newest=Max("number"))["newest"] or 0) + 1
    return PolicyVersion.objects.create(site=site, number=number, text=text, digest=digest(text))


def in_force(site: Site) -> tuple[PolicyVersion, Policy]:
    """The site's newest policy; the shipped one, put in force here, for a site that was never given any."""
    # Every comment asks; which version is newest is read each time, what it says only once.
    newest = site.policies.values_list("pk", flat=True).first()
    version = _version(newest) if newest else put_in_force(site, default_policy_text())
    return version, read(version)


# A version never changes, so that a process reads and parses it once; it is told from others by its id.
@lru_cache(maxsize=64)
def _version(pk: UUID) -> PolicyVersion:
    return PolicyVersion.objects.get(pk=pk)


@lru_cache(maxsize=64)
def read(version: PolicyVersion) -> Policy:
    return parse_policy(version.text)
