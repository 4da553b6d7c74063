"""The page of alerts: what is watched, who is told, and whether it arrives."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from stet.accounts.models import Account
from stet.alerts.models import Alert, Channel, Kind, Watch
from stet.alerts.watching import look
from stet.comments.acts.judge import judge
from stet.comments.models import Article, Case, Site
from stet.moderation.models import JournalEntry
from tests import hook_server
from tests.newsroom_kit import make_moderator, make_site, say, screener


@pytest.fixture
def editor(db: None) -> Client:
    client = Client()
    client.force_login(
        make_moderator("hana@courier.example", role="editor"), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def page(editor: Client, site: Site) -> str:
    return editor.get(f"/desk/alerts/?site={site.slug}").content.decode()


def test_an_empty_page_says_that_all_is_well(editor: Client, site: Site) -> None:
    said = page(editor, site)
    assert "All is well" in said
    assert "Nobody is told yet" in said


def test_what_is_watched_is_changed_and_journalled(editor: Client, site: Site) -> None:
    form = {"site": site.slug, "promise-on": "on", "promise-limit": "45", "inflow-limit": "rubbish"}
    assert editor.post("/desk/alerts/watches/", form).status_code == 302
    kept = {watch.kind: (watch.is_on, watch.limit) for watch in Watch.objects.filter(site=site)}
    assert kept == {"threat": (False, 0), "promise": (True, 45), "inflow": (False, 60), "audit": (False, 5)}
    assert JournalEntry.objects.get().details == {"threat": None, "promise": 45, "inflow": None, "audit": None}


def test_what_is_turned_off_ends(editor: Client, article: Article) -> None:
    judge(say(article), screener(toxic=0.5))
    Case.objects.update(is_grave=True)
    look(timezone.now())
    assert "A comment needs a person at once" in editor.get("/desk/").content.decode(), "on every page of the desk"
    editor.post("/desk/alerts/watches/", {"site": article.site.slug})
    assert Alert.objects.get().ended_at
    assert "A comment needs a person at once" not in editor.get("/desk/").content.decode()
    assert "A comment needs a person at once" in page(editor, article.site), "it stands among the earlier ones"


def test_a_webhook_is_added_tried_changed_and_removed(editor: Client, site: Site, settings: Settings) -> None:
    settings.STET_ALERTS_PRIVATE = True
    with hook_server.running() as hooks:
        form = {"site": site.slug, "way": "webhook", "address": f"{hooks.address}/200", "language": "en"}
        shown = editor.post("/desk/alerts/channels/", form, follow=True).content.decode()
        channel = Channel.objects.get()
        assert channel.secret in shown
        assert channel.secret not in page(editor, site), "it is shown once"
        where = f"/desk/alerts/channels/{channel.pk}/"
        assert "It arrived" in editor.post(where, {"act": "try"}, follow=True).content.decode()
        assert '"type":"alert.trial"' in hooks.received[0].body
        Channel.objects.update(address=f"{hooks.address}/500")
        assert "It was refused (500)" in editor.post(where, {"act": "try"}, follow=True).content.decode()
    assert "no connection" in editor.post(where, {"act": "try"}, follow=True).content.decode()
    changed = editor.post(where, {"act": "secret"}, follow=True).content.decode()
    channel.refresh_from_db()
    assert channel.secret in changed
    editor.post(where, {"act": "remove"})
    assert not Channel.objects.exists()
    acts = JournalEntry.objects.order_by("at").values_list("what", flat=True)
    assert list(acts) == ["channel_added", "channel_secret_changed", "channel_removed"]


@pytest.mark.parametrize(
    ("way", "address", "status", "told"),
    [
        ("webhook", "https://127.0.0.1/hook", 422, "private network"),
        ("webhook", "not an address", 422, "begins with https://"),
        ("email", "not an address", 422, "e-mail"),
        ("email", "editor@courier.example", 409, "among them already"),
    ],
)
def test_an_address_that_will_not_do_is_shown_again(
    editor: Client, site: Site, way: str, address: str, status: int, told: str
) -> None:
    form = {"site": site.slug, "language": "ckb", "way": "email", "address": "editor@courier.example"}
    editor.post("/desk/alerts/channels/", form)
    response = editor.post("/desk/alerts/channels/", form | {"way": way, "address": address})
    assert response.status_code == status
    assert told in response.content.decode()
    assert f'value="{address}"' in response.content.decode(), "what was typed is kept"
    assert Channel.objects.count() == 1


@pytest.mark.parametrize("form", [{"way": "pigeon"}, {"language": "xx"}, {}])
def test_a_form_that_is_none_of_ours_is_refused(editor: Client, site: Site, form: dict[str, str]) -> None:
    whole = {"site": site.slug, "way": "email", "address": "editor@courier.example", "language": "en"}
    sent = whole | form if form else {"site": site.slug}
    assert editor.post("/desk/alerts/channels/", sent).status_code == 400
    assert not Channel.objects.exists()


def test_another_sites_alerts_are_not_there(editor: Client, site: Site) -> None:
    herald = make_site("herald")
    channel = Channel.objects.create(site=herald, way="email", address="a@herald.example")
    Account.objects.update(sites=[str(site.pk)])
    assert editor.get("/desk/alerts/?site=herald").status_code == 404
    assert editor.post("/desk/alerts/watches/", {"site": "herald"}).status_code == 404
    assert editor.post(f"/desk/alerts/channels/{channel.pk}/", {"act": "remove"}).status_code == 404
    Alert.objects.create(site=herald, kind=Kind.AUDIT, facts={"judged": 9, "otherwise": 9}, raised_at=timezone.now())
    assert "People do not share" not in editor.get("/desk/").content.decode()
