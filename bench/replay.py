"""Comments a second through the whole path, and that the ledger is whole afterwards.

    python -m bench.replay FILE… [--limit 5000]

FILEs are JSON Lines as `stet replay` reads them; the first LIMIT lines of each are taken.
"""

import argparse
import os
import subprocess
import tempfile

from bench.server import STET, machine


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--limit", type=int, default=5000)
    asked = parser.parse_args()
    print(machine(), "\n", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"STET_HOME": folder}
        subprocess.run([STET, "migrate"], env=env, check=True, stdout=subprocess.DEVNULL)
        for file in asked.files:
            command = [STET, "replay", file, "--limit", str(asked.limit)]
            subprocess.run(command, env=env, check=True, stderr=subprocess.DEVNULL)
        subprocess.run([STET, "verify"], env=env, check=True)


if __name__ == "__main__":
    main()
