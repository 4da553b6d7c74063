"""Several processes write at once: one chain, one comment an attempt, and whoever reads it all reads one moment."""

import json

from tests.own_installation import Installation

WRITERS, EACH = 4, 12


def test_processes_that_write_at_once_keep_one_chain(installation: Installation) -> None:
    installation.tool("newsroom")
    bodies = [f"Number {number}." for number in range(EACH)]
    writers = [installation.start("say", f"writer-{writer}", *bodies) for writer in range(WRITERS)]
    written = [writer.communicate(timeout=120)[0].split() for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * WRITERS
    assert len({pk for printed in written for pk in printed}) == WRITERS * EACH
    verified = installation.stet("verify")
    total = WRITERS * EACH
    assert f"Whole: {2 * total} entries, {total} comments ({total} approved)" in verified.stdout, verified.stderr


def test_an_attempt_retried_at_once_is_one_comment(installation: Installation) -> None:
    installation.tool("newsroom")
    bodies = [f"Number {number}." for number in range(EACH)]
    writers = [installation.start("say", "the-same", *bodies) for _ in range(WRITERS)]
    written = [writer.communicate(timeout=120)[0].split() for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * WRITERS
    assert all(printed == written[0] for printed in written)
    assert f"{EACH} comments ({EACH} approved)" in installation.stet("verify").stdout


def test_a_snapshot_reads_one_moment_and_keeps_nobody_from_writing(installation: Installation) -> None:
    installation.tool("newsroom")
    assert json.loads(f"[{installation.tool('read_while_writing').replace(' ', ',')}]") == [0, 0, 1]
