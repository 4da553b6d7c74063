"""The training: passes over the examples, each from where the one before it ended; a stopped pass goes on."""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import click
import numpy as np
import numpy.typing as npt
import torch
from torch import distributed
from torch.nn.functional import binary_cross_entropy_with_logits as _crossed

from stet.newsroom.labels import LABELS
from training.encoder.network import Network, batches
from training.encoder.rows import Examples
from training.encoder.settings import Pass, Settings
from training.prepare import Floats, Rows

SAVED_EVERY: Final = 300.0  # seconds of work that a stop may cost
_AVERAGED_EVERY: Final = 5  # steps

State = dict[str, torch.Tensor]


class Inputs(Protocol):
    """What the trained layers read."""

    lengths: npt.NDArray[np.int64]

    def padded(self, rows: Sequence[int]) -> tuple[Floats, Floats]: ...


@dataclass(frozen=True, slots=True)
class Lesson:
    """A pass laid out: its examples, what the trained layers read of each, and which of its pieces offend
    (1 yes, 0 no, by example; absent: unknown). A student has a `teacher`, and the labels count `truth` beside it."""

    examples: Examples
    inputs: Inputs
    marks: Mapping[int, npt.NDArray[np.int8]]
    teacher: Network | None = None
    truth: float = 1.0


@dataclass(slots=True)
class _Average:
    state: State | None = None
    count: int = 0

    def add(self, network: Network) -> None:
        own = {name: value.clone() for name, value in network.state_dict().items()}
        self.count += 1
        last = self.state
        self.state = own if last is None else {k: last[k] + (own[k] - last[k]) / self.count for k in own}


def train_pass(network: Network, lesson: Lesson, kind: Pass, settings: Settings, path: Path) -> None:
    """One pass; the network has the mean of its last weights afterwards, and so has `path`.

    A pass that was stopped goes on where it was last saved and ends as if it had not been stopped: batches and dropout
    depend on the number of the step alone. Where `torch.distributed` is at work, each process computes every n-th batch
    and all take the mean of the gradients.
    """
    rank, workers = (distributed.get_rank(), distributed.get_world_size()) if distributed.is_initialized() else (0, 1)
    plan = _plan(lesson, kind, settings)[rank::workers]
    plan = plan[: _least(len(plan))]
    optimiser = _optimiser(network, kind, settings)
    average, kept = _Average(), path.with_suffix(".part")
    first = _resume(kept, network, optimiser, average)
    network.train()
    began = saved = time.monotonic()
    seen, shown = 0, 0.0
    for step in range(first, len(plan)):
        share = step / len(plan)
        torch.manual_seed(settings.seed + step * workers + rank)
        _set_rate(optimiser, share, settings.warmup)
        loss = _loss(network, lesson, plan[step], kind.frozen, settings)
        optimiser.zero_grad()
        loss.backward()
        _share_gradients(optimiser, workers)
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        network.habit.weight.data[0] = 0
        if share >= settings.average_from and step % _AVERAGED_EVERY == 0:
            average.add(network)
        seen += len(plan[step]) * workers
        shown = 0.98 * shown + 0.02 * float(loss.detach())
        now = time.monotonic()
        if step % 100 == 99 and not rank:
            click.echo(
                f"{path.stem}: step {step + 1} of {len(plan)}, loss {shown:.3f}, {seen / (now - began):.0f}/s", err=True
            )
        if now - saved > SAVED_EVERY and not rank:
            _save(kept, network, optimiser, average, step + 1)
            saved = now
    if average.state is not None:
        network.load_state_dict(average.state)
    if not rank:
        save(network.state_dict(), path)
        kept.unlink(missing_ok=True)


def _least(count: int) -> int:
    """The smallest of all processes' counts: none waits for a batch that another one does not have."""
    if not distributed.is_initialized():
        return count
    least = torch.tensor(count)
    distributed.all_reduce(least, distributed.ReduceOp.MIN)
    return int(least)


def _share_gradients(optimiser: torch.optim.Optimizer, workers: int) -> None:
    """Every gradient becomes the mean over the processes; a head that a batch has no example for has none."""
    if workers == 1:
        return
    trained = [parameter for group in optimiser.param_groups for parameter in group["params"]]
    grads = [torch.zeros_like(each) if each.grad is None else each.grad for each in trained]
    flat = torch.cat([grad.reshape(-1) for grad in grads])
    distributed.all_reduce(flat)
    parts = torch.split(flat / workers, [grad.numel() for grad in grads])
    for parameter, part in zip(trained, parts, strict=True):
        parameter.grad = part.view_as(parameter)


def _plan(lesson: Lesson, kind: Pass, settings: Settings) -> list[Rows]:
    """The batches, in their order, as numbers of examples; each example as often as its set is repeated."""
    random = np.random.default_rng(settings.seed)
    examples = lesson.examples
    times = np.maximum(kind.times(examples.source), 1.0)
    plan: list[Rows] = []
    for _ in range(kind.epochs):
        count = np.floor(times + random.random(len(times))).astype(int)
        chosen = np.repeat(np.arange(len(count)), count)
        plan += [chosen[rows] for rows in batches(lesson.inputs.lengths[chosen], settings.batch, random)]
    ends = np.cumsum([len(rows) for rows in plan])
    return plan[: max(1, int(np.searchsorted(ends, kind.examples)))]


def _loss(network: Network, lesson: Lesson, rows: Rows, frozen: int, settings: Settings) -> torch.Tensor:
    """Cross-entropy of the known labels, of Perspective's score and of the marked pieces, for each example."""
    examples = lesson.examples
    x, mask = (torch.from_numpy(part) for part in lesson.inputs.padded(list(rows)))
    with torch.autocast("cpu", torch.bfloat16):
        own, offends = network.judge(network.upper(x, mask, frozen), mask)
    logits = own.float() + network.habit(torch.from_numpy(examples.habit[rows]))
    labels, weights = torch.from_numpy(examples.targets[rows]), torch.from_numpy(examples.weights[rows])
    loss = _crossed(logits[:, : len(LABELS)], labels, weight=weights, reduction="sum")
    theirs = torch.from_numpy(examples.perspective[rows])
    scored = ~torch.isnan(theirs)
    if scored.any():
        loss = loss + settings.perspective_weight * _crossed(logits[scored, -1], theirs[scored], reduction="sum")
    for at, row in enumerate(rows):
        if (marks := lesson.marks.get(int(row))) is not None:
            truth = torch.from_numpy(marks.astype(np.float32))
            loss = loss + settings.span_weight * _crossed(offends[at, : len(truth)].float(), truth)
    if lesson.teacher is not None:
        loss = lesson.truth * loss + _unlike(own.float(), lesson.teacher, x, mask, frozen)
    return loss / len(rows)


def _unlike(logits: torch.Tensor, teacher: Network, x: torch.Tensor, mask: torch.Tensor, frozen: int) -> torch.Tensor:
    """Cross-entropy of all labels with the probabilities that the teacher gives, which knows every label of every text
    (Hinton, Vinyals and Dean 2015); its frozen layers are the student's."""
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        said, _ = teacher.judge(teacher.upper(x, mask, frozen), mask)
    return _crossed(logits, torch.sigmoid(said.float()), reduction="sum")


def _optimiser(network: Network, kind: Pass, settings: Settings) -> torch.optim.Optimizer:
    heads = [*network.dense.parameters(), *network.head.parameters(), *network.offends.parameters()]
    groups: list[dict[str, Any]] = [
        {"params": heads, "lr": kind.head_rate},
        {"params": network.habit.parameters(), "lr": kind.head_rate, "weight_decay": settings.habit_decay},
    ]
    for depth, layer in enumerate(reversed(network.layers[kind.frozen :])):
        groups.append({"params": list(layer.parameters()), "lr": kind.rate * settings.layer_decay**depth})
    for group in groups:
        group["peak"] = group["lr"]
    return torch.optim.AdamW(groups, weight_decay=settings.weight_decay, betas=(0.9, 0.98))


def _set_rate(optimiser: torch.optim.Optimizer, share: float, warmup: float) -> None:
    """A rise, then half a cosine down to a twentieth."""
    now = min(1.0, share / warmup) * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * share)))
    for group in optimiser.param_groups:
        group["lr"] = group["peak"] * now


def save(content: Mapping[str, Any], path: Path) -> None:
    """Write `path` whole or not at all: a half-written file would be taken for a finished pass."""
    new = path.with_suffix(f"{path.suffix}.new")
    torch.save(content, new)
    new.replace(path)


def _save(path: Path, network: Network, optimiser: torch.optim.Optimizer, average: _Average, step: int) -> None:
    kept = {"network": network.state_dict(), "optimiser": optimiser.state_dict(), "step": step}
    save(kept | {"average": average.state, "count": average.count}, path)


def _resume(path: Path, network: Network, optimiser: torch.optim.Optimizer, average: _Average) -> int:
    if not path.exists():
        return 0
    kept = torch.load(path, weights_only=False)  # a file of our own, which holds more than tensors
    network.load_state_dict(kept["network"])
    optimiser.load_state_dict(kept["optimiser"])
    average.state, average.count = kept["average"], kept["count"]
    return int(kept["step"])
