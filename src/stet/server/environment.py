"""Every setting of an installation, read from the environment once. docs/operating.md lists them all."""

import json
import math
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from stet.letters.mail import Encryption, Mail, Server
from stet.opinions.endpoint import AnswerFormat, Budget, Endpoint
from stet.server import sign_in_file


class SettingError(Exception):
    """An environment variable that cannot mean anything."""


@dataclass(frozen=True, slots=True)
class SecondJudge:
    """Where the second judge is, and how much it may be asked in a day."""

    endpoint: Endpoint
    budget: Budget


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
    rate_act: str | None
    undo_seconds: float
    second_judge: SecondJudge | None
    mail: Mail | None
    alerts_private: bool
    sign_in: Mapping[str, Any]
    staff_sign_in: str
    passwords: bool
    two_factor: bool


def read(env: Mapping[str, str] = os.environ) -> Environment:
    """The installation's settings; a variable that is empty counts as not set.

    Raises SettingError naming the variable that is wrong.
    """
    home = Path(env.get("STET_HOME") or "stet-data").absolute()
    base_url = _address("STET_BASE_URL", env.get("STET_BASE_URL") or "http://127.0.0.1:8000")
    sign_in = _sign_in("STET_SIGN_IN_FILE", env.get("STET_SIGN_IN_FILE") or "")
    staff_sign_in = _staff_sign_in("STET_STAFF_SIGN_IN", env.get("STET_STAFF_SIGN_IN") or "", sign_in)
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
        rate_act=_rate("STET_RATE_ACT", env.get("STET_RATE_ACT") or "60/min"),
        undo_seconds=_pause("STET_UNDO_SECONDS", env.get("STET_UNDO_SECONDS") or "6"),
        second_judge=_second_judge(env),
        mail=_mail(env),
        alerts_private=_switch("STET_ALERTS_PRIVATE", env.get("STET_ALERTS_PRIVATE") or "off"),
        sign_in=sign_in,
        staff_sign_in=staff_sign_in,
        passwords=_passwords("STET_PASSWORDS", env.get("STET_PASSWORDS") or "on", staff_sign_in),
        two_factor=_one_of("STET_TWO_FACTOR", env.get("STET_TWO_FACTOR") or "optional", "optional", "required"),
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


def _pause(name: str, value: str) -> float:
    """Seconds, none of them too; a minute at most, for readers wait as long."""
    try:
        seconds = float(value)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= 60:
        raise SettingError(f"{name} must be a number of seconds from 0 to 60, not {value!r}.")
    return seconds


def _second_judge(env: Mapping[str, str]) -> SecondJudge | None:
    """None, so that no text ever leaves the machine, unless an address is set."""
    if not env.get("STET_SECOND_JUDGE_URL"):
        return None
    endpoint = Endpoint(
        url=_endpoint("STET_SECOND_JUDGE_URL", env["STET_SECOND_JUDGE_URL"]),
        model=_model("STET_SECOND_JUDGE_MODEL", env.get("STET_SECOND_JUDGE_MODEL") or ""),
        key=_key(env),
        answer=_answer("STET_SECOND_JUDGE_ANSWER", env.get("STET_SECOND_JUDGE_ANSWER") or "json_schema"),
        timeout=_seconds("STET_SECOND_JUDGE_TIMEOUT", env.get("STET_SECOND_JUDGE_TIMEOUT") or "30"),
        extra=_extra("STET_SECOND_JUDGE_EXTRA", env.get("STET_SECOND_JUDGE_EXTRA") or "{}"),
    )
    budget = Budget(
        calls=_most("STET_SECOND_JUDGE_CALLS", env.get("STET_SECOND_JUDGE_CALLS") or "1000"),
        tokens=_most("STET_SECOND_JUDGE_TOKENS", env.get("STET_SECOND_JUDGE_TOKENS") or "5000000"),
    )
    return SecondJudge(endpoint, budget)


def _endpoint(name: str, value: str) -> str:
    value = value.rstrip("/").removesuffix("/chat/completions")
    parts = _split(name, value)
    if "@" in value:
        raise SettingError(f"{name} must not hold a password; set STET_SECOND_JUDGE_KEY or STET_SECOND_JUDGE_KEY_FILE.")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise SettingError(f"{name} must be like http://127.0.0.1:11434/v1, with nothing behind.")
    return value


def _model(name: str, value: str) -> str:
    if not value or len(value) > 200 or not value.isprintable():
        raise SettingError(f"{name} must name the model to ask, as the endpoint calls it.")
    return value


def _key(env: Mapping[str, str]) -> str:
    """The key, of the variable or the file; neither is ever repeated in a message."""
    key, file = env.get("STET_SECOND_JUDGE_KEY") or "", env.get("STET_SECOND_JUDGE_KEY_FILE") or ""
    if key and file:
        raise SettingError("STET_SECOND_JUDGE_KEY and STET_SECOND_JUDGE_KEY_FILE are both set; set one.")
    if file:
        try:
            key = Path(file).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingError(f"STET_SECOND_JUDGE_KEY_FILE cannot be read: {type(error).__name__}.") from None
    if (file and not key) or not re.fullmatch("[!-~]*", key):
        which = "STET_SECOND_JUDGE_KEY_FILE" if file else "STET_SECOND_JUDGE_KEY"
        raise SettingError(f"{which} must hold one key: letters, digits and signs without a space.")
    return key


def _answer(name: str, value: str) -> AnswerFormat:
    try:
        return AnswerFormat(value)
    except ValueError:
        raise SettingError(f"{name} must be {', '.join(AnswerFormat)}, not {value!r}.") from None


def _seconds(name: str, value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= 600:
        raise SettingError(f"{name} must be a number of seconds up to 600, not {value!r}.")
    return seconds


def _extra(name: str, value: str) -> dict[str, Any]:
    """Fields for the request's body; not those that the question stands in."""
    try:
        extra = json.loads(value)
    except (ValueError, RecursionError):
        extra = None
    if not isinstance(extra, dict) or {"messages", "model", "stream"} & extra.keys():
        raise SettingError(f"{name} must be a JSON object without messages, model and stream.")
    return extra


def _most(name: str, value: str) -> int | None:
    return None if value == "off" else _number(name, value)


def _switch(name: str, value: str) -> bool:
    if value not in {"on", "off"}:
        raise SettingError(f"{name} must be on or off, not {value!r}.")
    return value == "on"


def _mail(env: Mapping[str, str]) -> Mail | None:
    """None, so that no letter is ever sent, unless a mail server or a folder is named."""
    url = env.get("STET_MAIL_URL")
    if not url:
        return None
    sender = _sender("STET_MAIL_FROM", env.get("STET_MAIL_FROM") or "")
    if url.startswith("folder:"):
        return Mail(sender, folder=_folder("STET_MAIL_URL", url.removeprefix("folder:")))
    return Mail(sender, _mail_server("STET_MAIL_URL", url, env.get("STET_MAIL_PASSWORD_FILE") or ""))


def _sender(name: str, value: str) -> str:
    try:
        validate_email(value)
    except ValidationError:
        raise SettingError(f"{name} must be the address that letters come from, like comments@news.example.") from None
    return value


def _folder(name: str, value: str) -> Path:
    if not value.startswith("/"):
        raise SettingError(f"{name} must name a folder by its whole path, like folder:/var/lib/stet/letters.")
    return Path(value)


def _mail_server(name: str, url: str, password_file: str) -> Server:
    """The server. Nothing of what is wrong with its address is repeated: a password may stand in it."""
    try:
        parts = urlsplit(url)
        host, port, asked = parts.hostname or "", parts.port, dict(parse_qsl(parts.query, strict_parsing=True))
    except ValueError:
        raise SettingError(_MAIL_FORM) from None
    if parts.scheme not in {"smtp", "smtps"} or not host or parts.path not in {"", "/"} or parts.fragment:
        raise SettingError(_MAIL_FORM)
    is_here = host in {"127.0.0.1", "::1", "localhost"}
    encryption = _encryption(name, parts.scheme, asked, is_here=is_here)
    user, password = unquote(parts.username or ""), _mail_password(unquote(parts.password or ""), password_file)
    if bool(user) != bool(password):
        raise SettingError(f"{name} names a user without a password, or there is a password without a user.")
    if password and encryption is Encryption.NONE and not is_here:
        raise SettingError(f"{name} would send the password unencrypted; let tls=off go, or use smtps.")
    return Server(host, port or _MAIL_PORTS[encryption], user, password, encryption)


_MAIL_FORM = "STET_MAIL_URL must be like smtp://user:password@mail.example:587, smtps://… or folder:/path."
# Submission (RFC 6409), submission over TLS (RFC 8314), and the relay on the machine itself.
_MAIL_PORTS = {Encryption.STARTTLS: 587, Encryption.TLS: 465, Encryption.NONE: 25}


def _encryption(name: str, scheme: str, asked: Mapping[str, str], *, is_here: bool) -> Encryption:
    if scheme == "smtps" and not asked:
        return Encryption.TLS
    wanted = asked.get("tls", "off" if is_here else "start")
    if scheme == "smtps" or asked.keys() - {"tls"} or wanted not in {"start", "off"}:
        raise SettingError(f"{name} takes nothing behind the server but, with smtp://, ?tls=start or ?tls=off.")
    return Encryption(wanted)


def _mail_password(password: str, file: str) -> str:
    if password and file:
        raise SettingError("STET_MAIL_URL holds a password and STET_MAIL_PASSWORD_FILE is set; use one.")
    if not file:
        return password
    try:
        password = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"STET_MAIL_PASSWORD_FILE cannot be read: {type(error).__name__}.") from None
    if not password or not password.isprintable():
        raise SettingError("STET_MAIL_PASSWORD_FILE must hold one password, in one line.")
    return password


def _sign_in(name: str, path: str) -> dict[str, Any]:
    """Who vouches for readers; nobody, and so no call to anybody, unless a file says so."""
    try:
        return sign_in_file.read(Path(path)) if path else {}
    except sign_in_file.FileError as error:
        raise SettingError(f"{name}: {error}.") from None


def _staff_sign_in(name: str, wanted: str, sign_in: Mapping[str, Any]) -> str:
    """Who of the sign-in file vouches for the newsroom's people; nobody, unless they are named."""
    if wanted and wanted not in sign_in_file.vouching_for_staff(sign_in):
        raise SettingError(
            f"{name} must name a provider of STET_SIGN_IN_FILE that speaks OpenID Connect (its provider_id), or google."
        )
    return wanted


def _passwords(name: str, value: str, staff_sign_in: str) -> bool:
    """Whether people of the newsroom may sign in with a password; somebody must vouch for them where they may not."""
    is_on = not _one_of(name, value, "on", "off")
    if not is_on and not staff_sign_in:
        raise SettingError(f"{name}=off shuts the desk to everybody, unless STET_STAFF_SIGN_IN names who vouches.")
    return is_on


def _one_of(name: str, value: str, usual: str, other: str) -> bool:
    """Whether it is the other of the two words that it may be."""
    if value not in {usual, other}:
        raise SettingError(f"{name} must be {usual} or {other}, not {value!r}.")
    return value == other
