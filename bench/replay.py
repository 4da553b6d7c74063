"""Comments a second through the whole path, and that the ledger is whole afterwards.

    python -m bench.replay FILE… [--each 5000] [--seed 7]

FILEs are JSON Lines as `stet replay` reads them, gzipped or not. From each, `--each` lines are drawn at random with a
fixed seed (all of them where there are no more), mixed, and submitted in one run.
"""

import argparse
import gzip
import os
import random
import subprocess
import tempfile
from pathlib import Path

from bench.server import STET, machine


def drawn(file: str, each: int, draw: random.Random) -> list[bytes]:
    with gzip.open(file) if file.endswith(".gz") else Path(file).open("rb") as opened:
        lines = opened.readlines()
    return lines if len(lines) <= each else draw.sample(lines, each)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--each", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    draw = random.Random(asked.seed)
    lines = [line for file in asked.files for line in drawn(file, asked.each, draw)]
    draw.shuffle(lines)
    print(machine(), "\n", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"STET_HOME": folder}
        subprocess.run([STET, "migrate"], env=env, check=True, stdout=subprocess.DEVNULL)
        everything = b"".join(lines)
        subprocess.run([STET, "replay", "-"], env=env, check=True, input=everything, stderr=subprocess.DEVNULL)
        subprocess.run([STET, "verify"], env=env, check=True)


if __name__ == "__main__":
    main()
