"""Reading a model file: an .npz of plain arrays with one JSON text that says what they mean. Nothing is unpickled."""

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

MODELS: Final = Path(__file__).parent / "models"


class ModelError(Exception):
    """A model cannot be used: its file is missing, damaged, or made for another version of this program."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """The arrays and the description in one model file, and a version that names its very bytes."""

    version: str
    meta: Mapping[str, Any]
    arrays: Mapping[str, npt.NDArray[Any]]


def read_model(path: Path, kind: str, expected: Mapping[str, int]) -> ModelFile:
    """The model of this `kind` in `path`. Raises ModelError, naming the file, when it is missing or damaged, of another
    kind, or made for other versions than `expected` (say, of the features)."""
    try:
        content = path.read_bytes()
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        meta = json.loads(str(arrays.pop("meta")))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ModelError(f"The model file {path.name} cannot be read: {error}") from error
    for key, wanted in {"kind": kind, **expected}.items():
        if meta.get(key) != wanted:
            raise ModelError(f"The model file {path.name} has {key} {meta.get(key)!r}; this program needs {wanted!r}.")
    return ModelFile(f"{kind}-{hashlib.sha256(content).hexdigest()[:8]}", meta, arrays)


def write_model(path: Path, meta: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Write a model file that `read_model` reads; the same content gives the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        described = {"meta": np.array(json.dumps(meta, sort_keys=True)), **arrays}
        for name, array in described.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, np.asanyarray(array), allow_pickle=False)
            # A fixed date: zip archives otherwise carry the time they were made.
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, buffer.getvalue(), zipfile.ZIP_DEFLATED, compresslevel=9)
