"""The file that names who vouches for readers: what it may say, and what is said about a mistake in it."""

import json
from pathlib import Path
from typing import Any

import pytest

from stet.server.environment import SettingError, read

GUILD = {
    "provider_id": "guild",
    "name": "The Guild",
    "client_id": "stet",
    "secret": "hunter2",
    "settings": {"server_url": "https://id.guild.example"},
}
GOOGLE = {"client_id": "1-a.apps.example", "secret": "hunter2"}


def settings(tmp_path: Path, content: Any) -> Any:
    path = tmp_path / "sign-in.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return read({"STET_HOME": str(tmp_path), "STET_SIGN_IN_FILE": str(path)}).sign_in


def test_nobody_is_asked_unless_a_file_says_so(tmp_path: Path) -> None:
    assert read({"STET_HOME": str(tmp_path)}).sign_in == {}
    assert read({"STET_HOME": str(tmp_path), "STET_SIGN_IN_FILE": ""}).sign_in == {}


def test_providers_are_completed_with_the_least_that_can_be_asked_for(tmp_path: Path) -> None:
    found = settings(tmp_path, {"openid_connect": {"APPS": [GUILD]}, "google": {"APPS": [GOOGLE]}})
    guild, google = found["openid_connect"]["APPS"][0], found["google"]
    assert guild["settings"] == {
        "scope": ["openid"],
        "fetch_userinfo": False,
        "server_url": "https://id.guild.example",
    }
    assert found["openid_connect"]["OAUTH_PKCE_ENABLED"] is True
    assert (google["SCOPE"], google["APPS"][0]["name"]) == (["openid"], "Google")


def test_what_the_file_asks_for_is_asked_for(tmp_path: Path) -> None:
    own = GUILD | {"settings": {"server_url": "http://127.0.0.1:8080/realms/x", "scope": ["openid", "membership"]}}
    found = settings(
        tmp_path, {"openid_connect": {"APPS": [own]}, "github": {"APPS": [GOOGLE], "SCOPE": ["read:user"]}}
    )
    assert found["openid_connect"]["APPS"][0]["settings"]["scope"] == ["openid", "membership"]
    assert found["github"]["SCOPE"] == ["read:user"]


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("{", "JSON"),
        ("[" * 100_000, "JSON"),
        ([], "the whole must be an object"),
        ({"myspace": {"APPS": [GOOGLE]}}, "'myspace' must be one of apple, facebook"),
        ({"google": [GOOGLE]}, "google must be an object"),
        ({"google": {}}, "google.APPS must be a list"),
        ({"google": {"APPS": []}}, "google.APPS must be a list"),
        ({"google": {"APPS": "x"}}, "google.APPS must be a list"),
        ({"google": {"APP": GOOGLE}}, "google takes APPS"),
        ({"google": {"APPS": [GOOGLE, GOOGLE]}}, "google.APPS must hold one"),
        ({"google": {"APPS": ["hunter2"]}}, "google.APPS[0] must be an object"),
        ({"google": {"APPS": [{"secret": "hunter2"}]}}, "google.APPS[0].client_id"),
        ({"google": {"APPS": [GOOGLE | {"client_id": 7}]}}, "google.APPS[0].client_id must be text"),
        ({"google": {"APPS": [GOOGLE | {"password": "hunter2"}]}}, "google.APPS[0] takes"),
        ({"google": {"APPS": [GOOGLE | {"name": "x" * 41}]}}, "google.APPS[0].name"),
        ({"google": {"APPS": [GOOGLE | {"settings": []}]}}, "google.APPS[0].settings must be an object"),
        ({"google": {"APPS": [GOOGLE | {"provider_id": "g"}]}}, "provider_id is for openid_connect alone"),
        ({"openid_connect": {"APPS": [GUILD | {"name": ""}]}}, "openid_connect.APPS[0].name"),
        ({"openid_connect": {"APPS": [GUILD | {"provider_id": "The Guild"}]}}, "provider_id must be a word"),
        ({"openid_connect": {"APPS": [GUILD | {"provider_id": "email"}]}}, "provider_id must be a word"),
        ({"openid_connect": {"APPS": [GUILD | {"provider_id": "google"}]}}, "provider_id must be a word"),
        ({"openid_connect": {"APPS": [GUILD, GUILD]}}, "a provider_id stands in it twice"),
        *(
            ({"openid_connect": {"APPS": [GUILD | {"settings": {"server_url": url}}]}}, "server_url must be an address")
            for url in (
                None,
                "",
                7,
                "http://id.guild.example",
                "id.guild.example",
                "https://",
                "https://a:hunter2@b/",
                "https://[",
            )
        ),
    ],
)
def test_a_mistake_is_named_and_no_secret_repeated(tmp_path: Path, content: Any, named: str) -> None:
    with pytest.raises(SettingError) as caught:
        settings(tmp_path, content)
    assert str(caught.value).startswith("STET_SIGN_IN_FILE: ")
    assert named in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="STET_SIGN_IN_FILE"):
        read({"STET_HOME": str(tmp_path), "STET_SIGN_IN_FILE": str(tmp_path / "none.json")})


def staff(tmp_path: Path, **env: str) -> Any:
    path = tmp_path / "sign-in.json"
    path.write_text(json.dumps({"openid_connect": {"APPS": [GUILD]}, "github": {"APPS": [GOOGLE]}}), encoding="utf-8")
    return read({"STET_HOME": str(tmp_path), "STET_SIGN_IN_FILE": str(path)} | env)


def test_who_vouches_for_the_newsroom_is_named_apart(tmp_path: Path) -> None:
    usual = staff(tmp_path)
    assert (usual.staff_sign_in, usual.passwords, usual.two_factor) == ("", True, False)
    chosen = staff(tmp_path, STET_STAFF_SIGN_IN="guild", STET_PASSWORDS="off", STET_TWO_FACTOR="required")
    assert (chosen.staff_sign_in, chosen.passwords, chosen.two_factor) == ("guild", False, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STET_STAFF_SIGN_IN", "another"),
        ("STET_STAFF_SIGN_IN", "github"),  # it says nothing of a verified address that we could ask for
        ("STET_PASSWORDS", "off"),  # and nobody vouches
        ("STET_PASSWORDS", "no"),
        ("STET_TWO_FACTOR", "on"),
    ],
)
def test_what_would_shut_everybody_out_or_let_anybody_in(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"^{name}"):
        staff(tmp_path, **{name: value})
