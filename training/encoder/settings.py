"""The figures of encoder.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from training.config import HERE, ConfigError


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
    take: Mapping[str, int]
    passes: Mapping[str, Pass]


def load_settings(path: Path = HERE / "encoder.toml") -> Settings:
    """The settings in `path`. Raises ConfigError for an unknown or a missing key."""
    table = tomllib.loads(path.read_text("utf-8"))
    table["passes"] = {
        name: _build(Pass, values, f"{path.name} [passes.{name}]") for name, values in table["passes"].items()
    }
    settings: Settings = _build(Settings, table, path.name)
    return settings


def _build(kind: Any, values: Mapping[str, Any], where: str) -> Any:
    known = {field.name for field in fields(kind)}
    if set(values) != known:
        raise ConfigError(
            f"{where}: unknown keys {sorted(set(values) - known)}, missing {sorted(known - set(values))}."
        )
    return kind(**values)


DEFAULT: Final = HERE / "encoder.toml"
