"""A Stet of its own for one benchmark: fresh data folder, the demo newspaper, `stet serve` on a free port."""

import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

STET = Path(sys.executable).with_name("stet")


@dataclass(frozen=True, slots=True)
class Running:
    """A served installation: its address, its data folder, and its process."""

    url: str
    home: Path
    pid: int


@contextmanager
def running_server() -> Iterator[Running]:
    """Serve the demo until the block ends. Rate limits are off: a benchmark is one address that posts a lot."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"STET_HOME": folder, "STET_BASE_URL": url, "STET_RATE_POST": "off", "STET_RATE_READ": "off"}
        for command in ("migrate", "demo"):
            subprocess.run([STET, command], env=env, check=True, stdout=subprocess.DEVNULL)
        process = subprocess.Popen([STET, "serve", "--port", str(port)], env=env, stdout=subprocess.DEVNULL)
        try:
            wait_for(url, process)
            yield Running(url, Path(folder), process.pid)
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_for(url: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Return when `url` answers. Raises RuntimeError when the server ends or does not answer in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with {process.returncode}.")
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{url} did not answer within {seconds} s.")


def resident_megabytes(pid: int) -> float:
    """Memory of the process and all its descendants: the sum of their proportional set sizes (shared pages once)."""
    return sum(_pss_kilobytes(one) for one in _family(pid)) / 1024


def processor_seconds(pid: int) -> float:
    """What the process and all its descendants have computed so far, whatever else the machine does meanwhile."""
    ticks = 0
    for one in _family(pid):
        # The name in brackets may hold anything; utime and stime are the twelfth and thirteenth field behind it.
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def machine() -> str:
    """One line that says on what was measured."""
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        "?",
    )
    return f"{os.cpu_count()} cores of {model}, Python {platform.python_version()}"


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _family(pid: int) -> list[int]:
    family = [pid]
    for one in family:
        for task in Path(f"/proc/{one}/task").glob("*"):
            family += [int(child) for child in (task / "children").read_text().split()]
    return family


def _pss_kilobytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
