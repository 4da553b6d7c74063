"""Every setting of an installation, read from the environment once. docs/operating.md lists them all."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit


class SettingError(Exception):
    """An environment variable that cannot mean anything."""


@dataclass(frozen=True, slots=True)
class Environment:
    """`home` holds the database and the secret key; the rest is as docs/operating.md says."""

    home: Path
    database_url: str
    secret_key: str
    allowed_hosts: tuple[str, ...]
    base_url: str
    trusted_proxies: int
    secure_cookies: bool
    rate_post: str | None
    rate_read: str | None


def read(env: Mapping[str, str] = os.environ) -> Environment:
    """The installation's settings; a variable that is empty counts as not set.

    Raises SettingError naming the variable that is wrong.
    """
    home = Path(env.get("STET_HOME") or "stet-data").absolute()
    base_url = _address("STET_BASE_URL", env.get("STET_BASE_URL") or "http://127.0.0.1:8000")
    return Environment(
        home=home,
        database_url=_database("STET_DATABASE_URL", env.get("STET_DATABASE_URL") or ""),
        secret_key=env.get("STET_SECRET_KEY") or _kept_secret(home),
        allowed_hosts=_words(env.get("STET_ALLOWED_HOSTS") or "127.0.0.1,localhost,[::1]"),
        base_url=base_url,
        trusted_proxies=_number("STET_TRUSTED_PROXIES", env.get("STET_TRUSTED_PROXIES") or "0"),
        secure_cookies=base_url.startswith("https://"),
        rate_post=_rate("STET_RATE_POST", env.get("STET_RATE_POST") or "10/min"),
        rate_read=_rate("STET_RATE_READ", env.get("STET_RATE_READ") or "600/min"),
    )


def _kept_secret(home: Path) -> str:
    """The key in the data folder, made on first use: receipts and sessions hang on it, so it must outlive restarts."""
    path = home / "secret.key"
    try:
        if not path.exists():
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
            _keep(path, secrets.token_urlsafe(48))
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"STET_HOME must be a folder that can be read and written: {error}") from error
    if not key:
        raise SettingError(
            f"STET_HOME holds an empty {path.name}. Restore it from a backup, or remove it to begin anew."
        )
    return key


def _keep(path: Path, key: str) -> None:
    """Write the key, all of it or nothing; of two processes starting together the first one's is kept."""
    descriptor, written = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        os.link(written, path)
    except FileExistsError:
        return
    finally:
        Path(written).unlink()


def _words(value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(",") if word.strip())


def _address(name: str, value: str) -> str:
    """An origin such as https://comments.example: everything is served from its root."""
    value = value.rstrip("/")
    parts = _split(name, value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or value != f"{parts.scheme}://{parts.netloc}":
        raise SettingError(f"{name} must be like https://comments.example, without a path, not {value!r}.")
    return value


def _database(name: str, value: str) -> str:
    if value and _split(name, value).scheme not in {"postgresql", "postgres"}:
        raise SettingError(f"{name} must be like postgresql://user:password@host/name, or not be set.")
    return value


def _split(name: str, value: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        _ = parts.port  # read, so that one that is no number is found out here
    except ValueError as error:
        raise SettingError(f"{name} is no address: {error}.") from error
    return parts


def _number(name: str, value: str) -> int:
    if not value.isdecimal():
        raise SettingError(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def _rate(name: str, value: str) -> str | None:
    if value == "off":
        return None
    count, _, period = value.partition("/")
    if not count.isdecimal() or period not in {"sec", "min", "hour", "day"}:
        raise SettingError(f"{name} must be like 10/min (sec, min, hour, day) or off, not {value!r}.")
    return value
