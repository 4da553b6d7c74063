"""The figures that shape the model (config.toml) and the sets it learns from (sources.toml), read strictly."""

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, Final, TypeVar

from stet.newsroom.labels import LABELS

HERE: Final = Path(__file__).parent
TIERS: Final = {"all": ("open", "unstated"), "open": ("open",)}

_T = TypeVar("_T")


class ConfigError(Exception):
    """The configuration names a key that does not exist, lacks one, or holds a value of the wrong kind."""


@dataclass(frozen=True, slots=True)
class Config:
    """The hyper-parameters. Their reasons stand beside them in config.toml."""

    seed: int
    bits: int
    strength: float
    epochs: int
    batch: int
    rate: float
    first_square: float
    rarest_share: float
    commonest_share: float
    greatest_gain: float
    implied_weight: float
    unadvertised_weight: float
    implied_positives: int
    listed_weight: float
    unlisted_weight: float
    clean_rows: int
    imitation: float
    imitation_ridge: float
    perspective_ridge: float
    held_rows: int
    calibration_ridge: float
    calibration_least: int
    language_bits: int
    language_strength: float
    language_epochs: int
    language_rows: int
    base_rate: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Source:
    """A set of texts: its licence and tier, the weight of a row, which labels it is fit for, and why."""

    licence: str
    tier: str
    weight: float
    why: str
    plain: bool = False
    labels: tuple[str, ...] = ()


def build(kind: type[_T], values: Mapping[str, Any], where: str) -> _T:
    """A `kind` of these values. Raises ConfigError, naming `where`, for unknown and for missing keys."""
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    unknown = sorted(set(values) - set(known))
    missing = sorted(name for name, field in known.items() if name not in values and field.default is MISSING)
    if unknown or missing:
        raise ConfigError(f"{where}: unknown keys {unknown}, missing keys {missing}.")
    return kind(**values)


def load_config(path: Path = HERE / "config.toml") -> Config:
    """The configuration in `path`. Raises ConfigError for an unknown or missing key, or a base rate not in (0, 1)."""
    config = build(Config, tomllib.loads(path.read_text("utf-8")), path.name)
    if set(config.base_rate) != set(LABELS):
        raise ConfigError(f"{path.name}: [base_rate] must name exactly the labels {sorted(LABELS)}.")
    if not all(0 < rate < 1 for rate in config.base_rate.values()):
        raise ConfigError(f"{path.name}: a base rate lies between 0 and 1.")
    return config


def load_sources(path: Path = HERE / "sources.toml") -> dict[str, Source]:
    """The sets by name. Raises ConfigError for an unknown key or tier."""
    sources = {}
    for name, values in tomllib.loads(path.read_text("utf-8")).items():
        values["labels"] = tuple(values.get("labels", ()))
        sources[name] = build(Source, values, f"{path.name} [{name}]")
        if sources[name].tier not in TIERS["all"]:
            raise ConfigError(f"{path.name} [{name}]: the tier is one of {TIERS['all']}.")
    return sources
