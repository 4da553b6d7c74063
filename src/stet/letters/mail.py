"""How an installation sends its letters. Without Django: the settings are made of it."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Encryption(StrEnum):
    """How the way to the mail server is kept secret: from the first byte, after STARTTLS, or not at all."""

    TLS = "tls"
    STARTTLS = "start"
    NONE = "off"


@dataclass(frozen=True, slots=True)
class Server:
    """The mail server that takes our letters."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    encryption: Encryption

    def __str__(self) -> str:
        return f"{self.host}:{self.port} (encryption: {self.encryption})"


@dataclass(frozen=True, slots=True)
class Mail:
    """Where letters go: to a mail server, or for trying things out into a folder. `sender` is the address in From."""

    sender: str
    server: Server | None = None
    folder: Path | None = None

    def __str__(self) -> str:
        return f"{self.server or f'folder {self.folder}'}, from {self.sender}"
