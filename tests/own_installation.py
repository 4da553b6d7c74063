"""Installations outside of this process: a data folder (SQLite) or a database (PostgreSQL) of their own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
STET = "from stet.cli import main; main()"


@dataclass(frozen=True)
class Installation:
    """`home` is its data folder; `database` its database's name on the PostgreSQL server, "" with SQLite.

    `settings` are environment variables of its own.
    """

    home: Path
    database: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)

    def having(self, settings: Mapping[str, str]) -> "Installation":
        """The same installation with these environment variables."""
        return replace(self, settings=settings)

    @property
    def environment(self) -> dict[str, str]:
        url = f"postgresql:///{self.database}" if self.database else ""
        own = {"STET_HOME": str(self.home), "STET_DATABASE_URL": url, "PYTHONPATH": os.pathsep.join(sys.path)}
        return os.environ | own | self.settings

    def stet(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a `stet` command to its end."""
        return self._run("-c", STET, *arguments)

    def tool(self, name: str, *arguments: str) -> str:
        """Run a program of tests/tools to its good end; what it printed."""
        done = self._run("-m", f"tests.tools.{name}", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self, name: str, *arguments: str) -> subprocess.Popen[str]:
        """Start a program of tests/tools beside this process."""
        command = [sys.executable, "-m", f"tests.tools.{name}", *arguments]
        return subprocess.Popen(command, env=self.environment, cwd=ROOT, text=True, stdout=subprocess.PIPE)

    def starting(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a `stet` command beside this process."""
        command = [sys.executable, "-c", STET, *arguments]
        return subprocess.Popen(command, env=self.environment, cwd=ROOT, text=True, stdout=subprocess.PIPE)

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *arguments]
        return subprocess.run(command, env=self.environment, cwd=ROOT, text=True, capture_output=True, timeout=120)


def blank(home: Path, vendor: str) -> Iterator[Installation]:
    """One that is migrated and empty, to be copied."""
    made = Installation(home, f"stet_blank_{os.getpid()}" if vendor == "postgresql" else "")
    home.mkdir(exist_ok=True)
    with _database(made.database):
        done = made.stet("migrate")
        assert done.returncode == 0, done.stderr
        yield made


def copy(original: Installation, home: Path) -> Iterator[Installation]:
    """Another one like `original`."""
    shutil.copytree(original.home, home)
    database = f"{original.database}_copy" if original.database else ""
    with _database(database, f"TEMPLATE {original.database}"):
        yield replace(original, home=home, database=database)


@contextmanager
def _database(name: str, template: str = "") -> Iterator[None]:
    """A database on the PostgreSQL server of the environment; nothing without a name, for SQLite makes its own file."""
    if not name:
        yield
        return
    with psycopg.connect("postgresql:///postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} {template}")
        try:
            yield
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
