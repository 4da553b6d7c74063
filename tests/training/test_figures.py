"""The figures that shape the model are read strictly, and each has its reason."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.training.kit import CONFIG, ENCODER
from training.config import ConfigError, load_config, load_sources
from training.encoder.settings import load_settings

READERS = [(CONFIG, load_config), (ENCODER, load_settings)]


@pytest.mark.parametrize(("path", "read"), READERS)
def test_an_unknown_key_stops_the_training(tmp_path: Path, path: Path, read: Callable[[Path], object]) -> None:
    changed = tmp_path / path.name
    changed.write_text("learning_speed = 3\n" + path.read_text("utf-8"), "utf-8")
    with pytest.raises(ConfigError, match="learning_speed"):
        read(changed)


@pytest.mark.parametrize(("path", "read"), READERS)
def test_a_missing_key_stops_the_training(tmp_path: Path, path: Path, read: Callable[[Path], object]) -> None:
    changed = tmp_path / path.name
    changed.write_text(path.read_text("utf-8").replace("seed =", "# seed ="), "utf-8")
    with pytest.raises(ConfigError, match="seed"):
        read(changed)


@pytest.mark.parametrize("key", ["frozen", "head_rate"])
def test_a_pass_has_all_its_keys_and_no_other(tmp_path: Path, key: str) -> None:
    changed = tmp_path / "encoder.toml"
    changed.write_text(re.sub(rf"^{key} =", f"{key}er =", ENCODER.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    with pytest.raises(ConfigError, match=rf"passes\.general.*{key}er.*missing.*{key}"):
        load_settings(changed)


def test_every_set_that_is_known_has_a_share_in_the_encoders_training() -> None:
    assert set(load_sources()) <= set(load_settings().take)


def test_an_unknown_label_has_no_base_rate(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.read_text("utf-8") + "\nrudeness = 0.1\n", "utf-8")
    with pytest.raises(ConfigError, match="base_rate"):
        load_config(path)


def test_a_source_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text('[x]\nlicence = "MIT"\ntier = "open"\nweight = 1.0\nwhy = "-"\nweigth = 2\n', "utf-8")
    with pytest.raises(ConfigError, match="weigth"):
        load_sources(path)


def test_every_hyper_parameter_has_its_reason() -> None:
    figures = CONFIG.read_text("utf-8").split("[base_rate]")[0]
    settings = [line for line in figures.splitlines() if "=" in line and not line.startswith(("#", " "))]
    assert settings
    assert all("#" in line for line in settings)
