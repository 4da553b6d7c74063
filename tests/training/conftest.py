"""One invented workshop for all tests, and one model made in it."""

from pathlib import Path

import pytest
import torch

from tests.training.kit import Workshop


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    # Small sums on one thread: threads that wait for each other on a busy machine take far longer.
    torch.set_num_threads(1)
    return Workshop(tmp_path_factory.mktemp("workshop"))


@pytest.fixture(scope="session")
def made(workshop: Workshop) -> Path:
    """Where all steps have run."""
    out = workshop.folder / "made"
    result = workshop.run("all", out)
    assert result.exit_code == 0, result.output + repr(result.exception)
    return out
