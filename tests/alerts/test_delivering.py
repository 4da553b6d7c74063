"""Whether those who are to be told are told: over HTTP to a server that is there, by letters into a folder."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from stet.alerts import channels, door
from stet.alerts.delivering import CLAIM, DELAYS, deliver_due, due
from stet.alerts.models import Alert, Channel, Delivery, Kind, Way
from stet.alerts.watching import look
from stet.comments.acts.judge import judge
from stet.comments.models import Article, Case, Site
from stet.letters.mail import Mail
from tests.alerts.conftest import told_at
from tests.hook_server import Hooks
from tests.newsroom_kit import say, screener


@pytest.fixture
def threat(article: Article) -> Alert:
    """Raises an alert, once those to be told are there."""
    comment = say(article, "These words stand in no alert.")
    judge(comment, screener(toxic=0.5))
    Case.objects.update(is_grave=True)
    return Alert(site=article.site, kind=Kind.THREAT, about=str(comment.pk))


def test_a_webhook_is_sent_as_the_standard_says(site: Site, threat: Alert, hooks: Hooks) -> None:
    channel, now = told_at(site, hooks), timezone.now()
    look(now)
    assert deliver_due(now) == {"sent": 1}
    (received,) = hooks.received
    said = Webhook(channel.secret).verify(received.body, received.headers)
    assert said["type"] == "alert.raised"
    assert said["data"]["kind"] == "threat"
    assert said["data"]["about"] == threat.about
    assert said["data"]["url"].endswith(f"/desk/comments/{threat.about}/")
    assert "These words" not in received.body
    assert received.headers["webhook-id"] == f"msg_{Delivery.objects.get().pk.hex}"
    with pytest.raises(WebhookVerificationError):
        Webhook(channels.new_secret()).verify(received.body, received.headers)
    assert deliver_due(now + timedelta(days=1)) == {}, "what arrived is not sent again"


def test_the_end_is_told_too(site: Site, threat: Alert, hooks: Hooks) -> None:
    told_at(site, hooks)
    look(timezone.now())
    Case.objects.update(is_grave=False)
    look(timezone.now())
    deliver_due(timezone.now())
    assert [json.loads(one.body)["type"] for one in hooks.received] == ["alert.raised", "alert.ended"]


def test_only_what_a_channel_asked_for_goes_there(site: Site, threat: Alert, hooks: Hooks) -> None:
    channels.add(site, Way.WEBHOOK, f"{hooks.address}/200", "en", ["audit"])
    look(timezone.now())
    assert not Delivery.objects.exists()


def test_after_a_failure_it_is_tried_again_under_the_same_id(site: Site, threat: Alert, hooks: Hooks) -> None:
    told_at(site, hooks, "/once")
    now = timezone.now()
    look(now)
    assert deliver_due(now) == {"failed": 1}
    delivery = Delivery.objects.get()
    assert (delivery.problem, delivery.status) == ("refused", 500)
    assert delivery.due_at >= now + DELAYS[0]
    assert deliver_due(now) == {}, "not before its time"
    assert deliver_due(delivery.due_at) == {"sent": 1}
    first, second = hooks.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body


def test_it_is_given_up_after_the_last_of_its_tries(site: Site, threat: Alert, hooks: Hooks) -> None:
    told_at(site, hooks, "/500")
    at = timezone.now()
    look(at)
    for _ in DELAYS:
        assert deliver_due(at) == {"failed": 1}
        at = Delivery.objects.get().due_at
    assert deliver_due(at) == {"given up": 1}
    assert len(hooks.received) == 1 + len(DELAYS)
    assert not due(at + timedelta(days=30)).exists()


def test_who_asks_to_be_left_alone_is(site: Site, threat: Alert, hooks: Hooks) -> None:
    told_at(site, hooks, "/429")
    now = timezone.now()
    look(now)
    deliver_due(now)
    delivery = Delivery.objects.get()
    assert (delivery.problem, delivery.due_at) == ("busy", now + timedelta(hours=2))


def test_who_is_gone_hears_nothing_any_more(site: Site, threat: Alert, hooks: Hooks) -> None:
    channel, now = told_at(site, hooks, "/410"), timezone.now()
    look(now)
    assert deliver_due(now) == {"given up": 1}
    channel.refresh_from_db()
    assert channel.closed_at == now
    Case.objects.update(is_grave=False)
    look(now)
    assert Delivery.objects.count() == 1


def test_no_redirect_is_followed(site: Site, threat: Alert, hooks: Hooks) -> None:
    told_at(site, hooks, "/302")
    now = timezone.now()
    look(now)
    assert deliver_due(now) == {"failed": 1}
    assert [one.path for one in hooks.received] == ["/302"]


def test_while_a_secret_is_changed_both_sign(site: Site, threat: Alert, hooks: Hooks) -> None:
    channel, now = told_at(site, hooks), timezone.now()
    old, new = channel.secret, channels.change_secret(channel, now)
    look(now)
    deliver_due(now)
    Case.objects.update(is_grave=False)
    look(now + timedelta(days=2))
    deliver_due(now + timedelta(days=2))
    within, *_, after = hooks.received
    Webhook(old).verify(within.body, within.headers)
    Webhook(new).verify(within.body, within.headers)
    assert len(within.headers["webhook-signature"].split()) == 2
    assert len(after.headers["webhook-signature"].split()) == 1


def test_of_two_processes_one_sends(site: Site, threat: Alert, hooks: Hooks) -> None:
    told_at(site, hooks)
    now = timezone.now()
    look(now)
    # One has it, and died before it could say that it was sent.
    Delivery.objects.update(claimed_until=now + CLAIM)
    assert deliver_due(now) == {}
    assert deliver_due(now + CLAIM + timedelta(seconds=1)) == {"sent": 1}


def test_a_letter_tells_it_in_the_channels_language(
    site: Site, threat: Alert, settings: Settings, tmp_path: Path
) -> None:
    settings.STET_MAIL = Mail("comments@courier.example", folder=tmp_path)
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    channels.add(site, Way.EMAIL, "editor@courier.example", "ckb")
    now = timezone.now()
    look(now)
    assert deliver_due(now) == {"sent": 1}
    (letter,) = tmp_path.iterdir()
    assert "Content-Language: ckb" in letter.read_text(encoding="utf-8")


def test_without_mail_a_letter_waits_and_says_why(site: Site, threat: Alert, settings: Settings) -> None:
    settings.STET_MAIL = None
    channels.add(site, Way.EMAIL, "editor@courier.example", "en")
    now = timezone.now()
    look(now)
    assert deliver_due(now) == {"failed": 1}
    assert Delivery.objects.get().problem == "no_mail"


@pytest.mark.parametrize(
    ("address", "refusal"),
    [
        ("http://news.example/hook", channels.WebhookAddressInvalid),
        ("ftp://127.0.0.1/hook", channels.WebhookAddressInvalid),
        ("https://", channels.WebhookAddressInvalid),
        ("https://user:password@127.0.0.1/", channels.WebhookAddressInvalid),
        ("https://nobody.invalid/hook", channels.WebhookAddressInvalid),
        ("https://127.0.0.1/hook", channels.WebhookAddressPrivate),
        ("https://[::1]/hook", channels.WebhookAddressPrivate),
        ("https://10.0.0.7/hook", channels.WebhookAddressPrivate),
        ("https://169.254.169.254/latest/meta-data", channels.WebhookAddressPrivate),
        ("https://[::ffff:127.0.0.1]/", channels.WebhookAddressPrivate),
        ("https://localhost:99999/", channels.WebhookAddressInvalid),
    ],
)
def test_an_address_that_nothing_may_be_sent_to_is_refused(site: Site, address: str, refusal: type) -> None:
    with pytest.raises(refusal):
        channels.add(site, Way.WEBHOOK, address, "en")
    assert not Channel.objects.exists()


@given(st.text().map(lambda text: text.replace(".", "")))
def test_any_text_as_an_address_is_refused(text: str) -> None:
    with pytest.raises(door.Failure):
        door.check(f"https://\u200b{text}", may_be_private=False)


def test_the_standards_own_example_is_signed_alike() -> None:
    message = door.Message(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", '{"test": 2432232314}', ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]
    )
    at = datetime.fromtimestamp(1614265330, tz=UTC)
    assert door._signature(message.secrets[0], message, at) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
