"""Screening beside a BERT of the base size, in one run: comments a second, and how long one comment takes.

    python -m bench.encoder --bert PYTHON [--rounds 5] > bench/results/DATE-encoder.md

PYTHON is the interpreter of an environment with bench/requirements.txt. The texts are those of tests/cases, put
together to comments of forty words. Both sides take turns, language by language and round by round, so that whatever
else the machine does falls on both.
"""

import argparse
import json
import os
import random
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from tokenizers import Tokenizer

from bench.server import machine, resident_megabytes
from stet.newsroom.languages import LANGUAGES
from stet.newsroom.screening import Submission
from stet.screening import Screener
from stet.screening.model_file import MODELS
from tests.case_figures import cases

WORDS = 40
# Texts of one language: what Detoxify's users commonly give it at a time.
BATCH = 32


@dataclass(slots=True)
class Times:
    """Seconds: of single comments, and of whole batches on either side; `pieces` of a comment on average."""

    pieces: float
    single: list[float] = field(default_factory=list)
    batch: list[float] = field(default_factory=list)
    bert: list[float] = field(default_factory=list)


class Bert:
    """The other side, a process of its own: its memory and its threads are not ours."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.version = self._answer()

    def seconds(self, texts: Sequence[Sequence[int]]) -> float:
        assert self._process.stdin
        print(json.dumps(texts), file=self._process.stdin, flush=True)
        return float(self._answer())

    def _answer(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("The other side has ended.")
        return line.strip()


@contextmanager
def bert(python: Path) -> Iterator[Bert]:
    """A BERT until the block ends."""
    # -P: or the bench beside it that is named queue would stand for the module of that name.
    command = [str(python), "-P", str(Path(__file__).with_name("bert.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Bert(process)
        assert process.stdin
        process.stdin.close()


def texts_of(language: str) -> list[str]:
    """Comments of WORDS words; BATCH of them."""
    found = [case.text for case in cases() if case.language == language]
    random.Random(7).shuffle(found)
    words = " ".join(found).split()
    whole = [" ".join(words[at : at + WORDS]) for at in range(0, len(words) - WORDS + 1, WORDS)]
    return [whole[number % len(whole)] for number in range(BATCH)]


def seconds(screener: Screener, texts: Sequence[str]) -> float:
    started = time.perf_counter()
    screener.screen_many(map(Submission, texts))
    return time.perf_counter() - started


def measure(screener: Screener, other: Bert, texts: dict[str, list[str]], rounds: int) -> dict[str, Times]:
    tokenizer = Tokenizer.from_file(str(MODELS / "encoder" / "tokenizer.json"))
    pieces = {code: [tokenizer.encode(text).ids for text in own] for code, own in texts.items()}
    times = {code: Times(sum(map(len, own)) / BATCH) for code, own in pieces.items()}
    for number in range(rounds + 1):
        for code, own in times.items():
            batch, single = seconds(screener, texts[code]), [seconds(screener, [text]) for text in texts[code]]
            theirs = other.seconds(pieces[code])
            if number:  # the first round only warms both up
                own.batch.append(batch)
                own.single += single
                own.bert.append(theirs)
    return times


def row(language: str, times: Times) -> str:
    alone = quantiles(times.single, n=20)
    ours, theirs = BATCH / median(times.batch), BATCH / median(times.bert)
    return (
        f"| {language} | {times.pieces:.0f} | {median(times.single) * 1000:.1f} | {alone[-1] * 1000:.1f} "
        f"| {ours:.0f} | {theirs:.1f} | {ours / theirs:.1f} × |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bert", type=Path, required=True, metavar="PYTHON")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    screener, texts = Screener(), {code: texts_of(code) for code in LANGUAGES}
    version = screener.screen_text(texts["en"][0]).screeners["model"]
    for own in texts.values():
        screener.screen_many(map(Submission, own))
    memory = resident_megabytes(os.getpid())
    with bert(asked.bert) as other:
        times = measure(screener, other, texts, asked.rounds)
    print(PAGE.format(
        machine=machine(), bert=other.version, version=version, words=WORDS, batch=BATCH, rounds=asked.rounds,
        memory=memory, rows="\n".join(row(code, own) for code, own in times.items()),
    ))  # fmt: skip


PAGE = """# Screening beside a BERT of the base size

*Printed by `python -m bench.encoder`, {rounds} rounds. {machine}; {bert}. Model `{version}`.*

Comments of {words} words. Ours is the whole of screening (`Screener`: all steps, not the encoder alone), one comment at
a time and in batches of {batch}. Theirs is a BERT of the base size with random weights through PyTorch, as Detoxify
calls its own: a padded batch of {batch} in floats on all cores. It is given the texts cut into pieces already, by our
vocabulary and as they were written; a multilingual one has about as many, an English one cuts English a little coarser.

| language | pieces a comment | one comment, median ms | p95 ms | ours, comments/s | theirs, comments/s | |
|---|---|---|---|---|---|---|
{rows}

A process that screens and does nothing else: {memory:.0f} MB."""


if __name__ == "__main__":
    main()
