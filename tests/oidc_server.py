"""Somebody to vouch for readers: an OpenID Connect provider in a process of its own, which signs everybody in at once.

A test gets an issuer of its own: ``provider.playing("dilan")`` says that whoever comes is the subject "dilan", and
``provider.playing("dilan", "cancels")`` plays the named part. `python -m tests.oidc_server` prints its port and serves
until its standard input ends.
"""

import base64
import hashlib
import json
import subprocess
import sys
import threading
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "stet", "only the provider and we know it"
# What a provider could tell of its account, and Stet does not want to know.
PRIVATE = {
    "email": "dilan@guild.example",
    "email_verified": True,
    "name": "Dilan Azad Kerim",
    "picture": "https://x.example/1",
}
_numbers = count()


@dataclass(frozen=True)
class Issuer:
    """One provider as an operator sets it up."""

    url: str

    def received(self) -> list[dict[str, Any]]:
        """What was sent to it so far: path and fields of each request."""
        with urllib.request.urlopen(f"{self.url}/received", timeout=60) as answer:
            return list(json.load(answer))

    def file(self, provider_id: str = "guild", **app: Any) -> str:
        """The file that names it."""
        said = {"provider_id": provider_id, "name": "The Guild", "client_id": CLIENT, "secret": SECRET}
        return json.dumps({"openid_connect": {"APPS": [said | {"settings": {"server_url": self.url}} | app]}})


@dataclass(frozen=True)
class Provider:
    """A running server."""

    address: str

    def playing(self, subject: str, part: str = "good") -> Issuer:
        return Issuer(f"{self.address}/{next(_numbers)}/{part}/{subject}")


@contextmanager
def running() -> Iterator[Provider]:
    command = [sys.executable, "-m", "tests.oidc_server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        assert server.stdin
        yield Provider(f"http://127.0.0.1:{server.stdout.readline().strip()}")
        server.stdin.close()


# ——— The server ———

_requests: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
_challenges: dict[str, str] = {}


class Handler(BaseHTTPRequestHandler):
    key: rsa.RSAPrivateKey

    def do_GET(self) -> None:
        self.answer(dict(parse_qsl(urlsplit(self.path).query)))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.answer({name: values[0] for name, values in parse_qs(body).items()})

    def answer(self, fields: dict[str, str]) -> None:
        number, self.part, self.subject, *rest = urlsplit(self.path).path.strip("/").split("/")
        self.issuer = f"http://{self.headers['Host']}/{number}/{self.part}/{self.subject}"
        what = rest[-1]
        if what != "received":
            _requests[number].append({"path": "/".join(rest), "fields": fields})
        answers = {
            "openid-configuration": self.configure,
            "authorize": self.authorize,
            "token": self.token,
            "jwks": lambda _: self.send(jwk(self.key)),
            "received": lambda _: self.send(_requests[number]),
        }
        answers[what](fields)

    def configure(self, _: dict[str, str]) -> None:
        if self.part == "broken":
            self.send_error(500)
        elif self.part == "html":
            self.send(b"<html>Welcome</html>")
        else:
            places = {f"{name}_endpoint": f"{self.issuer}/{name}" for name in ("authorization", "token", "userinfo")}
            places["authorization_endpoint"] = f"{self.issuer}/authorize"
            found = {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks"} | places
            self.send({"issuer": self.issuer} if self.part == "empty" else found)

    def authorize(self, fields: dict[str, str]) -> None:
        code = f"code-{len(_challenges)}"
        _challenges[code] = fields.get("code_challenge", "")
        said = {"error": "access_denied"} if self.part == "cancels" else {"code": code}
        self.send_response(302)
        self.send_header("Location", f"{fields['redirect_uri']}?{urlencode(said | {'state': fields['state']})}")
        self.end_headers()

    def token(self, fields: dict[str, str]) -> None:
        made = hashlib.sha256(fields.get("code_verifier", "").encode()).digest()
        is_right = _challenges.get(fields["code"]) == base64.urlsafe_b64encode(made).rstrip(b"=").decode()
        if not is_right or (fields["client_id"], fields["client_secret"]) != (CLIENT, SECRET):
            self.send_error(400)
        elif self.part == "odd":
            self.send(["no", "object"])
        else:
            self.send({"access_token": "for-userinfo", "token_type": "Bearer", "id_token": self.id_token()})

    def id_token(self) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": self.subject, "iat": now, "exp": now + 300} | PRIVATE
        wrong = {
            "expired": {"exp": now - 3600},
            "other-audience": {"aud": "another client"},
            "other-issuer": {"iss": "https://elsewhere.example"},
            "nobody": {"sub": None},
            "unverified": {"email_verified": False},
            "verified-in-words": {"email_verified": "true"},
            "no-address": {"email": None},
        }
        said = {name: value for name, value in (claims | wrong.get(self.part, {})).items() if value is not None}
        return jwt.encode(said, self.key, "RS256", {"kid": "1"})

    def send(self, answer: Any) -> None:
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if isinstance(answer, bytes) else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def jwk(key: rsa.RSAPrivateKey) -> dict[str, Any]:
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    return {"keys": [public | {"kid": "1", "alg": "RS256", "use": "sig"}]}


if __name__ == "__main__":
    Handler.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()
