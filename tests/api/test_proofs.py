"""Without puzzles: when a guest's browser has to work for a moment, and what counts as having done so."""

import base64
import json
import time
from typing import Any

import altcha
import jwt
import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stet.comments.models import Comment, Proof, Site
from tests.api.conftest import Calls, failure, receipt
from tests.newsroom_kit import make_article, make_site

HERE = {"Origin": "https://courier.example"}
ASKED = (428, "proof_required", "proof")
REFUSED = (422, "proof_invalid", "proof")


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Any:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def strict_site(db: None) -> Site:
    site = make_site(
        proof_of_work=Proof.ALWAYS, origins=[HERE["Origin"]], sso_secret="a-secret-of-the-publisher-s-own-32"
    )
    make_article(site)
    return site


@pytest.fixture
def usual_site(db: None) -> Site:
    site = make_site(origins=[HERE["Origin"]])
    make_article(site)
    return site


def task(api: Calls) -> dict[str, Any]:
    return dict(api.get("challenge").json())


def worked(task: dict[str, Any], **changed: Any) -> str:
    """The proof that a browser would send."""
    found = altcha.solve_challenge_v1(task["challenge"], task["salt"], task["algorithm"], task["maxnumber"])
    said = {name: task[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return packed(said | {"number": found.number if found else -1} | changed)


def packed(value: Any) -> str:
    return base64.b64encode(json.dumps(value).encode()).decode()


def test_a_guest_works_once_for_each_comment(api: Calls, strict_site: Site) -> None:
    assert failure(api.post(headers=HERE)) == ASKED
    proof = worked(task(api))
    assert receipt(api.post(headers=HERE, proof=proof))
    assert failure(api.post("Another comment about the bridge.", headers=HERE, proof=proof)) == REFUSED
    assert Comment.objects.count() == 1


def test_a_repeated_attempt_is_the_same_comment_and_needs_no_further_work(api: Calls, strict_site: Site) -> None:
    sent = {"headers": HERE | {"Idempotency-Key": "one"}, "proof": worked(task(api))}
    assert receipt(api.post(**sent))["id"] == receipt(api.post(**sent))["id"]


def test_a_task_runs_out(api: Calls, strict_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    proof, now = worked(task(api)), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 21 * 60)
    assert failure(api.post(headers=HERE, proof=proof)) == REFUSED


def test_another_site_s_task_is_no_work_for_this_one(api: Calls, strict_site: Site) -> None:
    make_site("gazette")
    proof = worked(dict(api.get("challenge", site="gazette").json()))
    assert failure(api.post(headers=HERE, site="courier", proof=proof)) == REFUSED


@pytest.mark.parametrize(
    "changed",
    [
        {"number": 0},
        {"number": "7"},
        {"number": True},
        {"salt": "00"},
        {"signature": "00"},
        {"signature": None},
        {"algorithm": "SHA-1"},
        {"algorithm": "none"},
    ],
    ids=str,
)
def test_what_was_not_worked_for_does_not_count(api: Calls, strict_site: Site, changed: dict[str, Any]) -> None:
    assert failure(api.post(headers=HERE, proof=worked(task(api), **changed))) == REFUSED
    assert Comment.objects.count() == 0


SCRAPS = st.one_of(
    st.text(max_size=80),
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8), st.lists, max_leaves=5).map(packed),
    st.dictionaries(
        st.sampled_from(["algorithm", "challenge", "number", "salt", "signature"]),
        st.sampled_from(["SHA-256", "", "a?expires=x&", "?expires=-1", 0, 10**30, None]),
    ).map(packed),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(proof=SCRAPS)
def test_no_scrap_is_ever_taken_for_a_proof(strict_site: Site, proof: str) -> None:
    assert failure(Calls(Client()).post(headers=HERE, proof=proof)) in (REFUSED, (422, "field_invalid", "proof"))


def test_who_is_signed_in_need_not_work(api: Calls, strict_site: Site) -> None:
    token = jwt.encode({"user": {"id": "7", "username": "Shilan"}}, strict_site.sso_secret, algorithm="HS256")
    assert receipt(api.post(headers=HERE | {"Authorization": f"Bearer {token}"}, author=None))


@pytest.mark.parametrize("sign", [{"trap": "https://buy.example"}, {"elapsed": 300}], ids=["trap", "speed"])
def test_usually_only_what_looks_like_a_program_has_to_work(api: Calls, usual_site: Site, sign: dict[str, Any]) -> None:
    assert receipt(api.post(headers=HERE, elapsed=60_000, trap=""))
    assert failure(api.post("A second comment about it.", headers=HERE, **sign)) == ASKED
    assert receipt(api.post("A second comment about it.", headers=HERE, proof=worked(task(api)), **sign))


def test_a_page_that_posts_much_has_to_work(api: Calls, usual_site: Site, settings: Any) -> None:
    settings.STET_RATE_POST = "4/min"
    taken = [api.post(f"Comment {number} about the bridge.", headers=HERE).status_code for number in range(3)]
    assert taken == [201, 201, 428]


def test_a_program_of_the_publisher_s_is_held_by_its_rate_alone(api: Calls, usual_site: Site, settings: Any) -> None:
    settings.STET_RATE_POST = "4/min"
    assert [api.post(f"Comment {number} about the bridge.").status_code for number in range(4)] == [201] * 4


def test_a_site_may_do_without(api: Calls, usual_site: Site) -> None:
    Site.objects.update(proof_of_work=Proof.NEVER)
    assert receipt(api.post(headers=HERE, trap="https://buy.example", elapsed=1))


def test_asking_for_tasks_has_its_measure(api: Calls, usual_site: Site, settings: Any) -> None:
    settings.STET_RATE_ACT = "2/min"
    assert [api.get("challenge").status_code for _ in range(3)] == [200, 200, 429]
