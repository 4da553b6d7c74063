"""The figures of encoder.toml."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from training.config import HERE, ConfigError, build

DEFAULT: Final = HERE / "encoder.toml"
STUDENT: Final = "student"


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass of the training: which rows how often, and how fast."""

    frozen: int
    epochs: int
    rate: float
    head_rate: float
    examples: int
    repeat: Mapping[str, float]

    def times(self, source: npt.NDArray[np.str_]) -> npt.NDArray[np.float64]:
        """How often the examples of these sets are seen in an epoch."""
        return np.array([self.repeat.get(str(name), self.repeat.get("others", 1.0)) for name in source])


@dataclass(frozen=True, slots=True)
class Student(Pass):
    """The last pass, which trains the network that ships: its layers are `layers` of the finished network's, numbered
    from 0, and what that one says teaches it, together with `truth` times the labels."""

    layers: Sequence[int]
    truth: float


@dataclass(frozen=True, slots=True)
class Settings:
    """Every figure stands with its reason in encoder.toml."""

    seed: int
    depth: int
    middle: int
    pieces: int
    most: int
    overlap: int
    batch: int
    layer_decay: float
    weight_decay: float
    habit_decay: float
    warmup: float
    average_from: float
    greatest_weight: float
    perspective_weight: float
    span_weight: float
    perspective_rows: int
    perspective_ridge: float
    take: Mapping[str, int]
    passes: Mapping[str, Pass]
    student: Student

    @property
    def course(self) -> dict[str, Pass]:
        """All passes in their order, the student's last."""
        return {**self.passes, STUDENT: self.student}


def load_settings(path: Path = DEFAULT) -> Settings:
    """The settings in `path`. Raises ConfigError for an unknown or a missing key, and where the student would leave out
    a layer that it takes for frozen: its teacher reads the same states."""
    table = tomllib.loads(path.read_text("utf-8"))
    table["passes"] = {
        name: build(Pass, values, f"{path.name} [passes.{name}]") for name, values in table["passes"].items()
    }
    student = table[STUDENT] = build(Student, table[STUDENT], f"{path.name} [student]")
    if list(student.layers[: student.frozen]) != list(range(student.frozen)):
        raise ConfigError(f"{path.name} [student]: the frozen layers are the lowest ones.")
    return build(Settings, table, path.name)
