"""`stet letters`, and the running server that sends by itself; over an encrypted way, too."""

import ipaddress
import json
import re
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.cli.test_serve import get, post, serving
from tests.mail_server import PASSWORD, SENDER, MailServer, running
from tests.newsroom_kit import ENGLISH
from tests.own_installation import Installation


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServer]:
    with running(tmp_path / "mail") as one:
        yield one


def send(address: str, method: str, **said: Any) -> int:
    """Send a request as a browser does; the answer's status."""
    body = json.dumps(said).encode() if said else b""
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return int(answer.status)


# ——— status, send, test ———


def test_without_mail_the_commands_say_how_to_set_it_up(installation: Installation) -> None:
    assert (
        "Mail:       none is set up; no letters are offered or sent\n" in installation.stet("letters", "status").stdout
    )
    for arguments in (["send"], ["test", "editor@courier.example"]):
        done = installation.stet("letters", *arguments)
        assert (done.returncode, "set STET_MAIL_URL and STET_MAIL_FROM" in done.stderr) == (1, True)


def test_status_and_send_tell_what_waits_what_went_and_what_did_not(
    installation: Installation, server: MailServer
) -> None:
    sending = installation.having(server.environment())
    sending.tool("newsroom")
    sending.tool("followed", "2")
    before = sending.stet("letters", "status").stdout
    assert f"Mail:       127.0.0.1:{server.port} (encryption: off), from {SENDER}\n" in before
    assert "Followers:  2 confirmed, 0 not yet\nLedger:     read up to entry 0 of 4\n" in before
    sent = sending.stet("letters", "send")
    assert (sent.returncode, sent.stdout) == (0, "Letters: 2 dropped, 2 sent.\n")
    after = sending.stet("letters", "status").stdout
    assert "Followers:  0 confirmed, 0 not yet\nLedger:     read up to entry 4 of 4\n" in after
    assert "Waiting:    0 letters, 0 of them due\nSent:       2 in the last 24 hours\nGiven up:   0\n" in after
    assert "reader-" not in before + after, "it names nobody"


def test_what_cannot_be_sent_is_named_with_its_reason(installation: Installation) -> None:
    sending = installation.having({"STET_MAIL_URL": "smtp://127.0.0.1:9", "STET_MAIL_FROM": SENDER})
    sending.tool("newsroom")
    sending.tool("followed", "1")
    done = sending.stet("letters", "send")
    assert done.returncode == 1
    assert "decision: the server cannot be used: ConnectionRefusedError\nGiven up:   0\n" in done.stdout


def test_test_sends_a_letter_now(installation: Installation, server: MailServer) -> None:
    sending = installation.having(server.environment())
    done = sending.stet("letters", "test", "editor@courier.example")
    assert done.stdout == f"A letter was handed in: 127.0.0.1:{server.port} (encryption: off), from {SENDER}.\n"
    (letter,) = server.letters()
    assert (letter.recipient, letter.message["From"]) == ("editor@courier.example", SENDER)
    refused = sending.stet("letters", "test", "refused@courier.example")
    assert (refused.returncode, "the server refused the address (550)" in refused.stderr) == (1, True)
    wrong = sending.stet("letters", "test", "editor")
    assert (wrong.returncode, "'editor' is no e-mail address" in wrong.stderr) == (1, True)


def test_erasing_forgets_the_address_at_once(installation: Installation, server: MailServer) -> None:
    sending = installation.having(server.environment())
    sending.tool("newsroom")
    sending.tool("followed", "2")
    erased, _ = sending.tool("followed_comments").split()
    assert sending.stet("erase", "--comment", erased, "--yes").returncode == 0
    assert "Followers:  1 confirmed, 0 not yet" in sending.stet("letters", "status").stdout


# ——— The running server ———


def test_the_server_sends_by_itself(installation: Installation, server: MailServer) -> None:
    installation.stet("site", "add", "courier", "The Courier")
    installation.stet("article", "add", "courier", "the-bridge", "--title", "The bridge")
    with serving(installation, **server.environment()) as (address, _):
        _, receipt = post(address, body=ENGLISH)
        assert send(receipt["links"]["follow"], "POST", email="reader@example.org", replies=True) == 202
        (letter,) = server.wait_for(lambda letters: len(letters) == 1)
        found = re.search(r"/letters/confirm/\S+", letter.text)
        assert found
        assert send(f"{address}{found[0]}", "POST") == 200
        assert get(receipt["links"]["self"])["follow"]["confirmed"] is True
        assert send(receipt["links"]["follow"], "DELETE") == 200
        assert get(receipt["links"]["self"])["follow"]["confirmed"] is False


# ——— Encryption ———


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key, and a certificate by which a client that trusts it knows 127.0.0.1."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(hours=1))
    made = made.add_extension(address, critical=False).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), True
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path_factory.mktemp("certificate") / "mail.pem"
    path.write_bytes(private + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize(("tls", "scheme", "query"), [("start", "smtp", "?tls=start"), ("tls", "smtps", "")])
def test_a_server_is_trusted_by_its_certificate_alone(
    installation: Installation, tmp_path: Path, certificate: Path, tls: str, scheme: str, query: str
) -> None:
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    with running(tmp_path / "mail", tls, str(certificate)) as server:
        settings = server.environment(scheme, "stet", query) | {"STET_MAIL_PASSWORD_FILE": str(tmp_path / "password")}
        refused = installation.having(settings).stet("letters", "test", "editor@courier.example")
        assert (refused.returncode, "SSLCertVerificationError" in refused.stderr) == (1, True)
        trusting = installation.having(settings | {"SSL_CERT_FILE": str(certificate)})
        done = trusting.stet("letters", "test", "editor@courier.example")
        assert done.returncode == 0, done.stderr
        assert len(server.letters()) == 1
