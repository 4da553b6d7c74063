"""How much one address may send and read, and what is remembered of the address: nothing."""

from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.test import RequestFactory

from stet.comments.models import Article, Comment
from stet.comments.rates import address_key
from tests.api.conftest import Calls, failure, receipt

HERE, THERE = "203.0.113.77", "198.51.100.9"


@pytest.fixture(autouse=True)
def _counted_from_nothing(settings: Any) -> Any:
    settings.STET_RATE_POST, settings.STET_RATE_READ = "2/min", "3/hour"
    cache.clear()
    yield
    cache.clear()


def come_from(api: Calls, address: str) -> None:
    api.client.defaults["REMOTE_ADDR"] = address


def test_too_much_is_refused_and_told_when_to_come_back(api: Calls, article: Article) -> None:
    assert receipt(api.post())
    assert failure(api.post(""))[1] == "body_empty", "what was refused counts too"
    answer = api.post()
    assert failure(answer) == (429, "rate_limited", None)
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert Comment.objects.count() == 1


def test_every_address_has_its_own_measure(api: Calls, article: Article) -> None:
    for address in (HERE, THERE):
        come_from(api, address)
        assert [api.post().status_code for _ in range(3)] == [201, 201, 429]


def test_reading_and_writing_are_measured_apart(api: Calls, article: Article) -> None:
    assert [api.get("guidelines").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert api.post().status_code == 201


def test_withdrawing_counts_as_writing(api: Calls, article: Article) -> None:
    held = receipt(api.post())["receipt"]
    assert api.withdraw(held).status_code == 200
    assert failure(api.withdraw(held)) == (429, "rate_limited", None)


def test_off_is_no_limit(api: Calls, article: Article, settings: Any) -> None:
    settings.STET_RATE_POST = None
    assert {api.post().status_code for _ in range(5)} == {201}


def test_one_ipv6_subscriber_is_one_address(api: Calls, article: Article) -> None:
    answers = []
    for host in range(3):
        come_from(api, f"2001:db8:1:2::{host}")
        answers.append(api.post().status_code)
    come_from(api, "2001:db8:1:3::1")
    assert [*answers, api.post().status_code] == [201, 201, 429, 201]


def test_a_forwarded_address_is_believed_of_our_own_proxies_alone(api: Calls, article: Article, settings: Any) -> None:
    claims = [{"X-Forwarded-For": f"198.51.100.{number}"} for number in range(3)]
    assert [api.post(headers=claim).status_code for claim in claims] == [201, 201, 429]
    cache.clear()
    settings.STET_TRUSTED_PROXIES = 1
    assert [api.post(headers=claim).status_code for claim in claims] == [201, 201, 201]
    forged = [{"X-Forwarded-For": f"{number}.1.1.1, {HERE}"} for number in range(3)]
    assert [api.post(headers=claim).status_code for claim in forged] == [201, 201, 429]


def test_behind_two_proxies_the_second_from_the_right_counts(api: Calls, article: Article, settings: Any) -> None:
    settings.STET_TRUSTED_PROXIES = 2
    chains = [{"X-Forwarded-For": f"9.9.9.{number}, {HERE}, 10.0.0.1"} for number in range(3)]
    assert [api.post(headers=chain).status_code for chain in chains] == [201, 201, 429]
    assert api.post(headers={"X-Forwarded-For": THERE}).status_code == 201, "a chain too short is nobody's of ours"


def test_no_address_is_kept_anywhere(api: Calls, article: Article, caplog: pytest.LogCaptureFixture) -> None:
    come_from(api, HERE)
    for _ in range(3):
        api.post()
    counters = list(cache._cache)  # type: ignore[attr-defined]  # the memory itself is what the test is about
    assert any("rate:post" in name for name in counters)
    rows = [str(vars(row)) for model in apps.get_models() for row in model._default_manager.all()]
    assert rows
    assert not any(HERE in said for said in (*counters, *rows, caplog.text))


def test_a_counter_s_name_tells_apart_but_does_not_tell() -> None:
    def named(address: str) -> str:
        return address_key(RequestFactory().get("/", REMOTE_ADDR=address))

    assert named(HERE) == named(HERE) != named(THERE)
    assert len(named(HERE)) == 32
    assert named("not an address") != named("")


def test_a_busy_day_s_counters_all_fit(api: Calls, article: Article) -> None:
    come_from(api, HERE)
    assert [api.post().status_code for _ in range(2)] == [201, 201]
    for number in range(1000):
        cache.add(f"rate:read:{number}", 1, timeout=60)
    assert api.post().status_code == 429
