"""An installation with every provider that its file can name: it leads readers to each, asking for the least."""

import json
from pathlib import Path
from urllib.parse import urlsplit

from stet.server.sign_in_file import NAMES, OPENID_CONNECT
from tests.own_installation import Installation
from tests.readers.conftest import query_of

APP = {"client_id": "stet", "secret": "hunter2"}
OWN = {
    "apple": {"key": "team", "settings": {"certificate_key": "-----BEGIN PRIVATE KEY-----"}},
    "gitlab": {"settings": {"gitlab_url": "https://git.example"}},
}
PLACES = {
    "apple": "appleid.apple.com",
    "facebook": "www.facebook.com",
    "github": "github.com",
    "gitlab": "git.example",
    "google": "accounts.google.com",
    "microsoft": "login.microsoftonline.com",
}
SCOPES = {"facebook": "public_profile", "gitlab": "read_user", "google": "openid", "microsoft": "User.Read"}


def test_every_provider_is_reached(installation: Installation, tmp_path: Path) -> None:
    path = tmp_path / "sign-in.json"
    path.write_text(json.dumps({kind: {"APPS": [APP | OWN.get(kind, {})]} for kind in PLACES}), encoding="utf-8")
    own = installation.having({"STET_SIGN_IN_FILE": str(path), "STET_BASE_URL": "http://testserver"})
    made = own.stet("site", "add", "courier", "The Courier", "--origin", "https://courier.example")
    assert made.returncode == 0, made.stderr
    led = dict(line.split(" ") for line in own.tool("ask_providers").splitlines())
    assert {kind: urlsplit(address).hostname for kind, address in led.items()} == PLACES
    assert set(PLACES) | {OPENID_CONNECT} == set(NAMES)
    for kind, address in led.items():
        asked = query_of(address)
        assert asked["redirect_uri"] == f"http://testserver/accounts/{kind}/login/callback/"
        assert asked.get("scope", "") == SCOPES.get(kind, "")
        assert asked["state"]
        assert "hunter2" not in address
