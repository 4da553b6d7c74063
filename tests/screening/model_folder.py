"""Folders of models that differ from the shipped one by a file."""

import hashlib
import json
from pathlib import Path
from typing import Any

from stet.screening.model_file import MODELS

SHIPPED = MODELS / "encoder"
META = "meta.json"


def folder_with(home: Path, name: str, content: bytes | None) -> Path:
    """The shipped models in `home`, with other `content` in the file `name`, as ``encoder/meta.json``; or without."""
    for path in [*MODELS.glob("*.npz"), *SHIPPED.iterdir()]:
        own = home / path.relative_to(MODELS)
        own.parent.mkdir(exist_ok=True)
        own.symlink_to(path)
    (home / name).unlink()
    if content is not None:
        (home / name).write_bytes(content)
    return home


def folder_admitting(home: Path, name: str, content: bytes) -> Path:
    """The same, with a file of the encoder changed and its new digest in `meta.json`: what a wrong export would be."""
    models = folder_with(home, f"encoder/{name}", content)
    rewrite_meta(models, digest=shipped_meta()["digest"] | {name: hashlib.sha256(content).hexdigest()})
    return models


def folder_saying(home: Path, **meta: Any) -> Path:
    """The shipped models with these keys of the encoder's `meta.json` changed."""
    return folder_with(home, "encoder/meta.json", json.dumps(shipped_meta() | meta).encode())


def rewrite_meta(models: Path, **meta: Any) -> None:
    path = models / "encoder" / META
    path.unlink()
    path.write_text(json.dumps(shipped_meta() | meta), encoding="utf-8")


def shipped_meta() -> dict[str, Any]:
    meta: dict[str, Any] = json.loads((SHIPPED / META).read_text("utf-8"))
    return meta
