"""The file that names who vouches for readers: JSON in django-allauth's form, checked so that a mistake is named.

`{"google": {"APPS": [{"client_id": "…", "secret": "…"}]}, "openid_connect": {"APPS": [{"provider_id": "guild", "name":
"The Guild", "client_id": "…", "secret": "…", "settings": {"server_url": "https://id.guild.example"}}]}}`. No message
repeats a value of the file: secrets stand in it.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

OPENID_CONNECT: Final = "openid_connect"
# Those of allauth's providers that end in a verified subject by the flow that ours is tested with, and what their
# buttons say. Whoever else speaks OpenID Connect goes by that name.
NAMES: Final = {
    "apple": "Apple",
    "facebook": "Facebook",
    "github": "GitHub",
    "gitlab": "GitLab",
    "google": "Google",
    "microsoft": "Microsoft",
    OPENID_CONNECT: "",
}
# Of a reader nothing is wanted but that they are the same one: the least that the provider can be asked for.
_LEAST: Final[dict[str, dict[str, Any]]] = {
    "apple": {"SCOPE": []},
    "facebook": {"SCOPE": ["public_profile"], "FIELDS": ["id"]},
    "github": {"SCOPE": []},
    "google": {"SCOPE": ["openid"], "OAUTH_PKCE_ENABLED": True},
    OPENID_CONNECT: {"OAUTH_PKCE_ENABLED": True},
}
_LEAST_OF_OPENID: Final = {"scope": ["openid"], "fetch_userinfo": False}
_OPTIONS: Final = {"APPS", "SCOPE", "AUTH_PARAMS", "OAUTH_PKCE_ENABLED"}
_FIELDS: Final = {"provider_id", "name", "client_id", "secret", "key", "settings"}
_ID: Final = re.compile("[a-z0-9][a-z0-9_-]{0,39}")


class FileError(ValueError):
    """What is wrong with the file, and where in it."""


def read(path: Path) -> dict[str, Any]:
    """allauth's SOCIALACCOUNT_PROVIDERS as the file has it, completed with names and the least scopes.

    Raises FileError.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise FileError(f"cannot be read as JSON: {type(error).__name__}") from None
    providers = {kind: _provider(kind, options) for kind, options in _object(found, "the whole").items()}
    ids = [app.get("provider_id", kind) for kind, options in providers.items() for app in options["APPS"]]
    _require(len(ids) == len(set(ids)), "a provider_id stands in it twice")
    return providers


def vouching_for_staff(providers: Mapping[str, Any]) -> set[str]:
    """The ids of those who say of an e-mail address whether they verified it, as is needed of whoever vouches for the
    newsroom's own people.
    """
    kinds = {kind: providers[kind]["APPS"] for kind in (OPENID_CONNECT, "google") if kind in providers}
    return {app.get("provider_id") or kind for kind, apps in kinds.items() for app in apps}


def _provider(kind: str, found: Any) -> dict[str, Any]:
    _require(kind in NAMES, f"{kind[:40]!r} must be one of {', '.join(sorted(NAMES))}")
    options = _object(found, kind)
    _require(options.keys() <= _OPTIONS, f"{kind} takes {', '.join(sorted(_OPTIONS))} and nothing else")
    apps = options.get("APPS", [])
    _require(isinstance(apps, list) and apps, f"{kind}.APPS must be a list of apps")
    _require(kind == OPENID_CONNECT or len(apps) == 1, f"{kind}.APPS must hold one app")
    return {**_LEAST.get(kind, {}), **options, "APPS": [_app(kind, number, app) for number, app in enumerate(apps)]}


def _app(kind: str, number: int, found: Any) -> dict[str, Any]:
    where = f"{kind}.APPS[{number}]"
    app = {"name": NAMES[kind], "secret": "", "settings": {}, **_object(found, where)}
    _require(app.keys() <= _FIELDS, f"{where} takes {', '.join(sorted(_FIELDS))} and nothing else")
    for field in sorted(app.keys() - {"settings"}):
        _require(isinstance(app[field], str), f"{where}.{field} must be text")
    _require(app.get("client_id"), f"{where}.client_id must be there")
    _require(0 < len(app["name"]) <= 40, f"{where}.name must be what its button says, up to 40 characters")
    settings = _object(app["settings"], f"{where}.settings")
    if kind == OPENID_CONNECT:
        return app | {"settings": _openid_settings(where, app.get("provider_id", ""), settings)}
    _require("provider_id" not in app, f"{where}.provider_id is for openid_connect alone")
    return app


def _openid_settings(where: str, provider_id: str, settings: dict[str, Any]) -> dict[str, Any]:
    is_own = _ID.fullmatch(provider_id) and provider_id not in {*NAMES, "email"}
    _require(is_own, f"{where}.provider_id must be a word of its own, like guild: a-z, 0-9, - and _")
    _require(
        _is_safe(settings.get("server_url")),
        f"{where}.settings.server_url must be an address that begins with https://",
    )
    return _LEAST_OF_OPENID | settings


def _is_safe(address: Any) -> bool:
    """Whether who answers there is who it says: over TLS, or on this machine."""
    try:
        parts = urlsplit(address) if isinstance(address, str) else None
    except ValueError:
        return False
    if parts is None or not parts.hostname or "@" in parts.netloc:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1", "localhost"})


def _object(value: Any, where: str) -> dict[str, Any]:
    _require(isinstance(value, dict), f"{where} must be an object")
    return dict(value)


def _require(is_met: object, problem: str) -> None:
    if not is_met:
        raise FileError(problem)
