"""Settings: what may be chosen, what is chosen for you, and a word about the one that cannot mean anything."""

import stat
from pathlib import Path

import pytest

from stet.letters.mail import Encryption, Mail, Server
from stet.opinions.endpoint import AnswerFormat, Budget, Endpoint
from stet.server.environment import SettingError, read


def test_nothing_has_to_be_set(tmp_path: Path) -> None:
    found = read({"STET_HOME": str(tmp_path)})
    assert found.home == tmp_path
    assert (found.database_url, found.base_url, found.secure_cookies) == ("", "http://127.0.0.1:8000", False)
    assert found.allowed_hosts == ("127.0.0.1", "localhost", "[::1]")
    assert (found.trusted_proxies, found.rate_post, found.rate_read) == (0, "10/min", "600/min")


def test_an_empty_variable_is_one_that_is_not_set(tmp_path: Path) -> None:
    names = ("DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL", "TRUSTED_PROXIES", "RATE_POST", "RATE_READ")
    empty = {f"STET_{name}": "" for name in names}
    assert read(empty | {"STET_HOME": str(tmp_path)}) == read({"STET_HOME": str(tmp_path)})


def test_the_data_folder_is_in_the_current_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read({}).home == read({"STET_HOME": ""}).home == tmp_path / "stet-data"


def test_what_is_set_is_taken(tmp_path: Path) -> None:
    found = read(
        {
            "STET_HOME": str(tmp_path),
            "STET_DATABASE_URL": "postgresql://stet:p%40ss@db.example:5433/stet",
            "STET_SECRET_KEY": "chosen",
            "STET_BASE_URL": "https://comments.example/",
            "STET_ALLOWED_HOSTS": " comments.example ,, www.comments.example",
            "STET_TRUSTED_PROXIES": "2",
            "STET_RATE_POST": "off",
            "STET_RATE_READ": "5/sec",
        }
    )
    assert found.database_url == "postgresql://stet:p%40ss@db.example:5433/stet"
    assert (found.secret_key, found.base_url, found.secure_cookies) == ("chosen", "https://comments.example", True)
    assert found.allowed_hosts == ("comments.example", "www.comments.example")
    assert (found.trusted_proxies, found.rate_post, found.rate_read) == (2, None, "5/sec")
    assert list(tmp_path.iterdir()) == [], "a key that was given is not kept"


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    first, second = read({"STET_HOME": str(home)}), read({"STET_HOME": str(home)})
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 50
    assert stat.S_IMODE((home / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir()] == ["secret.key"], "nothing half-written is left"
    assert read({"STET_HOME": str(tmp_path / "other")}).secret_key != first.secret_key


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STET_DATABASE_URL", "stet.sqlite3"),
        ("STET_DATABASE_URL", "mysql://stet@db.example/stet"),
        ("STET_DATABASE_URL", "sqlite:///stet.sqlite3"),
        ("STET_DATABASE_URL", "postgresql://stet@db.example:port/stet"),
        ("STET_DATABASE_URL", "postgresql://[::1/stet"),
        ("STET_BASE_URL", "comments.example"),
        ("STET_BASE_URL", "ftp://comments.example"),
        ("STET_BASE_URL", "https://comments.example/stet"),
        ("STET_BASE_URL", "https://comments.example?x"),
        ("STET_BASE_URL", "https://"),
        ("STET_BASE_URL", "http://localhost:http"),
        ("STET_TRUSTED_PROXIES", "one"),
        ("STET_TRUSTED_PROXIES", "-1"),
        ("STET_TRUSTED_PROXIES", "1.5"),
        ("STET_RATE_POST", "10"),
        ("STET_RATE_POST", "/min"),
        ("STET_RATE_POST", "10/minute"),
        ("STET_RATE_POST", "-1/min"),
        ("STET_RATE_READ", "ten/min"),
        ("STET_RATE_READ", "OFF"),
    ],
)
def test_a_value_that_cannot_mean_anything_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        read({"STET_HOME": str(tmp_path), name: value})


def test_a_password_is_not_repeated_in_the_message(tmp_path: Path) -> None:
    with pytest.raises(SettingError) as raised:
        read({"STET_HOME": str(tmp_path), "STET_DATABASE_URL": "mysql://stet:hunter2@db.example/stet"})
    assert "hunter2" not in str(raised.value)


def test_a_data_folder_that_cannot_be_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingError, match="STET_HOME"):
        read({"STET_HOME": str(tmp_path / "file")})
    with pytest.raises(SettingError, match="STET_HOME"):
        read({"STET_HOME": "/proc/stet"})


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe"])
def test_a_key_that_was_damaged_is_not_replaced_in_silence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret.key").write_bytes(content)
    with pytest.raises(SettingError, match="STET_HOME"):
        read({"STET_HOME": str(tmp_path)})
    assert (tmp_path / "secret.key").read_bytes() == content


ENDPOINT = {"STET_SECOND_JUDGE_URL": "http://127.0.0.1:11434/v1/", "STET_SECOND_JUDGE_MODEL": "gemma3:12b"}


def test_there_is_no_second_judge_unless_its_address_is_set(tmp_path: Path) -> None:
    unset = dict.fromkeys(("STET_SECOND_JUDGE_KEY", "STET_SECOND_JUDGE_MODEL", "STET_SECOND_JUDGE_TIMEOUT"), "x")
    assert read(unset | {"STET_HOME": str(tmp_path)}).second_judge is None
    assert read(unset | {"STET_HOME": str(tmp_path), "STET_SECOND_JUDGE_URL": ""}).second_judge is None


def test_a_second_judge_needs_an_address_and_a_model(tmp_path: Path) -> None:
    judge = read(ENDPOINT | {"STET_HOME": str(tmp_path)}).second_judge
    assert judge
    assert judge.endpoint == Endpoint("http://127.0.0.1:11434/v1", "gemma3:12b")
    assert judge.budget == Budget(1000, 5_000_000)


def test_all_that_can_be_set_for_a_second_judge(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("sk-hunter2\n")
    chosen = {
        "STET_SECOND_JUDGE_URL": "https://judge.example/v1/chat/completions",
        "STET_SECOND_JUDGE_KEY_FILE": str(tmp_path / "key"),
        "STET_SECOND_JUDGE_ANSWER": "json_object",
        "STET_SECOND_JUDGE_TIMEOUT": "2.5",
        "STET_SECOND_JUDGE_CALLS": "off",
        "STET_SECOND_JUDGE_TOKENS": "0",
        "STET_SECOND_JUDGE_EXTRA": '{"max_tokens": null}',
    }
    found = read(ENDPOINT | chosen | {"STET_HOME": str(tmp_path)})
    judge = found.second_judge
    assert judge
    assert judge.endpoint == Endpoint(
        "https://judge.example/v1", "gemma3:12b", "sk-hunter2", AnswerFormat.OBJECT, 2.5, {"max_tokens": None}
    )
    assert judge.budget == Budget(None, 0)
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("URL", "127.0.0.1:11434"),
        ("URL", "ftp://judge.example/v1"),
        ("URL", "https://judge.example/v1?key=hunter2"),
        ("URL", "https://me:hunter2@judge.example/v1"),
        ("URL", "https://judge.example:port/v1"),
        ("MODEL", ""),
        ("MODEL", "a\nb"),
        ("MODEL", "m" * 201),
        ("KEY", "two words hunter2"),
        ("KEY", "hunter2\nX-Header: y"),
        ("KEY", "hunter2é"),
        ("KEY_FILE", "/no/such/file"),
        ("KEY_FILE", "/dev/null"),
        ("ANSWER", "yaml"),
        ("TIMEOUT", "0"),
        ("TIMEOUT", "-1"),
        ("TIMEOUT", "nan"),
        ("TIMEOUT", "601"),
        ("TIMEOUT", "soon"),
        ("CALLS", "many"),
        ("TOKENS", "-1"),
        ("EXTRA", "["),
        ("EXTRA", "[]"),
        ("EXTRA", '{"messages": []}'),
        ("EXTRA", '{"stream": true}'),
    ],
)
def test_a_second_judge_that_cannot_be_one_stops_the_start(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"STET_SECOND_JUDGE_{name}") as raised:
        read(ENDPOINT | {"STET_HOME": str(tmp_path), f"STET_SECOND_JUDGE_{name}": value})
    assert "hunter2" not in str(raised.value)


def test_a_key_is_given_once(tmp_path: Path) -> None:
    both = {"STET_SECOND_JUDGE_KEY": "hunter2", "STET_SECOND_JUDGE_KEY_FILE": str(tmp_path / "key")}
    with pytest.raises(SettingError, match="both set"):
        read(ENDPOINT | both | {"STET_HOME": str(tmp_path)})


MAIL = {"STET_MAIL_URL": "smtp://mail.example", "STET_MAIL_FROM": "comments@courier.example"}


def test_there_is_no_mail_unless_its_address_is_set(tmp_path: Path) -> None:
    unset = {"STET_HOME": str(tmp_path), "STET_MAIL_FROM": "nobody", "STET_MAIL_PASSWORD_FILE": "/nowhere"}
    assert read(unset).mail is None
    assert read(unset | {"STET_MAIL_URL": ""}).mail is None


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", Server("mail.example", 587, "", "", Encryption.STARTTLS)),
        ("smtp://mail.example:25?tls=off", Server("mail.example", 25, "", "", Encryption.NONE)),
        (
            "smtp://me:p%40s%2Fs@mail.example/?tls=start",
            Server("mail.example", 587, "me", "p@s/s", Encryption.STARTTLS),
        ),
        (
            "smtps://me%40courier:secret@mail.example",
            Server("mail.example", 465, "me@courier", "secret", Encryption.TLS),
        ),
        ("smtp://127.0.0.1:1025", Server("127.0.0.1", 1025, "", "", Encryption.NONE)),
        ("smtp://me:secret@localhost", Server("localhost", 25, "me", "secret", Encryption.NONE)),
        ("smtp://[::1]", Server("::1", 25, "", "", Encryption.NONE)),
    ],
)
def test_a_mail_server_is_taken_as_set(tmp_path: Path, url: str, server: Server) -> None:
    found = read(MAIL | {"STET_HOME": str(tmp_path), "STET_MAIL_URL": url}).mail
    assert found == Mail("comments@courier.example", server)
    assert "secret" not in repr(found)


def test_letters_may_go_to_a_folder(tmp_path: Path) -> None:
    found = read(MAIL | {"STET_HOME": str(tmp_path), "STET_MAIL_URL": f"folder:{tmp_path}/letters"}).mail
    assert found == Mail("comments@courier.example", folder=tmp_path / "letters")


def test_the_mail_password_may_be_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("let me in\n")
    settings = MAIL | {"STET_HOME": str(tmp_path), "STET_MAIL_PASSWORD_FILE": str(tmp_path / "password")}
    found = read(settings | {"STET_MAIL_URL": "smtp://me@mail.example"}).mail
    assert found
    assert found.server
    assert (found.server.user, found.server.password) == ("me", "let me in")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STET_MAIL_URL", "mail.example"),
        ("STET_MAIL_URL", "http://me:hunter2@mail.example"),
        ("STET_MAIL_URL", "smtp://"),
        ("STET_MAIL_URL", "smtp://me:hunter2@"),
        ("STET_MAIL_URL", "smtp://me:hunter2/x@mail.example"),
        ("STET_MAIL_URL", "smtp://me:hunter2#x@mail.example"),
        ("STET_MAIL_URL", "smtp://me:hunter2@mail.example:port"),
        ("STET_MAIL_URL", "smtp://me:hunter2@[::1"),
        ("STET_MAIL_URL", "smtp://me:hunter2@mail.example/inbox"),
        ("STET_MAIL_URL", "smtp://me:hunter2@mail.example?tls=maybe"),
        ("STET_MAIL_URL", "smtp://me:hunter2@mail.example?hunter2"),
        ("STET_MAIL_URL", "smtp://me:hunter2@mail.example?timeout=3"),
        ("STET_MAIL_URL", "smtps://me:hunter2@mail.example?tls=start"),
        ("STET_MAIL_URL", "smtp://me:hunter2@mail.example?tls=off"),
        ("STET_MAIL_URL", "smtp://me@mail.example"),
        ("STET_MAIL_URL", "smtp://:hunter2@mail.example"),
        ("STET_MAIL_URL", "folder:letters"),
        ("STET_MAIL_URL", "folder:"),
        ("STET_MAIL_FROM", ""),
        ("STET_MAIL_FROM", "The Courier"),
        ("STET_MAIL_FROM", "a@b.example, c@d.example"),
        ("STET_MAIL_FROM", "a@b.example\nBcc: c@d.example"),
        ("STET_MAIL_PASSWORD_FILE", "/nowhere/at/all"),
        ("STET_MAIL_PASSWORD_FILE", "/dev/null"),
    ],
)
def test_mail_that_cannot_be_sent_so_is_named_without_its_password(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name) as raised:
        read(MAIL | {"STET_HOME": str(tmp_path), name: value})
    assert "hunter2" not in str(raised.value)


def test_there_is_one_mail_password(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("hunter2")
    both = {"STET_MAIL_URL": "smtp://me:hunter2@mail.example", "STET_MAIL_PASSWORD_FILE": str(tmp_path / "password")}
    with pytest.raises(SettingError, match="STET_MAIL_PASSWORD_FILE") as raised:
        read(MAIL | both | {"STET_HOME": str(tmp_path)})
    assert "hunter2" not in str(raised.value)
